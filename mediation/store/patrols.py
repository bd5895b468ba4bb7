"""排查 and 线索: rounds that were made, and what was found on them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from mediation.store.tables import clue, mediation_case, patrol


def add_patrol(connection: Connection, values: Mapping[str, Any]) -> int:
    """Keep a round; gives its number."""
    made = connection.execute(insert(patrol), dict(values))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def add_clue(connection: Connection, values: Mapping[str, Any]) -> int:
    """Keep a clue; gives its number."""
    made = connection.execute(insert(clue), {**values, "state": "open"})
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def pressed(connection: Connection, table: str, actor: str, key: str) -> int | None:
    """What this press made before; None for a new one."""
    kept = {"patrol": patrol, "clue": clue}[table].c
    return connection.execute(select(kept.id).where(kept.actor_id == actor, kept.key == key)).scalar_one_or_none()


def rounds(
    connection: Connection, orgs: Collection[str], first: str, last: str, limit: int | None = None
) -> list[Row[Any]]:
    """The rounds of some places between two days (ISO), newest first, each with how many clues it gave."""
    c = patrol.c
    query = (
        select(patrol, func.count(clue.c.id).label("clues"))
        .outerjoin(clue, clue.c.patrol_id == c.id)
        .where(c.org_id.in_(orgs), c.walked_on >= first, c.walked_on <= last)
        .group_by(*c)
        .order_by(c.walked_on.desc(), c.id.desc())
        .limit(limit)
    )
    return list(connection.execute(query))


def clues(
    connection: Connection, orgs: Collection[str], first: str, last: str, limit: int | None = None
) -> list[Row[Any]]:
    """The clues of some places found between two days (ISO), those that wait for an answer first, newest first."""
    c = clue.c
    query = _CLUES.where(c.org_id.in_(orgs), c.found_on >= first, c.found_on <= last)
    return list(connection.execute(query.order_by(c.state != "open", c.found_on.desc(), c.id.desc()).limit(limit)))


_CLUES = select(clue, mediation_case.c.public_id).outerjoin(mediation_case, mediation_case.c.id == clue.c.case_id)


def all_rounds(connection: Connection, orgs: Collection[str], before: int) -> list[Row[Any]]:
    """Where and when every round was made that had been noted before an instant (epoch ms)."""
    c = patrol.c
    return list(connection.execute(select(c.org_id, c.walked_on, c.id).where(c.org_id.in_(orgs), c.at < before)))


def all_clues(connection: Connection, orgs: Collection[str], before: int) -> list[Row[Any]]:
    """Every clue reported before an instant, with what became of it and when."""
    c = clue.c
    query = select(c.org_id, c.found_on, c.patrol_id, c.state, c.decided_at)
    return list(connection.execute(query.where(c.org_id.in_(orgs), c.at < before)))


def find(connection: Connection, number: int) -> Row[Any] | None:
    """A clue, and the case it became."""
    return connection.execute(_CLUES.where(clue.c.id == number)).one_or_none()


def decide(connection: Connection, number: int, values: Mapping[str, Any]) -> bool:
    """Answer a clue that waits for it; False where somebody was faster."""
    query = update(clue).where(clue.c.id == number, clue.c.state == "open").values(**values)
    return bool(connection.execute(query).rowcount)
