"""Facts of what comes after the talk: 提级的答复, 终止, 移交, 报告, 回访, 督促, 变更, 司法确认."""

from datetime import date
from typing import Any

from mediation.case import outcome
from mediation.case.calls import hand_to, release
from mediation.case.facts import (
    Agreement,
    Case,
    Confirmation,
    Episode,
    Escalation,
    HandOff,
    RiskReport,
    Termination,
    Visit,
    Whistle,
    instant,
)
from mediation.case.own_words import OWN, known
from mediation.case.record_steps import co_seals, satisfaction, term
from mediation.case.step import Step
from mediation.law import deadlines, follow_up
from mediation.law.confirmation import spoken_of
from mediation.law.values import day_of, rows

# an answer to the office that sent the case; it settles nothing between the parties
FEEDBACK_KINDS = ("police_feedback", "source_feedback")
# what somebody else now has to do, and to answer for
HANDED_KINDS = ("transfer", "police_feedback")
AMENDED_FOR = ("协商变更", "司法确认驳回", "显失公平", "特殊困难", "补书面")


def _accept(case: Case, step: Step) -> None:
    asked = case.escalations[-1]
    asked.accepted = True
    _move(case, asked.to_tier, case.orgs[asked.to_tier], "accepted")
    case.tiers.append(case.tier)


def _return(case: Case, step: Step) -> None:
    asked: Escalation = case.escalations[-1]
    asked.accepted = False
    case.returns += 1
    case.tiers += [f"{asked.to_tier}(退回)", asked.from_tier]
    _move(case, asked.from_tier, asked.from_org or case.orgs[asked.from_tier], "returned")


def _move(case: Case, tier: str, org: str, how: str) -> None:
    case.tier, case.org = tier, org
    case.episodes.append(Episode(tier, org, how))
    case.decision = case.outcome = case.cooling_until = None


def _whistle(case: Case, step: Step) -> None:
    called = rows(step.get("called"))
    limit = step.settings.whistle_arrival_minutes
    on_time = sum(1 for row in called if row.get("minutes") is not None and row["minutes"] <= limit)
    calls = [[row.get("called_at"), row.get("arrived_at")] for row in called]
    case.whistles.append(Whistle(step.at.isoformat(), len(called), on_time, calls))
    release(case, step.at)


def _terminate(case: Case, step: Step) -> None:
    case.terminations.append(
        Termination(
            scope=step.values["scope"],
            reason_code=step.values["reason_code"],
            notice_no="",
            at=step.at.isoformat(),
            withdrawn_by=step.get("withdrawn_by"),
        )
    )
    case.cooling_until = None
    if step.values["scope"] == "full":
        days = follow_up.after_termination(case, step.day)
        case.planned = [day.isoformat() for day in days]
    else:
        case.unresolved, case.rest = False, 0


def _hand_off(case: Case, step: Step) -> None:
    due = step.get("feedback_due") or follow_up.feedback_due(case, step.day).isoformat()
    no_penalty = bool(step.get("police_no_penalty"))
    signed, resolved = bool(step.get("receipt")), _yes(step.get("resolved"))
    case.handoffs.append(HandOff(step.values["kind"], step.at.isoformat(), due, no_penalty, signed, resolved))
    _await_answer(case, step, due)
    case.papers["statement"] = 1
    # a case that was let into mediation after its report ends like any other, with the visits its ending calls for
    emergency = case.screening is not None and case.screening.decision == "emergency" and not outcome.accepted(case)
    if emergency and not case.visits:
        case.planned = [due]
    elif case.visits and step.values["kind"] not in FEEDBACK_KINDS and not _of_the_rest(case):
        case.planned = []


def _of_the_rest(case: Case) -> bool:
    """Whether the hand-off just noted tells of what a partial agreement left open: what was agreed is still visited."""
    ended = case.terminations[-1] if case.agreement is not None and case.terminations else None
    if ended is None or ended.scope != "partial":
        return False
    told = [item for item in case.handoffs[:-1] if item.kind not in FEEDBACK_KINDS]
    return not any(instant(item.at) >= instant(ended.at) for item in told)


def _yes(said: Any) -> bool | None:
    return None if said in (None, "") else said in (True, "true")


