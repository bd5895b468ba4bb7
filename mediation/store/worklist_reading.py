"""Asks the worklist: one tab of a person's day, how much is behind each, and what the cases of others wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, literal_column, or_, select, true, union_all

from mediation.store.db import Connection
from mediation.store.query import Query, each, several
from mediation.store.tables import hand, mediation_case, timer, work_item
from mediation.store.worklist_groups import Kinds, Reader, deputies_may, of_tab

MANY = 99
TASK_TABS = ("mine", "free", "visits", "near")
CASE_TABS = ("waiting", "handled")
_NOBODY: Any = literal_column("''")
_ONE: Any = literal_column("1")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person narrows a list to; empty is everything."""

    task: str = ""
    risk: str = ""
    place: str = ""


LOOKED_THROUGH = 1_000
_KEY = (work_item.c.case_id, work_item.c.task_key, work_item.c.org_id, work_item.c.person_id, work_item.c.urgent_at)
_ROWS = (
    work_item.c.case_id, work_item.c.task_key, work_item.c.task, work_item.c.person_id, work_item.c.claimed,
    work_item.c.opened_at, work_item.c.due_at, mediation_case.c.public_id, mediation_case.c.dispute_type,
    mediation_case.c.register_no, mediation_case.c.volume_no, mediation_case.c.risk_color,
    mediation_case.c.deadline_on, mediation_case.c.org_id, work_item.c.org_id.label("offered_to"), work_item.c.roles,
)  # fmt: skip
_CASE = (
    hand.c.case_id, mediation_case.c.public_id, mediation_case.c.dispute_type, mediation_case.c.register_no,
    mediation_case.c.volume_no, mediation_case.c.risk_color, mediation_case.c.status, mediation_case.c.final_status,
    mediation_case.c.tier, mediation_case.c.registered_at,
)  # fmt: skip


def _of_kinds(free: int, named: int, stood: int = 0) -> list[Any]:
    """One condition for each kind, numbered; each walks an index from the most urgent on."""
    mine = and_(work_item.c.person_id == bindparam("person"), work_item.c.person_id != _NOBODY)
    ours = and_(work_item.c.person_id == _NOBODY, work_item.c.org_id == bindparam("org"), ~_own_closing())
    same = [
        (work_item.c.roles == bindparam(f"roles_of_{number}"), work_item.c.task == bindparam(f"task_of_{number}"))
        for number in range(free)
    ]
    own = [and_(mine, work_item.c.task == bindparam(f"task_for_me_{number}")) for number in range(named)]
    return [*(and_(ours, *one) for one in same), *own, *(_stood(number) for number in range(stood))]


def _stood(number: int) -> Any:
    may: Any = select(literal_column("1")).where(
        mediation_case.c.id == work_item.c.case_id, *deputies_may(bindparam("org"))
    )
    return and_(
        work_item.c.person_id == bindparam(f"away_{number}"),
        work_item.c.person_id != _NOBODY,
        work_item.c.roles == bindparam(f"roles_away_{number}"),
        work_item.c.task == bindparam(f"task_away_{number}"),
        may.exists(),
        ~_own_closing(),
    )


def _own_closing() -> Any:
    # who handled a case may not review its closing (G16): it is not even offered to them
    handled_it = exists().where(
        hand.c.case_id == work_item.c.case_id, hand.c.person_id == bindparam("person"), hand.c.named == true()
    )
    return and_(work_item.c.task == "C_close", handled_it)


def _values(reader: Reader, kinds: Kinds) -> dict[str, Any]:
    values: dict[str, Any] = {"person": reader.person, "org": reader.org}
    for number, (roles, task) in enumerate(kinds.free):
        values |= {f"roles_of_{number}": roles, f"task_of_{number}": task}
    for number, (away, roles, task) in enumerate(kinds.stood):
        values |= {f"away_{number}": away, f"roles_away_{number}": roles, f"task_away_{number}": task}
    return values | {f"task_for_me_{number}": task for number, task in enumerate(kinds.named)}


@lru_cache(maxsize=512)
def _rows_query(free: int, named: int, stood: int, near: bool, risk: bool, place: bool) -> Query:
    parts = []
    for condition in _of_kinds(free, named, stood):
        query = select(*_KEY).where(condition)
        if near:
            query = query.where(work_item.c.urgent_at <= bindparam("soon"))
        if risk or place:
            query = query.join(mediation_case, mediation_case.c.id == work_item.c.case_id)
        if risk:
            query = query.where(mediation_case.c.risk_color == bindparam("only_risk"))
        if place:
            query = query.where(mediation_case.c.org_id == bindparam("only_place"))
        parts.append(select(query.order_by(work_item.c.urgent_at).limit(bindparam("most")).subquery()))
    keys = union_all(*parts).subquery()
    page: Any = select(keys).order_by(keys.c.urgent_at, keys.c.case_id, keys.c.task_key)
    page = page.limit(bindparam("size")).offset(bindparam("skip")).subquery()
    same = [work_item.c[name] == page.c[name] for name in ("case_id", "task_key", "org_id", "person_id")]
    whole = select(*_ROWS).join_from(page, work_item, and_(*same))
    whole = whole.join(mediation_case, mediation_case.c.id == work_item.c.case_id)
    return Query(whole.order_by(page.c.urgent_at, page.c.case_id, page.c.task_key))


