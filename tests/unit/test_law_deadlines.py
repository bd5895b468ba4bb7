"""Days and hours: calendar days, 24:00, what rolls past holidays and what does not."""

from datetime import date

import pytest
from test_law_builders import at

from mediation.case.step import Settings
from mediation.law import deadlines, holidays

D = date.fromisoformat
PLAIN = Settings()


def test_thirty_days_end_at_midnight_after_the_last() -> None:
    term = deadlines.mediation_deadline(D("2026-08-01"), PLAIN)
    assert (term.start, term.last_day) == (D("2026-08-01"), D("2026-08-31"))
    assert term.fires_at == at("2026-09-01T00:00")
    assert term.fires_at.isoformat() == "2026-09-01T00:00:00+08:00"
    assert term.explanation == "自8月2日起算30日,8月31日24:00届满"


def test_the_office_may_let_its_own_term_roll() -> None:
    assert deadlines.mediation_deadline(D("2026-03-06"), PLAIN).last_day == D("2026-04-05")
    rolling = Settings(deadline_rolls=True)
    assert deadlines.mediation_deadline(D("2026-03-06"), rolling).last_day == D("2026-04-07")


@pytest.mark.parametrize(
    ("effective", "last"),
    [
        ("2026-03-10", "2026-04-09"),  # a Thursday
        ("2026-01-16", "2026-02-24"),  # Spring Festival, 15–23 February
        ("2026-01-15", "2026-02-14"),  # a Saturday that is worked
        ("2026-03-26", "2026-04-27"),  # a plain Saturday
    ],
)
def test_the_window_for_confirmation_rolls_past_holidays(effective: str, last: str) -> None:
    assert deadlines.judicial_confirm_window(D(effective), PLAIN).last_day == D(last)


def test_the_window_of_the_law_may_be_shortened_never_stretched() -> None:
    assert deadlines.judicial_confirm_window(D("2026-03-10"), Settings(judicial_confirm_days=60)).last_day == D(
        "2026-04-09"
    )
    assert deadlines.judicial_confirm_window(D("2026-03-10"), Settings(judicial_confirm_days=20)).last_day == D(
        "2026-03-30"
    )


def test_a_rolled_window_says_so() -> None:
    text = deadlines.judicial_confirm_window(D("2026-01-16"), PLAIN).explanation
    assert text == "自1月17日起算30日,2月24日24:00届满(末日2月15日逢休假日,顺延)"


def test_a_year_nobody_announced_is_counted_by_weekends_and_says_so() -> None:
    window = deadlines.judicial_confirm_window(D("2031-09-01"), PLAIN)
    assert window.last_day == D("2031-10-01")
    assert "2031年节假日安排未录入" in window.explanation
    entered = Settings(holidays=frozenset({D("2031-10-01"), D("2031-10-02"), D("2031-10-03")}))
    assert deadlines.judicial_confirm_window(D("2031-09-01"), entered).last_day == D("2031-10-06")


def test_workdays_skip_holidays_and_count_worked_weekends() -> None:
    assert deadlines.workdays_after(D("2026-08-07"), 2, PLAIN) == D("2026-08-11")
    assert deadlines.workdays_after(D("2026-09-30"), 2, PLAIN) == D("2026-10-09")
    assert deadlines.workdays_after(D("2026-10-09"), 1, PLAIN) == D("2026-10-10")
    assert deadlines.return_down(D("2026-08-07"), PLAIN).fires_at == at("2026-08-12T00:00")
    assert deadlines.escalate_accept(D("2026-08-07"), PLAIN).last_day == D("2026-08-12")


def test_labour_notice_fifteen_days_after_the_application() -> None:
    term = deadlines.labor_15day(D("2026-06-01"))
    assert (term.last_day, term.fires_at) == (D("2026-06-16"), at("2026-06-17T00:00"))


def test_moments() -> None:
    assert deadlines.cooling(at("2026-07-10T19:05"), 48).fires_at == at("2026-07-12T19:05")
    assert deadlines.red_report(at("2026-06-14T23:30")).fires_at == at("2026-06-15T00:30")
    assert deadlines.whistle(at("2026-06-14T19:00"), PLAIN).fires_at == at("2026-06-14T19:30")
    assert deadlines.visit_opens(D("2026-03-10")) == at("2026-03-10T00:00")
    assert deadlines.grace(D("2026-05-03"), PLAIN).fires_at == at("2026-05-18T00:00")


def test_an_extension_is_counted_from_the_old_last_day() -> None:
    assert deadlines.extended_deadline(D("2026-08-31"), 15).last_day == D("2026-09-15")
    assert deadlines.extended_deadline(D("2026-08-31"), 99).last_day == D("2026-09-30")
    assert deadlines.extension_answer(D("2026-08-31")).last_day == D("2026-09-03")


def test_warnings() -> None:
    assert deadlines.deadline_warnings(D("2026-08-31")) == [D("2026-08-24"), D("2026-08-29")]
    assert deadlines.confirm_warnings(D("2026-03-10")) == [D("2026-03-30"), D("2026-04-06")]


def test_what_the_office_entered_replaces_the_seed() -> None:
    free, worked = holidays.seed(2026)
    assert D("2026-10-01") in free and D("2026-10-10") in worked
    assert not holidays.is_workday(D("2026-10-01"), PLAIN)
    assert holidays.is_workday(D("2026-10-10"), PLAIN)
    other = Settings(holidays=frozenset({D("2026-10-05")}))
    assert holidays.is_workday(D("2026-10-01"), other)
    assert not holidays.is_workday(D("2026-10-05"), other)
    assert holidays.seed(1990) == (frozenset(), frozenset())
