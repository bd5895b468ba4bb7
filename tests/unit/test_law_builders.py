"""Cases, people and steps for the tests of the law, built by hand; and the proof that the plain one is lawful."""

from datetime import datetime
from typing import Any

from mediation import clock
from mediation.case.facts import Agreement, Case, Done, Episode, Party, Screening, Term
from mediation.case.step import Actor, Settings, Step
from mediation.errors import GuardRefused
from mediation.law import guards

ORGS = {"group": "O-G11", "village": "O-V1", "township": "O-TOWN", "county": "O-COUNTY"}
LATER = "2026-03-09T09:00"


def person(name: str = "u_xiang", *roles: str, org: str = "O-V1", tier: str = "village") -> Actor:
    return Actor(name, name, frozenset(roles or ("village_mediator",)), org, tier)


def at(text: str) -> datetime:
    return clock.localize(datetime.fromisoformat(text))


def parties(*more: Party) -> list[Party]:
    return [Party("p1", "applicant", has_id_no=True), Party("p2", "respondent", has_id_no=True), *more]


def screened(decision: str = "accept", **more: Any) -> Screening:
    given = {"forecast_code": "1", "difficulty_code": "1", "accepted_on": "2026-03-03", "deadline_on": "2026-04-02"}
    return Screening(decision, **{**given, **more})


def done(*tasks: str, actor: str = "u_xiang", tier: str = "village", org: str = "O-V1") -> list[Done]:
    return [Done(task, tier, org, actor, at("2026-03-05T09:00").isoformat()) for task in tasks]


def a_case(**more: Any) -> Case:
    """A village case on which everybody agreed to talk."""
    given: dict[str, Any] = {
        "id": "C",
        "tier": "village",
        "org": "O-V1",
        "orgs": dict(ORGS),
        "registered_org": "O-V1",
        "registered_tier": "village",
        "source_code": "1",
        "dispute_type": "2",
        "parties": parties(),
        "screening": screened(),
        "consents": {"p1": "同意", "p2": "同意"},
        "colors": ["blue"],
        "episodes": [Episode("village", "O-V1", mediators=["u_xiang"])],
        "outcome": "full",
        "people_involved": 2,
    }
    return Case(**{**given, **more})


def agreed(**more: Any) -> Agreement:
    given: dict[str, Any] = {
        "no": "(2026)白石坝人调字第002号",
        "form": "written",
        "org": "O-V1",
        "seal_org": "O-V1",
        "effective_on": "2026-03-10",
        "total_amount": "6800.00",
        "terms": [
            Term(1, "p2", "p1", "7", "3000.00", "2026-03-20"),
            Term(2, "p2", "p1", "7", "3800.00", "2026-04-30"),
            Term(3, "p2", "p1", "3", "0.00", "2026-03-10"),
        ],
    }
    return Agreement(**{**given, **more})


def a_step(task: str, who: Actor | None = None, when: str = LATER, tier: str = "village", **values: Any) -> Step:
    org = {"group": "O-G11", "village": "O-V1", "township": "O-TOWN"}[tier]
    settings = values.pop("settings", Settings())
    return Step(task, who or person(), tier, org, at(when), values, settings)


def refusals(case: Case, step: Step) -> list[str]:
    """The names of the guards that say no."""
    return [refused.guard for refused in guards.problems(case, step)]


def refusal(case: Case, step: Step, guard: str) -> GuardRefused:
    """The refusal of one guard; fails where it says nothing."""
    found = [refused for refused in guards.problems(case, step) if refused.guard == guard]
    assert found, f"{guard} let {step.task} pass"
    return found[0]


READ = {
    "read_items": ["权利义务告知书"],
    "mode": "面对面",
    "attendance": {"p1": "到场", "p2": "到场"},
    "weapon_observed": False,
    "alcohol": False,
    "risk_recheck": "blue",
    "decision": "continue",
}
LAID = {"attendance": {"p1": "到场", "p2": "到场"}, "decision": "continue"}
YIELDED = {"outcome": "full", "agreed_items": ["加装檐沟"], "unresolved_items": [], "decision": "agree"}
ORAL = {
    "terms": [
        {"no": 1, "obligor": "p2", "obligee": "p1", "content": "加装檐沟", "amount": "0.00", "due_on": "2026-03-12"}
    ],
    "recorded_by": "u_xiang",
    "party_ack": ["p1", "p2"],
    "seal_org": "O-V1",
    "effective_on": "2026-03-09",
}
WRITTEN = {
    "terms": [
        {
            "no": 1,
            "obligor": "p2",
            "obligee": "p1",
            "content": "支付赔偿款",
            "amount": "3000.00",
            "due_on": "2026-03-20",
        },
        {
            "no": 2,
            "obligor": "p2",
            "obligee": "p1",
            "content": "支付赔偿款",
            "amount": "3800.00",
            "due_on": "2026-04-30",
        },
    ],
    "total_amount": "6800.00",
    "copies": 3,
    "sign_medium": "paper",
    "signatures": [
        {"who": "p1", "mode": "按指印", "at": "2026-03-08"},
        {"who": "p2", "mode": "签名", "at": "2026-03-09"},
    ],
    "mediator_signed": True,
    "seal_org": "O-V1",
    "seal_at": "2026-03-08",
    "effective_on": "2026-03-09",
}
ENDED = {
    "scope": "full",
    "reason_code": "rounds_exhausted",
    "informed_channels": ["向人民法院起诉"],
    "delivered": ["p1", "p2"],
}


def test_the_plain_case_meets_no_guard() -> None:
    plain = {
        "S1_read_calm": READ,
        "S2_lay_talk": LAID,
        "S3_mediate_yield": YIELDED,
        "A_oral": ORAL,
        "A_written": WRITTEN,
        "T_terminate": ENDED,
    }
    for task, values in plain.items():
        assert refusals(a_case(), a_step(task, **values)) == [], task