def rows(
    connection: Connection, reader: Reader, kinds: Kinds, tab: str, soon: int, filters: Filters, size: int,
    skip: int = 0,
) -> list[Any]:  # fmt: skip
    """A tab (`mine`, `free`, `visits`, `near`), the most urgent first, with the case each task belongs to.

    `kinds` is all that the person could do; `soon` (epoch ms) is until when something is near.
    """
    kinds = of_tab(reader, kinds, tab)
    kinds = kinds.only(filters.task) if filters.task else kinds
    if not kinds.tasks:
        return []
    sizes = len(kinds.free), len(kinds.named), len(kinds.stood)
    query = _rows_query(*sizes, tab == "near", bool(filters.risk), bool(filters.place))
    values = {"soon": soon, "only_risk": filters.risk, "only_place": filters.place}
    return query.fetch(
        connection, {**_values(reader, kinds), **values, "size": size, "skip": skip, "most": skip + size}
    )


def _elsewhere(reader: Reader, hands: Any) -> Any:
    """A running case in which this person had a hand and has nothing to do now."""
    todo = [work_item.c.person_id == bindparam("person")]
    if reader.roles:
        fits = or_(*(work_item.c.roles.contains(f" {role} ", autoescape=True) for role in sorted(reader.roles)))
        at_mine = and_(work_item.c.person_id == _NOBODY, work_item.c.org_id == bindparam("org"), fits)
        todo.append(and_(at_mine, ~_own_closing()))
    mine = select(1).where(work_item.c.case_id == hands.c.case_id, or_(*todo)).exists()
    return and_(hands.c.person_id == bindparam("person"), hands.c.running == true(), ~mine)


def _of_hands(reader: Reader, tab: str, *columns: Any, hands: Any = hand) -> Select[Any]:
    whose = _elsewhere(reader, hands) if tab == "waiting" else hands.c.person_id == bindparam("person")
    # who only took a case in does not see it any more once it is restricted
    seen = or_(hands.c.named == true(), mediation_case.c.confidential_level == "normal")
    query = select(*columns).join_from(hands, mediation_case, mediation_case.c.id == hands.c.case_id)
    return query.where(whose, seen)


def _newest_hands() -> Any:
    """So many of a person's cases are looked through for what waits for others; nobody runs as many at a time."""
    own = select(hand).where(hand.c.person_id == bindparam("person"), hand.c.running == true())
    return own.order_by(hand.c.case_id.desc()).limit(LOOKED_THROUGH).subquery()


def _shape(reader: Reader) -> Reader:
    """What a query hangs on: everybody with the same roles shares it."""
    return Reader("", "", reader.roles, frozenset())


@lru_cache(maxsize=256)
def _cases_query(shape: Reader, tab: str) -> Query:
    query = _of_hands(shape, tab, *_CASE).order_by(hand.c.case_id.desc())
    return Query(query.limit(bindparam("size")).offset(bindparam("skip")))


def cases_of(connection: Connection, reader: Reader, tab: str, size: int, skip: int = 0) -> list[Any]:
    """Cases in which this person had a hand, newest first: all (`handled`), or those that wait for others."""
    values = {"person": reader.person, "org": reader.org, "size": size, "skip": skip}
    return _cases_query(_shape(reader), tab).fetch(connection, values)


@lru_cache(maxsize=256)
def _counting(shape: Reader, free: int, named: int, stood: int) -> Query:
    columns = []
    for number, condition in enumerate(_of_kinds(free, named, stood)):
        columns.append(_counted(select(_ONE).where(condition)).label(f"all_{number}"))
        near = select(_ONE).where(condition, work_item.c.urgent_at <= bindparam("soon"))
        columns.append(_counted(near).label(f"near_{number}"))
    newest = {"waiting": _newest_hands()}
    columns += [_counted(_of_hands(shape, tab, _ONE, hands=newest.get(tab, hand))).label(tab) for tab in CASE_TABS]
    return Query(select(*columns))


def _counted(query: Select[Any]) -> Any:
    return select(func.count()).select_from(query.limit(MANY + 1).subquery()).scalar_subquery()


def counts(connection: Connection, reader: Reader, kinds: Kinds, soon: int) -> dict[str, int]:
    """How much is behind each tab; more than `MANY` is said as one more than that."""
    query = _counting(_shape(reader), len(kinds.free), len(kinds.named), len(kinds.stood))
    row = query.one(connection, {**_values(reader, kinds), "soon": soon})
    each_kind: list[tuple[str, ...]] = [*kinds.free, *(("", task) for task in kinds.named), *kinds.stood]
    found = {tab: int(getattr(row, tab)) for tab in CASE_TABS}
    for tab in TASK_TABS:
        here = of_tab(reader, kinds, tab)
        chosen: set[tuple[str, ...]] = {*here.free, *(("", task) for task in here.named), *here.stood}
        column = "near" if tab == "near" else "all"
        found[tab] = sum(getattr(row, f"{column}_{n}") for n, kind in enumerate(each_kind) if kind in chosen)
    return {tab: min(count, MANY + 1) for tab, count in found.items()}


_OF_CASES = Query(
    select(work_item).where(work_item.c.case_id.in_(several("case"))).order_by(work_item.c.opened_at)
)  # fmt: skip
_TIMERS = Query(
    select(timer.c.case_id, timer.c.name, timer.c.due_at)
    .where(timer.c.case_id.in_(several("case")), timer.c.state == "waiting", timer.c.timer_key.not_like("c%"))
    .order_by(timer.c.due_at.desc())
)


def tasks_of(connection: Connection, case_ids: Sequence[int]) -> list[Any]:
    """The open tasks of a page of cases."""
    return _OF_CASES.fetch(connection, each("case", case_ids)) if case_ids else []


def next_timers(connection: Connection, case_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """What each of a page of cases waits for first: the timer's name and its instant (epoch ms)."""
    rows = _TIMERS.fetch(connection, each("case", case_ids)) if case_ids else []
    return {row.case_id: (row.name, row.due_at) for row in rows}
