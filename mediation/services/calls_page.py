"""Use case: the calls of a department, or of a township to departments: what for, how long it has, how far it is.

A department sees its own calls: a masked line on the case and what the caller wrote, nothing else of it (领域 7.13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mediation import clock
from mediation.case import calls as facts
from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound
from mediation.law import calls as law
from mediation.law import policy, visibility
from mediation.services import sentences
from mediation.services.departments import departments
from mediation.services.handing_words import called_name
from mediation.services.office import Office, milliseconds, moment
from mediation.services.work import open_work
from mediation.store import call_orders, sealed_parties
from mediation.store.db import Connection

MOST = 100


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What one side said on a call."""

    at: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call. `minutes_left` of a whistle that nobody has answered yet (below zero: late), else None."""

    case_id: str
    no: int
    kind: str
    title: str
    dept: str
    caller: str
    at: str
    due: str
    due_at: int
    standing: str
    late: bool
    minutes_left: int | None
    arrived: bool
    answered: bool
    released: bool
    over: bool
    rating: str
    said: Sequence[SaidLine]


@dataclass(frozen=True, slots=True)
class CallsView:
    """The page of calls; `mine`: this person answers for the department that was called."""

    mine: bool
    org: str
    open: Sequence[CallLine]
    done: Sequence[CallLine]


@dataclass(frozen=True, slots=True)
class CaseCalls:
    """The calls of one case, and whom this person could call for it now."""

    case_id: str
    title: str
    lines: Sequence[CallLine]
    departments: Sequence[tuple[str, str]]
    follows: bool


def view_calls(office: Office, actor: Actor) -> CallsView:
    """The calls that somebody answers for, or that their township has made.

    Raises:
        NotAllowed: neither the one nor the other.
    """
    if not law.sees_calls(actor):
        raise NotAllowed("这里是部门联络员和镇上吹哨值守用的。")
    mine = law.LIAISON in actor.roles
    with office.store.reading() as connection:
        read = call_orders.of_department if mine else call_orders.of_caller
        rows = read(connection, actor.org, MOST)
        if not mine:
            rows = [row for row in rows if row.confidential_level == "normal"]
        lines = [_line(office, connection, row, mine) for row in rows]
    return CallsView(
        mine, office.directory().org_name(actor.org), [line for line in lines if not line.over],
        [line for line in lines if line.over],
    )  # fmt: skip


def calls_of_case(office: Office, actor: Actor, case_id: str) -> CaseCalls:
    """The calls of a case for who calls, or has the case.

    Raises:
        NotFound, NotAllowed.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
        try:
            case = work.case
            if not policy.in_scope(actor, case):
                raise NotFound("没有找到这件纠纷。")
            if not visibility.reads_record(actor, case) and not law.may_call(actor, case):
                raise NotAllowed("叫部门到场由镇调解员或吹哨值守来办。")
            rows = {row.no: row for row in call_orders.listed_of_case(connection, work.row.id)}
            lines = [_line(office, connection, rows[call.no], False) for call in reversed(case.calls)]
            whistling = any(task.task_id == "E_whistle" for task in work.tasks())
            near = departments(office.directory(), case) if whistling and law.may_call(actor, case) else []
            there = {call.org for call in facts.whistled(case)}
            callable_now = [(org, name) for org, name in near if org not in there]
            follows = any(law.may_follow(actor, case, call) for call in case.calls)
            title = _title(connection, office, work.row.id, case, False)
            return CaseCalls(case_id, title, lines, callable_now, follows)
        finally:
            work.instance.release()


def _title(connection: Connection, office: Office, row_id: int, about: Any, nameless: bool) -> str:
    sides = []
    for row in sealed_parties.of_cases(connection, [row_id]):
        name = str(office.store.vault.unwrap(row.wrapped_key).open(row.sealed).get("name") or "")
        sides.append((row.role, "某人" if nameless else visibility.masked_name(name, row.kind == 1)))
    return sentences.title(sides, about.dispute_type)


def _line(office: Office, connection: Connection, row: Any, mine: bool) -> CallLine:
    directory, now = office.directory(), milliseconds(clock.now())
    nameless = mine and not law.names_whom(directory.org_name(row.org_id), row.confidential_level)
    waiting = row.arrived_at is None and row.released_at is None
    whistle = row.kind == facts.WHISTLE
    over = row.released_at is not None if whistle else row.answered_at is not None
    awaited = waiting if whistle else row.answered_at is None
    return CallLine(
        case_id=row.public_id, no=row.no, kind=row.kind, title=_title(connection, office, row.case_id, row, nameless),
        dept=called_name(row.org_id, directory), caller=directory.org_name(row.caller_org_id),
        at=sentences.at_time(row.called_at), due=sentences.till(moment(row.due_at)), due_at=row.due_at,
        standing=_standing(row, whistle), late=bool(awaited and now > row.due_at and not over),
        minutes_left=(row.due_at - now) // 60_000 if whistle and waiting else None,
        arrived=row.arrived_at is not None, answered=row.answered_at is not None,
        released=row.released_at is not None, over=over, rating=row.rating or "",
        said=_said(office, row),
    )  # fmt: skip


def _standing(row: Any, whistle: bool) -> str:
    if whistle and row.released_at is not None:
        there = f"{sentences.at_time(row.arrived_at)} 到场," if row.arrived_at else "没有登记到场,"
        return f"{there}{sentences.at_time(row.released_at)} 事情处理完,已放行"
    if row.answered_at is not None:
        solved = "说已经解决" if row.resolved else "说还没有解决"
        wait = ",等镇上登记处理完再走" if whistle else ""
        return f"{sentences.at_time(row.answered_at)} 答复,{solved}{wait}"
    if row.arrived_at is not None:
        return f"{sentences.at_time(row.arrived_at)} " + ("到场,事不完,人不走" if whistle else "签收,等答复")
    return "等到场" if whistle else "等签收、答复"


def _said(office: Office, row: Any) -> list[SaidLine]:
    if not row.sealed:
        return []
    directory = office.directory()
    said = office.store.vault.unwrap(row.wrapped_key).open(row.sealed)["said"]
    return [SaidLine(sentences.at_time(one["at"]), directory.name(one["by"]), one["words"]) for one in said]
