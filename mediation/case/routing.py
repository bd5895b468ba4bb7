"""The few values the diagrams route by, worked out from the facts: what a gateway may ask.

These and the closed choices of the last form are all that the engine ever sees of a case.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache
from typing import Any

from mediation.case.facts import Case
from mediation.case.step import Settings
from mediation.law import deadlines
from mediation.law.confirmation import standing

WITHDRAWN = ("withdrawn_self_settled", "withdrawn_other")
NOT_HANDED_OVER = ("party_refused", "unreachable", *WITHDRAWN)


def _consent(case: Case, settings: Settings) -> str:
    if case.refused():
        return "refused"
    if case.consented():
        return "all"
    return "unreachable" if case.consent_tries >= settings.consent_tries else "open"


def _talk(case: Case) -> str:
    if case.settled:
        return "agreed"
    return "escalate" if case.decision == "escalate" else "terminate"


def _report_due(case: Case) -> bool:
    screening = case.screening
    if screening is None or screening.decision == "reject":
        return False
    urgent = screening.risk_color == "red" or screening.decision == "emergency"
    return urgent and not case.reports


def _handoff_due(case: Case) -> bool:
    if not case.terminations:
        return False
    last = case.terminations[-1]
    # what is left of a partial agreement is pointed on to somebody, whoever would not go on; not what was taken back
    return last.reason_code not in (WITHDRAWN if last.scope == "partial" else NOT_HANDED_OVER)


def _escalation(case: Case) -> str | None:
    if not case.escalations:
        return None
    accepted = case.escalations[-1].accepted
    return {None: "open", True: "accepted", False: "returned"}[accepted]


def next_visit_at(case: Case) -> str | None:
    """The instant from which the next planned visit may be made, ISO; None where none is planned."""
    if not case.planned:
        return None
    return deadlines.visit_opens(date.fromisoformat(case.planned[0])).isoformat()


def _ruling(case: Case) -> str | None:
    """What became of the application last spoken of: pending, valid, refused; None where none was made."""
    said = case.confirmation
    if said is None or said.applied_on is None or said.of not in standing(case):
        return None
    if said.ruling is None:
        return "pending"
    return {"裁定有效": "valid", "驳回": "refused", "不予受理": "refused"}.get(said.ruling, "other")


def _handed_off(case: Case) -> bool:
    emergency = case.screening is not None and case.screening.decision == "emergency"
    return emergency and not any(report.civil_mediation_possible for report in case.reports)


def _rounds_left(case: Case, settings: Settings) -> int:
    return max(0, settings.max_rounds.get(case.tier, 2) - case.episode.rounds)


_ROUTES: Mapping[str, Callable[[Case, Settings], Any]] = {
    "screened": lambda case, _: case.screening.decision if case.screening else None,
    "report_due": lambda case, _: _report_due(case),
    "handed_off": lambda case, _: _handed_off(case),
    "consent": _consent,
    "tier": lambda case, _: case.tier,
    "step_decision": lambda case, _: case.decision,
    "talk": lambda case, _: _talk(case),
    "outcome": lambda case, _: case.outcome,
    "agreement_form": lambda case, _: case.agreement_form,
    "unresolved": lambda case, _: case.unresolved,
    "rest_open": lambda case, _: case.rest > 0,
    "rounds": lambda case, _: case.episode.rounds,
    "rounds_left": _rounds_left,
    "cooling_until": lambda case, _: case.cooling_until,
    "escalation": lambda case, _: _escalation(case),
    "handoff_due": lambda case, _: _handoff_due(case),
    "next_visit_at": lambda case, _: next_visit_at(case),
    "ruling": lambda case, _: _ruling(case),
    "visit_action": lambda case, _: case.visits[-1].action if case.visits else None,
    "risk_color": lambda case, _: case.risk_color,
}
# the names that a diagram may always ask for
NAMES = frozenset(_ROUTES)


def routing(case: Case, settings: Settings, names: Collection[str] = NAMES) -> dict[str, Any]:
    """The routing variables: text, whole numbers, true/false and instants as ISO text with offset.

    `names`: those that a model's diagrams and decisions ask for; nothing else need go to the engine.
    """
    return {name: say(case, settings) for name, say in _asked(frozenset(names))}


@cache
def _asked(names: frozenset[str]) -> tuple[tuple[str, Callable[[Case, Settings], Any]], ...]:
    return tuple((name, say) for name, say in _ROUTES.items() if name in names)
