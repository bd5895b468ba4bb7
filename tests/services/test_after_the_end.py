"""An archived case offers nothing, whatever was begun beside it; only what was handed over is still waited for."""

import copy
import json

import pytest
from house import ROOT, WORKED_CASES, at, instant, names, new_key
from sound import ailments, all_ailments

from mediation.errors import GuardRefused, TaskNotOpen
from mediation.services import replay
from mediation.services.call_department import answer
from mediation.services.case_page import view_case
from mediation.services.deliver import deliver
from mediation.services.fire_timers import fire_timers
from mediation.services.notification_page import my_notifications
from mediation.services.raise_case_event import possible_events
from mediation.services.set_up import load_village
from mediation.services.worklist_page import soon
from mediation.store import worklist_groups, worklist_reading

COLD = json.loads((ROOT / "tests/scenarios/cold_cases.json").read_text("utf-8"))
C01, C02, C06 = (WORKED_CASES[name] for name in ("C01", "C02", "C06"))


def finish(house, case, book, first):
    """Take the remaining steps of a worked case."""
    for step in book["steps"][first:]:
        house.let_pass(case, instant(step["at"]))
        with at(step["at"]):
            house.do(case, step["task"], step["actor"], step["form"])


@pytest.fixture
def archived_with_a_report_open(house):
    case = house.stage(C01, 9)
    with at("2026-03-09T10:00"):
        house.raise_event(case, "risk_raised", "u_chen")
    finish(house, case, C01, 9)
    return house, case


def test_what_was_begun_beside_a_case_ends_with_it(archived_with_a_report_open):
    house, case = archived_with_a_report_open
    assert house.open_tasks(case) == [] and house.listed(case) == [] and house.waiting(case) == []
    with house.office.store.reading() as connection:
        reader = worklist_groups.Reader("u_chen", "O-G11", frozenset({"group_mediator"}), frozenset())
        kinds = worklist_groups.kinds(connection, reader)
        left = worklist_reading.counts(connection, reader, kinds, soon())
        assert not (left["mine"] or left["free"] or left["visits"])
    with at("2026-03-12T10:00"):
        with pytest.raises(TaskNotOpen):
            house.task_key(case, "E_report")
        view = view_case(house.office, house.person("u_chen"), case)
        assert (view.next_steps, view.events) == ([], [])
    assert ailments(house, case) == []


def test_until_then_it_stays_open(house):
    """The control: it is the end of the case that takes it away."""
    case = house.stage(C01, 9)
    with at("2026-03-09T10:00"):
        house.raise_event(case, "risk_raised", "u_chen")
    house.let_pass(case, instant("2026-03-10T10:00"))
    with at("2026-03-10T10:00"):
        house.do(case, "F_visit", "u_chen", C01["steps"][9]["form"])
    assert sorted(house.open_tasks(case)) == ["C_close", "E_report"]


def test_no_event_can_be_raised_on_an_archived_case(house):
    case = house.stage(C06, 6)
    with at("2026-06-06T09:00"), pytest.raises((TaskNotOpen, GuardRefused)):
        house.raise_event(case, "risk_raised", "u_mu")
    opened = house.opened(case)
    assert possible_events(opened.work, house.person("u_mu")) == []
    opened.work.instance.release()


@pytest.fixture
def archived_and_awaiting(house):
    """A suspected sham was handed over on 3 June, to be answered by 3 July; the case is archived on the 6th."""
    load_village(house.office, COLD)
    book = copy.deepcopy(next(case for case in COLD["cases"] if case["case_id"] == "D10"))
    for step, day in zip(book["steps"][-2:], ("2026-06-05T09:00", "2026-06-06T09:00"), strict=True):
        step["at"] = day
    played = replay.play(house.office, book, steps=len(book["steps"]))
    assert not played.differences
    return house, played.public_id


def told(house, who):
    deliver(house.office)
    return [line.sentence for line in my_notifications(house.office, house.person(who)) if not line.over]


AWAITED = "移交出去的事,对方答复的日子到了"


def test_who_handed_a_matter_over_is_reminded_once_of_the_answer_though_the_case_is_archived(archived_and_awaiting):
    house, case = archived_and_awaiting
    assert names(house.waiting(case)) == ["handoff_feedback"] and house.open_tasks(case) == []
    with at("2026-07-02T23:59"):
        assert fire_timers(house.office) == 0 and AWAITED not in told(house, "u_xiang")
    with at("2026-08-20T08:00"):
        assert fire_timers(house.office) == 1 and fire_timers(house.office) == 0
        assert told(house, "u_xiang").count(AWAITED) == 1
        assert AWAITED not in [*told(house, "u_ran"), *told(house, "u_deng")]
        assert house.waiting(case) == [] and all_ailments(house) == {}


@pytest.mark.parametrize("day", ["2026-06-20T09:00", "2026-08-21T09:00"])
def test_the_answer_that_comes_after_the_end_is_written_down_and_the_waiting_is_over(archived_and_awaiting, day):
    house, case = archived_and_awaiting
    house.let_pass(case, instant(day))
    with at(day):
        number = house.case(case).calls[0].no
        answer(house.office, house.person("u_xiang"), case, number, "查明不是虚假调解", True, key=new_key())
        assert house.waiting(case) == [] and AWAITED not in told(house, "u_xiang")
        assert house.case(case).handoffs[-1].resolved is True and all_ailments(house) == {}


def test_a_matter_that_was_answered_in_time_leaves_nothing_to_wait_for(house):
    """The control: C05 was answered before it was archived."""
    played = replay.play(house.office, WORKED_CASES["C05"])
    assert played.differences == [] and house.waiting(played.public_id) == []
