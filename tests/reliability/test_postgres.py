"""The same on PostgreSQL: no lock over the whole database there, so two writers really meet.

Needs the server's programs; without them nothing of this is proven, and the skip says so.
"""

import os
import pwd
import random
import shutil
import subprocess
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

from mediation import clock
from mediation.law.events import EVENTS

__all__ = ["TestChosen", "TestTheClock", "jumpy", "points"]
PROGRAMS = ("initdb", "pg_ctl", "psql")
# where Debian keeps what is not for everybody's path
BESIDE = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
PLACES = os.pathsep.join([os.environ["PATH"], *BESIDE])
FOUND = all(shutil.which(name, path=PLACES) for name in PROGRAMS)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOUND, reason="no PostgreSQL server here: races on PostgreSQL are NOT proven"),
]


class Cluster:
    """A server of one's own, reached through a socket in its folder; not run by root, who may not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        shutil.chown(folder, self.user)
        self._run("initdb", "-D", f"{folder}/data", "-U", "village", "-A", "trust", "-E", "UTF8", "--no-locale")
        options = f"-k {folder} -c listen_addresses=''"
        self._run("pg_ctl", "-D", f"{folder}/data", "-o", options, "-w", "-l", f"{folder}/log", "start")

    def _run(self, *command: str) -> None:
        as_user = ["runuser", "-u", self.user, "--"] if os.getuid() == 0 else []
        program = str(shutil.which(command[0], path=PLACES))
        whole = [*as_user, program, *command[1:]]
        subprocess.run(whole, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)

    def database(self, name: str) -> str:
        """A new empty database's address."""
        create = f'create database "{name}"'
        self._run("psql", "-q", "-h", str(self.folder), "-U", "village", "-d", "postgres", "-c", create)
        return f"postgresql+psycopg://village@/{name}?host={self.folder}"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def cluster():
    folder = Path("/tmp") / f"village-{os.getpid()}"  # a socket's path must be short
    folder.mkdir(mode=0o755)
    made = Cluster(folder)
    yield made
    made.stop()
    shutil.rmtree(folder)


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