def _await_answer(case: Case, step: Step, due: str) -> None:
    """A matter that was handed over, or given to a department of this system, is to be answered; a guidance is not."""
    if not step.get("dept") and step.values["kind"] not in HANDED_KINDS:
        return
    call = hand_to(case, step.get("dept", ""), step.at, date.fromisoformat(due))
    call.arrived = step.at.isoformat() if step.get("receipt") else None
    call.answered = step.at.isoformat() if step.get("feedback") else None
    call.resolved = _yes(step.get("resolved"))


def _report(case: Case, step: Step) -> None:
    case.reports.append(
        RiskReport(
            at=step.at.isoformat(),
            risk_color=step.values["risk_color"],
            forecast_code=step.values["forecast_code"],
            civil_mediation_possible=bool(step.get("civil_mediation_possible")),
        )
    )
    case.color(step.values["risk_color"])
    _let_in(case, step)


def _let_in(case: Case, step: Step) -> None:
    """An emergency that was reported and found fit for mediation is accepted that day: its term begins."""
    screening = case.screening
    if screening is None or screening.decision != "emergency" or screening.accepted_on is not None:
        return
    if step.get("civil_mediation_possible"):
        screening.accepted_on = step.day.isoformat()
        screening.deadline_on = deadlines.mediation_deadline(step.day, step.settings).last_day.isoformat()


def _visit(case: Case, step: Step) -> None:
    planned = case.planned.pop(0) if case.planned else step.day.isoformat()
    case.visits.append(
        Visit(
            no=len(case.visits) + 1,
            planned_on=planned,
            at=step.at.isoformat(),
            kind=step.get("visit_kind", "履行"),
            status=step.values["performance_status"],
            action=step.values["action"],
            amount=step.get("performed_amount"),
            terms={str(row["no"]): row["status"] for row in rows(step.get("by_term"))},
            satisfaction=satisfaction(step),
        )
    )
    if step.get("voucher"):
        case.papers["voucher"] = 1
    if step.values["performance_status"] == "全部履行":
        case.regretted = None
    upcoming = follow_up.next_periodic(case)
    if upcoming is not None and not case.planned:
        case.planned = [upcoming.isoformat()]


def _supervise(case: Case, step: Step) -> None:
    case.supervisions += 1
    case.grace_until = step.values["grace_until"]
    methods = step.get("method", "")
    if "书面" in (methods if isinstance(methods, str) else "".join(methods)):
        case.papers["supervision_notice"] = case.papers.get("supervision_notice", 0) + 1
    case.planned = sorted({step.values["grace_until"], *case.planned})


def _amend(case: Case, step: Step) -> None:
    before, rest_in_talk = case.agreements[-1], case.rest > 0 and not case.settled
    changed = {item.no: item for item in before.terms}
    for number, row in enumerate(step.values["terms"], start=1):
        fresh = term(row, number)
        changed[fresh.no] = fresh
    case.agreements.append(
        Agreement(
            no="",
            form="written",
            org=step.org,
            seal_org=case.seal_org,
            co_seals=co_seals(case, step),
            effective_on=step.values["effective_on"],
            total_amount=step.values["total_amount"],
            terms=[changed[number] for number in sorted(changed)],
            partial=before.partial,
            basis=known(step.get("basis"), AMENDED_FOR) or OWN,
        )
    )
    case.papers["statement"] = 1
    case.planned = [day.isoformat() for day in follow_up.suggested(case)]
    case.regretted = None
    if rest_in_talk:
        case.rest = len(case.agreements)


def _confirm(case: Case, step: Step) -> None:
    of = spoken_of(case, step.get("applied_on"), step.get("of_agreement"), step.settings)
    if case.confirmation is not None:
        case.confirmed_before.append(case.confirmation)
    case.confirmation = Confirmation(step.get("applied_on"), step.get("ruling"), step.get("ruling_on"), of=of)


def _extend(case: Case, step: Step) -> None:
    case.extended = step.values["result"] != "不延期"
    if case.extended and case.screening is not None:
        until = date.fromisoformat(step.values["result"].removeprefix("延至"))
        before = day_of(case.screening.deadline_on)
        case.extended_days = (until - before).days if before else 0
        case.screening.deadline_on = until.isoformat()


RECORDERS = {
    "X_accept": _accept,
    "X_return": _return,
    "T_terminate": _terminate,
    "H_handoff": _hand_off,
    "E_report": _report,
    "E_whistle": _whistle,
    "F_visit": _visit,
    "F_supervise": _supervise,
    "A_amend": _amend,
    "J_confirm": _confirm,
    "D_extend": _extend,
}
