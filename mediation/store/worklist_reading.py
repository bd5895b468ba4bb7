"""Asks the worklist: one tab of a person's day, how much is behind each, and what the cases of others wait for."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select, union_all

from mediation.store.db import Connection
from mediation.store.query import Query, each, several
from mediation.store.tables import hand, mediation_case, timer, work_item
from mediation.store.worklist_conditions import Filters, Near, Reader, conditions, handled, waiting

__all__ = ["Filters", "Near", "Reader"]

MANY = 99
TASK_TABS = ("mine", "free", "visits", "near")
CASE_TABS = ("waiting", "handled")
_ROWS = (
    work_item.c.case_id, work_item.c.task_key, work_item.c.task, work_item.c.person_id, work_item.c.claimed,
    work_item.c.opened_at, work_item.c.due_at, mediation_case.c.public_id, mediation_case.c.dispute_type,
    mediation_case.c.register_no, mediation_case.c.volume_no, mediation_case.c.risk_color,
    mediation_case.c.deadline_on, mediation_case.c.org_id,
)  # fmt: skip
_CASE = (
    hand.c.case_id, mediation_case.c.public_id, mediation_case.c.dispute_type, mediation_case.c.register_no,
    mediation_case.c.volume_no, mediation_case.c.risk_color, mediation_case.c.status, mediation_case.c.final_status,
    mediation_case.c.tier, mediation_case.c.registered_at,
)  # fmt: skip
_NARROWED = {"task": work_item.c.task, "risk": mediation_case.c.risk_color, "place": mediation_case.c.org_id}


def _shape(reader: Reader) -> Reader:
    """What a query hangs on: everybody with the same roles shares it."""
    return Reader("", "", reader.roles, reader.shared)


def _values(reader: Reader, near: Near) -> dict[str, Any]:
    values = {"person": reader.person, "org": reader.org, "soon": near.due, "soon_day": near.day}
    return values | each("talk", near.tasks)


def _joined(*columns: Any) -> Select[Any]:
    return select(*columns).join_from(work_item, mediation_case, mediation_case.c.id == work_item.c.case_id)


def _of_tab(shape: Reader, tab: str, narrowed: frozenset[str]) -> Select[Any] | None:
    parts = []
    for condition in conditions(shape, tab):
        only = [column == bindparam(f"only_{name}") for name, column in _NARROWED.items() if name in narrowed]
        query = _joined(*_ROWS).where(condition, *only).order_by(work_item.c.opened_at, work_item.c.case_id)
        parts.append(select(query.limit(bindparam("most")).subquery()))
    if not parts:
        return None
    both = union_all(*parts).subquery()
    return select(both).order_by(both.c.opened_at, both.c.case_id).limit(bindparam("size")).offset(bindparam("skip"))


@lru_cache(maxsize=256)
def _rows_query(shape: Reader, tab: str, narrowed: frozenset[str]) -> Query | None:
    query = _of_tab(shape, tab, narrowed)
    return None if query is None else Query(query)


def rows(
    connection: Connection, reader: Reader, tab: str, near: Near, filters: Filters, size: int, skip: int = 0
) -> list[Any]:
    """A tab (`mine`, `free`, `visits`, `near`), oldest first, with the case each task belongs to."""
    asked = {name: getattr(filters, name) for name in _NARROWED if getattr(filters, name)}
    query = _rows_query(_shape(reader), tab, frozenset(asked))
    if query is None:
        return []
    only = {f"only_{name}": value for name, value in asked.items()}
    return query.fetch(connection, {**_values(reader, near), **only, "size": size, "skip": skip, "most": skip + size})


@lru_cache(maxsize=256)
def _facets_query(shape: Reader, tab: str) -> Query | None:
    query = _of_tab(shape, tab, frozenset())
    if query is None:
        return None
    inner = query.subquery()
    return Query(select(inner.c.task, inner.c.risk_color, inner.c.org_id).distinct())


def facets(connection: Connection, reader: Reader, tab: str, near: Near, most: int = 200) -> list[Any]:
    """The kinds of step, the colours and the places behind the first rows of a tab, to narrow it by."""
    query = _facets_query(_shape(reader), tab)
    values = {**_values(reader, near), "size": most, "skip": 0, "most": most}
    return [] if query is None else query.fetch(connection, values)


@lru_cache(maxsize=256)
def _cases_query(shape: Reader, tab: str) -> Query:
    return Query(
        select(*_CASE)
        .join(mediation_case, mediation_case.c.id == hand.c.case_id)
        .where(waiting(shape) if tab == "waiting" else handled())
        .order_by(hand.c.case_id.desc())
        .limit(bindparam("size"))
        .offset(bindparam("skip"))
    )


def cases_of(connection: Connection, reader: Reader, tab: str, size: int, skip: int = 0) -> list[Any]:
    """Cases in which this person had a hand, newest first: all (`handled`), or those that wait for others."""
    values = {"person": reader.person, "org": reader.org, "size": size, "skip": skip}
    return _cases_query(_shape(reader), tab).fetch(connection, values)


@lru_cache(maxsize=256)
def _counting(shape: Reader) -> Query:
    columns: list[Any] = []
    for tab in TASK_TABS:
        parts = [_counted(_joined(literal_column("1")).where(one)) for one in conditions(shape, tab)]
        columns.append((sum(parts[1:], parts[0]) if parts else literal_column("0")).label(tab))
    for tab in CASE_TABS:
        of_hand: Any = select(literal_column("1")).select_from(hand)
        joined = of_hand.join(mediation_case, mediation_case.c.id == hand.c.case_id)
        columns.append(_counted(joined.where(waiting(shape) if tab == "waiting" else handled())).label(tab))
    return Query(select(*columns))


def _counted(query: Select[Any]) -> Any:
    return select(func.count()).select_from(query.limit(MANY + 1).subquery()).scalar_subquery()


def counts(connection: Connection, reader: Reader, near: Near) -> dict[str, int]:
    """How much is behind each tab; more than `MANY` is said as one more than that."""
    row = _counting(_shape(reader)).one(connection, _values(reader, near))
    return {tab: min(int(getattr(row, tab)), MANY + 1) for tab in (*TASK_TABS, *CASE_TABS)}


_OF_CASES = Query(
    select(work_item).where(work_item.c.case_id.in_(several("case"))).order_by(work_item.c.opened_at)
)  # fmt: skip
_TIMERS = Query(
    select(timer.c.case_id, timer.c.name, timer.c.due_at)
    .where(timer.c.case_id.in_(several("case")), timer.c.state == "waiting")
    .order_by(timer.c.due_at.desc())
)


def tasks_of(connection: Connection, case_ids: Sequence[int]) -> list[Any]:
    """The open tasks of a page of cases."""
    return _OF_CASES.fetch(connection, each("case", case_ids)) if case_ids else []


def next_timers(connection: Connection, case_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """What each of a page of cases waits for first: the timer's name and its instant (epoch ms)."""
    rows = _TIMERS.fetch(connection, each("case", case_ids)) if case_ids else []
    return {row.case_id: (row.name, row.due_at) for row in rows}
