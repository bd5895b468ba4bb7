"""What a form must know of its case: parties with their names, who may be chosen, what the system worked out."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from mediation import clock
from mediation.case.computed import computed
from mediation.case.facts import Case
from mediation.case.routing import routing
from mediation.case.step import Actor, Step
from mediation.forms.context import FormContext, PartyOption
from mediation.forms.spec import Option
from mediation.law import codes, confirmation, visibility
from mediation.law.guards_ladder import above, open_escalation
from mediation.services import already_known, proposals
from mediation.services.case_work import canonical_json
from mediation.services.departments import departments
from mediation.services.directory import Directory
from mediation.services.sentences import month_day, which_agreement
from mediation.services.work import Work

LEADING_ROLES = frozenset({"committee_director", "township_mediator"})
MEDIATING_ROLES = frozenset(
    {"group_mediator", "village_mediator", "committee_director", "township_mediator", "reviewer"}
)
WATCHED = {
    "parties": "当事人", "tier": "办理层级", "agreement": "协议", "planned": "回访安排", "risk_color": "风险等级",
    "mended": "退回修改的内容",
}  # fmt: skip


def now() -> datetime:
    """The present, for services that write without a case."""
    return clock.now()


def form_context(work: Work, actor: Actor, task: str) -> FormContext:
    """The context of a task's form, the same for showing it and for binding what it sends."""
    named = party_names(work)
    chosen, sealing = choices(work.office.directory(), work.case, work.at.date(), naming=task == "T_assign")
    if task == "assigned_down":  # a township gives to one of its own villages
        orgs = work.office.directory().orgs
        sealing = [one for one in sealing if orgs[one.value].tier == "village"]
    near = departments(work.office.directory(), work.case) if task == "H_handoff" else []
    called = [Option(org, name) for org, name in near]
    agreed = _agreements(work) if task == "J_confirm" else []
    screening = work.case.screening
    fitting = work.models.beside.suggested(work.case.dispute_type, screening.special_flags if screening else ())
    return FormContext(
        now=work.at,
        parties=[_party_option(work.case, party.id, named.get(party.id, {})) for party in work.case.parties],
        people=chosen,
        orgs=sealing,
        departments=called,
        agreements=agreed,
        tiers=_tiers(work, task),
        computed=shown_values(work, actor, task),
        facts={**form_facts(work), "has_departments": bool(called), "several_agreements": len(agreed) > 1},
        articles=[Option(article.name, f"{article.name}({article.about})") for article in fitting],
        beside=work.models.beside.folds(task, fitting),
        phrases=_phrases(work, task),
    )


def _tiers(work: Work, task: str) -> list[Option]:
    """Where the case may go by a step of the ladder, each with its committee: up, or back to who asked."""
    case, asked = work.case, open_escalation(work.case)
    found = above(case) if task == "X_escalate" else [asked.from_tier] if task == "X_return" and asked else []
    name = work.office.directory().org_name
    return [Option(tier, f"{codes.TIER_NAMES[tier]}({name(_committee(case, tier))})") for tier in found]


def _committee(case: Case, tier: str) -> str:
    """Who has the case at a tier; who asked it up is not always the committee of the place."""
    asked = open_escalation(case)
    return asked.from_org if asked and asked.from_org and asked.from_tier == tier else case.orgs[tier]


def _agreements(work: Work) -> list[Option]:
    """The agreements an application to a court may be about: those that hold, and one that was asked for before."""
    case, settings = work.case, work.office.settings()
    numbers = sorted({*confirmation.standing(case), *(one.of for one in confirmation.awaited(case))})
    found = []
    for number in numbers:
        agreement = case.agreements[number - 1]
        last = month_day(confirmation.window(agreement, settings).last_day.isoformat())
        which = which_agreement(number, confirmation.standing(case)) or ("改过的" if number > 1 else "改以前的")
        said = f"{month_day(agreement.effective_on)}生效,最迟{last}申请"
        found.append(Option(str(number), f"{which}:{agreement.no}({said})"))
    return found


def _phrases(work: Work, task: str) -> Mapping[str, Sequence[str]]:
    """The ready phrases of a task; at the registration also the office's own kinds of dispute."""
    ready = work.models.phrases.get(task, {})
    local = [name for names in work.office.settings().dispute_subtypes.values() for name in names]
    if task != "T_register" or not local:
        return ready
    return {**ready, "dispute_subtype": tuple(dict.fromkeys([*ready.get("dispute_subtype", ()), *local]))}


def _party_option(case: Case, party_id: str, row: dict[str, Any]) -> PartyOption:
    party = next(item for item in case.parties if item.id == party_id)
    return PartyOption(
        party.id,
        str(row.get("name") or party.id),
        party.role,
        party.is_minor,
        party.capacity,
        guardian=str((row.get("guardian") or {}).get("name") or ""),
        agent=str((row.get("agent") or {}).get("name") or ""),
    )


