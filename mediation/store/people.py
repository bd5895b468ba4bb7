"""Organisations, people, their roles and passwords' hashes, sessions, settings, the access log."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from mediation.store.query import Query
from mediation.store.tables import (
    access_log,
    login_session,
    organisation,
    person,
    person_role,
    setting,
)

# asked at every request
_FIND = Query(
    select(person, organisation.c.tier, organisation.c.name.label("org_name"))
    .join(organisation, organisation.c.id == person.c.org_id)
    .where(person.c.id == bindparam("wanted"))
)
_ROLES_OF = Query(select(person_role.c.role).where(person_role.c.person_id == bindparam("wanted")))
_SESSION = Query(select(login_session).where(login_session.c.id_hash == bindparam("wanted")))


def organisations(connection: Connection) -> dict[str, Row[Any]]:
    """Every organisation by id."""
    return {row.id: row for row in connection.execute(select(organisation))}


def below(connection: Connection, org: str) -> frozenset[str]:
    """Every organisation below this one, however deep."""
    above = {row.id: row.parent_id for row in connection.execute(select(organisation.c.id, organisation.c.parent_id))}
    found: set[str] = set()
    layer = {org}
    while layer:
        layer = {one for one, parent in above.items() if parent in layer} - found
        found |= layer
    return frozenset(found)


def add_organisations(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add organisations; a parent must come before its children."""
    connection.execute(insert(organisation), [dict(row) for row in rows])


def add_person(connection: Connection, values: Mapping[str, Any], roles: Sequence[str]) -> None:
    """Add a person with roles."""
    connection.execute(insert(person), dict(values))
    connection.execute(insert(person_role), [{"person_id": values["id"], "role": role} for role in roles])


def find(connection: Connection, person_id: str) -> Row[Any] | None:
    """A person with the tier of the organisation."""
    return _FIND.one(connection, {"wanted": person_id})


def everyone(connection: Connection) -> list[Row[Any]]:
    """All people, with the tier and name of their organisation, in a steady order."""
    query = (
        select(person, organisation.c.tier, organisation.c.name.label("org_name"), organisation.c.parent_id)
        .join(organisation, organisation.c.id == person.c.org_id)
        .order_by(organisation.c.tier, person.c.id)
    )
    return list(connection.execute(query))


def roles(connection: Connection) -> dict[str, set[str]]:
    """The roles of every person."""
    found: dict[str, set[str]] = {}
    for row in connection.execute(select(person_role)):
        found.setdefault(row.person_id, set()).add(row.role)
    return found


def roles_of(connection: Connection, person_id: str) -> set[str]:
    """The roles of one person."""
    return {row.role for row in _ROLES_OF.fetch(connection, {"wanted": person_id})}


def set_password(connection: Connection, person_id: str, password_hash: str) -> None:
    """Replace a password's hash."""
    connection.execute(update(person).where(person.c.id == person_id).values(password_hash=password_hash))


def open_session(
    connection: Connection, id_hash: bytes, person_id: str, at: int, *, whole: bool = True, device: str = "",
    owes_factor: bool = False,
) -> None:  # fmt: skip
    """Begin a session (`at` epoch ms); only the hash of its id is kept.

    Not `whole`: a code is still due; `owes_factor`: a second factor must be set up first.
    """
    values = {"id_hash": id_hash, "person_id": person_id, "created_at": at, "seen_at": at, "owes_factor": owes_factor}
    connection.execute(insert(login_session), {**values, "whole": whole, "device": device[:80]})


def owe_factor(connection: Connection, person_id: str, owes: bool) -> None:
    """Note of all sessions of a person whether a second factor must be set up."""
    connection.execute(update(login_session).where(login_session.c.person_id == person_id).values(owes_factor=owes))


def find_session(connection: Connection, id_hash: bytes) -> Row[Any] | None:
    """A session (`person_id`, `created_at`, `seen_at`)."""
    return _SESSION.one(connection, {"wanted": id_hash})


def touch_session(connection: Connection, id_hash: bytes, at: int) -> None:
    """Note that a session was used."""
    connection.execute(update(login_session).where(login_session.c.id_hash == id_hash).values(seen_at=at))


def end_session(connection: Connection, id_hash: bytes) -> None:
    """Revoke a session."""
    connection.execute(delete(login_session).where(login_session.c.id_hash == id_hash))


def sessions_of(connection: Connection, person_id: str) -> list[Row[Any]]:
    """A person's sessions, the last used first."""
    query = select(login_session).where(login_session.c.person_id == person_id)
    return list(connection.execute(query.order_by(login_session.c.seen_at.desc())))


def end_sessions(connection: Connection, person_id: str, but: bytes = b"") -> None:
    """Revoke all sessions of a person, `but` one."""
    theirs = (login_session.c.person_id == person_id) & (login_session.c.id_hash != but)
    connection.execute(delete(login_session).where(theirs))


def settings(connection: Connection) -> dict[str, Any]:
    """What this office has set, by key."""
    return {row.key: orjson.loads(row.value) for row in connection.execute(select(setting))}


def set_settings(connection: Connection, values: Mapping[str, Any]) -> None:
    """Set some settings."""
    connection.execute(delete(setting).where(setting.c.key.in_(list(values))))
    rows = [{"key": key, "value": orjson.dumps(value).decode()} for key, value in values.items()]
    if rows:
        connection.execute(insert(setting), rows)


def shift_sessions(connection: Connection, by: int) -> None:
    """A demo's clock was moved by so many milliseconds: who is signed in stays so."""
    moved = {"created_at": login_session.c.created_at + by, "seen_at": login_session.c.seen_at + by}
    connection.execute(update(login_session).values(moved))


def log_access(connection: Connection, actor: str, action: str, subject: str, outcome: str, at: int) -> None:
    """Keep a refusal or an opening that changed no case; ids only."""
    values = {"at": at, "actor_id": actor, "action": action, "subject": subject[:60], "outcome": outcome}
    connection.execute(insert(access_log), values)
