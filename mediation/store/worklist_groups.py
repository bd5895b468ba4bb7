"""Which kinds of open task an organisation or a person has at all, and which of them are mine, free, or pressing.

A kind is a task offered to the same roles; there are a few dozen however many cases are open, and within each the most
urgent comes first in an index. Who may do what is decided before the rows are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal_column, select, text

from mediation.store.db import Connection, Statement
from mediation.store.tables import mediation_case, work_item

Kind = tuple[str, str]
"""The roles as they stand in the rows, and the task."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: `shared` are the roles that somebody else of the organisation has as well; `stands_for` (代理) are
    people of the same organisation who are away, whose named tasks this person may do meanwhile."""

    person: str
    org: str
    roles: frozenset[str]
    shared: frozenset[str]
    stands_for: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of open task: those offered to anybody with a role, those left to this person by name, and those left to
    somebody for whom this person stands in, as (that person, roles, task)."""

    free: tuple[Kind, ...]
    named: tuple[str, ...]
    stood: tuple[tuple[str, str, str], ...] = ()

    def only(self, task: str) -> "Kinds":
        """Those of one task."""
        return Kinds(
            tuple(kind for kind in self.free if kind[1] == task),
            tuple(t for t in self.named if t == task),
            tuple(kind for kind in self.stood if kind[2] == task),
        )

    @property
    def tasks(self) -> set[str]:
        """Every task among them."""
        return {task for _, task in self.free} | set(self.named) | {task for *_, task in self.stood}


# each step of these walks goes straight to the next kind in the index, past all rows of the last one
_OURS = "from work_item as next where next.person_id = '' and next.org_id = :org"
_NEXT_TASK = f"(select min(next.task) {_OURS} and next.roles = kind.roles and next.task > kind.task)"
_NEXT_ROLES = f"(select min(next.roles) {_OURS} and next.roles > kind.roles)"
_FIRST_TASK = f"(select min(next.task) {_OURS} and next.roles = {_NEXT_ROLES.replace('next', 'far')})"
_FREE = Statement(
    text(f"""
    with recursive kind(roles, task) as (
      select roles, task from (
        select roles, task from work_item where person_id = '' and org_id = :org order by roles, task limit 1) as first
      union all
      select case when {_NEXT_TASK} is null then {_NEXT_ROLES} else kind.roles end,
             coalesce({_NEXT_TASK}, {_FIRST_TASK})
      from kind where kind.roles is not null)
    select roles, task from kind where roles is not null
    """)  # noqa: S608  all of it our own words
)
_NAMED = Statement(
    text("""
    with recursive kind(task) as (
      select min(task) from work_item where person_id = :person and person_id <> ''
      union all
      select (select min(next.task) from work_item as next
                where next.person_id = :person and next.person_id <> '' and next.task > kind.task)
      from kind where kind.task is not null)
    select task from kind where task is not null
    """)
)


def kinds(connection: Connection, reader: Reader) -> Kinds:
    """What this person could do: what is offered to a role of theirs, and what is left to them by name."""
    free = _FREE.rows(connection, {"org": reader.org})
    fits = tuple((roles, task) for roles, task in free if reader.roles & set(roles.split()))
    named = tuple(task for (task,) in _NAMED.rows(connection, {"person": reader.person}))
    return Kinds(fits, named, _stood(connection, reader) if reader.stands_for else ())


def _stood(connection: Connection, reader: Reader) -> tuple[tuple[str, str, str], ...]:
    query = (
        select(work_item.c.person_id, work_item.c.roles, work_item.c.task)
        .join(mediation_case, mediation_case.c.id == work_item.c.case_id)
        .where(work_item.c.person_id.in_(sorted(reader.stands_for)), *deputies_may(reader.org))
        .distinct()
        .order_by(work_item.c.person_id, work_item.c.task, work_item.c.roles)
    )
    found = connection.execute(query)
    return tuple((row.person_id, row.roles, row.task) for row in found if reader.roles & set(row.roles.split()))


def deputies_may(org: Any) -> tuple[Any, ...]:
    """The conditions under which a deputy gets a case at all: it is their own committee's, and not restricted."""
    return mediation_case.c.org_id == org, mediation_case.c.confidential_level == literal_column("'normal'")


def of_tab(reader: Reader, found: Kinds, tab: str) -> Kinds:
    """The kinds behind a tab: `mine` is what only I can do, `free` what somebody else of my committee could do too."""
    if tab == "visits":
        return found.only("F_visit")
    if tab == "near":
        return found
    alone = [not reader.shared & set(roles.split()) for roles, _ in found.free]
    if tab == "mine":
        return Kinds(_kept(found.free, alone), found.named, found.stood)
    return Kinds(_kept(found.free, [not one for one in alone]), ())


def _kept(free: Sequence[Kind], keep: Sequence[bool]) -> tuple[Kind, ...]:
    return tuple(kind for kind, kept in zip(free, keep, strict=True) if kept)
