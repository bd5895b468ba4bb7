"""Use case: what comes due within a week, in the cases somebody may see, each with the sentence that explains it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mediation import clock
from mediation.case import clocks, facts
from mediation.case.facts import Case, Clock
from mediation.case.moment import Moment
from mediation.case.step import Actor
from mediation.law import policy
from mediation.law.deadlines import DAY_TERMS
from mediation.services import sentences
from mediation.services.clock_words import WHY
from mediation.services.office import Office, milliseconds, moment
from mediation.services.titles import titles_of
from mediation.store import cases, coming
from mediation.store.db import Connection

DAYS = 7
PAGE = 20
MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class ComingLine:
    """One thing that falls due: what, till when, why then, and in which case."""

    case_id: str
    title: str
    number: str
    risk_color: str
    name: str
    until: str
    why: str
    late: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """A page of what falls due within the week, by day."""

    days: list[tuple[str, list[ComingLine]]]
    page: int
    more: bool


def coming_due(office: Office, actor: Actor, page: int = 1) -> Coming:
    """What falls due within a week, the nearest first."""
    page = min(max(page, 1), MOST_PAGES)
    until = milliseconds(clock.now() + timedelta(days=DAYS))
    with office.store.reading() as connection:
        rows = coming.until(connection, actor.org, actor.id, until, PAGE + 1, (page - 1) * PAGE)
        known = _seen(connection, actor, rows[:PAGE])
        shown = [row for row in rows[:PAGE] if row.case_id in known]
        titles = titles_of(office, connection, shown, reader=actor)
    days: dict[str, list[ComingLine]] = {}
    for row in shown:
        days.setdefault(_day(row), []).append(_line(office, known[row.case_id], row, titles[row.case_id]))
    return Coming(list(days.items()), page, len(rows) > PAGE)


def _seen(connection: Connection, actor: Actor, rows: list[Any]) -> dict[int, Case]:
    stored = cases.facts_of(connection, sorted({row.case_id for row in rows}))
    found = {case_id: facts.load(packed) for case_id, packed in stored.items()}
    return {case_id: case for case_id, case in found.items() if policy.in_scope(actor, case)}


def _last(row: Any) -> Any:
    """The day something is due on: a term of days ends with its last day."""
    due = moment(row.due_at)
    return (due - timedelta(minutes=1) if row.name in DAY_TERMS else due).date()


def _day(row: Any) -> str:
    day = _last(row)
    away = (day - clock.today()).days
    near = {0: "今天", 1: "明天", 2: "后天"}.get(away, "")
    if away < 0:
        return "已过期"
    return f"{near or '周' + '一二三四五六日'[day.weekday()]} {day.month}月{day.day}日"


def _line(office: Office, case: Case, row: Any, title: str) -> ComingLine:
    due, running = moment(row.due_at), next((one for one in case.clocks if one.key == row.timer_key), None)
    at = sentences.till(due) if row.name in DAY_TERMS else sentences.day(due)
    return ComingLine(
        row.public_id, title, row.volume_no or row.register_no or "", row.risk_color,
        sentences.term_name(case, running) if running else sentences.timer_name(row.name),
        at, _why(office, case, running, row), due <= clock.now(),
    )  # fmt: skip


def _why(office: Office, case: Case, running: Clock | None, row: Any) -> str:
    if running is None:
        return WHY.get(row.name, "")
    here = Moment(case, frozenset(), clock.now(), office.settings())
    return clocks.explained(here, running)
