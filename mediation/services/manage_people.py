"""Use cases of the system administrator on accounts: create, disable, move, reset a password, note a term of office.

Roles are only proposed here; whoever grants them is somebody else (`grant_roles`).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mediation import clock
from mediation.case.step import Actor
from mediation.law import separation
from mediation.law.separation import SYSTEM, THREE
from mediation.services.administering import ActRefused, account, not_oneself, note, require
from mediation.services.hashing import one_time
from mediation.services.office import Office, milliseconds
from mediation.store import accounts, credentials, people
from mediation.store.db import Clash, Connection

ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{1,39}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a new account needs."""

    id: str
    name: str
    org: str
    roles: frozenset[str] = frozenset()
    note: str = ""


def create_account(office: Office, actor: Actor, wanted: NewAccount) -> str:
    """Create an account with proposed roles; gives its password for one time, which is shown once and kept nowhere.

    Raises:
        NotAllowed, ActRefused.
    """
    require(office, actor, "account_created", SYSTEM)
    try:
        with office.store.writing() as connection:
            password = create(connection, actor.id, wanted)
    except Clash as clash:
        raise ActRefused(f"账号 {wanted.id} 已经有了,请换一个。") from clash
    office.forget_settings()
    return password


def create(connection: Connection, who: str, wanted: NewAccount) -> str:
    """The rows of a new account; gives its password for one time.

    Raises:
        ActRefused: with what to mend.
        Clash: the account is there already.
    """
    if not ACCOUNT.fullmatch(wanted.id):
        raise ActRefused("账号用 2 到 40 位的英文字母、数字、点、横线或下划线。")
    if not 1 <= len(wanted.name) <= 40:
        raise ActRefused("请写姓名,最多 40 个字。")
    check_roles(connection, wanted.roles, wanted.org)
    password, hashed = one_time()
    at = milliseconds(clock.now())
    values = {"id": wanted.id, "name": wanted.name, "org_id": wanted.org, "note": wanted.note[:120] or None}
    accounts.create(connection, {**values, "password_hash": hashed, "password_at": at, "must_change": True})
    note(connection, who, "account_created", wanted.id)
    propose(connection, who, wanted.id, wanted.roles)
    return password


def check_roles(connection: Connection, roles: Collection[str], org: str) -> None:
    """Whether somebody at an organisation can have these roles together.

    Raises:
        ActRefused.
    """
    place = people.organisations(connection).get(org)
    if place is None:
        raise ActRefused("没有这个单位,请先在单位里加上。")
    trouble = separation.clash(roles) or separation.misplaced(roles, place.tier)
    if trouble:
        raise ActRefused(trouble)


def propose(connection: Connection, who: str, person_id: str, roles: Collection[str]) -> None:
    """Propose roles; what was proposed before is forgotten."""
    accounts.ask_roles(connection, person_id, roles, who, milliseconds(clock.now()))
    for role in sorted(roles):
        note(connection, who, "role_asked", person_id, role)


def propose_roles(office: Office, actor: Actor, person_id: str, roles: frozenset[str]) -> None:
    """Propose what somebody should be besides what he is.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "role_asked", SYSTEM)
    not_oneself(actor, person_id)
    with office.store.writing() as connection:
        row = account(connection, person_id)
        held = people.roles_of(connection, person_id)
        check_roles(connection, held | roles, row.org_id)
        propose(connection, actor.id, person_id, roles - held)


def set_active(office: Office, actor: Actor, person_id: str, active: bool) -> None:
    """Disable an account (its sessions end at once), or let it be used again.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "account_disabled", SYSTEM)
    not_oneself(actor, person_id)
    with office.store.writing() as connection:
        account(connection, person_id)
        if not active:
            not_the_last(connection, person_id)
            people.end_sessions(connection, person_id)
        accounts.change(connection, person_id, {"active": active})
        note(connection, actor.id, "account_enabled" if active else "account_disabled", person_id)
    office.forget_settings()


def not_the_last(connection: Connection, person_id: str) -> None:
    """Each of the three administrators' chairs stays taken.

    Raises:
        ActRefused.
    """
    for role in people.roles_of(connection, person_id) & THREE:
        if accounts.holders(connection, role) == {person_id}:
            raise ActRefused("这是最后一位这样的管理员,请先授权另一位。")


def move(office: Office, actor: Actor, person_id: str, org: str) -> None:
    """Move somebody to another organisation; the roles that do not fit there must have been taken first.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "account_moved", SYSTEM)
    not_oneself(actor, person_id)
    with office.store.writing() as connection:
        moved(connection, actor.id, person_id, org)
    office.forget_settings()


def moved(connection: Connection, who: str, person_id: str, org: str) -> None:
    """The rows of a move.

    Raises:
        NotFound, ActRefused.
    """
    if account(connection, person_id).org_id == org:
        return
    check_roles(connection, people.roles_of(connection, person_id), org)
    accounts.change(connection, person_id, {"org_id": org})
    people.end_sessions(connection, person_id)
    note(connection, who, "account_moved", person_id, org)


def rename(connection: Connection, who: str, person_id: str, name: str, words: str) -> None:
    """The rows of another name or note."""
    accounts.change(connection, person_id, {"name": name, "note": words[:120] or None})
    note(connection, who, "account_changed", person_id)


def reset_password(office: Office, actor: Actor, person_id: str) -> str:
    """A fresh password for one time; all sessions end.

    An administrator's roles go back to being proposed: else who resets the security administrator's password could
    sign in with it and grant himself what he likes.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "password_reset", SYSTEM)
    not_oneself(actor, person_id)
    with office.store.writing() as connection:
        account(connection, person_id)
        high = people.roles_of(connection, person_id) & THREE
        if high:
            not_the_last(connection, person_id)
            accounts.take_roles(connection, person_id, high)
            propose(connection, actor.id, person_id, high)
        password = put_one_time(connection, actor.id, person_id)
    office.forget_settings()
    return password


def put_one_time(connection: Connection, who: str, person_id: str) -> str:
    """Put a password for one time in force; gives it."""
    password, hashed = one_time()
    credentials.set_password(connection, person_id, hashed, milliseconds(clock.now()), must_change=True)
    people.end_sessions(connection, person_id)
    note(connection, who, "password_reset", person_id)
    return password


def set_term(office: Office, actor: Actor, person_id: str, first: str, last: str) -> None:
    """Note from when until when somebody is appointed; empty for not limited.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "term_set", SYSTEM)
    with office.store.writing() as connection:
        account(connection, person_id)
        put_term(connection, actor.id, person_id, first, last)
    office.forget_settings()


def put_term(connection: Connection, who: str, person_id: str, first: str, last: str) -> None:
    """The rows of a term.

    Raises:
        ActRefused: the days are none, or in the wrong order.
    """
    try:
        days = [date.fromisoformat(day) for day in (first, last) if day]
    except ValueError as error:
        raise ActRefused("任期的日子请按 2026-03-01 这样写。") from error
    if len(days) == 2 and days[0] > days[1]:
        raise ActRefused("任期的起日在止日之后,请对调。")
    accounts.change(connection, person_id, {"term_from": first or None, "term_until": last or None})
    note(connection, who, "term_set", person_id, f"{first or '…'}~{last or '…'}")
