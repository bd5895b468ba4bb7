"""The terms that may run for a case (期限总表), as one table: what each runs for, and when it acts.

A term runs while its condition holds, whatever a diagram looks like; nothing is remembered here but the facts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from mediation.case import calls
from mediation.case.facts import Case, instant
from mediation.case.step import Settings
from mediation.law import deadlines, follow_up
from mediation.law.confirmation import confirmable
from mediation.law.deadlines import Deadline
from mediation.law.guarding import ended
from mediation.law.values import day_of

LABOUR_TYPES = ("10", "11")
MEDICAL, COURT, PETITION = "15", "3", "6"


@dataclass(frozen=True, slots=True)
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
        object.__setattr__(self, "talking", self._talking())

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


def _accepted(moment: Moment) -> date:
    screening = moment.case.screening
    return (day_of(screening.accepted_on) if screening else None) or moment.at.date()


def _deadline_on(case: Case) -> str:
    return str(case.screening.deadline_on) if case.screening else ""


def _staged(moment: Moment, name: str, about: str, stages: Iterable[int]) -> Iterator[str]:
    """The stages that have acted and the first that has not: one after the other, never all at once."""
    for stage in stages:
        yield f"{about}/{stage}"
        if not moment.rung(name, f"{about}/{stage}"):
            return


def _stage(about: str) -> tuple[date, int]:
    day, _, stage = about.rpartition("/")
    return date.fromisoformat(day[-10:]), int(stage)


# the talk


def _under_term(moment: Moment) -> Iterable[str]:
    return [_deadline_on(moment.case)] if moment.talking else []


def _deadline(moment: Moment, about: str) -> Deadline:
    start, last = _accepted(moment), date.fromisoformat(about)
    usual = deadlines.mediation_deadline(start, moment.settings)
    return usual if usual.last_day == last else deadlines.ending("mediation_deadline", start, last)


def _warned(moment: Moment) -> Iterable[str]:
    if not moment.talking:
        return []
    return _staged(moment, "deadline_warn", _deadline_on(moment.case), deadlines.WARN_BEFORE)


def _warning(moment: Moment, about: str) -> Deadline:
    last, days = _stage(about)
    day = deadlines.warning_day(last, days)
    return deadlines.planned("deadline_warn", _accepted(moment), day, f"离调解期限届满还有{days}日")


def _unanswered(moment: Moment) -> Iterable[str]:
    if "D_extend" not in moment.tasks or not moment.talking:
        return []
    about = _deadline_on(moment.case)
    return [about] if moment.rung("mediation_deadline", about) else []


def _talk_of(dispute: tuple[str, ...]) -> Callable[[Moment], Iterable[str]]:
    def runs_for(moment: Moment) -> Iterable[str]:
        return [""] if moment.case.dispute_type in dispute and moment.talking else []

    return runs_for


def _received(moment: Moment) -> date:
    """The day another office's papers came in; where nobody said, that of the acceptance."""
    return day_of(moment.case.received_on) or _accepted(moment)


def _court(moment: Moment) -> Iterable[str]:
    """How long the parties have extended it is what it runs for: it moves with an extension."""
    if moment.case.source_code != COURT or not moment.talking:
        return []
    return [str(moment.case.extended_days)]


def _court_term(moment: Moment, about: str) -> Deadline:
    return deadlines.court_entrust(_received(moment), moment.case.court_entrust or "pre", int(about or 0))


def _petition(moment: Moment) -> Iterable[str]:
    if moment.case.source_code != PETITION or not moment.talking:
        return []
    return [str(max((int(one.get("days") or 0) for one in _noted(moment, "petition_extended")), default=0))]


def _petition_term(moment: Moment, about: str) -> Deadline:
    return deadlines.petition_60(_received(moment), int(about or 0))


def _medical(moment: Moment) -> Iterable[str]:
    """The workdays of its expertises are not counted; while one is out, nothing runs."""
    if moment.case.dispute_type != MEDICAL or not moment.talking:
        return []
    begun = [one["on"] for one in _noted(moment, "expertise_begun")]
    ended = [one["on"] for one in _noted(moment, "expertise_ended")]
    if len(begun) > len(ended):
        return []
    spans = zip(map(date.fromisoformat, begun), map(date.fromisoformat, ended), strict=False)
    return [str(sum(deadlines.workdays_between(first, last, moment.settings) for first, last in spans))]


def _medical_term(moment: Moment, about: str) -> Deadline:
    return deadlines.medical_30wd(_accepted(moment), moment.settings, int(about or 0))


def _noted(moment: Moment, what: str) -> list[dict[str, Any]]:
    """What was written down of a term that the law lets grow, in order."""
    return [one.params for one in moment.case.raised if one.params.get("term_change") == what]


def _labour(moment: Moment, about: str) -> Deadline:
    return deadlines.labor_15day(day_of(moment.case.apply_at) or _accepted(moment))


def _asked(moment: Moment) -> Iterable[str]:
    waits = "T_consent" in moment.tasks and moment.talking and not moment.case.refused()
    return [_accepted(moment).isoformat()] if waits else []


# what waits for somebody's answer


def _reporting(moment: Moment) -> Iterable[str]:
    return [str(len(moment.case.reports))] if "E_report" in moment.tasks else []


