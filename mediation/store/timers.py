"""The clock's table: what waits for an instant, and what became of each. Cost follows what is due, not what is open."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from mediation.store.db import Statement
from mediation.store.tables import incident, mediation_case, timer

WAITING, FIRED, CANCELLED = "waiting", "fired", "cancelled"
OVER = "over"


class TimerRow(NamedTuple):
    """A waiting timer: `key` is the engine's number, or `c…` for a clock beside it; instants are epoch ms.

    `since` is what it runs from, 0 where that is the change that began it.
    """

    key: str
    name: str
    due_at: int
    since: int = 0

    @property
    def moves_case(self) -> bool:
        """Whether the case itself waits for it: a clock beside the diagrams keeps no case alive."""
        return not self.key.startswith("c")


_END = Statement(
    update(timer)
    .where(timer.c.case_id == bindparam("wanted"), timer.c.timer_key == bindparam("wanted_key"))
    .values(state=bindparam("state"), ended_at=bindparam("ended_at"), cause=bindparam("cause"))
)
_MOVE = Statement(
    update(timer)
    .where(timer.c.case_id == bindparam("wanted"), timer.c.timer_key == bindparam("wanted_key"))
    .values(due_at=bindparam("due_at"), name=bindparam("name"))
)
_OVER = Statement(
    update(timer)
    .where(timer.c.case_id == bindparam("wanted"), timer.c.timer_key == bindparam("wanted_key"))
    .values(cause=bindparam("cause"))
)
_DUE = (
    select(mediation_case.c.public_id, func.min(timer.c.due_at).label("due_at"))
    .join(mediation_case, mediation_case.c.id == timer.c.case_id)
    .where(timer.c.state == WAITING, timer.c.due_at <= bindparam("now"))
    .where(timer.c.case_id.not_in(select(incident.c.case_id).where(incident.c.resolved_at.is_(None))))
    .group_by(mediation_case.c.public_id)
    .order_by(func.min(timer.c.due_at))
    .limit(bindparam("most"))
)
_BEGIN = Statement(insert(timer))
_OF_CASE = select(timer).where(timer.c.case_id == bindparam("wanted")).order_by(timer.c.started_at)


def replace(
    connection: Connection,
    case_id: int,
    before: Sequence[TimerRow],
    after: Sequence[TimerRow],
    fired: Sequence[TimerRow],
    at: int,
    cause: str,
) -> None:
    """Write what began, moved, fired or was cancelled (by `cause`) at `at` (epoch ms); on many steps, nothing did."""
    if before == after and not fired:
        return
    had, has = {row.key: row for row in before}, {row.key: row for row in after}
    done = {row.key for row in fired}
    begun = [row for row in (*after, *fired) if row.key not in had]
    _BEGIN.run_each(connection, [_begun(case_id, row, at) for row in begun])
    ended = {row.key: row for row in (*before, *fired) if row.key not in has}
    _END.run_each(connection, [_ended(case_id, row, row.key in done, at, cause) for row in ended.values()])
    moved = [row for row in after if row.key in had and had[row.key] != row]
    _MOVE.run_each(connection, [_moved(case_id, row) for row in moved])


def forget(connection: Connection, case_id: int, keys: Iterable[str]) -> None:
    """Note that what some fired timers spoke of is over: nobody need be reminded of it any more."""
    _OVER.run_each(connection, [{"wanted": case_id, "wanted_key": key, "cause": OVER} for key in sorted(keys)])


def _begun(case_id: int, row: TimerRow, at: int) -> dict[str, Any]:
    return {
        "case_id": case_id, "timer_key": row.key, "name": row.name, "started_at": row.since or at, "due_at": row.due_at,
        "state": WAITING, "ended_at": None, "cause": None,
    }  # fmt: skip


def _moved(case_id: int, row: TimerRow) -> dict[str, Any]:
    return {"wanted": case_id, "wanted_key": row.key, "due_at": row.due_at, "name": row.name}


def _ended(case_id: int, row: TimerRow, fired: bool, at: int, cause: str) -> dict[str, Any]:
    return {
        "wanted": case_id, "wanted_key": row.key, "state": FIRED if fired else CANCELLED, "ended_at": at,
        "cause": "" if fired else cause,
    }  # fmt: skip


def due(connection: Connection, now: int, most: int) -> list[tuple[str, int]]:
    """The cases (public id, earliest due instant) whose timers are due at `now` (epoch ms), earliest first.

    A case with an open incident waits for a person: the clock would only run into the same trouble again.
    """
    return [(row.public_id, row.due_at) for row in connection.execute(_DUE, {"now": now, "most": most})]


def of_case(connection: Connection, case_id: int) -> list[Row[Any]]:
    """Every timer a case ever had, in order of beginning."""
    return list(connection.execute(_OF_CASE, {"wanted": case_id}))


def waiting(connection: Connection, public_id: str) -> list[Row[Any]]:
    """What a case waits for now."""
    query = (
        select(timer)
        .join(mediation_case, mediation_case.c.id == timer.c.case_id)
        .where(mediation_case.c.public_id == public_id, timer.c.state == WAITING)
    )
    return list(connection.execute(query))


def cases_waiting_for(connection: Connection, names: Sequence[str], most: int) -> list[str]:
    """The public ids of cases in which a timer of one of these names runs, in a steady order."""
    query = (
        select(mediation_case.c.public_id)
        .join(timer, timer.c.case_id == mediation_case.c.id)
        .where(timer.c.state == WAITING, timer.c.name.in_(names))
        .distinct()
        .order_by(mediation_case.c.public_id)
        .limit(most)
    )
    return [str(row.public_id) for row in connection.execute(query)]
