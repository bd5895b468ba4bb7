"""At the door: guessing is slowed by address, locks by account, and keeps nobody from work on the own browser."""

import statistics
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from house import House, instant
from surfer import PASSWORD, Page, SignIn, Surfer

from mediation import clock
from mediation.services import sign_in as signing
from mediation.services.hashing import hash_password
from mediation.services.slowing import FORGOTTEN_AFTER, FREE, KNOWN_MOST, LONGEST, Slowing, place_of
from mediation.store import people

NINE = instant("2026-03-03T09:00")


@pytest.fixture(autouse=True)
def nine_o_clock() -> Iterator[None]:
    clock.move_to(NINE)
    yield


class Hand:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def doors(hand: Hand) -> Slowing:
    return Slowing(hand)


# --- by address


def test_a_few_mistakes_are_free_and_each_further_one_doubles_the_wait(doors: Slowing, hand: Hand) -> None:
    assert [doors.admit("10.0.0.1") for _ in range(FREE)] == [0] * FREE
    waits = []
    for _ in range(9):
        assert doors.admit("10.0.0.1") == 0
        waits.append(doors.admit("10.0.0.1") - 1)
        hand.at += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, LONGEST, LONGEST, LONGEST]
    assert doors.admit("10.0.0.2") == 0


def test_who_waits_is_not_counted_and_in_the_end_all_is_forgotten(doors: Slowing, hand: Hand) -> None:
    for _ in range(FREE + 1):
        doors.admit("10.0.0.1")
    assert {doors.admit("10.0.0.1") for _ in range(50)} == {2}
    hand.at += FORGOTTEN_AFTER + 1
    assert [doors.admit("10.0.0.1") for _ in range(FREE)] == [0] * FREE


def test_what_was_right_does_not_count_and_what_was_wrong_before_still_does(doors: Slowing) -> None:
    for _ in range(5 * FREE):
        assert doors.admit("10.0.0.1") == 0
        doors.forgive("10.0.0.1")
    for _ in range(FREE + 1):
        doors.admit("10.0.0.1")
    assert doors.admit("10.0.0.1") > 0
    doors.forgive("10.0.0.9")


def test_only_so_many_addresses_are_remembered_the_latest_ones(doors: Slowing) -> None:
    for number in range(KNOWN_MOST + 500):
        doors.admit(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(doors._known) == KNOWN_MOST and "10.0.0.0" not in doors._known


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("10.0.0.1", "10.0.0.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("", ""), ("unix", ""),
    ],
)  # fmt: skip
def test_a_customers_network_is_one_place(address: str, place: str) -> None:
    assert place_of(address) == place


def test_attempts_at_once_are_all_counted(doors: Slowing) -> None:
    barrier, let_in = threading.Barrier(8), list[int]()

    def knock() -> None:
        barrier.wait()
        let_in.extend(seconds for seconds in (doors.admit("10.0.0.1") for _ in range(FREE)) if not seconds)

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == FREE + 1


def knock(app: Flask, who: str, password: str, address: str = "10.0.0.1", surfer: Surfer | None = None) -> Page:
    surfer = surfer or Surfer(app.test_client())
    surfer.client.environ_base["REMOTE_ADDR"] = address
    return surfer.sign_in(who, password)


def test_guessing_one_password_at_many_accounts_is_slowed_without_looking_at_it(
    app: Flask, house: House, doors: Slowing
) -> None:
    house.office.doors = doors
    for number in range(FREE + 1):
        assert knock(app, f"u_nobody{number}", "wrong").status == 401
    page = knock(app, "u_chen", PASSWORD)
    assert page.status == 429 and "请过" in page.text and "秒再试" in page.text
    assert house.ask("select count(*) from access_log where actor_id = 'u_chen'") == [(0,)]
    assert knock(app, "u_chen", PASSWORD, address="10.0.0.2").status == 303


def test_words_kept_come_through_the_waiting_too(app: Flask, house: House, doors: Slowing) -> None:
    house.office.doors = doors
    for number in range(FREE + 1):
        knock(app, f"u_nobody{number}", "wrong")
    surfer = Surfer(app.test_client())
    surfer.client.environ_base["REMOTE_ADDR"] = "10.0.0.1"
    sent = {"csrf_token": surfer.get("/login").token, "who": "u_chen", "password": "x", "kept": '[["summary", "鸡"]]'}
    page = surfer.post("/login", sent)
    assert page.status == 429 and page.tree.xpath("//input[@name='kept']/@value") == ['[["summary", "鸡"]]']


