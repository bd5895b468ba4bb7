from datetime import date, datetime, timedelta

import pytest
from engine_case import Case, case_of
from engine_diagrams import boundary, catch, definitions, end, flow, path, process, start, timer, user

from mediation import clock
from mediation.engine import ModelFailed
from mediation.engine.durations import due_of, instant_of, parse_duration, parse_repetition
from mediation.errors import TaskNotOpen

DEADLINE = datetime(2026, 2, 1, tzinfo=clock.SHANGHAI)


def waiting(kind, expression, variables=None):
    diagram = definitions(
        process("mediation_case", start(), catch("wait", timer(kind, expression)), user("after"), end(),
                path("begin", "wait", "after", "finish"))
    )  # fmt: skip
    return case_of(diagram, variables=variables)


@pytest.fixture
def village(bundle):
    return Case(bundle).to_village()


def test_nothing_fires_before_its_moment_and_all_of_it_at_the_moment(village):
    assert village.timer("deadline").due == DEADLINE
    village.instance.move_timer(village.timer("village_remind").key, DEADLINE + timedelta(days=1))
    assert village.fire(DEADLINE - timedelta(microseconds=1)) == []
    assert village.open() == ["assign"]
    assert "deadline" in village.fire(DEADLINE)


def test_a_step_does_not_fire_what_is_overdue(village):
    with clock.set_to(DEADLINE + timedelta(days=5)):
        village.do("assign")
    assert village.open() == ["listen"]


def test_a_moved_deadline_fires_at_its_new_moment(village):
    new = DEADLINE + timedelta(days=30)
    village.instance.move_timer(village.timer("deadline").key, new)
    village.keep()
    assert village.timer("deadline").due == new
    assert "deadline" not in village.fire(new - timedelta(seconds=1))
    assert "deadline" in village.fire(new)


def test_only_a_waiting_timer_can_be_moved(village):
    for key in ("1", "999", village.key("assign")):
        with pytest.raises(TaskNotOpen):
            village.instance.move_timer(key, DEADLINE)


def test_a_reminder_repeats_as_often_as_it_says_and_then_stops(village, new_year):
    village.instance.move_timer(village.timer("deadline").key, new_year + timedelta(days=100))
    for day in (3, 6, 9):
        assert village.fire(new_year + timedelta(days=day)) == ["village_remind"]
        assert village.instance.variables["reminders"] == day // 3
    assert village.fire(new_year + timedelta(days=30)) == []
    assert [timer.name for timer in village.instance.timers()] == ["deadline"]


def test_an_outage_is_made_good_by_one_reminder(village, new_year):
    village.instance.move_timer(village.timer("deadline").key, new_year + timedelta(days=100))
    assert village.fire(new_year + timedelta(days=7)) == ["village_remind"]
    assert village.timer("village_remind").due == new_year + timedelta(days=9)


def test_a_moment_already_past_fires_in_the_same_step():
    assert waiting("timeDate", "at", {"at": "2025-12-31T00:00:00+08:00"}).open() == ["after"]
    assert waiting("timeDate", "at", {"at": "2026-01-01T09:00:00+08:00"}).open() == ["after"]
    assert waiting("timeDate", "at", {"at": "2026-01-01T09:00:01+08:00"}).open() == []


@pytest.mark.parametrize(
    ("kind", "expression", "due"),
    [
        ("timeDuration", '"P30D"', "2026-01-31T09:00:00+08:00"),
        ("timeDuration", '"P1M"', "2026-02-01T09:00:00+08:00"),
        ("timeDuration", "days(2)", "2026-01-03T09:00:00+08:00"),
        ("timeDuration", '=rest', "2026-01-01T11:00:00+08:00"),
        ("timeDate", '"2026-03-01"', "2026-03-01T00:00:00+08:00"),
        ("timeDate", '"2026-03-01T08:00:00"', "2026-03-01T08:00:00+08:00"),
        ("timeDate", '"2026-03-01T00:00:00Z"', "2026-03-01T08:00:00+08:00"),
        ("timeDate", "now() + days(1)", "2026-01-02T09:00:00+08:00"),
        ("timeDate", "${day}", "2026-05-01T00:00:00+08:00"),
    ],
)  # fmt: skip
def test_a_due_moment_is_read_as_the_village_reads_it(kind, expression, due):
    case = waiting(kind, expression, {"rest": "PT2H", "day": date(2026, 5, 1)})
    assert case.instance.timers()[0].due.isoformat() == due


@pytest.mark.parametrize(
    ("kind", "value"),
    [("timeDate", None), ("timeDate", "soon"), ("timeDate", 7), ("timeDuration", "P"), ("timeDuration", ""),
     ("timeDuration", "-P1D"), ("timeDuration", 5), ("timeDuration", "P99999999M"), ("timeDate", "9999-99-99")],
)  # fmt: skip
def test_a_moment_that_is_none_names_process_and_element(kind, value):
    with pytest.raises(ModelFailed) as failed:
        waiting(kind, "at", {"at": value})
    assert (failed.value.process, failed.value.element) == ("mediation_case", "wait")


def test_new_timers_count_from_the_moment_at_which_the_case_went_on(new_year):
    diagram = definitions(
        process("mediation_case", start(), catch("one", timer("timeDuration", '"P1D"')),
                catch("two", timer("timeDuration", '"P1D"')), user("after"), end(),
                path("begin", "one", "two", "after", "finish"))
    )  # fmt: skip
    case = case_of(diagram)
    assert case.fire(new_year + timedelta(days=3)) == ["one"]
    assert case.instance.timers()[0].due == new_year + timedelta(days=4)


def test_an_interrupted_task_takes_its_other_timers_with_it(new_year):
    diagram = definitions(process(
        "mediation_case", start(), user("work"), boundary("soon", "work", timer("timeDuration", '"P1D"')),
        boundary("late", "work", timer("timeDuration", '"P2D"')), user("after"), end(),
        path("begin", "work", "after", "finish"), flow("soon", "after"), flow("late", "after"),
    ))  # fmt: skip
    case = case_of(diagram)
    assert case.fire(new_year + timedelta(days=9)) == ["soon"]
    assert case.open() == ["after"] and case.instance.timers() == []


def test_variables_given_with_the_firing_are_known_to_the_next_step(village, new_year):
    village.fire(DEADLINE, deadline=(DEADLINE + timedelta(days=30)).isoformat())
    assert village.instance.open_tasks()[0].tier == "township"
    assert village.timer("deadline").due == DEADLINE + timedelta(days=30)


def test_a_month_is_a_calendar_month():
    at = datetime(2026, 1, 31, 9, tzinfo=clock.SHANGHAI)
    assert parse_duration("P1M").after(at).isoformat() == "2026-02-28T09:00:00+08:00"
    assert parse_duration("P1Y1M").after(at).isoformat() == "2027-02-28T09:00:00+08:00"
    assert due_of("P1W", at) == at + timedelta(days=7)
    assert parse_repetition("R3/P7D")[0] == 3


@pytest.mark.parametrize("text", ["", "P", "PT", "P0D", "1D", "P1S", "P-1D", "-P1D", "P99999999M", "R3/P1D", "P1D ago"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError):
        parse_duration(text)


@pytest.mark.parametrize("value", ["", "today", None, 5, "2026-02-30", ["2026"]])
def test_what_is_no_instant_is_refused(value):
    with pytest.raises(ValueError):
        instant_of(value)
