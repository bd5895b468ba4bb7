"""The same on PostgreSQL: no lock over the whole database there, so two writers really meet.

Needs the server's programs; without them nothing of this is proven, and the skip says so.
"""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from diagrams import folder_of, with_deadline
from house import WORKED_CASES, House, instant, replay
from lives import Lives
from sound import all_ailments
from test_races import (
    C01,
    TestChosen,
    TestTheClock,
    crowd_of_lives,
    crowd_on_one_task,
    crowd_registering,
    jumpy,
    points,
)

from benchmarks import postgres
from mediation import clock
from mediation.law.events import EVENTS
from mediation.store import cases, drafts, numbers, receipts
from mediation.store.db import Clash

__all__ = ["TestChosen", "TestTheClock", "jumpy", "points"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not postgres.FOUND, reason="no PostgreSQL server here: races on PostgreSQL are NOT proven"),
]


@pytest.fixture(scope="session")
def cluster():
    with postgres.cluster(Path("/tmp")) as made:
        yield made


@pytest.fixture
def house(cluster, tmp_path):
    """A new office on PostgreSQL."""
    made = House.build(tmp_path / "house", database=cluster.database(f"h{random.getrandbits(48):x}"))
    yield made
    made.office.store.close()


@pytest.fixture
def hurried(cluster, tmp_path):
    """An office whose talks end after three days, and a case whose time is up."""
    models = folder_of(tmp_path / "models", with_deadline())
    made = House.build(tmp_path / "hurried", models, database=cluster.database(f"h{random.getrandbits(48):x}"))
    yield made, made.stage(C01, 4)
    made.office.store.close()


def number_of_answers(house):
    with house.office.store.reading() as connection:
        return connection.exec_driver_sql("select count(*) from receipt").scalar_one()


@pytest.fixture
def row_id(house):
    """A case's row."""
    case = house.stage(C01, 2)
    with house.office.store.reading() as connection:
        return cases.find(connection, house.office.store.vault, case).id


def test_what_nobody_waited_for_is_there_for_the_next_to_look(house, row_id):
    before = number_of_answers(house)
    with house.office.store.writing() as connection:
        receipts.give_answer(connection, "u_xiang", "a" * 32, row_id, "told", 1)
        assert "pipeline" in connection.info
        assert receipts.answer(connection, "u_xiang", "a" * 32) == "told"
        seen = connection.exec_driver_sql("select count(*) from receipt").scalar_one()
        assert "pipeline" not in connection.info
    assert seen == number_of_answers(house) == before + 1


@pytest.mark.parametrize("then", ["commit", "count", "look", "leave"])
def test_a_failure_that_nobody_waited_for_saves_nothing_and_spoils_nothing(house, row_id, then):
    with house.office.store.writing() as connection:
        receipts.give_answer(connection, "u_xiang", "a" * 32, row_id, "told", 1)
    before = number_of_answers(house)
    for number in range(12):  # psycopg prepares what it has executed five times, and may never hear that it was not
        expected = (ZeroDivisionError, Clash) if then == "leave" else Clash  # the driver may hear of it before
        with pytest.raises(expected), house.office.store.writing() as connection:
            receipts.give_answer(connection, "u_xiang", f"{number:032}", row_id, "told", 1)
            receipts.give_answer(connection, "u_xiang", "a" * 32, row_id, "again", 1)
            drafts.drop(connection, "u_xiang", row_id, "1")
            if then == "count":
                numbers.take(connection, "v_yun", 2026, "register")
            if then == "look":
                connection.exec_driver_sql("select 1")
            if then == "leave":
                raise ZeroDivisionError
        assert number_of_answers(house) == before
    with house.office.store.writing() as connection:
        drafts.drop(connection, "u_xiang", row_id, "1")
        receipts.give_answer(connection, "u_xiang", "b" * 32, row_id, "told", 1)
    assert number_of_answers(house) == before + 1


@pytest.mark.parametrize("change", ["update history set at = 1", "delete from access_log", "truncate history"])
def test_what_is_kept_takes_new_entries_only(house, change):
    replay.play(house.office, C01, 2)
    with pytest.raises(Exception, match="kept as it was written"), house.office.store.writing() as connection:
        connection.exec_driver_sql(change)


@pytest.mark.parametrize("name", sorted(WORKED_CASES))
def test_a_worked_case_comes_out_to_the_letter(house, name):
    assert replay.play(house.office, WORKED_CASES[name]).differences == []


def test_a_crowd_on_one_task_has_one_winner_a_round(house, jumpy):
    crowd_on_one_task(house, rounds=15, people=8)


def test_a_registration_that_arrives_eight_times_is_one_case(house, jumpy):
    crowd_registering(house, rounds=8, people=8)


def test_people_and_ticker_on_the_same_cases_leave_them_sound(house, jumpy, seed):
    crowd_of_lives(house, seed, rounds=12, people=4)


def test_random_lives_leave_the_office_sound(house, seed):
    chance, lives = random.Random(seed), Lives(house)
    clock.move_to(instant("2026-03-03T09:00"))
    for _ in range(8):
        case = lives.register(chance)
        for _ in range(60):
            clock.move_to(clock.now() + timedelta(minutes=20))
            if chance.random() < 0.08:
                lives.raise_event(case, chance.choice(EVENTS), chance)
            elif lives.step(case, chance) == "nothing open":
                lives.wait()
    assert all_ailments(house) == {}
