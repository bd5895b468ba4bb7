"""The demo's clock: moved forward from its page, by anybody on this machine; in a real office there is none."""

import itertools
import threading
from datetime import timedelta

import pytest
from house import WORKED_CASES, House, steps_before, when
from sound import all_ailments
from surfer import SignIn

from mediation import clock
from mediation.errors import NotFound
from mediation.services import demo_clock, fire_timers
from mediation.services.office import Office
from mediation.store import people

C08 = WORKED_CASES["C08"]


@pytest.fixture
def demo(house: House) -> House:
    """The village marked as a demo."""
    with house.office.store.writing() as connection:
        people.set_settings(connection, {"demo": True})
    house.office.forget_settings()
    return house


def test_a_term_runs_out_while_one_watches_and_who_is_signed_in_stays_so(demo: House, sign_in: SignIn) -> None:
    case = demo.stage(C08, steps_before(C08, "D_extend"))
    clock.move_to(when(C08, "D_extend") - timedelta(days=1))
    surfer = sign_in("u_deng")
    page = surfer.get("/demo/clock")
    assert "走到下一个到期" in page.text and "演示时钟" in surfer.get("/worklist").response.text
    for _ in range(9):
        surfer.post("/demo/clock", {"csrf_token": page.token, "step": "next"})
        if "T_terminate" in demo.open_tasks(case):
            break
    assert demo.open_tasks(case) == ["T_terminate"], "nobody answered: the term and its three days are over"
    assert surfer.get("/worklist").status == 200, "weeks have passed, and the session has come along"
    assert [entry.subject for entry in demo.history(case) if entry.subject == "mediation_deadline"] == [
        "mediation_deadline"
    ]
    assert all_ailments(demo) == {}


def test_it_goes_forward_only_by_known_steps_and_not_too_far(demo: House) -> None:
    who, before = demo.person("u_deng"), clock.now()
    with pytest.raises(demo_clock.ClockRefused, match="走多少"):
        demo_clock.move(demo.office, who, "-1")
    demo_clock.move(demo.office, who, "week")
    assert clock.now() - before >= timedelta(days=7)
    with pytest.raises(demo_clock.ClockRefused, match="最多"):
        for _ in range(20):
            demo_clock.move(demo.office, who, "month")
    clock.run_ahead(timedelta())
    demo_clock.follow(demo.office)
    assert clock.now() - before >= timedelta(days=7), "another process follows"


@pytest.mark.parametrize("follows", [True, False])
def test_a_ticker_of_its_own_reads_the_clock_as_it_goes(demo: House, monkeypatch, follows: bool) -> None:
    """Another process moves the clock while the ticker runs; the control reads it only when it starts."""
    monkeypatch.setattr(fire_timers, "POLL_SECONDS", 0)
    case = demo.stage(C08, steps_before(C08, "D_extend"))
    clock.move_to(when(C08, "D_extend"))
    stop, turns = threading.Event(), itertools.count()

    def turn(office: Office) -> None:
        number = next(turns)
        if number == 1:
            with office.store.writing() as connection:
                people.set_settings(connection, {"demo_clock_ahead": 10 * 86_400})
        elif number == 3:
            stop.set()
        if follows:
            demo_clock.follow(office)

    fire_timers.tick_until(demo.office, stop, turn)
    assert ("D_extend" in demo.open_tasks(case) or "T_terminate" in demo.open_tasks(case)) == follows


def test_in_a_real_office_there_is_no_such_page_and_the_clock_is_the_real_one(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_admin")
    assert surfer.get("/demo/clock").status == 404 and "演示时钟" not in surfer.get("/account").response.text
    with pytest.raises(NotFound):
        demo_clock.move(house.office, house.person("u_admin"), "day")
    with house.office.store.writing() as connection:
        people.set_settings(connection, {"demo_clock_ahead": 86_400})
    before = clock.now()
    demo_clock.follow(house.office)
    assert clock.now() - before < timedelta(hours=1)


def test_from_another_machine_nobody_moves_it(demo: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_deng")
    assert surfer.client.get("/demo/clock", base_url="http://10.0.0.8").status_code in (303, 404)
