"""Answered means on disk: a sync before each answer; where the disk fails, no yes without its row, no row half."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from house import WORKED_CASES, House, at, form_of, new_key, registration, when
from sound import all_ailments

from mediation.errors import Busy
from mediation.services.submit_task import Answer
from mediation.store import db

C01 = WORKED_CASES["C01"]
STRACE = shutil.which("strace")
traced = pytest.mark.skipif(STRACE is None, reason="strace is missing: whether answers wait for the disk is NOT proven")
PRESSES = """
import sys
sys.path[:0] = [{support!r}]
from pathlib import Path
from house import House, WORKED_CASES, at, form_of, registration, when
C01 = WORKED_CASES["C01"]
house = House.at(Path({folder!r}))
{broken}
house.office.library.in_force()
def say(text):
    import os
    os.write(1, (text + "\\n").encode())
say("ready")
for number in range({presses}):
    try:
        with at(when(C01, "T_register")):
            answer = house.register("u_chen", registration(C01), key=f"press{{number}}")
        say(f"yes {{number}} {{answer.case_id}}")
    except Exception as error:
        say(f"no {{number}} {{type(error).__name__}}")
"""


def press(house, presses, *strace, broken="", limit=None):
    """Registrations in a process of its own, perhaps under strace; what it said, and what strace saw."""
    house.office.store.engine.dispose()
    script = PRESSES.format(
        support=str(Path(__file__).parents[1] / "support"), folder=str(house.folder), presses=presses, broken=broken
    )
    seen = house.folder / "trace"
    command = [sys.executable, "-c", script]
    if strace:
        command = [STRACE, "-f", "--seccomp-bpf", "-qq", "-o", str(seen), *strace, *command]
    if limit:
        command = ["bash", "-c", f'ulimit -f {limit}; exec "$@"', "bash", *command]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
    said = [line for line in ended.stdout.splitlines() if line != "ready"]
    assert len(said) == presses, ended.stderr[-2000:]
    return said, seen.read_text("utf-8", "replace") if strace else ""


def registered(house):
    """The keys whose registration is in the database, and the cases there are."""
    return {key for (key,) in house.ask("select key from receipt")}, len(house.all_cases())


def assert_yes_means_kept(house, said):
    """A yes has its row, a no has none, and the office works on."""
    yes = {line.split(" ")[1] for line in said if line.startswith("yes")}
    keys, cases = registered(house)
    assert {key.removeprefix("press") for key in keys} == yes
    assert cases == len(yes)
    with at(when(C01, "T_register")):
        house.register("u_chen", registration(C01))
        assert all_ailments(house) == {}


# A sync before each answer


def syncs_before_answers(house, presses, broken=""):
    """How many syncs strace saw between one answer and the next."""
    said, seen = press(house, presses, "-e", "trace=fdatasync,fsync,write", "-s", "12", broken=broken)
    assert all(line.startswith("yes") for line in said)
    counts, syncs, ready = [], 0, False
    for line in seen.splitlines():
        if re.search(r"f(data)?sync\(", line):
            syncs += 1
        if 'write(1, "ready' in line:
            ready, syncs = True, 0
        if ready and 'write(1, "yes' in line:
            counts.append(syncs)
            syncs = 0
    assert len(counts) == presses
    return counts


# those that are open already have been made ready
CARELESS = """
from sqlalchemy import event
house.office.store.close()
house.office.store.engine.dispose()
event.listen(house.office.store.engine, "connect", lambda raw, _: raw.execute("pragma synchronous=off"))
"""


@traced
def test_no_answer_comes_before_the_disk_has_it(house):
    assert min(syncs_before_answers(house, 40)) >= 1


@traced
@pytest.mark.slow
def test_no_answer_comes_before_the_disk_has_it_five_hundred_times(house):
    assert min(syncs_before_answers(house, 500)) >= 1


@traced
def test_control_a_database_that_does_not_sync_is_seen_through(house):
    assert max(syncs_before_answers(house, 10, CARELESS)) == 0


def test_the_doctor_notices_a_database_that_does_not_sync(house):
    from sqlalchemy import event

    house.office.store.close()
    house.office.store.engine.dispose()
    event.listen(house.office.store.engine, "connect", lambda raw, _: raw.execute("pragma synchronous=normal"))
    assert any("synchronous" in text for text in all_ailments(house)["house"])


# The disk says no


def sync_fails(house, number, presses=6):
    inject = f"inject=fdatasync:error=EIO:when={number}"
    said, _ = press(house, presses, "-e", "trace=fdatasync", "-e", inject)
    return said


@traced
@pytest.mark.parametrize("number", [2])
def test_where_the_disk_fails_at_a_sync_no_yes_is_without_its_row(house, number):
    said = sync_fails(house, number)
    assert any(line.startswith("yes") for line in said), "it never recovered"
    assert_yes_means_kept(house, said)


@traced
@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 101))
def test_where_the_disk_fails_at_any_of_a_hundred_syncs(house, number):
    assert_yes_means_kept(house, sync_fails(house, number, presses=60))


def writes_fail(house, error, number, presses):
    """From the nth write on the database's files, all fail for good: the disk is full, or broken."""
    inject = f"inject=pwrite64:error={error}:when={number}+"
    said, _ = press(house, presses, "-e", "trace=pwrite64", "-e", inject)
    assert said[-1].startswith("no"), said
    return said


