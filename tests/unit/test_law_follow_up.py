"""When to visit again."""

from datetime import date, timedelta

import pytest
from test_law_builders import a_case, agreed, at, done, screened

from mediation.case.facts import Case, Term, Termination, Visit
from mediation.case.own_words import period
from mediation.law import follow_up

D = date.fromisoformat


def days(*found: str) -> list[date]:
    return [D(day) for day in found]


def visit(no: int, planned: str, status: str = "全部履行", kind: str = "履行") -> Visit:
    return Visit(no, planned, at(planned + "T10:00").isoformat(), kind, status, "无")


def test_done_within_a_week_is_seen_after_a_week() -> None:
    soon = agreed(form="oral", effective_on="2026-03-03", terms=[Term(1, "p2", "p1", "2", "0.00", "2026-03-06")])
    assert follow_up.suggested(a_case(agreements=[soon])) == days("2026-03-10")


def test_each_due_day_and_a_month() -> None:
    assert follow_up.suggested(a_case(agreements=[agreed()])) == days("2026-03-23", "2026-04-09", "2026-05-03")


@pytest.mark.parametrize("more", [{"screening": screened(difficulty_code="4")}, {"colors": ["red", "yellow"]}])
def test_a_grave_case_is_seen_after_a_quarter_too(more: dict[str, object]) -> None:
    found = follow_up.suggested(a_case(agreements=[agreed()], **more))
    assert found[-1] == D("2026-06-08")


def monthly(**more: object) -> Case:
    keep = agreed(terms=[Term(1, "p2", "p1", "11", "500.00", period="每月", first_due="2026-01-31")])
    return a_case(agreements=[keep], **more)


def test_a_monthly_duty_is_seen_after_its_first_three_days() -> None:
    assert follow_up.suggested(monthly()) == days("2026-02-03", "2026-03-03", "2026-04-03")


def test_the_next_period_follows_until_three_in_a_row_were_kept() -> None:
    case = monthly(visits=[visit(1, "2026-02-03"), visit(2, "2026-03-03", "未履行"), visit(3, "2026-04-03")])
    assert follow_up.next_periodic(case) == D("2026-05-03")
    case.visits += [visit(4, "2026-05-03"), visit(5, "2026-06-03")]
    assert follow_up.periods_done(case) == 3
    assert follow_up.next_periodic(case) is None


def test_a_change_of_terms_begins_the_count_anew() -> None:
    case = monthly(visits=[visit(1, "2026-02-03"), visit(2, "2026-03-03")], done=done("A_amend"))
    assert follow_up.periods_done(case) == 0  # the change was made on 5 March


def test_what_a_change_leaves_as_it_was_is_not_visited_for_the_months_gone_by() -> None:
    kept = Term(1, "p2", "p1", "11", "500.00", period="每月", first_due="2026-01-31")
    changed = Term(2, "p3", "p1", "11", "100.00", period="每月", first_due="2026-03-31")
    case = a_case(agreements=[agreed(), agreed(effective_on="2026-04-02", terms=[kept, changed])])
    assert follow_up.suggested(case) == days("2026-04-03", "2026-05-03", "2026-06-03")
    case.agreements[-1].effective_on = "2026-04-03"  # seen that very day, before the change
    assert follow_up.suggested(case) == days("2026-05-03", "2026-06-03", "2026-07-03")


def test_quarters_and_years_are_understood() -> None:
    seconds = {
        "每季度": "2026-05-03",
        "每年": "2027-02-03",
        "半年": "2026-08-03",
        "每周": "2026-02-10",
        "每月5日": "2026-03-03",
        "每3个月": "2026-05-03",
        "每两个月": "2026-04-03",
        "monthly": "2026-03-03",
        "按约": "2026-03-03",
    }
    for often, second in seconds.items():
        term = Term(1, "p2", "p1", "11", "500.00", period=often, first_due="2026-01-31")
        assert follow_up.suggested(a_case(agreements=[agreed(terms=[term])]))[1] == D(second), often


def ended(reason: str, color: str = "blue") -> Case:
    gone = Termination("full", reason, "", at("2026-07-12T12:00").isoformat())
    return a_case(terminations=[gone], colors=[color])


def test_after_an_ending() -> None:
    day = D("2026-07-12")
    assert follow_up.after_termination(ended("withdrawn_self_settled"), day) == days("2026-07-19")
    assert follow_up.after_termination(ended("party_refused"), day) == []
    assert follow_up.after_termination(ended("party_refused", "yellow"), day) == days("2026-07-19", "2026-08-11")


def test_when_an_answer_is_due() -> None:
    day = D("2026-06-16")
    violent = a_case(screening=screened("emergency", risk_flags=["domestic_violence"]))
    land = a_case(screening=screened(special_flags=["land_ownership"]))
    assert follow_up.feedback_due(violent, day) == D("2026-06-23")
    assert follow_up.feedback_due(land, day) == D("2026-08-15")
    assert follow_up.feedback_due(a_case(), day) == D("2026-07-16")
    assert follow_up.feedback_due(a_case(), day, "青石派出所") == D("2026-06-23")
    assert follow_up.emergency_visit("2026-06-22", day) == D("2026-06-22")
    assert follow_up.emergency_visit(None, day) == D("2026-06-23")


def test_nothing_to_visit_without_an_agreement() -> None:
    assert follow_up.suggested(a_case()) == []
    assert follow_up.next_periodic(a_case(agreements=[agreed()])) is None


@pytest.mark.parametrize(
    ("said", "second"),
    [
        ("从2026年4月起每月15日前付", "2026-02-28"), ("每年3月", "2027-01-31"), ("每个月", "2026-02-28"),
        ("每十天", "2026-02-10"),
        ("每99999999999个月", "2026-02-28"), ("每0天", "2026-02-28"), ("2026年", "2026-02-28"),
        ("每9999年", "2026-02-28"), ("每60年", "2086-01-31"), ("每半年", "2026-07-31"), ("一季度一次", "2026-04-30"),
    ],
)  # fmt: skip
def test_in_whatever_words_it_is_said_how_often_there_is_a_next_day(said: str, second: str) -> None:
    term = Term(1, "p2", "p1", "11", "500.00", period=period(said), first_due="2026-01-31")
    case = a_case(agreements=[agreed(terms=[term])])
    assert follow_up.suggested(case)[1] - timedelta(days=follow_up.AFTER_DUE) == D(second)
