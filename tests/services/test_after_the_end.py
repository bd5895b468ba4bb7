"""An archived case offers nothing any more, whatever was begun beside it and not finished."""

import pytest
from house import WORKED_CASES, at, instant
from sound import ailments

from mediation.errors import GuardRefused, TaskNotOpen
from mediation.services.case_page import view_case
from mediation.services.raise_case_event import possible_events
from mediation.services.worklist_page import soon
from mediation.store import worklist_groups, worklist_reading

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
