"""What a form proposes before anybody writes: a start to be changed, never an answer about how things came out."""

from collections.abc import Callable
from typing import Any

from mediation.case.facts import Case, instant, money
from mediation.case.step import Step
from mediation.law import deadlines, follow_up
from mediation.law.codes import ENTRUSTED_SOURCES
from mediation.law.confirmation import awaited, in_hand
from mediation.law.guards_ladder import above
from mediation.law.values import day_of

GROUP_OF = 5
LARGE_AMOUNT = 500_000
# with fewer days left the term is near (领域 7.5: 剩余不足5日)
NEAR_DAYS = 5


def copies(case: Case) -> int:
    """One for each party (a representative for all those spoken for), one to keep, one for the office that sent it."""
    spoken_for = sum(party.represents or 1 for party in case.parties if party.role == "representative")
    return len(case.principals) + spoken_for + 1 + (case.source_code in ENTRUSTED_SOURCES)


def retention(case: Case) -> str:
    """How long the file is kept, by office practice: 永久, 30年 or 10年 (no law says)."""
    agreement = case.agreement
    worth = max(money(case.amount_claimed), money(agreement.total_amount) if agreement else money(None))
    if case.people_involved > GROUP_OF or worth >= LARGE_AMOUNT:
        return "永久"
    difficult = case.screening is not None and case.screening.difficulty_code not in ("1", None)
    written = agreement is not None and agreement.form == "written"
    return "30年" if (written and difficult) or case.confidential_level != "normal" else "10年"


def _screen(case: Case, step: Step) -> dict[str, Any]:
    return {"entry_tier": case.tier}


def _register(case: Case, step: Step) -> dict[str, Any]:
    return {"apply_at": step.at.strftime("%Y-%m-%dT%H:%M")}


_REASON_OF = {"party_refused": "party_refused", "official_accepted": "official_accepted", "party_changed": "party_dead"}


def _terminate(case: Case, step: Step) -> dict[str, Any]:
    if case.agreement is not None:
        return {"scope": "partial"}
    found: dict[str, Any] = {"scope": "full"}
    raised = case.raised[-1].params if case.raised else {}
    if raised.get("reason_code"):
        found["reason_code"] = raised["reason_code"]
    elif case.raised and case.raised[-1].name in _REASON_OF:
        found["reason_code"] = _REASON_OF[case.raised[-1].name]
    elif "拒绝" in case.consents.values():
        found["reason_code"] = "party_refused"
    elif _over(case, step):
        found["reason_code"] = "deadline_expired"
    elif "未表态" in case.consents.values():
        found["reason_code"] = "unreachable"
    if raised.get("withdrawn_by"):
        found["withdrawn_by"] = raised["withdrawn_by"]
    return found


def _over(case: Case, step: Step) -> bool:
    last_day = day_of(case.screening.deadline_on) if case.screening else None
    return last_day is not None and step.at >= deadlines.end_of(last_day)


def _oral(case: Case, step: Step) -> dict[str, Any]:
    return {"seal_org": [case.seal_org]}


def _written(case: Case, step: Step) -> dict[str, Any]:
    return {"seal_org": [case.seal_org], "copies": copies(case), "sign_medium": "paper"}


def _plan(case: Case, step: Step) -> dict[str, Any]:
    return {"followup_plan": [day.isoformat() for day in follow_up.suggested(case)]}


def _escalate(case: Case, step: Step) -> dict[str, Any]:
    upper = above(case)
    if not upper:
        return {}
    found = triggers(case, step)
    proposed: dict[str, Any] = {"to_tier": upper[0]}
    return {**proposed, "trigger": found[0]} if found else proposed


def triggers(case: Case, step: Step) -> list[str]:
    """Why a case should go up, as far as the facts say so, the weightiest first (office practice)."""
    turn = case.episodes[-1] if case.episodes else None
    screening = case.screening
    special = screening.special_flags if screening else []
    until = day_of(screening.deadline_on) if screening else None
    met = {
        "risk_red": case.risk_color == "red",
        "rounds_exhausted": turn is not None and turn.rounds >= step.settings.max_rounds.get(case.tier, 2),
        "no_show_limit": turn is not None and max(turn.absences.values(), default=0) >= step.settings.no_show_limit,
        "cross_region": case.is_cross_region,
        "land_ownership": "land_ownership" in special,
        "group": case.people_involved >= GROUP_OF,
        "difficulty": screening is not None and screening.difficulty_code in ("3", "4"),
        "deadline_near": until is not None and (until - step.day).days < NEAR_DAYS,
    }
    return [trigger for trigger, holds in met.items() if holds]


def _hand_off(case: Case, step: Step) -> dict[str, Any]:
    return {"feedback_due": follow_up.feedback_due(case, step.day).isoformat()}


def _confirm(case: Case, step: Step) -> dict[str, Any]:
    """What was said when the court was asked, while its answer is waited for; not to who has just asked anew."""
    said, several = awaited(case), len(in_hand(case)) > 1
    asked_at = max((one.at for one in case.raised if one.name == "confirmation_requested"), default="")
    noted_at = max((one.at for one in case.done if one.task == "J_confirm"), default="")
    if len(said) != 1 or (several and asked_at and instant(asked_at) > instant(noted_at)):
        return {}
    which = {"of_agreement": str(said[0].of)} if several else {}
    return {"both_want": True, "applied_on": said[0].applied_on, **which}


def _amend(case: Case, step: Step) -> dict[str, Any]:
    """What changes is the agreement in force."""
    replaced = case.agreement.no if case.agreement is not None else ""
    return {**_written(case, step), **({"supersedes": replaced} if replaced else {})}


def _supervise(case: Case, step: Step) -> dict[str, Any]:
    return {"grace_until": deadlines.grace(step.day, step.settings).last_day.isoformat()}


def _close(case: Case, step: Step) -> dict[str, Any]:
    taken = case.screening is not None and case.screening.decision == "accept"
    return {"difficulty_final": case.screening.difficulty_code} if taken and case.screening else {}


def _archive(case: Case, step: Step) -> dict[str, Any]:
    return {"retention": retention(case)}


_PROPOSERS: dict[str, Callable[[Case, Step], dict[str, Any]]] = {
    "T_register": _register,
    "T_screen": _screen,
    "T_terminate": _terminate,
    "A_oral": _oral,
    "A_written": _written,
    "A_amend": _amend,
    "S4_smooth_praise": _plan,
    "X_escalate": _escalate,
    "H_handoff": _hand_off,
    "J_confirm": _confirm,
    "F_supervise": _supervise,
    "C_close": _close,
    "C_archive": _archive,
}


def for_task(case: Case, step: Step) -> dict[str, Any]:
    """The values a task's form opens with, by key; empty where there is nothing to propose."""
    proposer = _PROPOSERS.get(step.task)
    return proposer(case, step) if proposer else {}
