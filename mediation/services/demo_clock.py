"""Use case: a demo's clock is moved forward, so that one can watch a term run out. There is none in a real office.

Only the demo village has the mark that this looks for; it is never mixed with real cases (`demo.set_up_demo`), and is
served to this machine only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import MediationError, NotFound
from mediation.services import sentences
from mediation.services.deliver import deliver
from mediation.services.fire_timers import fire_timers
from mediation.services.office import Office, milliseconds, moment
from mediation.store import coming, people

DEMO, AHEAD = "demo", "demo_clock_ahead"
LONGEST = timedelta(days=400)
# what a press moves it by
STEPS = {
    "hour": ("一小时", timedelta(hours=1)), "day": ("一天", timedelta(days=1)), "week": ("一周", timedelta(days=7)),
    "month": ("三十天", timedelta(days=30)),
}  # fmt: skip
NEXT = "next"
SHOWN = 6


class ClockRefused(MediationError):
    """The clock cannot be moved so; the text says why."""


@dataclass(frozen=True, slots=True)
class DemoClock:
    """What time it is in the demo, and what comes due next: (what, when)."""

    now: str
    ahead_days: int
    coming: list[tuple[str, str]]


def is_demo(office: Office) -> bool:
    """Whether this office is the village to try things out in."""
    with office.store.reading() as connection:
        return people.settings(connection).get(DEMO) is True


def follow(office: Office) -> None:
    """Let this process's clock run as far ahead as the demo's; nothing in a real office."""
    with office.store.reading() as connection:
        stored = people.settings(connection)
    if stored.get(DEMO) is True:
        clock.run_ahead(timedelta(seconds=int(stored.get(AHEAD, 0))))


def see(office: Office, actor: Actor) -> DemoClock:
    """The demo's clock, and what it would run into next.

    Raises:
        NotFound: this is no demo.
    """
    ahead = _ahead(office)
    names = [(sentences.timer_name(row.name), sentences.day(moment(row.due_at))) for row in _next(office)]
    return DemoClock(f"{clock.now():%Y年%-m月%-d日 %H:%M}", ahead.days, names)


def move(office: Office, actor: Actor, step: str) -> int:
    """Move it forward by a step, or to what comes due next, and let happen what is due by then; gives how much did.

    Raises:
        NotFound: this is no demo.
        ClockRefused: there is nothing to move to, or it would be too far.
    """
    ahead = _ahead(office)
    by = STEPS[step][1] if step in STEPS else _until_next(office) if step == NEXT else None
    if by is None:
        raise ClockRefused("请选往前走多少。")
    if ahead + by > LONGEST:
        raise ClockRefused(f"演示时钟最多比真的时间快 {LONGEST.days} 天。")
    shift = int(by.total_seconds())
    with office.store.writing() as connection:
        people.set_settings(connection, {AHEAD: int(ahead.total_seconds()) + shift})
        people.shift_sessions(connection, shift * 1000)
        people.log_access(connection, actor.id, "move_demo_clock", step, "moved", milliseconds(clock.now()))
    follow(office)
    happened = 0
    while fired := fire_timers(office):
        happened += fired
    deliver(office)
    return happened


def _ahead(office: Office) -> timedelta:
    with office.store.reading() as connection:
        stored = people.settings(connection)
    if stored.get(DEMO) is not True:
        raise NotFound("没有这一页。")
    return timedelta(seconds=int(stored.get(AHEAD, 0)))


def _next(office: Office) -> list[Any]:
    with office.store.reading() as connection:
        return coming.next_of_all(connection, SHOWN)


def _until_next(office: Office) -> timedelta:
    first = next((moment(row.due_at) for row in _next(office) if moment(row.due_at) > clock.now()), None)
    if first is None:
        raise ClockRefused("没有在等的期限。")
    return _whole_seconds(first)


def _whole_seconds(at: datetime) -> timedelta:
    return timedelta(seconds=int((at - clock.now()).total_seconds()) + 1)