def masked(context: FormContext, work: Work) -> FormContext:
    """The context for who sees of a case no more than its summary: families instead of names."""
    named = party_names(work)
    return replace(
        context,
        parties=[
            replace(
                party,
                name=visibility.masked_name(party.name, is_natural(named.get(party.id, {}))),
                guardian=visibility.masked_name(party.guardian),
                agent=visibility.masked_name(party.agent),
            )
            for party in context.parties
        ],
    )


def is_natural(row: Mapping[str, Any]) -> bool:
    """Whether what was registered of a party is of a person, not of an organisation."""
    return row.get("kind", 1) in (1, "1")


def party_names(work: Work) -> dict[str, dict[str, Any]]:
    """What was registered of each party, by party number."""
    return {number: work.row.key.open(sealed) for number, sealed in work.sealed_parties}


def choices(directory: Directory, case: Case, on: date, naming: bool) -> tuple[list[Option], list[Option]]:
    """The mediators of this township's committees, and the committees with a seal, those that mediate jointly too.

    Whoever's term of office has ended is not there for `naming`; what runs goes on with them, so they stay elsewhere.
    """
    place = {*case.orgs.values(), *(org for episode in case.episodes for org in episode.homes.values())}
    near = [org for org in directory.orgs.values() if org.id in place or org.parent_id in place]
    ids = {org.id for org in near}
    # a dispute across townships: who leads a committee elsewhere may be asked to mediate jointly (组织条例 7)
    leading = LEADING_ROLES if naming and case.is_cross_region else frozenset[str]()
    chosen = [
        Option(person.id, f"{person.name}({person.org_name})")
        for person in directory.people.values()
        if person.active and person.roles & (MEDIATING_ROLES if person.org in ids else leading)
        if not (naming and person.served_out(on))
    ]
    return chosen, [Option(org.id, org.name) for org in near if org.has_seal]


def shown_values(work: Work, actor: Actor, task: str) -> dict[str, Any]:
    """What the system shows on the form: values it computes, and what it proposes where the form allows it."""
    case = work.case
    step = Step(task, actor, case.tier, case.org, work.at, {}, work.office.settings())
    known = already_known.for_task(work.office.directory(), case, actor, task, work.at)
    return {**known, **proposals.for_task(work.models, case, step), **computed(case, step)}


def form_facts(work: Work) -> dict[str, Any]:
    """What conditions on a form may ask of the case."""
    case = work.case
    screening = case.screening
    return {
        **routing(case, work.office.settings()),
        "source_code": case.source_code,
        "apply_mode": case.apply_mode,
        "dispute_type": case.dispute_type,
        "confidential_level": case.confidential_level,
        "special_flags": list(screening.special_flags) if screening else [],
        "risk_flags": list(screening.risk_flags) if screening else [],
        "difficulty_code": screening.difficulty_code if screening else None,
        "screen_decision": screening.decision if screening else None,
        "round": case.episode.rounds + 1,
        "first_round": case.episode.rounds == 0,
        "mended": [step.at for step in case.done if step.task == "C_correct"] + case.mending,
        "has_agreement": case.agreement is not None,
        "periodic": bool(case.agreement and case.agreement.periodic),
    }


def shown_digest(context: FormContext) -> str:
    """What a form page showed of the case, as a short text it carries along: `parties:1f2e tier:88a0 …`."""
    watched: dict[str, Any] = {
        "parties": [[party.id, party.name, party.role] for party in context.parties],
        **{name: context.facts.get(name) for name in ("tier", "risk_color")},
        "planned": context.computed.get("planned_on"),
        "agreement": context.facts.get("talk"),
        "mended": context.facts.get("mended"),
    }
    return " ".join(f"{name}:{_short(value)}" for name, value in sorted(watched.items()))


def _short(value: Any) -> str:
    return hashlib.sha256(canonical_json(value)).hexdigest()[:8]


def facts_now(shown: str, context: FormContext) -> list[tuple[str, str]]:
    """What of the case is no longer as the form page showed it, as it is now: (what, how), for people."""
    then = set(shown.split())
    gone = {item.split(":")[0] for item in shown_digest(context).split() if item not in then}
    words = {
        "parties": "、".join(
            f"{party.name}({codes.PARTY_ROLES.get(party.role, '当事人')})" for party in context.parties
        ),
        "tier": codes.TIER_NAMES.get(str(context.facts.get("tier")), ""),
        "risk_color": codes.RISK_COLORS.get(str(context.facts.get("risk_color")), ""),
        "planned": str(context.computed.get("planned_on") or ""),
        "agreement": "有了新的内容,请到案件页看",
        "mended": "退回来改过,请到案件页看",
    }
    return [(WATCHED[name], words[name]) for name in WATCHED if name in gone and words[name]]


def changed_since(shown: str, context: FormContext) -> str:
    """What is no longer as the form page showed it, in words; nothing where all is the same (or nothing was said)."""
    if not shown:
        return ""
    then, current = set(shown.split()), shown_digest(context).split()
    gone = [WATCHED[item.split(":")[0]] for item in current if item not in then]
    return "、".join(gone)
