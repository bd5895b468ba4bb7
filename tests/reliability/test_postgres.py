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
