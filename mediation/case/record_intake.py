"""Facts of 登记, 受理审查, 告知与意愿 and 指派."""

from typing import Any

from mediation.case.facts import Case, Episode, Party, Screening, instant
from mediation.case.own_words import all_known, known
from mediation.case.step import Step

ENTRUSTED_AS = ("pre", "ordinary", "summary")
# violence at home, a child hurt: seen only by those who work on it
RESTRICTING_FLAGS = frozenset({"domestic_violence", "minor_injured"})


def _register(case: Case, step: Step) -> None:
    case.apply_at = step.get("apply_at")
    case.source_code = step.get("source_code")
    case.apply_mode = step.get("apply_mode")
    case.received_on = step.get("received_on")
    case.court_entrust = known(step.get("court_entrust"), ENTRUSTED_AS)
    case.dispute_type = step.get("dispute_type")
    case.is_cross_region = bool(step.get("is_cross_region"))
    case.confidential_level = step.get("confidential_level", "normal")
    case.publicity = step.get("publicity", "不公开")
    case.people_involved = int(step.get("people_involved", 0))
    case.amount_claimed = step.get("amount_claimed")
    case.parties = [_party(number, row) for number, row in enumerate(step.get("parties", ()), start=1)]
    if case.apply_mode == "书面申请":
        case.papers["application"] = 1
    if any((row.get("agent") or {}).get("poa_file") for row in step.get("parties", ())):
        case.papers["authorization"] = 1


def _party(number: int, row: dict[str, Any]) -> Party:
    return Party(
        id=f"p{number}",
        role=row["role"],
        kind=int(row.get("kind") or 1),
        is_minor=bool(row.get("is_minor")),
        capacity=row.get("capacity") or "完全",
        represents=row.get("representative_of"),
        has_id_no=bool(row.get("id_no") or row.get("uscc")),
        has_guardian=bool((row.get("guardian") or {}).get("name")),
        has_agent=bool((row.get("agent") or {}).get("type")),
    )


def _screen(case: Case, step: Step) -> None:
    case.screening = Screening(
        decision=step.values["decision"],
        exclusion_code=step.get("exclusion_code", "none"),
        forecast_code=step.get("forecast_code"),
        risk_color=step.get("risk_color", "blue"),
        risk_flags=all_known(step.get("risk_flags", ())),
        special_flags=all_known(step.get("special_flags", ())),
        difficulty_code=step.get("difficulty_code"),
        entry_tier=step.get("entry_tier"),
        accepted_on=step.get("accepted_on"),
        deadline_on=step.get("deadline_on"),
    )
    case.color(case.screening.risk_color)
    flags = {*case.screening.special_flags, *case.screening.risk_flags}
    if case.confidential_level == "normal" and flags & RESTRICTING_FLAGS:
        case.confidential_level = "restricted"
    case.tiers.append(case.tier)
    if case.screening.decision == "accept":
        case.episodes.append(Episode(case.tier, case.org))


def _consent(case: Case, step: Step) -> None:
    for row in step.values["parties"]:
        case.consents[row["party_id"]] = row.get("consent") or "未表态"
    case.consent_tries += 1


def _assign(case: Case, step: Step) -> None:
    episode = case.episode
    named = list(step.get("mediators", ()))
    if episode.mediators and _asked_to_step_aside(case):
        episode.recused += episode.mediators[:1]
    if step.get("recusal_requested"):
        episode.recused += [who for who in named[:1] if who not in episode.recused]
        named = list(step.get("mediators_after", ())) or named[1:]
    episode.mediators = named
    episode.co_mediators = list(step.get("co_mediators", ()))
    case.untold = False


def _asked_to_step_aside(case: Case) -> bool:
    """In the middle of the talk: since the mediators were named last (the naming now is the last step done)."""
    named = [done.at for done in case.done[:-1] if done.task == "T_assign"]
    asked = [event.at for event in case.raised if event.name == "recusal_requested"]
    return bool(asked and named) and instant(asked[-1]) > instant(named[-1])


RECORDERS = {"T_register": _register, "T_screen": _screen, "T_consent": _consent, "T_assign": _assign}
