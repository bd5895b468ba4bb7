"""Use case: sign in and out. Sessions live in the database, so that they can be revoked; only hashes are kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import MediationError
from mediation.law import passwords
from mediation.services.hashing import NOBODY, matches
from mediation.services.office import Office, actor_of, milliseconds
from mediation.store import credentials, people
from mediation.store.db import Connection

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
LOCK = timedelta(minutes=30)
FAILURES = 5
PASSWORD, CODE = "password", "code"  # noqa: S105  what may still be owed
_DAY = 24 * 3600 * 1000


class SignInRefused(MediationError):
    """Wrong name or password, or locked for a while; the text does not say which person exists."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who is there; `owes` is what must be given before anything else: a CODE, a new PASSWORD, or nothing."""

    actor: Actor
    owes: str = ""


def sign_in(office: Office, person_id: str, password: str, device: str = "") -> str:
    """Check a password and open a session; gives the session's secret id for the cookie.

    Raises:
        SignInRefused.
    """
    now = milliseconds(clock.now())
    with office.store.reading() as connection:
        row = people.find(connection, person_id)
        count, last = people.failures(connection, person_id)
        factor = credentials.second(connection, person_id)
        released = row is not None and bool(people.roles_of(connection, person_id))
    known = row is not None and row.active and row.password_hash
    locked = is_locked(count, last, now)
    right = matches(row.password_hash if known and row is not None else NOBODY, password) and bool(known)
    if locked or not right:
        _refuse(office, person_id, 0 if locked or not known else count + 1, "locked" if locked else "failed", now)
    _refuse_unready(row, released, now)
    due = factor is not None and factor.confirmed_at is not None
    return open_session(office, person_id, now, whole=not due, device=device)


def is_locked(count: int, last: int, now: int) -> bool:
    """Whether so many failures, the last one then, keep even the right password out."""
    return count >= FAILURES and now - last < LOCK.total_seconds() * 1000


def _refuse(office: Office, person_id: str, count: int, outcome: str, now: int) -> None:
    with office.store.writing() as connection:
        if count:
            people.note_failure(connection, person_id, count, now)
        people.log_access(connection, person_id[:40], "sign_in", "", outcome, now)
    raise SignInRefused("账号或密码不对。连续错 5 次会锁定 30 分钟。")


def _refuse_unready(row: Any, released: bool, now: int) -> None:
    """The password is right, yet the account does not work (any more): that may be told to who knows it."""
    if not released:
        raise SignInRefused("账号建好了,还没有授权。请找安全管理员。")
    if row.must_change and row.password_at and now - row.password_at > passwords.ONE_TIME_DAYS * _DAY:
        raise SignInRefused(f"一次性密码只管 {passwords.ONE_TIME_DAYS} 天,已经过期。请找系统管理员重置。")


def open_session(office: Office, person_id: str, now: int, *, whole: bool, device: str, instead: str = "") -> str:
    """A fresh session, in the place of `instead` (a secret id); failures are forgotten once it is whole."""
    token = secrets.token_urlsafe(32)
    with office.store.writing() as connection:
        if instead:
            people.end_session(connection, hash_token(instead))
        if whole:
            people.note_failure(connection, person_id, 0, now)
        people.open_session(connection, hash_token(token), person_id, now, whole=whole, device=device)
    return token


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
        owes = CODE if not row.whole else PASSWORD if _must_change(connection, person, now) else ""
    if not found.roles:
        return None
    if now - row.seen_at > 60_000:
        with office.store.writing() as connection:
            people.touch_session(connection, hash_token(token), now)
    return Session(found, owes)


def who_is(office: Office, token: str) -> Actor | None:
    """The person of a session that owes no code."""
    session = session_of(office, token)
    return session.actor if session is not None and session.owes != CODE else None


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
