"""Use case: sign in and out. Sessions live in the database, so that they can be revoked; only hashes are kept."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import MediationError
from mediation.law import passwords
from mediation.services.hashing import NOBODY, matches
from mediation.services.office import Office, actor_of, milliseconds
from mediation.store import credentials, failures, people
from mediation.store.db import Connection

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
LOCK = timedelta(minutes=30)
FAILURES = 5
PASSWORD, CODE, FACTOR = "password", "code", "factor"  # noqa: S105  what may still be owed
_DAY = 24 * 3600 * 1000


class SignInRefused(MediationError):
    """Wrong name or password, or locked for a while; the text does not say which person exists."""


class TooEarly(SignInRefused):
    """From this address too many failed; it is heard again in so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"这个网络上刚才错得太多,请过 {seconds} 秒再试。")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Caller:
    """Who knocks, before it is known who it is: the `device` in words, the network `address`.

    `known`: the random word of a browser on which this account has signed in before. Failures elsewhere do not lock
    such a browser out, so that nobody can keep somebody from work by guessing.
    """

    device: str = ""
    address: str = ""
    known: str = ""


NOBODY_KNOWN = Caller()


@dataclass(frozen=True, slots=True)
class Session:
    """Who is there; `owes` is what must be given before anything else.

    A CODE, a new PASSWORD, the setting up of a second FACTOR, or nothing.
    """

    actor: Actor
    owes: str = ""


def sign_in(office: Office, person_id: str, password: str, caller: Caller = NOBODY_KNOWN) -> str:
    """Check a password and open a session; gives the session's secret id for the cookie.

    Raises:
        SignInRefused, TooEarly.
    """
    wait(office, caller)
    now = milliseconds(clock.now())
    with office.store.writing() as connection:
        row = people.find(connection, person_id)
        factor = credentials.second(connection, person_id)
        roles = people.roles_of(connection, person_id)
        known = row is not None and row.active and row.password_hash
        locked = bool(known) and not count_beforehand(connection, person_id, caller, now)
        owes_factor = must_have_factor(connection, roles)
    right = matches(row.password_hash if known and row is not None else NOBODY, password) and bool(known)
    if locked or not right:
        _refuse(office, person_id, "locked" if locked else "failed", now)
    was_right(office, person_id, caller)
    _refuse_unready(row, bool(roles), now)
    confirmed = factor is not None and factor.confirmed_at is not None
    return open_session(office, person_id, now, caller, whole=not confirmed, owes_factor=owes_factor and not confirmed)


def wait(office: Office, caller: Caller) -> None:
    """Let an address that keeps failing wait; its attempt counts as failed until `was_right`.

    Raises:
        TooEarly.
    """
    seconds = office.doors.admit(caller.address)
    if seconds:
        raise TooEarly(seconds)


def count_beforehand(connection: Connection, person_id: str, caller: Caller, now: int) -> bool:
    """Count an attempt as failed before it is judged, so that many at once are as many; False where it is locked."""
    count, last = failures.of(connection, person_id, caller.known)
    if is_locked(count, last, now):
        return False
    fresh = now - last >= LOCK.total_seconds() * 1000
    failures.put(connection, person_id, caller.known, 1 if fresh else count + 1, now)
    return True


def was_right(office: Office, person_id: str, caller: Caller) -> None:
    """The attempt is no failure; those before it are forgotten only once the session is whole."""
    office.doors.forgive(caller.address)
    with office.store.writing() as connection:
        failures.take_back(connection, person_id, caller.known)


def must_have_factor(connection: Connection, roles: Collection[str]) -> bool:
    """Whether one of these roles needs a second factor: as the office has said, else as its password rules have it."""
    return bool(set(roles) & required_roles(people.settings(connection)))


def required_roles(settings: Mapping[str, Any]) -> frozenset[str]:
    """The roles that need a second factor."""
    chosen = settings.get("code_required")
    return passwords.profile(settings.get("password_rules")).code_for if chosen is None else frozenset(chosen)


def is_locked(count: int, last: int, now: int) -> bool:
    """Whether so many failures, the last one then, keep even the right password out."""
    return count >= FAILURES and now - last < LOCK.total_seconds() * 1000


