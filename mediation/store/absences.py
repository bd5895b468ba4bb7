"""代理: who is away, and who stands in for them. A row holds from the first to the last day unless it was ended."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from mediation.store.query import Query
from mediation.store.tables import absence, mediation_case, work_item

_HOLDS = (
    absence.c.from_on <= bindparam("today"), absence.c.until_on >= bindparam("today"), absence.c.ended_at.is_(None),
)  # fmt: skip
# asked at every request
_STOOD_FOR = Query(select(absence.c.person_id).where(absence.c.deputy_id == bindparam("deputy"), *_HOLDS))


def stood_for(connection: Connection, deputy: str, today: str) -> frozenset[str]:
    """For whom somebody stands in on a day (ISO)."""
    return frozenset(row.person_id for row in _STOOD_FOR.fetch(connection, {"deputy": deputy, "today": today}))


def running(connection: Connection, today: str) -> list[Row[Any]]:
    """Every absence that holds now or is still to come, the next first."""
    query = select(absence).where(absence.c.until_on >= today, absence.c.ended_at.is_(None))
    return list(connection.execute(query.order_by(absence.c.from_on, absence.c.id)))


def note(connection: Connection, values: Mapping[str, Any]) -> None:
    """Note an absence."""
    connection.execute(insert(absence), dict(values))


def find(connection: Connection, wanted: int) -> Row[Any] | None:
    """An absence, over or not."""
    return connection.execute(select(absence).where(absence.c.id == wanted)).one_or_none()


def end(connection: Connection, wanted: int, at: int) -> None:
    """It is over from now on (epoch ms)."""
    connection.execute(update(absence).where(absence.c.id == wanted, absence.c.ended_at.is_(None)).values(ended_at=at))


def end_all_of(connection: Connection, person: str, at: int) -> None:
    """Somebody is nobody's deputy any more, and nobody theirs."""
    theirs = (absence.c.person_id == person) | (absence.c.deputy_id == person)
    connection.execute(update(absence).where(theirs, absence.c.ended_at.is_(None)).values(ended_at=at))


def not_passed_on(connection: Connection, person: str) -> int:
    """How many open tasks of restricted cases are left to somebody by name: no deputy gets those."""
    query = (
        select(func.count())
        .select_from(work_item)
        .join(mediation_case, mediation_case.c.id == work_item.c.case_id)
        .where(work_item.c.person_id == person, mediation_case.c.confidential_level != "normal")
    )
    return int(connection.execute(query).scalar_one())
