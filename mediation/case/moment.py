"""A case at an instant as its terms see it, and what a kind of term is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from mediation.case.facts import Case
from mediation.case.step import Settings
from mediation.law.deadlines import Deadline
from mediation.law.guarding import ended


@dataclass(slots=True)
class Moment:
    """A case at an instant, with the tasks that are open: all that decides which terms run.

    `talking`: the dispute is being mediated: taken, and neither settled, ended, ending nor handed over.
    `over`: it is bound and archived; it waits for nobody here any more.
    """

    case: Case
    tasks: frozenset[str]
    at: datetime
    settings: Settings
    over: bool = False
    talking: bool = field(init=False)

    def __post_init__(self) -> None:
        self.talking = self._talking()

    def _talking(self) -> bool:
        screening, case = self.case.screening, self.case
        if screening is None or screening.deadline_on is None or "T_terminate" in self.tasks:
            return False
        if case.rest:
            return not (case.settled or ended(case))
        return not (case.agreements or case.handoffs or ended(case))

    def rung(self, name: str, about: str) -> bool:
        """Whether a term has acted already."""
        return any(clock.rung and (clock.name, clock.about) == (name, about) for clock in self.case.clocks)


class Kind(NamedTuple):
    """A kind of term. `runs_for` gives what it runs for now (days, counters); `term` when it acts.

    `follows`: a running one moves when what it runs for changes. `skips`: one that begins too late says nothing.
    `by_minute`: it runs from an instant, not from a day. `outlives`: it runs on when the case is archived.
    """

    name: str
    runs_for: Callable[[Moment], Iterable[str]]
    term: Callable[[Moment, str], Deadline]
    follows: bool = False
    skips: bool = False
    by_minute: bool = False
    outlives: bool = False


def staged(moment: Moment, name: str, about: str, stages: Iterable[int]) -> Iterator[str]:
    """The stages that have acted and the first that has not: one after the other, never all at once."""
    for stage in stages:
        yield f"{about}/{stage}"
        if not moment.rung(name, f"{about}/{stage}"):
            return


def stage_of(about: str) -> tuple[date, int]:
    """The day and the stage that a staged term runs for."""
    day, _, stage = about.rpartition("/")
    return date.fromisoformat(day[-10:]), int(stage)
