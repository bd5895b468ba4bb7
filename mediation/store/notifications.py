"""What people find in the app: told once for each matter, read or not, and gone by itself when the matter is over."""

from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_there
from sqlalchemy.dialects.sqlite import insert as insert_here

from mediation.store.db import Statement
from mediation.store.tables import incident, mediation_case, notification, timer, work_item
from mediation.store.timers import OVER

MANY = 99
# the clock that runs on when its case is archived
OUTLIVES = "handoff_feedback"
_TOLD = ("key", "person_id", "kind", "case_id", "task_key", "subject", "at")
_VALUES: dict[str, Any] = {name: bindparam(name) for name in _TOLD}
_KEEP = {
    "sqlite": Statement(insert_here(notification).values(_VALUES).on_conflict_do_nothing()),
    "postgresql": Statement(insert_there(notification).values(_VALUES).on_conflict_do_nothing()),
}


def keep(connection: Connection, row: Any) -> None:
    """Put what waited in the outbox into a person's list; the same matter a second time changes nothing."""
    values = {
        "key": row.key, "person_id": row.person_id, "kind": row.kind, "case_id": row.case_id,
        "task_key": row.task_key, "subject": row.subject, "at": row.created_at,
    }  # fmt: skip
    _KEEP[connection.dialect.name].run(connection, values)


def _still_so() -> Any:
    """The task is still this person's or anybody's; the case runs, or waits for an answer; the incident is open."""
    n = notification.c
    task: Any = select(literal_column("1")).where(
        work_item.c.case_id == n.case_id,
        work_item.c.task_key == n.task_key,
        work_item.c.person_id.in_(["", bindparam("person")]),
    )
    anybody: Any = select(literal_column("1")).where(
        work_item.c.case_id == n.case_id, work_item.c.task_key == n.task_key
    )
    about = mediation_case.alias()
    running: Any = select(literal_column("1")).where(about.c.id == n.case_id, about.c.status == "open")
    spoken: Any = select(literal_column("1")).where(
        timer.c.case_id == n.case_id, timer.c.timer_key == n.task_key, timer.c.cause != OVER
    )
    trouble: Any = select(literal_column("1")).where(incident.c.case_id == n.case_id, incident.c.resolved_at.is_(None))
    return or_(
        and_(n.task_key != "", task.exists()),
        and_(n.kind == "standing_in", anybody.exists()),
        or_(n.kind == "deputy", n.kind == "took_over", n.kind == "appointment"),
        and_(or_(n.kind == "deadline", n.kind == "helping", n.kind == "copied"), running.exists()),
        n.kind == "digest",
        n.kind.startswith("dept_"),
        n.kind.startswith("finding"),
        n.kind.startswith("read_"),
        and_(n.kind == "clock", spoken.exists(), or_(running.exists(), n.subject.startswith(f"{OUTLIVES}:"))),
        and_(n.kind == "incident", trouble.exists()),
    )


_UNREAD = Statement(
    select(func.count()).select_from(
        select(literal_column("1"))
        .select_from(notification)
        .where(notification.c.person_id == bindparam("person"), notification.c.read_at.is_(None), _still_so())
        .limit(MANY + 1)
        .subquery()
    )
)
_OF_PERSON = (
    select(
        notification,
        mediation_case.c.public_id,
        mediation_case.c.dispute_type,
        mediation_case.c.confidential_level,
        mediation_case.c.deadline_on,
        _still_so().label("open"),
    )
    .outerjoin(mediation_case, mediation_case.c.id == notification.c.case_id)
    .where(notification.c.person_id == bindparam("person"))
    .order_by(notification.c.at.desc(), notification.c.id.desc())
    .limit(bindparam("size"))
    .offset(bindparam("skip"))
)
_MINE = and_(notification.c.person_id == bindparam("person"), notification.c.id == bindparam("wanted"))


def unread(connection: Connection, person: str) -> int:
    """How much somebody has not read that is still so; at most one more than `MANY`."""
    return int(_UNREAD.rows(connection, {"person": person})[0][0])


def of_person(connection: Connection, person: str, size: int, skip: int = 0) -> list[Row[Any]]:
    """Somebody's notifications, newest first; `open` where the matter is still so."""
    return list(connection.execute(_OF_PERSON, {"person": person, "size": size, "skip": skip}))


def find(connection: Connection, person: str, wanted: int) -> Row[Any] | None:
    """One of somebody's notifications."""
    query = (
        select(notification, mediation_case.c.public_id)
        .outerjoin(mediation_case, mediation_case.c.id == notification.c.case_id)
        .where(_MINE)
    )
    return connection.execute(query, {"person": person, "wanted": wanted}).one_or_none()


def mark(connection: Connection, person: str, wanted: int, read_at: int | None) -> None:
    """Note that somebody has read one, or has not."""
    query = update(notification).where(_MINE).values(read_at=read_at)
    connection.execute(query, {"person": person, "wanted": wanted})


def mark_all(connection: Connection, person: str, read_at: int) -> None:
    """Note that somebody has read everything."""
    query = update(notification).where(notification.c.person_id == person, notification.c.read_at.is_(None))
    connection.execute(query.values(read_at=read_at))


def forget(connection: Connection, before: int) -> int:
    """Forget what is older than an instant (epoch ms); gives how much."""
    return connection.execute(delete(notification).where(notification.c.at < before)).rowcount


_COPIED = Statement(
    select(notification.c.case_id)
    .where(
        notification.c.person_id == bindparam("person"), notification.c.at >= bindparam("since"),
        notification.c.kind == "copied", notification.c.case_id.is_not(None),
    )
    .order_by(notification.c.at.desc())
    .limit(bindparam("size"))
)  # fmt: skip


def copied(connection: Connection, person: str, since: int, size: int) -> list[Row[Any]]:
    """The cases that were copied to somebody since an instant (epoch ms), the latest registered first."""
    told = _COPIED.rows(connection, {"person": person, "since": since, "size": size})
    if not told:
        return []
    query = (
        select(
            mediation_case.c.id.label("case_id"), mediation_case.c.public_id, mediation_case.c.dispute_type,
            mediation_case.c.register_no, mediation_case.c.volume_no, mediation_case.c.risk_color,
            mediation_case.c.registered_at,
        )
        .where(mediation_case.c.id.in_({row[0] for row in told}))
        .order_by(mediation_case.c.registered_at.desc())
    )  # fmt: skip
    return list(connection.execute(query))
