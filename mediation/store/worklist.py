"""待办: which organisation's people, or which person, may do which open task. A projection, rewritten in the
instance's transaction; `worklist_reading` asks it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, literal_column, select, update

from mediation.store.db import Statement
from mediation.store.tables import process_instance, work_item


class WorkItem(NamedTuple):
    """An open task as one organisation, or one person there, sees it; `roles` are space-separated and padded.

    No `person`: anybody of the organisation with one of the roles. `claimed`: this person has taken it on.
    `urgent_at` is the order in which things press. Instants are epoch ms.
    """

    task_key: str
    org_id: str
    task: str
    roles: str
    person: str
    opened_at: int
    claimed: bool = False
    due_at: int | None = None
    urgent_at: int = 0

    @property
    def identity(self) -> tuple[str, str, str, str, bool]:
        """What makes it the same offer to the same people."""
        return (self.task_key, self.org_id, self.roles, self.person, self.claimed)


def padded(names: Iterable[str]) -> str:
    """Names as one text in which each can be found with a LIKE."""
    return "".join(f" {name}" for name in sorted(names)) + " " if names else ""


_OF_TASK = (work_item.c.case_id == bindparam("wanted"), work_item.c.task_key == bindparam("wanted_key"))
_DROP = Statement(
    delete(work_item).where(
        *_OF_TASK,
        work_item.c.org_id == bindparam("wanted_org"),
        # not as it is: SQLite would plan anew for each value, to see whether an index of some rows only would do
        work_item.c.person_id.concat(literal_column("''")) == bindparam("wanted_person"),
    )
)
_OFFER = Statement(insert(work_item))
_SINCE = Statement(
    select(work_item.c.opened_at, work_item.c.due_at, work_item.c.urgent_at).where(*_OF_TASK).limit(1)
)  # fmt: skip
_OF_CASE = select(work_item).where(work_item.c.case_id == bindparam("wanted"))
_TERMS = Statement(
    select(work_item.c.task_key, work_item.c.task, work_item.c.due_at, work_item.c.opened_at).where(
        work_item.c.case_id == bindparam("wanted")
    )
)
_HAND_ON = Statement(
    update(work_item)
    .where(*_OF_TASK)
    .values(opened_at=bindparam("opened"), due_at=bindparam("due"), urgent_at=bindparam("urgent"))
)
_PRESS = Statement(update(work_item).where(*_OF_TASK).values(urgent_at=bindparam("urgent")))


def opened(before: Sequence[WorkItem], after: Sequence[WorkItem]) -> list[WorkItem]:
    """What is offered now and was not offered so before."""
    had = {item.identity for item in before}
    return [item for item in after if item.identity not in had]


def replace(connection: Connection, case_id: int, before: Sequence[WorkItem], after: Sequence[WorkItem]) -> None:
    """Write the difference between what was offered and what is offered now.

    A task that only changes hands stays open since when it was, and due when it was.
    """
    has = {item.identity for item in after}
    gone, new = [item for item in before if item.identity not in has], opened(before, after)
    handed_on = {item.task_key for item in gone} & {item.task_key for item in new}
    since = {key: _SINCE.rows(connection, {"wanted": case_id, "wanted_key": key}) for key in handed_on}
    _DROP.run_each(
        connection,
        [
            {
                "wanted": case_id, "wanted_key": item.task_key, "wanted_org": item.org_id,
                "wanted_person": item.person,
            }
            for item in gone
        ],
    )  # fmt: skip
    _OFFER.run_each(connection, [_offered(case_id, item) for item in new])
    for key, rows in since.items():
        for opened_at, due_at, urgent_at in rows:
            values = {"opened": opened_at, "due": due_at, "urgent": urgent_at}
            _HAND_ON.run(connection, {"wanted": case_id, "wanted_key": key, **values})


def _offered(case_id: int, item: WorkItem) -> dict[str, Any]:
    return {
        "case_id": case_id, "task_key": item.task_key, "org_id": item.org_id, "person_id": item.person,
        "task": item.task, "roles": item.roles, "claimed": item.claimed, "opened_at": item.opened_at,
        "due_at": item.due_at, "urgent_at": item.urgent_at,
    }  # fmt: skip


def press(connection: Connection, case_id: int, urgent: Mapping[str, int]) -> None:
    """Let open tasks (by key) press from other instants on: the term they are under has moved."""
    rows = [{"wanted": case_id, "wanted_key": key, "urgent": at} for key, at in urgent.items()]
    _PRESS.run_each(connection, rows)


def terms_of_case(connection: Connection, case_id: int) -> list[tuple[str, str, int | None, int]]:
    """Of each row of a case's open tasks: its key, the task, until when it should be done, since when it is open."""
    return _TERMS.rows(connection, {"wanted": case_id})


def of_case(connection: Connection, case_id: int) -> list[Row[Any]]:
    """The open tasks of a case."""
    return list(connection.execute(_OF_CASE, {"wanted": case_id}))


def waiting_on(connection: Connection, bundle: str) -> list[tuple[str, int, int | None]]:
    """The open tasks of the cases on a bundle, each once: task, since when, due when (epoch ms)."""
    c = work_item.c
    query = (
        select(c.task, func.min(c.opened_at), func.min(c.due_at))
        .join(process_instance, process_instance.c.case_id == c.case_id)
        .where(process_instance.c.bundle == bundle)
        .group_by(c.case_id, c.task_key, c.task)
    )
    return [(row[0], int(row[1]), row[2]) for row in connection.execute(query)]
