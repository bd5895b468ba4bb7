"""The terms that may run for a case (期限总表), as one table: what each runs for, and when it acts.

A term runs while its condition holds, whatever a diagram looks like; nothing is remembered here but the facts.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from mediation.case import calls
from mediation.case.facts import Case, instant
from mediation.case.moment import Kind, Moment, stage_of, staged
from mediation.law import deadlines, follow_up
from mediation.law.confirmation import confirmable
from mediation.law.deadlines import Deadline
from mediation.law.values import day_of

LABOUR_TYPES = ("10", "11")
MEDICAL, COURT, PETITION = "15", "3", "6"


def _accepted(moment: Moment) -> date:
    screening = moment.case.screening
    return (day_of(screening.accepted_on) if screening else None) or moment.at.date()


def _deadline_on(case: Case) -> str:
    return str(case.screening.deadline_on) if case.screening else ""


# the talk


def _under_term(moment: Moment) -> Iterable[str]:
    return [_deadline_on(moment.case)]


def _deadline(moment: Moment, about: str) -> Deadline:
    start, last = _accepted(moment), date.fromisoformat(about)
    usual = deadlines.mediation_deadline(start, moment.settings)
    return usual if usual.last_day == last else deadlines.ending("mediation_deadline", start, last)


def _warned(moment: Moment) -> Iterable[str]:
    return staged(moment, "deadline_warn", _deadline_on(moment.case), deadlines.WARN_BEFORE)


def _warning(moment: Moment, about: str) -> Deadline:
    last, days = stage_of(about)
    day = deadlines.warning_day(last, days)
    return deadlines.planned("deadline_warn", _accepted(moment), day, f"离调解期限届满还有{days}日")


def _unanswered(moment: Moment) -> Iterable[str]:
    if "D_extend" not in moment.tasks:
        return []
    about = _deadline_on(moment.case)
    return [about] if moment.rung("mediation_deadline", about) else []


def _talk_of(dispute: tuple[str, ...]) -> Callable[[Moment], Iterable[str]]:
    def runs_for(moment: Moment) -> Iterable[str]:
        return [""] if moment.case.dispute_type in dispute else []

    return runs_for


def _received(moment: Moment) -> date:
    """The day another office's papers came in; where nobody said, that of the acceptance."""
    return day_of(moment.case.received_on) or _accepted(moment)


def _court(moment: Moment) -> Iterable[str]:
    """How long the parties have extended it is what it runs for: it moves with an extension."""
    if moment.case.source_code != COURT:
        return []
    return [str(moment.case.extended_days)]


def _court_term(moment: Moment, about: str) -> Deadline:
    return deadlines.court_entrust(_received(moment), moment.case.court_entrust or "pre", int(about or 0))


def _petition(moment: Moment) -> Iterable[str]:
    if moment.case.source_code != PETITION:
        return []
    return [str(max((int(one.get("days") or 0) for one in _noted(moment, "petition_extended")), default=0))]


def _petition_term(moment: Moment, about: str) -> Deadline:
    return deadlines.petition_60(_received(moment), int(about or 0))


def _medical(moment: Moment) -> Iterable[str]:
    """The workdays of its expertises are not counted; while one is out, nothing runs."""
    if moment.case.dispute_type != MEDICAL:
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
    waits = "T_consent" in moment.tasks and not moment.case.refused()
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
    agreements = moment.case.agreements
    return [f"{number}:{agreements[number - 1].effective_on}" for number in confirmable(moment.case)]


def _confirmable(moment: Moment, about: str) -> Deadline:
    return deadlines.judicial_confirm_window(date.fromisoformat(about[-10:]), moment.settings)


def _window_warned(moment: Moment) -> Iterable[str]:
    for about in _window(moment):
        yield from staged(moment, "judicial_confirm_warn", about, deadlines.CONFIRM_WARN_AFTER)


def _window_warning(moment: Moment, about: str) -> Deadline:
    effective, days = stage_of(about)
    left = deadlines.CONFIRM_DAYS - days
    day = deadlines.warning_day(effective, -days)
    return deadlines.planned("judicial_confirm_warn", effective, day, f"离申请司法确认的期限届满还有{left}日")


def _owing(moment: Moment) -> Iterable[str]:
    case = moment.case
    if not case.planned:
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


# while the dispute is being mediated
_OF_TALK: tuple[Kind, ...] = (
    Kind("mediation_deadline", _under_term, _deadline, follows=True),
    Kind("extension_answer", _unanswered, lambda _, about: deadlines.extension_answer(date.fromisoformat(about))),
    Kind("deadline_warn", _warned, _warning, skips=True),
    Kind("labor_15day", _talk_of(LABOUR_TYPES), _labour),
    Kind("court_entrust", _court, _court_term, follows=True),
    Kind("petition_60", _petition, _petition_term, follows=True),
    Kind("medical_30wd", _medical, _medical_term, follows=True),
    Kind("consent_contact", _asked, lambda now, _: deadlines.consent_contact(_accepted(now), now.settings)),
    Kind("consent_lapse", _asked, lambda moment, _: deadlines.consent_lapse(_accepted(moment))),
)
# whenever somebody has to answer
_OF_ANSWERS: tuple[Kind, ...] = (
    Kind("red_report", _reporting, lambda moment, _: deadlines.red_report(moment.at), by_minute=True),
    Kind("whistle_30min", _whistled, _called, by_minute=True),
    Kind("escalate_urge", _moving_up, lambda now, _: deadlines.escalate_urge(_escalated_on(now), now.settings)),
    Kind("return_down_2_workdays", _moving_up, lambda now, _: deadlines.return_down(_escalated_on(now), now.settings)),
    Kind("escalate_accept", _moving_up, lambda now, _: deadlines.escalate_accept(_escalated_on(now), now.settings)),
    Kind("handoff_sign", _unsigned, lambda moment, _: deadlines.handoff_sign(moment.at), by_minute=True),
    Kind("handoff_feedback", _awaited, _feedback, skips=True, outlives=True),
)
# once there is an agreement, until its case is closed
_OF_AGREEMENT: tuple[Kind, ...] = (
    Kind("judicial_confirm_window", _window, _confirmable),
    Kind("judicial_confirm_warn", _window_warned, _window_warning, skips=True),
    Kind("due", _owing, _due, skips=True),
)
_OF_FILE = (Kind("archive_due", _to_be_bound, lambda moment, _: deadlines.archive_due(moment.at.date())),)
KINDS = (*_OF_TALK, *_OF_ANSWERS, *_OF_AGREEMENT, *_OF_FILE)
BY_NAME = {kind.name: kind for kind in KINDS}
_OUTLIVING = tuple(kind for kind in KINDS if kind.outlives)
_TO_ANSWER = frozenset({"E_report", "E_whistle", "X_accept", "X_return"})
_RUNNING = {
    (talking, asked, agreed): (
        *(_OF_TALK if talking else ()),
        *(_OF_ANSWERS if asked else ()),
        *(_OF_AGREEMENT if agreed else ()),
        *_OF_FILE,
    )
    for talking in (True, False)
    for asked in (True, False)
    for agreed in (True, False)
}


def kinds_at(moment: Moment) -> tuple[Kind, ...]:
    """The kinds of term that may run at a moment of a case."""
    if moment.over:
        return _OUTLIVING
    case = moment.case
    asked = bool(case.calls) or not _TO_ANSWER.isdisjoint(moment.tasks)
    return _RUNNING[moment.talking, asked, bool(case.agreements) and case.closing is None]
