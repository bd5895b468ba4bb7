"""The clocks that run beside the diagrams, and what happens when one acts: a message, a question, or a reminder.

The engine's own timers (a pause, the day of a visit) and these fire in one order, the earliest first.
"""

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from mediation.case import clocks
from mediation.case.facts import Clock, instant
from mediation.case.moment import Moment
from mediation.case.routing import next_visit_at
from mediation.engine.timers import Timer
from mediation.law import deadlines, events, follow_up
from mediation.law.values import day_of
from mediation.services.office import milliseconds
from mediation.store.timers import TimerRow

if TYPE_CHECKING:
    from mediation.services.work import Work

VISIT = "visit"
TALK_OVER = "deadline_expired"
NOT_REACHED = "contact_failed"
VISITS_OVER = "visits_over"
EXTENSION = "extension"


def moment(work: "Work") -> Moment:
    """The case as its clocks see it."""
    tasks = frozenset(task.task_id for task in work.tasks())
    return Moment(work.case, tasks, work.then, work.office.settings(work.then.date()), work.instance.completed)


def engine_timers(work: "Work") -> list[Timer]:
    """What the diagrams wait for, nothing once the case's own has ended; a visit goes by what makes it due."""
    if work.instance.completed:
        return []
    name = follow_up.visit_clock(work.case)
    return [timer._replace(name=name) if timer.name == VISIT else timer for timer in work.instance.timers()]


def timers(work: "Work") -> list[Timer]:
    """Everything a case waits for."""
    beside = [Timer(clock.key, "", clock.name, instant(clock.due)) for clock in clocks.running(work.case)]
    return engine_timers(work) + beside


def rows(work: "Work") -> list[TimerRow]:
    """Everything a case waits for, as rows of the clock's table."""
    beside = clocks.running(work.case)
    return [TimerRow(timer.key, timer.name, milliseconds(timer.due)) for timer in engine_timers(work)] + [
        TimerRow(clock.key, clock.name, _ms_of(clock.due), _ms_of(clock.start)) for clock in beside
    ]


def rung(work: "Work") -> frozenset[str]:
    """The clocks that have acted, and whose matter is not over yet."""
    return frozenset(clock.key for clock in work.case.clocks if clock.rung)


@lru_cache(2048)
def _ms_of(text: str) -> int:
    """An ISO day (its 00:00) or instant; the same few are asked for before and after each change."""
    return milliseconds(deadlines.start_of(text))


def fire_due(work: "Work", now: datetime) -> None:
    """Let everything that is due happen, the earliest first."""
    while True:
        clock = clocks.next_due(work.case, now)
        waited_for = () if work.instance.completed else work.instance.timers()
        first = min((timer.due for timer in waited_for if timer.due <= now), default=None)
        if clock is not None and (first is None or instant(clock.due) <= first):
            _ring(work, clock)
        elif first is None or not _fire_engine(work, now):
            return
        clocks.settle(moment(work))


def _fire_engine(work: "Work", now: datetime) -> bool:
    was, names = work.open_tasks(), {timer.key: timer.name for timer in engine_timers(work)}
    fired = work.instance.fire_due(now, work.routing())
    for timer in fired:
        name = names.get(timer.key, timer.name)
        work.fired.append(TimerRow(timer.key, name, milliseconds(timer.due)))
        work.note(None, "timer", name, was, b"", at=timer.due)
    work.instance.set_variables(work.routing())
    return bool(fired)


def _ring(work: "Work", clock: Clock) -> None:
    was = work.open_tasks()
    clock.rung = True
    work.fired.append(TimerRow(clock.key, clock.name, _ms_of(clock.due), _ms_of(clock.start)))
    work.reminders.append(clock)
    act = _ACTS.get(clock.name)
    if act is not None:
        act(work)
    work.note(None, "timer", clock.name, was, b"", at=instant(clock.due))


def keep(work: "Work") -> None:
    """Bring the clocks in line with a change: begin, move, drop, and let act what is over by it.

    An archived case waits for nothing but the answer of whom a matter was handed to.
    """
    if work.instance.completed:
        clocks.settle(moment(work))
        return
    _follow_plan(work)
    clocks.settle(moment(work))
    if _refused_too_late(work):
        _end_talk(work)
    fire_due(work, work.at)


def _refused_too_late(work: "Work") -> bool:
    """The term is over, and the extension that was still being asked for has been refused."""
    case = work.case
    if case.extended is not False or case.screening is None:
        return False
    here = moment(work)
    over = here.talking and here.rung("mediation_deadline", str(case.screening.deadline_on))
    return over and work.instance.can_receive(TALK_OVER)


def _follow_plan(work: "Work") -> None:
    """A waiting visit moves with the plan, and is not waited for once there is nothing to visit.

    Who waits for the rest of a partial agreement goes on once it is known, or once there is a visit to make.
    """
    case = work.case
    if case.agreements and (case.planned or not case.rest) and work.instance.can_receive(events.REST_KNOWN):
        work.instance.receive(events.REST_KNOWN, work.routing())
    waiting = next((timer for timer in work.instance.timers() if timer.name == VISIT), None)
    if waiting is None:
        return
    planned = next_visit_at(work.case)
    if planned is None:
        if work.instance.can_receive(VISITS_OVER):
            work.instance.receive(VISITS_OVER, work.routing())
    elif instant(planned) != waiting.due:
        work.instance.move_timer(waiting.key, instant(planned))
        work.instance.set_variables(work.routing())


def _deadline(work: "Work") -> None:
    """The term is over: everybody is asked for more time once, and may answer for three days; else it ends here."""
    case = work.case
    last_day = day_of(case.screening.deadline_on) if case.screening else None
    answer_until = deadlines.extension_answer(last_day).fires_at if last_day else work.at
    asked = any(task.task_id == "D_extend" for task in work.tasks())
    if case.extended is not None or work.at >= answer_until:
        _end_talk(work)
    elif (
        not asked
        and EXTENSION in work.models.bundle.specs
        and events.possible("extension_requested", case, work.at.date())
    ):
        work.instance.begin_beside(EXTENSION, work.routing())


def _unanswered(work: "Work") -> None:
    """Nobody answered within the three days: no extension."""
    work.case.extended = False
    _end_talk(work)


def _end_talk(work: "Work") -> None:
    if work.instance.can_receive(TALK_OVER):
        work.case.cooling_until = None
        work.instance.receive(TALK_OVER, work.routing())
    work.instance.end_beside(events.TALK_PROCESSES)


def _lapse(work: "Work") -> None:
    """A week, and somebody who was looked for is not found: the parties are told. Nobody looked: only a reminder."""
    case = work.case
    looked = case.consent_tries and "未表态" in case.consents.values()
    if looked and work.instance.can_receive(NOT_REACHED):
        work.instance.receive(NOT_REACHED, work.routing())
        work.instance.end_beside(events.TALK_PROCESSES)


_ACTS = {
    "mediation_deadline": _deadline,
    "extension_answer": _unanswered,
    "consent_lapse": _lapse,
}