# --- by account


def test_nobody_is_kept_from_work_on_the_own_browser_by_guessing_elsewhere(app: Flask) -> None:
    own = Surfer(app.test_client())
    assert own.sign_in("u_chen").status == 303
    own.post("/logout", {"csrf_token": own.get("/account").token})
    for _ in range(signing.FAILURES):
        assert knock(app, "u_chen", "wrong", address="10.0.0.9").status == 401
    assert knock(app, "u_chen", PASSWORD, address="10.0.0.9").status == 401  # locked, for browsers nobody knows
    assert own.sign_in("u_chen").status == 303


def test_the_own_browser_is_locked_by_its_own_mistakes_and_only_for_that_account(app: Flask) -> None:
    own = Surfer(app.test_client())
    own.sign_in("u_chen")
    own.post("/logout", {"csrf_token": own.get("/account").token})
    for _ in range(signing.FAILURES):
        assert own.sign_in("u_chen", "wrong").status == 401
    assert own.sign_in("u_chen").status == 401
    assert own.sign_in("u_ran").status == 303
    clock.move_to(NINE + timedelta(minutes=31))
    assert own.sign_in("u_chen").status == 303


def test_a_browser_that_claims_to_be_known_is_not_believed(app: Flask) -> None:
    stranger = Surfer(app.test_client())
    for _ in range(signing.FAILURES):
        stranger.sign_in("u_chen", "wrong")
    for forged in ("x", "WyJhIiwgWyJiIl1d.c2ln", ""):
        stranger.client.set_cookie("mediation-known", forged)
        assert stranger.sign_in("u_chen").status == 401


def test_a_lock_that_ran_out_leaves_five_new_tries(app: Flask) -> None:
    for _ in range(signing.FAILURES):
        knock(app, "u_chen", "wrong")
    clock.move_to(NINE + timedelta(minutes=31))
    assert knock(app, "u_chen", "wrong").status == 401
    assert knock(app, "u_chen", PASSWORD).status == 303


def test_eight_guesses_at_once_are_eight_not_one(app: Flask, house: House) -> None:
    barrier = threading.Barrier(8)

    def guess() -> None:
        barrier.wait()
        with pytest.raises(signing.SignInRefused):
            signing.sign_in(house.office, "u_chen", "wrong")

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = house.ask("select outcome, count(*) from access_log where actor_id = 'u_chen' group by outcome order by 1")
    assert said == [("failed", signing.FAILURES), ("locked", 8 - signing.FAILURES)]


def test_signing_in_rightly_again_and_again_locks_nobody(app: Flask, house: House, sign_in: SignIn) -> None:
    for _ in range(2 * signing.FAILURES):
        assert knock(app, "u_chen", PASSWORD).status == 303
    assert house.ask("select count(*) from login_failure") == [(0,)]


def test_guessing_at_accounts_that_are_not_there_fills_no_table(app: Flask, house: House) -> None:
    for number in range(8):
        knock(app, f"u_nobody{number}", "wrong", address=f"10.0.1.{number}")
    assert house.ask("select count(*) from login_failure") == [(0,)]


def test_whether_an_account_is_there_cannot_be_told_by_the_time_it_takes(house: House) -> None:
    """By the work done, not by the clock on the wall: other tests run beside this one."""
    with house.office.store.writing() as connection:
        people.set_password(connection, "u_chen", hash_password("Right-one-77x"))

    def work(who: str) -> float:
        house.office.doors = Slowing()
        began = time.process_time()
        with pytest.raises(signing.SignInRefused):
            signing.sign_in(house.office, who, "wrong")
        return time.process_time() - began

    for _ in range(2):
        work("u_chen"), work("u_nobody")
    pairs = []
    for turn in range(20):
        clock.move_to(NINE + timedelta(hours=turn))
        pairs.append((work("u_chen"), work("u_nobody")))
    there, not_there = (statistics.median(side) for side in zip(*pairs, strict=True))
    assert abs(there - not_there) < 0.2 * not_there
