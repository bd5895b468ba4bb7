"""What has been committed is folded into the database file beside the presses, by nobody who waits for an answer."""

import time

import pytest
from house import House
from sqlalchemy import text

from benchmarks.step import folding
from mediation.store import log_folding
from mediation.store.db import MUCH, Store, driver_of


def write(store: Store, times: int) -> None:
    for number in range(times):
        with store.writing() as connection:
            connection.execute(text("create table if not exists noted (number integer)"))
            connection.execute(text("insert into noted values (:number)"), {"number": number})


def folded(store: Store) -> tuple[int, int]:
    """How many pages of the log are in use, and how many of them are folded; nothing is changed by asking."""
    with store.reading() as connection:
        _busy, logged, done = driver_of(connection).execute("pragma wal_checkpoint(noop)").fetchone()
    return logged, done


def wait_until_folded(store: Store) -> None:
    until = time.monotonic() + 20
    while folded(store)[1] <= 0:
        assert time.monotonic() < until, "never folded"
        time.sleep(0.02)


@pytest.fixture
def store(house: House) -> Store:
    """A store whose log is empty."""
    with house.office.store.engine.connect() as connection:
        driver_of(connection).execute("pragma wal_checkpoint(truncate)").fetchall()
    return house.office.store


def test_much_that_was_written_is_folded_beside_those_who_wrote_it(store: Store) -> None:
    with folding(store):
        write(store, MUCH)
        wait_until_folded(store)


def test_control_without_the_thread_it_stays_in_the_log(store: Store) -> None:
    write(store, MUCH)
    assert folded(store)[0] > 0
    assert folded(store)[1] == 0


def test_a_reader_in_the_middle_neither_waits_nor_is_disturbed(store: Store) -> None:
    write(store, 1)
    with folding(store), store.reading() as connection:
        before = connection.execute(text("select count(*) from noted")).scalar_one()
        write(store, MUCH)
        assert connection.execute(text("select count(*) from noted")).scalar_one() == before == 1


def test_a_trouble_is_told_and_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keeps, troubles = log_folding.keeps_log, [store.failures[1]("disk I/O error")]

    def fails_once(connection: object) -> bool:
        if troubles:
            raise troubles.pop()
        return keeps(connection)

    monkeypatch.setattr(log_folding, "keeps_log", fails_once)
    with folding(store):
        write(store, MUCH)
        wait_until_folded(store)
    assert "trying again" in caplog.text


def test_a_database_without_such_a_log_needs_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_folding, "keeps_log", lambda _connection: False)
    with folding(store) as thread:
        thread.join(20)
        assert not thread.is_alive()
