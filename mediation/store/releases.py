"""Which bundle is in force from when: releases, asked for by one person and decided by another."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, literal_column, select, update

from mediation.store.query import Query
from mediation.store.tables import model_release, process_instance

ASKED, APPROVED, REFUSED, WITHDRAWN = "asked", "approved", "refused", "withdrawn"
# what the product brings along counts from the beginning of time: what an office approves always comes after it
FACTORY_FROM = 0
_C = model_release.c
_IN_FORCE = Query(
    select(_C.digest)
    .where(_C.state == literal_column(f"'{APPROVED}'"), _C.effective_at <= bindparam("now"))
    .order_by(_C.effective_at.desc(), _C.id.desc())
    .limit(literal_column("1"))
)


def in_force(connection: Connection, at: int) -> str | None:
    """The digest of the bundle that cases begin with at an instant (epoch ms)."""
    found = _IN_FORCE.one(connection, {"now": at})
    return None if found is None else str(found.digest)


def newest_of_factory(connection: Connection) -> str | None:
    """The digest that the product itself brought along last."""
    query = select(_C.digest).where(_C.effective_at == FACTORY_FROM).order_by(_C.id.desc()).limit(1)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else str(found)


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Add a release; gives its number."""
    result = connection.execute(insert(model_release), {"title": "", "why": "", **values})
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def find(connection: Connection, number: int) -> Row[Any] | None:
    """One release."""
    return connection.execute(select(model_release).where(_C.id == number)).one_or_none()


def every(connection: Connection) -> list[Row[Any]]:
    """All releases, the newest first."""
    return list(connection.execute(select(model_release).order_by(_C.id.desc())))


def decide(connection: Connection, number: int, values: Mapping[str, Any]) -> bool:
    """Write what was decided, where nothing was decided yet; False where it was."""
    query = update(model_release).where(_C.id == number, _C.state == ASKED).values(**values)
    return connection.execute(query).rowcount == 1


def cases_on(connection: Connection) -> dict[str, int]:
    """How many cases there are on each bundle, those that are over included."""
    query = select(process_instance.c.bundle, func.count()).group_by(process_instance.c.bundle)
    return {str(bundle): int(count) for bundle, count in connection.execute(query)}
