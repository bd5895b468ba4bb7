"""Use cases of the second factor (TOTP): set it up, pass it at sign-in, put it away. Codes hold once."""

import io
import secrets
from dataclasses import dataclass, field
from typing import Any

import pyotp
import segno

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import FormInvalid, NotAllowed
from mediation.services.administering import account, note
from mediation.services.hashing import matches
from mediation.services.office import Office, milliseconds
from mediation.services.sign_in import (
    CODE,
    NOBODY_KNOWN,
    Caller,
    SignInRefused,
    count_beforehand,
    must_have_factor,
    open_session,
    session_of,
    wait,
    was_right,
)
from mediation.store import credentials, people
from mediation.store.db import Connection, Row

STEP = 30
RECOVERY = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_NOT_RIGHT = "动态码不对,或已经用过。请等下一个码再试。"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a second factor is in force, how many recovery codes are left, and whether the role needs one."""

    on: bool
    recovery_left: int
    required: bool


@dataclass(frozen=True, slots=True)
class Setup:
    """A secret that waits for its first code: to be typed, or as the picture (SVG) to be scanned."""

    secret: str = field(repr=False)
    picture: bytes = field(repr=False)


def standing(office: Office, actor: Actor) -> Standing:
    """How it stands for this person."""
    with office.store.reading() as connection:
        row = credentials.second(connection, actor.id)
        left = credentials.recovery_left(connection, actor.id)
        required = must_have_factor(connection, actor.roles)
    return Standing(row is not None and row.confirmed_at is not None, left, required)


def begin(office: Office, actor: Actor) -> None:
    """Make a fresh secret, unless one is in force or waits already."""
    with office.store.writing() as connection:
        if credentials.second(connection, actor.id) is None:
            key, wrapped = office.store.vault.new_key()
            credentials.begin_second(connection, actor.id, wrapped, key.seal(pyotp.random_base32()))


def setup(office: Office, actor: Actor) -> Setup | None:
    """The secret that waits for its first code; None where none waits: one in force is never shown again."""
    with office.store.reading() as connection:
        row = credentials.second(connection, actor.id)
    if row is None or row.confirmed_at is not None:
        return None
    secret = _secret(office, row)
    address = pyotp.TOTP(secret).provisioning_uri(name=actor.id, issuer_name="让一让")
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False)
    return Setup(secret, picture.getvalue())


def confirm(office: Office, actor: Actor, code: str) -> list[str]:
    """The first code came: the second factor is in force; gives the recovery codes, shown once.

    Raises:
        FormInvalid: the code is not right.
    """
    codes = ["-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY)]
    with office.store.writing() as connection:
        row = credentials.second(connection, actor.id)
        if row is None or row.confirmed_at is not None or not _take(office, connection, row, code):
            raise FormInvalid({"code": [_NOT_RIGHT]})
        digests = [_digest(office, actor.id, one) for one in codes]
        credentials.confirm_second(connection, actor.id, milliseconds(clock.now()), digests)
        people.owe_factor(connection, actor.id, False)
        note(connection, actor.id, "code_set", actor.id)
    return codes


def put_away(office: Office, actor: Actor, password: str) -> None:
    """The person does not want it any more (or has another telephone), and knows the password.

    Whose role needs one must set up another before anything else.

    Raises:
        FormInvalid: the password is not right.
    """
    with office.store.reading() as connection:
        hashed = account(connection, actor.id).password_hash
    if not hashed or not matches(hashed, password):
        raise FormInvalid({"password": ["密码不对。"]})
    with office.store.writing() as connection:
        credentials.drop_second(connection, actor.id)
        people.owe_factor(connection, actor.id, must_have_factor(connection, actor.roles))
        note(connection, actor.id, "code_dropped", actor.id)


def pass_code(office: Office, token: str, code: str, caller: Caller = NOBODY_KNOWN) -> str:
    """The second half of signing in; gives the secret id of a fresh, whole session.

    Raises:
        SignInRefused: the code is not right, or too many were wrong; TooEarly.
        NotAllowed: there is no such half-open session.
    """
    session = session_of(office, token)
    if session is None or session.owes != CODE:
        raise NotAllowed("请先用账号和密码登录。")
    person, now = session.actor.id, milliseconds(clock.now())
    wait(office, caller)
    with office.store.writing() as connection:
        row = credentials.second(connection, person)
        heard = count_beforehand(connection, person, caller, now)
        right = row is not None and heard and _passes(office, connection, row, code)
        if not right:
            people.log_access(connection, person, "sign_in", "", "code failed", now)
    if not right:
        raise SignInRefused(_NOT_RIGHT)
    was_right(office, person, caller)
    return open_session(office, person, now, caller, whole=True, instead=token)


def _passes(office: Office, connection: Connection, row: Row[Any], code: str) -> bool:
    if _take(office, connection, row, code):
        return True
    word = code.strip().lower()
    return len(word) == 11 and credentials.use_recovery(connection, row.person_id, _digest(office, row.person_id, word))


def _take(office: Office, connection: Connection, row: Row[Any], code: str) -> bool:
    """Whether it is the code of now, or of the step before or after; each step's code is taken once."""
    digits, here = code.replace(" ", ""), int(clock.now().timestamp()) // STEP
    generator = pyotp.TOTP(_secret(office, row))
    for step in (here, here - 1, here + 1):
        if secrets.compare_digest(generator.at(step * STEP).encode(), digits.encode()):
            return credentials.use_step(connection, row.person_id, step)
    return False


def _secret(office: Office, row: Row[Any]) -> str:
    return str(office.store.vault.unwrap(row.wrapped_key).open(row.sealed))


def _digest(office: Office, person: str, code: str) -> bytes:
    return office.store.vault.blind_index(f"recovery {person} {code}")
