"""Keeps a case's clocks in line with its facts: begins those that are to run, drops those that are over.

An instant once computed stays: a new calendar or setting moves nothing that runs, only an explicit act does.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from mediation.case.clock_kinds import BY_NAME, kinds_at
from mediation.case.facts import Case, Clock, instant
from mediation.case.moment import Kind, Moment
from mediation.law import deadlines
from mediation.law.deadlines import Deadline

# the terms that only tell something; the term of the mediation does more, and acts whenever it is over
OF_THE_TALK = frozenset({"labor_15day", "court_entrust", "petition_60", "medical_30wd"})


def settle(moment: Moment) -> None:
    """Begin, move and drop clocks as the facts now want it."""
    case, kept = moment.case, list[Clock]()
    known = {(clock.name, clock.about): clock for clock in case.clocks}
    for kind in kinds_at(moment):
        for about in kind.runs_for(moment):
            running = known.get((kind.name, about)) or _followed(moment, kind, about)
            kept.append(running if running is not None else _begun(moment, kind, about))
    if kept != case.clocks:
        case.clocks = kept


def _followed(moment: Moment, kind: Kind, about: str) -> Clock | None:
    """The running clock of a kind that moves with what it runs for, set to its new instant."""
    if not kind.follows:
        return None
    running = next((clock for clock in moment.case.clocks if clock.name == kind.name and not clock.rung), None)
    if running is not None:
        running.about, running.due = about, kind.term(moment, about).fires_at.isoformat()
    return running


def _begun(moment: Moment, kind: Kind, about: str) -> Clock:
    term, case = kind.term(moment, about), moment.case
    start = moment.at.isoformat() if kind.by_minute else term.start.isoformat()
    case.clocks_begun += 1
    return Clock(
        case.clocks_begun, kind.name, about, start, term.fires_at.isoformat(),
        rung=term.fires_at <= moment.at and (kind.skips or _said_of_the_part(moment, kind)),
    )  # fmt: skip


def _said_of_the_part(moment: Moment, kind: Kind) -> bool:
    """A partial agreement stopped the terms of the talk; the rest, asked up, takes them on: none is told of twice."""
    return moment.case.rest > 0 and kind.name in OF_THE_TALK


def running(case: Case) -> list[Clock]:
    """The clocks that have not acted yet."""
    return [clock for clock in case.clocks if not clock.rung]


def next_due(case: Case, now: datetime) -> Clock | None:
    """The earliest clock that is due at `now`."""
    due = [(instant(clock.due), clock.no, clock) for clock in case.clocks if not clock.rung]
    first = min(due, default=None, key=lambda item: item[:2])
    return first[2] if first is not None and first[0] <= now else None


def explained(moment: Moment, clock: Clock) -> str:
    """Why a running clock acts when it does, in one sentence, with the article where it has one."""
    term = term_of(moment, clock)
    if term is None:
        return ""
    text = term.explanation
    if term.fires_at != instant(clock.due):
        last = instant(clock.due)
        text = f"开始时按当时的设置算到{last.month}月{last.day}日 {last:%H:%M};按现在的设置是:{text}"
    return f"{text}({term.article})" if term.article else text


def term_of(moment: Moment, clock: Clock) -> Deadline | None:
    """What a clock's term would be if it were computed now, from where it began; None for a kind no longer known."""
    kind, then = BY_NAME.get(clock.name), replace(moment, at=deadlines.start_of(clock.start))
    return kind.term(then, clock.about) if kind is not None else None


def recomputed(moment: Moment) -> Iterator[tuple[Clock, Deadline]]:
    """The running clocks that would act at another instant by today's settings and calendar."""
    for clock in running(moment.case):
        term = term_of(moment, clock)
        if term is not None and term.fires_at != instant(clock.due):
            yield clock, term
