"""Facts of the four steps and of the agreement they lead to."""

from datetime import timedelta
from typing import Any

from mediation.case.facts import Agreement, Case, Escalation, Term
from mediation.case.own_words import all_known, period
from mediation.case.step import Step
from mediation.law.codes import SATISFACTIONS
from mediation.law.values import rows, texts


def _count_absences(case: Case, step: Step) -> None:
    for party, presence in step.get("attendance", {}).items():
        if presence == "缺席":
            case.episode.absences[party] = case.episode.absences.get(party, 0) + 1


def _note_round(case: Case, number: int) -> None:
    episode = case.episode
    episode.steps += 1
    episode.records = max(episode.records, number)
    case.papers["mediation_record"] = sum(item.records for item in case.episodes)


def _read_calm(case: Case, step: Step) -> None:
    _count_absences(case, step)
    _note_round(case, 1)
    case.episode.read_rights |= any(str(item).startswith("权利义务告知") for item in step.get("read_items", ()))
    case.color(step.get("risk_recheck"))
    case.decision = step.values["decision"]
    cooling = case.decision == "cool"
    hours = int(step.get("cooling_hours", 24))
    case.cooling_until = (step.at + timedelta(hours=hours)).isoformat() if cooling else None


def _lay_talk(case: Case, step: Step) -> None:
    _count_absences(case, step)
    _note_round(case, case.episode.rounds + 1)
    case.cooling_until = None
    case.decision = step.values["decision"]
    if step.get("evidence"):
        case.papers["evidence"] = 1
    if step.get("witness") or step.get("measure") or step.get("expert_opinion"):
        case.papers["investigation"] = 1


def _mediate_yield(case: Case, step: Step) -> None:
    case.episode.rounds += 1
    case.episode.steps += 1
    case.outcome = step.values["outcome"]
    case.decision = step.get("decision")
    case.agreement_form = step.get("agreement_form")
    case.unresolved = bool(step.get("unresolved_items")) and case.outcome == "partial"


def _smooth_praise(case: Case, step: Step) -> None:
    kept = case.planned if case.rest else []  # the visits to the part that was agreed before
    case.planned = sorted({*step.get("followup_plan", ()), *kept})
    if not case.unresolved:
        case.rest = 0
    case.police_joint_application = bool(step.get("police_joint_application"))
    case.regretted = step.at.isoformat() if step.get("regret") else None
    case.smoothed.append(satisfaction(step))


def satisfaction(step: Step) -> list[str]:
    """What the parties said who said anything, in codes; whom nobody asked is not in it (G25)."""
    return [row["satisfaction"] for row in rows(step.get("satisfaction")) if row.get("satisfaction") in SATISFACTIONS]


def take_back(case: Case) -> None:
    """Before anybody signed, somebody thought better of it: what was agreed is open again, in the same round."""
    case.episode.rounds = max(0, case.episode.rounds - 1)
    case.outcome = case.decision = case.agreement_form = None
    case.unresolved = False


def term(row: dict[str, Any], number: int) -> Term:
    """A row of a form's terms as a fact; a row without a number gets its place."""
    return Term(
        no=int(row.get("no") or number),
        obligor=row["obligor"],
        obligee=row["obligee"],
        way_code=str(row.get("way_code") or "11"),
        amount=row.get("amount") or "0.00",
        due_on=row.get("due_on"),
        period=period(row.get("period")),
        first_due=row.get("first_due"),
    )


def co_seals(case: Case, step: Step) -> list[str]:
    """The committees that seal an agreement beside the one that mediated it."""
    return [org for org in texts(step.get("seal_org")) if org != case.seal_org]


def _agreement(case: Case, step: Step, form: str) -> None:
    before = case.agreement.terms if case.agreement else []  # what was agreed on a part stands; the rest comes to it
    case.agreements.append(
        Agreement(
            no="",
            form=form,
            org=step.org,
            seal_org=case.seal_org,
            co_seals=co_seals(case, step),
            effective_on=step.values["effective_on"],
            total_amount=step.values["total_amount"],
            terms=[*before, *_terms(step, max((one.no for one in before), default=0))],
            partial=case.outcome == "partial",
        )
    )
    if step.get("attachments") or step.get("receipt"):
        case.papers["voucher"] = 1


def _terms(step: Step, after: int) -> list[Term]:
    """An agreement's terms; those on the rest are numbered on from the `after` terms of the part."""
    found = [term(row, number) for number, row in enumerate(step.values["terms"], start=1)]
    for one in found:
        one.no += after if one.no <= after else 0
    return found


def _oral(case: Case, step: Step) -> None:
    _agreement(case, step, "oral")


def _written(case: Case, step: Step) -> None:
    _agreement(case, step, "written")


def _escalate(case: Case, step: Step) -> None:
    case.escalations.append(
        Escalation(
            from_tier=case.tier,
            to_tier=step.values["to_tier"],
            trigger=step.values["trigger"],
            at=step.at.isoformat(),
            consent=list(step.get("parties_consent", ())),
            lower_role=step.get("lower_tier_role", "查看"),
            from_org=case.org,
            more=all_known(texts(step.get("extra_triggers"))),
        )
    )


RECORDERS = {
    "S1_read_calm": _read_calm,
    "S2_lay_talk": _lay_talk,
    "S3_mediate_yield": _mediate_yield,
    "S4_smooth_praise": _smooth_praise,
    "A_oral": _oral,
    "A_written": _written,
    "X_escalate": _escalate,
}
