"""Accounts as administrators keep them: people, their places, roles proposed and granted; and who did what to whom."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from mediation.store.tables import access_log, organisation, person, person_role, role_request


def create(connection: Connection, values: Mapping[str, Any]) -> None:
    """A new account, which nobody has granted anything yet."""
    connection.execute(insert(person), {"active": True, **values})


def change(connection: Connection, person_id: str, values: Mapping[str, Any]) -> None:
    """Change some columns of an account."""
    connection.execute(update(person).where(person.c.id == person_id).values(**values))


def ask_roles(connection: Connection, person_id: str, roles: Iterable[str], asked_by: str, at: int) -> None:
    """Propose roles; what was proposed before is forgotten."""
    forget_asked(connection, person_id)
    values = {"person_id": person_id, "asked_by": asked_by, "asked_at": at}
    rows = [{**values, "role": role} for role in sorted(set(roles))]
    if rows:
        connection.execute(insert(role_request), rows)


def forget_asked(connection: Connection, person_id: str) -> None:
    """Proposed roles were decided on."""
    connection.execute(delete(role_request).where(role_request.c.person_id == person_id))


def asked(connection: Connection) -> dict[str, list[Row[Any]]]:
    """The proposed roles by person."""
    found: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(select(role_request).order_by(role_request.c.asked_at, role_request.c.role)):
        found.setdefault(row.person_id, []).append(row)
    return found


def take_roles(connection: Connection, person_id: str, roles: Iterable[str]) -> None:
    """Take roles away."""
    mine = (person_role.c.person_id == person_id) & person_role.c.role.in_(list(roles))
    connection.execute(delete(person_role).where(mine))


def give_roles(connection: Connection, person_id: str, roles: Iterable[str], granted_by: str | None, at: int) -> None:
    """Give roles; the database refuses what must be kept apart."""
    values = {"person_id": person_id, "granted_by": granted_by, "granted_at": at}
    for role in sorted(roles):
        connection.execute(insert(person_role), {**values, "role": role})


def holders(connection: Connection, role: str) -> set[str]:
    """The active people with a role."""
    query = select(person.c.id).join(person_role, person_role.c.person_id == person.c.id)
    return set(connection.execute(query.where(person_role.c.role == role, person.c.active)).scalars())


def change_organisation(connection: Connection, org: str, values: Mapping[str, Any]) -> None:
    """Change some columns of an organisation."""
    connection.execute(update(organisation).where(organisation.c.id == org).values(**values))


def head_count(connection: Connection) -> dict[str, int]:
    """How many active people each organisation has."""
    query = select(person.c.org_id, func.count()).where(person.c.active).group_by(person.c.org_id)
    return {org: count for org, count in connection.execute(query)}


def acts(connection: Connection, actions: Iterable[str], whom: str = "", limit: int = 200) -> list[Row[Any]]:
    """The newest entries of these actions in the access log; only those about `whom` where given."""
    query = select(access_log).where(access_log.c.action.in_(list(actions)))
    if whom:
        query = query.where(
            (access_log.c.subject == whom) | access_log.c.subject.startswith(f"{whom} ", autoescape=True)
        )
    return list(connection.execute(query.order_by(access_log.c.id.desc()).limit(limit)))
