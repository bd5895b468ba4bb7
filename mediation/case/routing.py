"""The few values the diagrams route by, worked out from the facts: what a gateway may ask.

These and the closed choices of the last form are all that the engine ever sees of a case.
"""

from datetime import date
from typing import Any

from mediation.case.facts import Case
from mediation.case.step import Settings
from mediation.law import deadlines

HANDED_OVER_REASONS = ("party_refused", "unreachable", "withdrawn_self_settled", "withdrawn_other")


# what `routing` gives: the names a diagram may always ask for
NAMES = frozenset(
    """screened report_due handed_off consent tier step_decision talk outcome agreement_form unresolved rounds
    rounds_left cooling_until escalation handoff_due next_visit_at visit_action risk_color""".split()  # noqa: SIM905
)


def _consent(case: Case, settings: Settings) -> str:
    if case.refused():
        return "refused"
    if case.consented():
        return "all"
    return "unreachable" if case.consent_tries >= settings.consent_tries else "open"


def _talk(case: Case) -> str:
    if case.agreements:
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
    return last.reason_code not in HANDED_OVER_REASONS


def _escalation(case: Case) -> str | None:
    if not case.escalations:
        return None
    accepted = case.escalations[-1].accepted
    return {None: "open", True: "accepted", False: "returned"}[accepted]


def _next_visit(case: Case) -> str | None:
    if not case.planned:
        return None
    return deadlines.visit_opens(date.fromisoformat(case.planned[0])).isoformat()


def _ruling(case: Case) -> str | None:
    """What became of the application to a court: pending, valid, refused; None where none was made."""
    confirmation = case.confirmation
    if confirmation is None or not case.confirmed_asked():
        return None
    if confirmation.ruling is None:
        return "pending"
    return {"裁定有效": "valid", "驳回": "refused", "不予受理": "refused"}.get(confirmation.ruling, "other")


def routing(case: Case, settings: Settings) -> dict[str, Any]:
    """The routing variables: text, whole numbers, true/false and instants as ISO text with offset."""
    screening = case.screening
    emergency = screening is not None and screening.decision == "emergency"
    return {
        "screened": screening.decision if screening else None,
        "report_due": _report_due(case),
        "handed_off": emergency and not any(report.civil_mediation_possible for report in case.reports),
        "consent": _consent(case, settings),
        "tier": case.tier,
        "step_decision": case.decision,
        "talk": _talk(case),
        "outcome": case.outcome,
        "agreement_form": case.agreement_form,
        "unresolved": case.unresolved,
        "rounds": case.episode.rounds,
        "rounds_left": max(0, settings.max_rounds.get(case.tier, 2) - case.episode.rounds),
        "cooling_until": case.cooling_until,
        "escalation": _escalation(case),
        "handoff_due": _handoff_due(case),
        "next_visit_at": _next_visit(case),
        "ruling": _ruling(case),
        "visit_action": case.visits[-1].action if case.visits else None,
        "risk_color": case.risk_color,
    }