@traced
@pytest.mark.parametrize(("error", "number"), [("ENOSPC", 9), ("ENOSPC", 75), ("EIO", 30)])
def test_where_the_disk_is_full_nothing_is_half_written(house, error, number):
    """A registration writes some forty pages: the fault falls into its beginning, its middle and its end."""
    assert_yes_means_kept(house, writes_fail(house, error, number, presses=3))


def test_a_database_that_may_not_grow_takes_nothing_half(house):
    """A limit on file size, as a full disk: some registrations fit, then there is a plain no."""
    size = max(path.stat().st_size for path in house.folder.glob("mediation.db*"))
    signal = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    said, _ = press(house, 12, limit=size // 1024 + 100, broken=signal)
    assert any(line.startswith("no") for line in said), "the limit was never reached"
    assert_yes_means_kept(house, said)


# Somebody else holds the database


@contextlib.contextmanager
def held(house):
    """Somebody else writes and does not let go (the same library: two in one process do not see each other's locks)."""
    other = db.sqlite_module().connect(str(house.database), timeout=1, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


@pytest.fixture
def impatient(house, monkeypatch):
    """The same office with a patience of a quarter of a second instead of ten."""
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.25)
    house.office.store.engine.dispose()
    made = House.at(house.folder)
    yield made
    made.office.store.engine.dispose()


def test_who_waits_too_long_for_the_database_is_told_and_nothing_is_saved(impatient):
    case = impatient.stage(C01, 1)
    before, cases = impatient.row(case), len(impatient.all_cases())
    with at(when(C01, "T_screen")):
        with held(impatient):
            with pytest.raises(Busy):
                impatient.do(case, "T_screen", "u_chen", form_of(C01, "T_screen"))
            with pytest.raises(Busy):
                impatient.register("u_chen", registration(C01))
        assert impatient.row(case).version == before.version and len(impatient.all_cases()) == cases
        assert isinstance(impatient.do(case, "T_screen", "u_chen", form_of(C01, "T_screen")), Answer)
        assert all_ailments(impatient) == {}


def test_reading_goes_on_while_somebody_writes(impatient):
    case = impatient.stage(C01, 1)
    with at(when(C01, "T_screen")), held(impatient):
        assert impatient.open_tasks(case) == ["T_screen"]
        assert impatient.page(case, "T_screen", "u_chen").task == "T_screen"


def test_who_waits_less_than_the_patience_gets_through(house):
    """The product's own ten seconds: a writer of half a second delays, and harms nobody."""
    case = house.stage(C01, 1)
    with at(when(C01, "T_screen")):
        page = house.page(case, "T_screen", "u_chen")
        lock, go = held(house), threading.Event()
        lock.__enter__()
        answers = []

        def submit():
            go.set()
            answers.append(house.do(case, "T_screen", "u_chen", form_of(C01, "T_screen"), key=new_key()))

        thread = threading.Thread(target=submit)
        thread.start()
        go.wait()
        thread.join(0.5)
        assert answers == [], "it did not wait"
        lock.__exit__(None, None, None)
        thread.join()
    assert [answer.task for answer in answers] == ["T_screen"] and page.task == "T_screen"
