"""Values the system works out for a step: shown on the form, never accepted from it, compared by a replay."""

from collections.abc import Callable, Mapping
from typing import Any

from mediation.case import outcome
from mediation.case.facts import TIERS, Case, instant
from mediation.case.step import Step
from mediation.law import confirmation, deadlines, effect
from mediation.law.values import day_of, instant_of, rows

LABOUR_TYPES = ("10", "11")


def _screen(case: Case, step: Step) -> dict[str, Any]:
    if step.get("decision") != "accept":
        return {}
    values = {
        "accepted_on": step.day.isoformat(),
        "deadline_on": deadlines.mediation_deadline(step.day, step.settings).last_day.isoformat(),
    }
    if case.dispute_type in LABOUR_TYPES and case.apply_at:
        applied = day_of(case.apply_at) or step.day
        values["labor_15day_notice_on"] = deadlines.labor_15day(applied).last_day.isoformat()
    return values


def _absences(case: Case, step: Step) -> dict[str, Any]:
    before = case.episode.absences
    missing = [party for party, presence in step.get("attendance", {}).items() if presence == "缺席"]
    return {"no_show_count": max((before.get(party, 0) + 1 for party in missing), default=0)}


def _lay_talk(case: Case, step: Step) -> dict[str, Any]:
    return {"round": case.episode.rounds + 1, **_absences(case, step)}


def _agreement(case: Case, step: Step) -> dict[str, Any]:
    effective = effect.effective_on(step.task, step.values, step.day)
    return {"effective_on": effective.isoformat(), "total_amount": effect.yuan(effect.total(step.get("terms")))}


def _amended(case: Case, step: Step) -> dict[str, Any]:
    """Terms that are not named stay as they were, and count on."""
    total = effect.total_after_change(case.agreement, step.get("terms"))
    return {**_agreement(case, step), "total_amount": effect.yuan(total)}


def _escalate(case: Case, step: Step) -> dict[str, Any]:
    return {"from_tier": case.tier, "rounds": case.episode.rounds}


def _return(case: Case, step: Step) -> dict[str, Any]:
    asked = case.escalations[-1] if case.escalations else None
    if asked is None:
        return {}
    return {"within_workdays": deadlines.workdays_between(instant(asked.at).date(), step.day, step.settings)}


def _whistle(case: Case, step: Step) -> dict[str, Any]:
    called = [{**row, "minutes": _minutes(row)} for row in rows(step.get("called"))]
    return {"called": called} if called else {}


def _minutes(row: Mapping[str, Any]) -> int | None:
    called, arrived = instant_of(row.get("called_at")), instant_of(row.get("arrived_at"))
    return None if called is None or arrived is None else int((arrived - called).total_seconds() // 60)


def _extend(case: Case, step: Step) -> dict[str, Any]:
    if not step.values:
        return {}  # the form has just been opened: nobody has said anything
    agreed = step.get("agree", {})
    last_day = day_of(case.screening.deadline_on) if case.screening else None
    if not agreed or not all(agreed.values()) or last_day is None:
        return {"result": "不延期"}
    until = deadlines.extended_deadline(last_day, int(step.get("requested_days", 0)))
    return {"result": f"延至{until.last_day.isoformat()}"}


def _confirm(case: Case, step: Step) -> dict[str, Any]:
    if not case.agreements:
        return {"eligible": False}
    applied, chosen = step.get("applied_on"), step.get("of_agreement")
    in_hand = confirmation.in_hand(case)
    if not step.values and len(in_hand) > 1:  # the form has just been opened: nobody has said which
        last = max(confirmation.window(case.agreements[number - 1], step.settings).last_day for number in in_hand)
        return {"window_end": last.isoformat(), "eligible": step.day <= last}
    agreement = case.agreements[confirmation.spoken_of(case, applied, chosen, step.settings) - 1]
    window = confirmation.window(agreement, step.settings)
    eligible = agreement.form == "written" and not confirmation.excluded(case, agreement)
    eligible = eligible and step.day <= window.last_day
    if applied:
        eligible = eligible or str(applied) <= window.last_day.isoformat()
    return {"window_end": window.last_day.isoformat(), "eligible": eligible, "agreement_no": agreement.no}


def _visit(case: Case, step: Step) -> dict[str, Any]:
    planned = case.planned[0] if case.planned else step.day.isoformat()
    return {"visit_no": len(case.visits) + 1, "planned_on": planned}


def _terminate(case: Case, step: Step) -> dict[str, Any]:
    last_day = day_of(case.screening.deadline_on) if case.screening else None
    if step.get("reason_code") != "deadline_expired" or last_day is None:
        return {}
    due = deadlines.end_of(last_day)
    return {"triggered_by": "timer", "timer_fired_at": due.strftime("%Y-%m-%dT%H:%M")}


def _close(case: Case, step: Step) -> dict[str, Any]:
    codes = outcome.national_codes(case)
    return {"result_code": codes["TJJG"], "performance_code": codes["XYLXQK"]}


def _archive(case: Case, step: Step) -> dict[str, Any]:
    access = {"restricted": "restricted", "minor": "minor_masked"}.get(case.confidential_level)
    return {"access": access} if access else {}


_COMPUTERS: dict[str, Callable[[Case, Step], dict[str, Any]]] = {
    "T_screen": _screen,
    "S1_read_calm": _absences,
    "S2_lay_talk": _lay_talk,
    "A_oral": _agreement,
    "A_written": _agreement,
    "A_amend": _amended,
    "X_escalate": _escalate,
    "X_return": _return,
    "E_whistle": _whistle,
    "D_extend": _extend,
    "J_confirm": _confirm,
    "F_visit": _visit,
    "T_terminate": _terminate,
    "C_close": _close,
    "C_archive": _archive,
}


def computed(case: Case, step: Step) -> dict[str, Any]:
    """What the system works out for this step before it is recorded; numbers come later (`case.numbers`)."""
    computer = _COMPUTERS.get(step.task)
    return computer(case, step) if computer is not None else {}


def upper_tier(tier: str) -> str | None:
    """The tier above, as far as mediation goes: the county takes hand-offs, it does not mediate."""
    place = TIERS.index(tier) + 1
    return TIERS[place] if place < len(TIERS) - 1 else None
