"""待办: which organisation's people may do which open task. A projection, rewritten in the instance's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, select

from mediation.store.db import Statement
from mediation.store.tables import mediation_case, work_item


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An open task as one organisation sees it; `roles` and `people` are space-separated, padded with spaces.

    `people` empty means anybody of the organisation with one of the roles. Instants are epoch ms.
    """

    task_key: str
    org_id: str
    task: str
    roles: str
    people: str
    opened_at: int
    due_at: int | None = None

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes it the same offer to the same people."""
        return (self.task_key, self.org_id, self.roles, self.people)


def padded(names: Iterable[str]) -> str:
    """Names as one text in which each can be found with a LIKE."""
    return "".join(f" {name}" for name in sorted(names)) + " " if names else ""


_DROP = Statement(
    delete(work_item).where(
        work_item.c.case_id == bindparam("wanted"),
        work_item.c.task_key == bindparam("wanted_key"),
        work_item.c.org_id == bindparam("wanted_org"),
    )
)
_OFFER = Statement(insert(work_item))
_OF_CASE = select(work_item).where(work_item.c.case_id == bindparam("wanted"))


def replace(connection: Connection, case_id: int, before: Sequence[WorkItem], after: Sequence[WorkItem]) -> None:
    """Write the difference between what was offered and what is offered now."""
    had, has = {item.identity for item in before}, {item.identity for item in after}
    gone = [item for item in before if item.identity not in has]
    new = [item for item in after if item.identity not in had]
    _DROP.run_each(
        connection,
        [{"wanted": case_id, "wanted_key": item.task_key, "wanted_org": item.org_id} for item in gone],
    )
    _OFFER.run_each(connection, [_offered(case_id, item) for item in new])


def _offered(case_id: int, item: WorkItem) -> dict[str, Any]:
    return {
        "case_id": case_id, "task_key": item.task_key, "org_id": item.org_id, "task": item.task, "roles": item.roles,
        "people": item.people, "opened_at": item.opened_at, "due_at": item.due_at,
    }  # fmt: skip


def of_case(connection: Connection, case_id: int) -> list[Row[Any]]:
    """The open tasks of a case."""
    return list(connection.execute(_OF_CASE, {"wanted": case_id}))


def for_person(connection: Connection, person: str, org: str, roles: Sequence[str], limit: int = 200) -> list[Row[Any]]:
    """What this person may do now, oldest first, with the case it belongs to."""
    mine = work_item.c.people.contains(f" {person} ", autoescape=True)
    free = work_item.c.people == ""
    fits = [work_item.c.roles.contains(f" {role} ", autoescape=True) for role in roles]
    anyone = and_(free, fits[0] if len(fits) == 1 else _any(fits)) if fits else None
    query = (
        select(work_item, mediation_case)
        .join(mediation_case, mediation_case.c.id == work_item.c.case_id)
        .where(work_item.c.org_id == org)
        .where(mine if anyone is None else mine | anyone)
        .order_by(work_item.c.opened_at)
        .limit(limit)
    )
    return list(connection.execute(query))


def _any(conditions: Sequence[Any]) -> Any:
    joined = conditions[0]
    for condition in conditions[1:]:
        joined = joined | condition
    return joined
