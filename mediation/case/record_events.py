"""Writes what a case event says into the facts: that it came, and what changes by it at once. Checks nothing."""

from typing import Any

from mediation.case.facts import Case, Episode, Raised
from mediation.case.step import Step

# codes and party ids only: whatever was said in words stays with the words, sealed
_KEPT = ("reason_code", "withdrawn_by", "party", "successor", "term_change", "days", "on", "to_org")
# what a review may send back
MENDED = ("record", "papers", "notice", "agreement", "visit")
REPRESENTATIVE, INCAPABLE = "换了代表", "丧失行为能力"


def succeeded(event: str, values: dict[str, Any]) -> bool:
    """Whether somebody goes on in the place of a party."""
    return event == "party_changed" and values.get("successor") is True


def record_event(case: Case, step: Step) -> None:
    """Note an event that was raised; `step.task` is its name, `step.values` its short form."""
    params = {key: value for key, value in step.values.items() if key in _KEPT and value is not None}
    case.raised.append(Raised(step.task, step.at.isoformat(), step.actor.id, params))
    if succeeded(step.task, step.values):
        _replace_party(case, step)
    if step.task == "assigned_down":
        _give_down(case, step)
    if step.task == "sent_back":
        wanted = [part for part in MENDED if part in step.values["mend"]]
        case.mending = [part for part in wanted if part != "agreement" or case.agreement] or ["record"]


def _give_down(case: Case, step: Step) -> None:
    """A village of the township has the case from now on; the township keeps sight of it, the term goes on."""
    case.orgs["village"] = step.values["to_org"]
    case.tier, case.org = "village", step.values["to_org"]
    case.episodes.append(Episode(case.tier, case.org, "assigned"))
    case.tiers.append(case.tier)
    case.decision = case.outcome = None


def _replace_party(case: Case, step: Step) -> None:
    """Somebody else stands in a party's place: the talk begins anew with their will; the term does not."""
    for party in case.parties:
        if party.id == step.get("party"):
            party.has_id_no = False
            if step.get("change") == INCAPABLE:
                party.capacity, party.has_guardian = "无", True
            elif step.get("change") != REPRESENTATIVE:
                party.is_minor, party.capacity, party.has_guardian, party.has_agent = False, "完全", False, False
            case.consents.pop(party.id, None)
    case.consent_tries = 0
    case.decision = case.outcome = case.cooling_until = None
    if case.escalations and case.escalations[-1].accepted is None:
        case.escalations.pop()
