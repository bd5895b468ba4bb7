"""Use case: a person's day: what is theirs, what nobody has taken on, what others have, what presses."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from mediation import clock
from mediation.case import facts
from mediation.case.handing import copy_of
from mediation.case.step import Actor
from mediation.law import codes
from mediation.law.policy import sees_no_case
from mediation.services import sentences
from mediation.services.directory import Directory
from mediation.services.offers import NEAR_DAYS, UNDER_TERM, in_words
from mediation.services.office import Office, milliseconds
from mediation.services.titles import titles_of
from mediation.store import cases, notifications, worklist_groups, worklist_reading
from mediation.store.db import Connection
from mediation.store.worklist_groups import Kinds, Reader
from mediation.store.worklist_reading import CASE_TABS, Filters

SEEING_ROLES = frozenset(
    {
        "group_mediator", "village_mediator", "committee_director", "township_mediator", "reviewer", "whistle_duty",
        "auditor",
    }
)  # fmt: skip
TABS = {
    "mine": "我的待办", "free": "本调委会待认领", "waiting": "等别人办", "visits": "该回访", "near": "快到期与超期",
    "handled": "办过的", "copied": "抄送我的",
}  # fmt: skip
PAGE = 20
# a list of more than so many can be narrowed, by what its first rows have
FEW = 5
LOOKED_AT = 100
EVERYTHING = Filters()
MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class WorklistLine:
    """One open task, or one case that waits for others: where to press, what it is, since when, what presses."""

    case_id: str
    title: str
    number: str
    risk_color: str
    since: str
    task_key: str = ""
    task_name: str = ""
    deadline: str = ""
    due: str = ""
    late: bool = False
    claimed: bool = False
    free: bool = False
    whom: str = ""
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to narrow a list by."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Worklist:
    """The page: the tab that is open, how much is behind each, its lines, and what they can be narrowed by."""

    tab: str
    counts: dict[str, int]
    lines: list[WorklistLine]
    page: int
    more: bool
    filters: Filters
    choices: dict[str, list[Choice]] = field(default_factory=dict)


def reader_of(office: Office, actor: Actor) -> Reader:
    """Somebody as the worklist is asked for them: with the roles that others of their organisation have too."""
    others = [person.roles for person in office.directory().staff.get(actor.org, ()) if person.id != actor.id]
    shared = frozenset[str]().union(*others)
    return Reader(actor.id, actor.org, actor.roles, shared, actor.stands_for)


def my_worklist(office: Office, actor: Actor, tab: str = "", filters: Filters = EVERYTHING, page: int = 1) -> Worklist:
    """One tab of a person's day; unasked, the first that has something."""
    if sees_no_case(actor):
        return Worklist("mine", dict.fromkeys(TABS, 0), [], 1, False, filters)
    reader, near, page = reader_of(office, actor), soon(), max(1, min(page, MOST_PAGES))
    with office.store.reading() as connection:
        kinds = worklist_groups.kinds(connection, reader)
        counts = worklist_reading.counts(connection, reader, kinds, near)
        copies = _copied_lines(office, connection, actor)
        counts["copied"] = len(copies)
        if tab not in TABS:
            tab = next((one for one in ("mine", "free", "visits") if counts[one]), "mine")
        skip = (page - 1) * PAGE
        if tab == "copied":
            rows, lines = copies[skip:], copies[skip : skip + PAGE]
        elif tab in CASE_TABS:
            rows = worklist_reading.cases_of(connection, reader, tab, PAGE + 1, skip)
            of_cases = _waiting_lines if tab == "waiting" else _handled_lines
            lines = of_cases(office, connection, rows[:PAGE])
        else:
            rows = worklist_reading.rows(connection, reader, kinds, tab, near, filters, PAGE + 1, skip)
            lines = _task_lines(office, connection, rows[:PAGE], actor.id)
        choices = {}
        if tab not in (*CASE_TABS, "copied") and (counts[tab] > FEW or filters != EVERYTHING):
            first = worklist_reading.rows(connection, reader, kinds, tab, near, EVERYTHING, LOOKED_AT)
            choices = _choices(office, worklist_groups.of_tab(reader, kinds, tab), first)
    return Worklist(tab, counts, lines, page, len(rows) > PAGE, filters, choices)


def soon() -> int:
    """Until when something is near, as the store keeps it."""
    return milliseconds(clock.now() + timedelta(days=NEAR_DAYS))