def _whistled(moment: Moment) -> Iterable[str]:
    if "E_whistle" not in moment.tasks:
        return []
    called = calls.whistled(moment.case)
    if called:
        return [f"call{call.no}" for call in called if call.arrived is None]
    return [str(sum(step.task == "E_whistle" for step in moment.case.done))]


def _moving_up(moment: Moment) -> Iterable[str]:
    return [str(len(moment.case.escalations))] if {"X_accept", "X_return"} & moment.tasks else []


def _escalated_on(moment: Moment) -> date:
    asked = moment.case.escalations
    return instant(asked[-1].at).date() if asked else moment.at.date()


def _called(moment: Moment, about: str) -> Deadline:
    call = calls.find(moment.case, int(about.removeprefix("call"))) if about.startswith("call") else None
    return deadlines.whistle(instant(call.at) if call else moment.at, moment.settings)


def _awaited(moment: Moment) -> Iterable[str]:
    return [str(call.no) for call in calls.unanswered(moment.case)]


def _unsigned(moment: Moment) -> Iterable[str]:
    return [str(call.no) for call in calls.unanswered(moment.case) if call.org and call.arrived is None]


def _feedback(moment: Moment, about: str) -> Deadline:
    call = calls.find(moment.case, int(about))
    handed, due = (instant(call.at), instant(call.due)) if call else (moment.at, moment.at)
    return deadlines.ending("handoff_feedback", handed.date(), due.date() - timedelta(days=1))


def _to_be_bound(moment: Moment) -> Iterable[str]:
    return [""] if moment.case.closing is not None and "C_archive" in moment.tasks else []


# after the agreement


def _window(moment: Moment) -> Iterable[str]:
    """One for each agreement that holds: what was agreed first, and what was agreed later on the rest."""
    case = moment.case
    if not case.agreements or case.closing is not None:
        return []
    return [f"{number}:{case.agreements[number - 1].effective_on}" for number in confirmable(case)]


def _confirmable(moment: Moment, about: str) -> Deadline:
    return deadlines.judicial_confirm_window(date.fromisoformat(about[-10:]), moment.settings)


def _window_warned(moment: Moment) -> Iterable[str]:
    for about in _window(moment):
        yield from _staged(moment, "judicial_confirm_warn", about, deadlines.CONFIRM_WARN_AFTER)


def _window_warning(moment: Moment, about: str) -> Deadline:
    effective, days = _stage(about)
    left = deadlines.CONFIRM_DAYS - days
    day = deadlines.warning_day(effective, -days)
    return deadlines.planned("judicial_confirm_warn", effective, day, f"离申请司法确认的期限届满还有{left}日")


def _owing(moment: Moment) -> Iterable[str]:
    case = moment.case
    if case.agreement is None or case.closing is not None or not case.planned:
        return []
    found = []
    for day in follow_up.open_due_days(case):
        about = f"{len(case.agreements)}:{day.isoformat()}"
        found.append(about)
        if not moment.rung("due", about):
            break
    return found


def _due(moment: Moment, about: str) -> Deadline:
    agreement = moment.case.agreement
    start = date.fromisoformat(agreement.effective_on) if agreement else moment.at.date()
    return deadlines.planned("due", start, date.fromisoformat(about[-10:]), "约定的履行日")


KINDS: tuple[Kind, ...] = (
    Kind("mediation_deadline", _under_term, _deadline, follows=True),
    Kind("extension_answer", _unanswered, lambda _, about: deadlines.extension_answer(date.fromisoformat(about))),
    Kind("deadline_warn", _warned, _warning, skips=True),
    Kind("labor_15day", _talk_of(LABOUR_TYPES), _labour),
    Kind("court_entrust", _court, _court_term, follows=True),
    Kind("petition_60", _petition, _petition_term, follows=True),
    Kind("medical_30wd", _medical, _medical_term, follows=True),
    Kind("consent_contact", _asked, lambda now, _: deadlines.consent_contact(_accepted(now), now.settings)),
    Kind("consent_lapse", _asked, lambda moment, _: deadlines.consent_lapse(_accepted(moment))),
    Kind("red_report", _reporting, lambda moment, _: deadlines.red_report(moment.at), by_minute=True),
    Kind("whistle_30min", _whistled, _called, by_minute=True),
    Kind("escalate_urge", _moving_up, lambda now, _: deadlines.escalate_urge(_escalated_on(now), now.settings)),
    Kind("return_down_2_workdays", _moving_up, lambda now, _: deadlines.return_down(_escalated_on(now), now.settings)),
    Kind("escalate_accept", _moving_up, lambda now, _: deadlines.escalate_accept(_escalated_on(now), now.settings)),
    Kind("handoff_sign", _unsigned, lambda moment, _: deadlines.handoff_sign(moment.at), by_minute=True),
    Kind("handoff_feedback", _awaited, _feedback, skips=True, outlives=True),
    Kind("judicial_confirm_window", _window, _confirmable),
    Kind("judicial_confirm_warn", _window_warned, _window_warning, skips=True),
    Kind("due", _owing, _due, skips=True),
    Kind("archive_due", _to_be_bound, lambda moment, _: deadlines.archive_due(moment.at.date())),
)
BY_NAME = {kind.name: kind for kind in KINDS}
