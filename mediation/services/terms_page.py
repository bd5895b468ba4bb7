"""Use case: which terms run for a case, each with the sentence that explains it."""

from dataclasses import dataclass

from mediation.case import clocks
from mediation.case.facts import instant
from mediation.law.deadlines import DAY_TERMS
from mediation.services import sentences, timekeeping
from mediation.services.work import Work
from mediation.store.coming import ASIDE


@dataclass(frozen=True, slots=True)
class TermLine:
    """A running term: what it is, till when, why just then, and how near it is."""

    name: str
    until: str
    why: str
    pressing: bool = False


def terms_of(work: Work) -> list[TermLine]:
    """The terms that run for a case, the nearest first."""
    seen, found = timekeeping.moment(work), []
    for clock in sorted(clocks.running(work.case), key=lambda clock: instant(clock.due)):
        if clock.name not in ASIDE:
            due = instant(clock.due)
            pressing = (due - work.at).total_seconds() < 2 * 86_400
            why = clocks.explained(seen, clock)
            name = sentences.term_name(work.case, clock)
            until = sentences.till(due) if clock.name in DAY_TERMS else sentences.day(due)
            found.append(TermLine(name, until, "" if why.endswith(name) else why, pressing))
    return found
