"""Asks the worklist: what is mine, what waits to be claimed, what others have, and how much of each.

Knows columns and one person's roles as text; who may do what is decided before the rows are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from mediation.store.tables import hand, mediation_case, timer, work_item

MANY = 99
_NOBODY: Any = literal_column("''")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: `shared` are the roles that somebody else of the organisation has as well."""

    person: str
    org: str
    roles: tuple[str, ...]
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """What counts as nearly due: items until `due` (epoch ms), and of `tasks` the cases whose term ends by `day`."""

    due: int
    day: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person narrows a list to; empty is everything."""

    task: str = ""
    risk: str = ""
    place: str = ""


def _has(roles: Sequence[str]) -> Any:
    return or_(*(work_item.c.roles.contains(f" {role} ", autoescape=True) for role in roles))


def _named() -> Any:
    # the second half lets the partial index be used
    return and_(work_item.c.person_id == bindparam("person"), work_item.c.person_id != _NOBODY)


def _free(reader: Reader) -> Any:
    offered = and_(work_item.c.person_id == _NOBODY, work_item.c.org_id == bindparam("org"), _has(reader.roles))
    return and_(offered, ~_own_closing())


def _own_closing() -> Any:
    # who handled a case may not review its closing (G16): it is not even offered to them
    handled = exists().where(
        hand.c.case_id == work_item.c.case_id, hand.c.person_id == bindparam("person"), hand.c.named == true()
    )
    return and_(work_item.c.task == "C_close", handled)


def _alone(reader: Reader) -> Any | None:
    """Offered to the organisation, where nobody else could do it; None where that never happens."""
    if not set(reader.roles) - set(reader.shared):
        return None
    return and_(_free(reader), ~_has(reader.shared)) if reader.shared else _free(reader)


def _claimable(reader: Reader) -> Any | None:
    if not reader.roles or not reader.shared:
        return None
    return and_(_free(reader), _has(reader.shared))


def _conditions(reader: Reader, tab: str) -> list[Any]:
    """The conditions whose rows, taken together, are a tab; each can walk an index of its own."""
    alone, claimable = _alone(reader), _claimable(reader)
    mine = [_named(), *([] if alone is None else [alone])]
    if tab == "mine":
        return mine
    if tab == "free":
        return [] if claimable is None else [claimable]
    every = [_named(), *([_free(reader)] if reader.roles else [])]
    return [and_(one, _visit() if tab == "visits" else _near()) for one in every]


def _visit() -> Any:
    return work_item.c.task == "F_visit"


def _near() -> Any:
    talk = work_item.c.task.in_(bindparam("talks", expanding=True))
    return or_(
        work_item.c.due_at <= bindparam("soon"), and_(mediation_case.c.deadline_on <= bindparam("soon_day"), talk)
    )


def _joined(*columns: Any) -> Select[Any]:
    return select(*columns).join_from(work_item, mediation_case, mediation_case.c.id == work_item.c.case_id)


_ROWS = (
    work_item.c.case_id, work_item.c.task_key, work_item.c.task, work_item.c.person_id, work_item.c.claimed,
    work_item.c.opened_at, work_item.c.due_at, mediation_case.c.public_id, mediation_case.c.dispute_type,
    mediation_case.c.register_no, mediation_case.c.volume_no, mediation_case.c.risk_color,
    mediation_case.c.deadline_on, mediation_case.c.org_id,
)  # fmt: skip


@lru_cache(maxsize=512)
def _rows_query(reader_shape: Reader, tab: str, filters: tuple[bool, bool, bool]) -> Select[Any] | None:
    parts = []
    for condition in _conditions(reader_shape, tab):
        query = _joined(*_ROWS).where(condition)
        for wanted, column, name in zip(
            filters,
            (work_item.c.task, mediation_case.c.risk_color, mediation_case.c.org_id),
            ("task", "risk", "place"),
            strict=True,
        ):
            if wanted:
                query = query.where(column == bindparam(f"only_{name}"))
        query = query.order_by(work_item.c.opened_at, work_item.c.case_id).limit(bindparam("most"))
        parts.append(select(query.subquery()))
    if not parts:
        return None
    both = union_all(*parts).subquery()
    return select(both).order_by(both.c.opened_at, both.c.case_id).limit(bindparam("size")).offset(bindparam("skip"))


def rows(
    connection: Connection, reader: Reader, tab: str, near: Near, filters: Filters, size: int, skip: int = 0
) -> list[Row[Any]]:
    """A tab (`mine`, `free`, `visits`, `near`), oldest first, with the case each task belongs to."""
    query = _rows_query(_shape(reader), tab, (bool(filters.task), bool(filters.risk), bool(filters.place)))
    if query is None:
        return []
    values = {**_values(reader, near), "size": size, "skip": skip, "most": skip + size}
    only = {"only_task": filters.task, "only_risk": filters.risk, "only_place": filters.place}
    return list(connection.execute(query, values | {name: value for name, value in only.items() if value}))


def _shape(reader: Reader) -> Reader:
    return Reader("", "", reader.roles, reader.shared)


def _values(reader: Reader, near: Near) -> dict[str, Any]:
    return {
        "person": reader.person, "org": reader.org, "soon": near.due, "soon_day": near.day, "talks": list(near.tasks),
    }  # fmt: skip


def _waiting(reader: Reader) -> Any:
    """A running case in which this person had a hand and has nothing to do now."""
    todo = [work_item.c.person_id == bindparam("person")]
    if reader.roles:
        todo.append(_free(reader))
    mine = select(1).where(work_item.c.case_id == hand.c.case_id, or_(*todo)).exists()
    return and_(hand.c.person_id == bindparam("person"), hand.c.running == true(), ~mine)


_CASE = (
    hand.c.case_id, mediation_case.c.public_id, mediation_case.c.dispute_type, mediation_case.c.register_no,
    mediation_case.c.volume_no, mediation_case.c.risk_color, mediation_case.c.status, mediation_case.c.final_status,
    mediation_case.c.tier, mediation_case.c.registered_at,
)  # fmt: skip


def waiting(connection: Connection, reader: Reader, size: int, skip: int = 0) -> list[Row[Any]]:
    """The cases that now wait for somebody else, newest first."""
    return _of_hands(connection, _waiting_seen(reader), reader, size, skip)


def handled(connection: Connection, reader: Reader, size: int, skip: int = 0) -> list[Row[Any]]:
    """The cases in which this person had a hand, newest first."""
    return _of_hands(connection, _handled_seen(), reader, size, skip)


def _seen(condition: Any) -> Any:
    # who only took a case in does not see it any more once it is restricted
    return and_(condition, or_(hand.c.named, mediation_case.c.confidential_level == "normal"))


def _handled_seen() -> Any:
    return _seen(hand.c.person_id == bindparam("person"))


def _waiting_seen(reader: Reader) -> Any:
    return _seen(_waiting(reader))


def _of_hands(connection: Connection, condition: Any, reader: Reader, size: int, skip: int) -> list[Row[Any]]:
    query = (
        select(*_CASE)
        .join(mediation_case, mediation_case.c.id == hand.c.case_id)
        .where(condition)
        .order_by(hand.c.case_id.desc())
        .limit(bindparam("size"))
        .offset(bindparam("skip"))
    )
    values = {"person": reader.person, "org": reader.org, "size": size, "skip": skip}
    return list(connection.execute(query, values))


TABS = ("mine", "free", "waiting", "visits", "near", "handled")


@lru_cache(maxsize=256)
def _counting(reader: Reader) -> Select[Any]:
    columns = []
    for tab in ("mine", "free", "visits", "near"):
        parts = [_joined(literal_column("1")).where(one).limit(MANY + 1) for one in _conditions(reader, tab)]
        counted = [select(func.count()).select_from(part.subquery()).scalar_subquery() for part in parts]
        columns.append((sum(counted[1:], counted[0]) if counted else literal_column("0")).label(tab))
    for tab, condition in (("waiting", _waiting_seen(reader)), ("handled", _handled_seen())):
        part: Any = (
            select(literal_column("1"))
            .select_from(hand)
            .join(mediation_case, mediation_case.c.id == hand.c.case_id)
            .where(condition)
            .limit(MANY + 1)
        )
        columns.append(select(func.count()).select_from(part.subquery()).scalar_subquery().label(tab))
    return select(*columns)


def counts(connection: Connection, reader: Reader, near: Near) -> dict[str, int]:
    """How much is behind each tab; more than `MANY` is said as one more than that."""
    row = connection.execute(_counting(_shape(reader)), _values(reader, near)).one()
    return {tab: min(int(getattr(row, tab)), MANY + 1) for tab in TABS}


def facets(connection: Connection, reader: Reader, tab: str, near: Near, most: int = 300) -> list[Row[Any]]:
    """The kinds of step, the colours and the places behind the first rows of a tab, to narrow it by."""
    query = _rows_query(_shape(reader), tab, (False, False, False))
    if query is None:
        return []
    inner = query.subquery()
    distinct = select(inner.c.task, inner.c.risk_color, inner.c.org_id).distinct()
    return list(connection.execute(distinct, {**_values(reader, near), "size": most, "skip": 0, "most": most}))


def next_timers(connection: Connection, case_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """What each of some cases waits for first: the timer's name and its instant (epoch ms)."""
    query = (
        select(timer.c.case_id, timer.c.name, timer.c.due_at)
        .where(timer.c.case_id.in_(case_ids), timer.c.state == "waiting")
        .order_by(timer.c.due_at.desc())
    )
    return {row.case_id: (row.name, row.due_at) for row in connection.execute(query)}