def _task_lines(office: Office, connection: Connection, rows: list[Any], reader: str) -> list[WorklistLine]:
    names, titles = _task_names(office), titles_of(office, connection, rows)
    now = milliseconds(clock.now())
    return [
        WorklistLine(
            row.public_id, titles[row.case_id], row.volume_no or row.register_no or "", row.risk_color,
            sentences.at_time(row.opened_at), row.task_key, sentences.task_name(row.task, names),
            sentences.days_left(row.deadline_on) if row.deadline_on and row.task in UNDER_TERM else "",
            sentences.due(row.due_at) if row.due_at else "", bool(row.due_at and row.due_at <= now),
            bool(row.claimed) and row.person_id == reader, not row.person_id and _several(office.directory(), row),
            stands_for=office.directory().name(row.person_id) if row.person_id not in ("", reader) else "",
        )
        for row in rows
    ]  # fmt: skip


def _several(directory: Directory, row: Any) -> bool:
    """Whether more than one could do what is offered: who is alone has nothing to claim."""
    roles = set(row.roles.split())
    return sum(bool(person.roles & roles) for person in directory.staff.get(row.offered_to, ())) > 1


def _waiting_lines(office: Office, connection: Connection, rows: list[Any]) -> list[WorklistLine]:
    names, titles = _task_names(office), titles_of(office, connection, rows)
    ids = [row.case_id for row in rows]
    open_items: dict[int, dict[str, list[Any]]] = {}
    for item in worklist_reading.tasks_of(connection, ids):
        open_items.setdefault(item.case_id, {}).setdefault(item.task_key, []).append(item)
    clocks = worklist_reading.next_timers(connection, ids)
    return [
        WorklistLine(
            row.public_id, titles[row.case_id], row.volume_no or row.register_no or "", row.risk_color,
            sentences.at_time(row.registered_at),
            whom=_whom(office, names, open_items.get(row.case_id, {}), clocks.get(row.case_id)),
        )
        for row in rows
    ]  # fmt: skip


def _whom(office: Office, names: dict[str, str], items: dict[str, list[Any]], clock_: tuple[str, int] | None) -> str:
    if items:
        first = next(iter(items.values()))
        who = in_words([(i.org_id, i.roles, i.person_id, i.claimed) for i in first], office.directory())
        return f"“{sentences.task_name(first[0].task, names)}”等 {who}"
    if clock_ is not None:
        return f"等{sentences.timer_name(clock_[0])}:{sentences.at_time(clock_[1])}"
    return "等系统恢复,管理员会处理"


def _handled_lines(office: Office, connection: Connection, rows: list[Any]) -> list[WorklistLine]:
    titles = titles_of(office, connection, rows)
    return [
        WorklistLine(
            row.public_id, titles[row.case_id], row.volume_no or row.register_no or "", row.risk_color,
            sentences.at_time(row.registered_at), whom=status_of(row),
        )
        for row in rows
    ]  # fmt: skip


def _copied_lines(office: Office, connection: Connection, actor: Actor) -> list[WorklistLine]:
    """The cases that somebody may read along now, each with whether they have said that they did; few have any."""
    since = milliseconds(clock.now() - timedelta(days=office.settings().copy_days))
    rows = notifications.copied(connection, actor.id, since, worklist_reading.MANY)
    if not rows:
        return []
    titles, today, directory = titles_of(office, connection, rows, reader=actor), clock.today(), office.directory()
    stored = cases.facts_of(connection, [row.case_id for row in rows])
    lines = []
    for row in rows:
        copy = copy_of(facts.load(stored[row.case_id]), actor.id, today.isoformat())
        if copy is not None:
            said = "已阅" if copy.seen else "还没看"
            whom = f"{directory.name(copy.by)}抄送,看到{sentences.month_day(copy.until)},{said}"
            number, at = row.volume_no or row.register_no or "", sentences.at_time(row.registered_at)
            lines.append(WorklistLine(row.public_id, titles[row.case_id], number, row.risk_color, at, whom=whom))
    return lines


def status_of(row: Any) -> str:
    """Where a listed case stands."""
    if row.final_status:
        return codes.FINAL_STATUSES[row.final_status] + ("" if row.status == "archived" else "(待归档)")
    return f"{codes.TIER_NAMES[row.tier]}办理中"


def _choices(office: Office, kinds: Kinds, rows: list[Any]) -> dict[str, list[Choice]]:
    names, directory = _task_names(office), office.directory()
    tasks = sorted(kinds.tasks)
    colors = [color for color in ("red", "yellow", "blue", "green") if any(row.risk_color == color for row in rows)]
    places = sorted({row.org_id for row in rows})
    found = {
        "task": [Choice(task, sentences.task_name(task, names)) for task in tasks],
        "risk": [Choice(color, codes.RISK_COLORS[color]) for color in colors],
        "place": [Choice(org, directory.org_name(org)) for org in places],
    }
    return {name: choices for name, choices in found.items() if len(choices) > 1}


def _task_names(office: Office) -> dict[str, str]:
    tasks = office.library.in_force().bundle.user_tasks
    return {task: item.name for task, item in tasks.items()}
