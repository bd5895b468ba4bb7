"""Use case: sign in and out. Sessions live in the database, so that they can be revoked; only hashes are kept."""

import hashlib
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import MediationError, NotFound
from mediation.services.office import Office, actor, milliseconds
from mediation.store import people

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
LOCK = timedelta(minutes=30)
FAILURES = 5
_hasher = PasswordHasher()
# verified when there is no such person, so that the answer takes as long
_NOBODY = _hasher.hash(secrets.token_hex(16))


class SignInRefused(MediationError):
    """Wrong name or password, or locked for a while; the text does not say which person exists."""


def sign_in(office: Office, person_id: str, password: str) -> str:
    """Check a password and open a session; gives the session's secret id for the cookie.

    Raises:
        SignInRefused.
    """
    now = milliseconds(clock.now())
    with office.store.reading() as connection:
        row = people.find(connection, person_id)
        count, last = people.failures(connection, person_id)
    known = row is not None and row.active and row.password_hash
    locked = count >= FAILURES and now - last < LOCK.total_seconds() * 1000
    right = _matches(row.password_hash if known and row is not None else _NOBODY, password) and bool(known)
    if locked or not right:
        with office.store.writing() as connection:
            if known and not locked:
                people.note_failure(connection, person_id, count + 1, now)
            people.log_access(connection, person_id[:40], "sign_in", "", "locked" if locked else "failed", now)
        raise SignInRefused("账号或密码不对。连续错 5 次会锁定 30 分钟。")
    token = secrets.token_urlsafe(32)
    with office.store.writing() as connection:
        people.note_failure(connection, person_id, 0, now)
        people.open_session(connection, _hash(token), person_id, now)
    return token


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def who_is(office: Office, token: str) -> Actor | None:
    """The person of a session, None where it is unknown, idle too long or too old."""
    now = milliseconds(clock.now())
    with office.store.reading() as connection:
        row = people.find_session(connection, _hash(token))
        if row is None or _expired(row.created_at, row.seen_at, now):
            return None
        try:
            found = actor(connection, row.person_id)
        except NotFound:
            return None
    if now - row.seen_at > 60_000:
        with office.store.writing() as connection:
            people.touch_session(connection, _hash(token), now)
    return found


def _expired(created: int, seen: int, now: int) -> bool:
    idle, age = now - seen, now - created
    return idle > IDLE.total_seconds() * 1000 or age > ABSOLUTE.total_seconds() * 1000


def sign_out(office: Office, token: str) -> None:
    """End a session."""
    with office.store.writing() as connection:
        people.end_session(connection, _hash(token))
