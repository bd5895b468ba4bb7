"""A model that goes wrong while it runs: the step is taken back, the trouble is kept and told, nothing spins on it."""

import logging
import threading

import pytest
from diagrams import ask_the_unknown, folder_of, spin, spin_later, wait_for_ever, with_pause
from house import WORKED_CASES, House, at, form_of, instant, registration, when
from negatives import refused
from sound import ailments
from werkzeug.datastructures import MultiDict

from mediation.engine.failures import ModelFailed
from mediation.errors import CaseStuck, ModelLoop
from mediation.services import fire_timers as firing
from mediation.services.case_page import view_case
from mediation.services.doctor import examine, examine_house
from mediation.services.drafts import find_draft, keep_draft
from mediation.services.fire_timers import fire_timers, tick_until
from mediation.store import incidents

C01 = WORKED_CASES["C01"]
TROUBLES = {"spin": (spin, ModelLoop), "silence": (wait_for_ever, CaseStuck), "unknown": (ask_the_unknown, ModelFailed)}


@pytest.fixture(params=TROUBLES)
def troubled(request, tmp_path):
    """An office whose model goes wrong after the screening, and a case that is about to be screened."""
    change, error = TROUBLES[request.param]
    house = House.build(tmp_path / "house", folder_of(tmp_path / "models", {"mediation_case": change}))
    yield house, house.stage(C01, 1), error
    house.office.store.engine.dispose()


def screen(house, case, error):
    with at(when(C01, "T_screen")), refused(house, case, error):
        house.do(case, "T_screen", "u_chen", form_of(C01, "T_screen"))


def open_incidents(house):
    with house.office.store.reading() as connection:
        return incidents.unresolved(connection)


def test_the_step_is_taken_back_and_the_trouble_is_kept(troubled):
    house, case, error = troubled
    screen(house, case, error)
    (kept,) = open_incidents(house)
    assert (kept.public_id, kept.kind, kept.told) == (case, error.__name__, "O-G11")
    assert kept.subject and house.open_tasks(case) == ["T_screen"]
    assert ailments(house, case) == []


def test_trying_again_keeps_no_second_incident(troubled):
    house, case, error = troubled
    screen(house, case, error)
    screen(house, case, error)
    assert len(open_incidents(house)) == 1


def test_the_case_page_and_the_doctor_tell_of_it(troubled):
    house, case, error = troubled
    screen(house, case, error)
    with at(when(C01, "T_screen")):
        assert view_case(house.office, house.person("u_chen"), case).incidents
        assert [found for _, found in examine(house.office)] == [[]]
        assert any(case in text and error.__name__ in text for text in examine_house(house.office))


def test_what_was_typed_is_still_there(troubled):
    house, case, error = troubled
    key = house.task_key(case, "T_screen")
    with at(when(C01, "T_screen")):
        typed = MultiDict([("reason", "写了半天的理由")])
        keep_draft(house.office, house.person("u_chen"), case, key, "T_screen", typed)
        screen(house, case, error)
        kept = find_draft(house.office, house.person("u_chen"), case, key)
    assert kept is not None and kept.words["reason"] == "写了半天的理由"


def test_other_cases_go_on(troubled):
    """The same model, but the way of the trouble is not taken."""
    house, case, error = troubled
    screen(house, case, error)
    other = house.stage(C01, 1)
    assert house.open_tasks(other) == ["T_screen"] and ailments(house, other) == []


# The clock runs into the same trouble: it keeps it once, and leaves the case alone.


@pytest.fixture
def ticking(tmp_path):
    """An office in which every registered case runs into a loop a minute later."""
    models = folder_of(tmp_path / "models", {"mediation_case": spin_later})
    house = House.build(tmp_path / "house", models)
    yield house
    house.office.store.engine.dispose()


def test_the_ticker_keeps_the_trouble_once_and_does_not_spin_on_it(ticking, caplog):
    with at(when(C01, "T_register")):
        case = ticking.register("u_chen", registration(C01)).case_id
    caplog.set_level(logging.WARNING)
    with at(when(C01, "T_register", minutes=5)):
        assert fire_timers(ticking.office) == 0
        assert [row.kind for row in open_incidents(ticking)] == ["ModelLoop"]
        before = len(caplog.records)
        assert [fire_timers(ticking.office) for _ in range(20)] == [0] * 20
        assert len(caplog.records) == before, "it tried again"
    assert ticking.row(case).version == 1


# One case that cannot even be read must not stop the clock of all others.


@pytest.fixture
def waiting(tmp_path):
    """An office with three cases whose pause is over, each registered a minute after the other."""
    house = House.build(tmp_path / "house", folder_of(tmp_path / "models", with_pause('"PT1M"')))
    cases = []
    for minutes in range(3):
        with at(when(C01, "T_register", minutes=minutes)):
            cases.append(house.register("u_chen", registration(C01)).case_id)
    yield house, cases
    house.office.store.engine.dispose()


def spoil(house, case, column, value):
    with house.office.store.writing() as connection:
        statement = f"update process_instance set {column} = ? where case_id = ?"
        connection.exec_driver_sql(statement, (value, house.row(case).id))


SPOILT = {"state": b"not a state", "facts": b"{", "wrapped_key": bytes(60)}
LATER = instant("2026-03-03T12:00")


@pytest.mark.parametrize("column", SPOILT)
def test_a_case_that_cannot_be_read_does_not_stop_the_others(waiting, column):
    house, (first, *others) = waiting
    spoil(house, first, column, SPOILT[column])
    with at(LATER):
        assert fire_timers(house.office) == 2
        assert fire_timers(house.office) == 0
    assert [house.open_tasks(case) for case in others] == [["T_screen"]] * 2
    told = dict(examine(house.office))
    assert told[first] and not any(told[case] for case in others)


def test_the_ticker_lives_on_after_such_a_case(waiting, monkeypatch):
    """Polling goes on: what becomes due later still acts."""
    house, (first, *_) = waiting
    spoil(house, first, "state", b"")
    rounds, stop = [], threading.Event()

    def counted(office):
        rounds.append(fire_timers(office))
        if len(rounds) == 3:
            stop.set()
        return rounds[-1]

    monkeypatch.setattr(firing, "fire_timers", counted)
    monkeypatch.setattr(firing, "POLL_SECONDS", 0.0)
    with at(LATER):
        tick_until(house.office, stop)
    assert rounds == [2, 0, 0]