def _refuse(office: Office, person_id: str, outcome: str, now: int) -> None:
    with office.store.writing() as connection:
        people.log_access(connection, person_id[:40], "sign_in", "", outcome, now)
    raise SignInRefused("账号或密码不对。连续错 5 次会锁定 30 分钟。")


def _refuse_unready(row: Any, released: bool, now: int) -> None:
    """The password is right, yet the account does not work (any more): that may be told to who knows it."""
    if not released:
        raise SignInRefused("账号建好了,还没有授权。请找安全管理员。")
    if row.must_change and row.password_at and now - row.password_at > passwords.ONE_TIME_DAYS * _DAY:
        raise SignInRefused(f"一次性密码只管 {passwords.ONE_TIME_DAYS} 天,已经过期。请找系统管理员重置。")


def open_session(
    office: Office, person_id: str, now: int, caller: Caller, *, whole: bool, owes_factor: bool = False,
    instead: str = "",
) -> str:  # fmt: skip
    """A fresh session, in the place of `instead` (a secret id).

    Once it is whole, failures are forgotten, and the one that this person left open on another phone (or another
    computer) ends: whoever finds that one is not let in by it.
    """
    token = secrets.token_urlsafe(32)
    with office.store.writing() as connection:
        if instead:
            people.end_session(connection, hash_token(instead))
        if whole:
            failures.forget(connection, person_id, caller.known)
            _end_on_the_same_kind(connection, person_id, caller.device)
        people.open_session(
            connection, hash_token(token), person_id, now, whole=whole, device=caller.device, owes_factor=owes_factor
        )
    return token


def _end_on_the_same_kind(connection: Connection, person_id: str, device: str) -> None:
    # the people of a demo are everybody who tries it
    if not _kind(device) or people.settings(connection).get("demo"):
        return
    for row in people.sessions_of(connection, person_id):
        if _kind(row.device or "") == _kind(device):
            people.end_session(connection, bytes(row.id_hash))


def _kind(device: str) -> str:
    """A telephone or a computer, from a device in words; nothing where it is not known."""
    place = device.split(" · ")[0]
    return "computer" if place.endswith("电脑") else "phone" if place else ""


def hash_token(token: str) -> bytes:
    """What is kept of a session's secret id."""
    return hashlib.sha256(token.encode()).digest()


def session_of(office: Office, token: str) -> Session | None:
    """The session of a secret id, None where it is unknown, idle too long, too old, or its person is out."""
    now = milliseconds(clock.now())
    with office.store.reading() as connection:
        row = people.find_session(connection, hash_token(token))
        if row is None or _expired(row.created_at, row.seen_at, now):
            return None
        person = people.find(connection, row.person_id)
        if person is None or not person.active:
            return None
        found = actor_of(connection, person)
        owes = _owed(connection, row, person, now)
    if not found.roles:
        return None
    if now - row.seen_at > 60_000:
        with office.store.writing() as connection:
            people.touch_session(connection, hash_token(token), now)
    return Session(found, owes)


def whose(office: Office, token: str) -> str:
    """The account of a session, whole or not; empty for none."""
    session = session_of(office, token)
    return session.actor.id if session is not None else ""


def who_is(office: Office, token: str) -> Actor | None:
    """The person of a session that owes no code."""
    session = session_of(office, token)
    return session.actor if session is not None and session.owes != CODE else None


def _owed(connection: Connection, session: Any, person: Any, now: int) -> str:
    if not session.whole:
        return CODE
    if _must_change(connection, person, now):
        return PASSWORD
    return FACTOR if session.owes_factor else ""


def _must_change(connection: Connection, person: Any, now: int) -> bool:
    if person.must_change:
        return True
    if person.password_at is None or now - person.password_at < 30 * _DAY:
        return False
    days = passwords.profile(people.settings(connection).get("password_rules")).days
    return days is not None and now - person.password_at > days * _DAY


def _expired(created: int, seen: int, now: int) -> bool:
    idle, age = now - seen, now - created
    return idle > IDLE.total_seconds() * 1000 or age > ABSOLUTE.total_seconds() * 1000


def sign_out(office: Office, token: str) -> None:
    """End a session."""
    with office.store.writing() as connection:
        people.end_session(connection, hash_token(token))
