"""What people might fill in: valid values for every task of the shipped models, led by the facts of the case.

Random where a person is free, lawful where the law is not; `wish` overrides what chance would choose.
"""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from house import House

from mediation import clock
from mediation.case.facts import Case, Party
from mediation.case.step import Actor
from mediation.law import policy, risk
from mediation.law.guards_ladder import open_escalation
from mediation.law.guards_steps import recusal_owed
from mediation.law.seats import MEDIATORS
from mediation.services.office import actor
from mediation.store import people

Form = dict[str, Any]
Maker = Callable[[Case, datetime, random.Random, House], Form]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES, GIVEN = "张李王赵钱孙周吴郑冯陈褚卫蒋沈韩", "德厚国富明远兴华秀芝茂林大全光明广田正清"
_CHANNELS = ["向人民法院起诉", "法律援助"]
_MAX_ROUNDS = {"group": 2, "village": 2, "township": 3}


def identity_number(birth: date, number: int) -> str:
    """An identity number of the region nobody lives in, with its right check digit (GB 11643)."""
    digits = f"509901{birth:%Y%m%d}{number:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def person(chance: random.Random, role: str, minor: bool = False) -> Form:
    """A natural person as a party."""
    birth = date(2012 if minor else chance.randint(1950, 2000), chance.randint(1, 12), chance.randint(1, 28))
    number = chance.randint(10, 990)
    party: Form = {
        "role": role, "kind": 1, "name": chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
        "gender": "男" if number % 2 else "女", "birth": birth.isoformat(), "id_type": "居民身份证",
        "id_no": identity_number(birth, number), "phone": f"199{chance.randrange(10**8):08d}",
        "address": "云屏区青石镇", "is_minor": minor, "capacity": "限制" if minor else "完全",
    }  # fmt: skip
    if minor:
        party["guardian"] = {"name": chance.choice(SURNAMES) + "监护", "relation": "母亲"}
    return party


def registration(chance: random.Random, **wish: Any) -> Form:
    """A dispute as it is told now."""
    now = clock.now()
    minor = chance.random() < 0.1
    parties = [person(chance, "applicant"), person(chance, "respondent", minor)]
    if chance.random() < 0.2:
        parties.append(person(chance, "third"))
    form = {
        "source_code": "1", "apply_mode": chance.choice(["口头申请", "书面申请"]),
        "dispute_type": str(chance.choice([2, 3, 4, 5, 6, 16, 18])), "occurred_on": _day(now, -3),
        "occurred_place": "村口", "region_code": "509901101201", "summary": "两家为一堵墙争了三天,请求调解。",
        "claims": ["恢复原状"], "amount_claimed": "100.00", "people_involved": len(parties), "prior_handling": "无",
        "is_cross_region": False, "publicity": "不公开", "privacy_notice_ack": True, "apply_at": _minute(now),
        "confidential_level": "normal", "parties": parties,
    }  # fmt: skip
    return {**form, **wish}


def _day(now: datetime, days: int = 0) -> str:
    return (now.date() + timedelta(days=days)).isoformat()


def _minute(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%M")


def _ids(case: Case) -> list[str]:
    return [party.id for party in case.principals]


def _screen(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    decision = chance.choices(["accept", "reject", "emergency"], [8, 1, 1])[0]
    flags = ["threat"] if decision == "emergency" else chance.choice([[], [], [], ["long_feud"], ["threat"]])
    forecast = "3" if decision == "emergency" else "1"
    form: Form = {
        "in_scope": decision == "accept", "exclusion_code": "court_accepted" if decision == "reject" else "none",
        "forecast_code": forecast, "risk_flags": flags, "risk_color": risk.color_of(flags, (), forecast),
        "special_flags": [], "decision": decision, "entry_tier": case.tier,
        "difficulty_code": chance.choice("1122") if decision == "accept" else None,
        "three_conditions": [True, True, True] if decision == "accept" else [],
    }  # fmt: skip
    return {**form, "reason": "法院已经受理"} if decision == "reject" else form


def _reject(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {"informed_channels": _CHANNELS, "delivered": ["p1"]}


def _consent(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {"parties": [_will(party, now, chance) for party in case.parties if party.role != "third"]}


def _will(party: Party, now: datetime, chance: random.Random) -> Form:
    said = chance.choices(["同意", "拒绝", "未表态"], [16, 1, 1])[0]
    row = {"party_id": party.id, "consent": said, "method": "当面", "at": _minute(now)}
    if said == "同意":
        row |= {"rights_notice_ack": True, "guardian_consent": party.is_minor}
    return {**row, "refusal_text": "不调"} if said == "拒绝" else row


def _assign(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    aside = {*case.episode.recused, *(case.episode.mediators[:1] if recusal_owed(case) else ())}
    free = [who for who in mediators(house, case) if who not in aside]
    chance.shuffle(free)
    form: Form = {"choice": chance.choice(["当事人选择", "接受指定"]), "mediators": free[:1], "disclosure": "无"}
    if len(free) > 1 and chance.random() < 0.2:
        return {
            **form,
            "recusal_requested": True,
            "recusal_by": "p2",
            "recusal_result": "调换",
            "mediators_after": free[1:2],
        }
    return {**form, "recusal_requested": False}


def mediators(house: House, case: Case) -> list[str]:
    """Everybody who mediates at the committee that has the case."""
    wanted = MEDIATORS[case.tier]
    known = house.office.directory().people.values()
    return sorted(one.id for one in known if one.org == case.org and one.roles & wanted)


def _came(case: Case, chance: random.Random) -> dict[str, str]:
    came = {party: "到场" for party in _ids(case)}
    if chance.random() < 0.15:
        came[chance.choice(list(came))] = "缺席"
    return came


def _read(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    came = _came(case, chance)
    calm = {party: chance.randint(1, 5) for party, how in came.items() if how == "到场"}
    color = case.risk_color if case.risk_color != "green" else "blue"
    decision = chance.choices(["continue", "cool", "stop"], [8, 2, 1])[0]
    form: Form = {
        "read_items": ["权利义务告知", "三让口号"], "mode": "背靠背", "attendance": came, "emotion_before": calm,
        "emotion_after": calm, "weapon_observed": False, "alcohol": False, "risk_recheck": color,
        "cooling_needed": decision == "cool", "decision": decision, "guardian_present": True,
    }  # fmt: skip
    return {**form, "cooling_hours": chance.randint(1, 168)} if decision == "cool" else form


def _talk(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    came = _came(case, chance)
    up = 0 if case.tier == "township" else 1
    if "缺席" in came.values():
        decision = chance.choices(["reschedule", "escalate", "terminate"], [4, up, 1])[0]
    else:
        decision = chance.choices(["continue", "again", "reschedule", "escalate", "terminate"], [10, 2, 1, up, 1])[0]
    heard = {party: "墙是他家推的。" for party, how in came.items() if how == "到场"}
    return {
        "place": "村调解室", "attendance": came, "statements": heard, "undisputed_facts": "墙倒了。",
        "dispute_focus": ["谁修"], "decision": decision, "evidence": [{"title": "照片", "count": 2}],
    }  # fmt: skip


def _yield(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    outcome = chance.choices(["full", "partial", "none"], [6, 1, 3])[0]
    form: Form = {"law_basis": ["民法典第288条"], "plans": ["各修一半"], "outcome": outcome}
    if outcome == "none":
        more = case.episode.rounds + 1 < _MAX_ROUNDS[case.tier]
        up = [] if case.tier == "township" else ["escalate"]
        decision = chance.choice(["again"] * (4 if more else 0) + [*up, "terminate"])
        return {**form, "unresolved_items": ["谁出钱"], "reason_none": "都不让", "decision": decision}
    form |= {"agreed_items": ["三日内把墙修好"], "agreement_form": "written", "decision": "agree"}
    if outcome == "partial":
        return {**form, "unresolved_items": ["谁出钱"]}
    return {**form, "agreement_form": "oral"} if _may_be_oral(case) and chance.random() < 0.5 else form


def _may_be_oral(case: Case) -> bool:
    grown = not any(party.is_minor or party.capacity != "完全" for party in case.principals)
    return grown and case.screening is not None and case.screening.difficulty_code == "1"


def _terms(case: Case, now: datetime, chance: random.Random, days: int, periodic: float = 0.0) -> list[Form]:
    one, other = _ids(case)[:2]
    rows = []
    for number in range(1, chance.randint(1, 3) + 1):
        row = {
            "no": number, "obligor": other, "obligee": one, "way_code": "11", "content": "把倒了的墙修好",
            "amount": f"{chance.randint(0, 600)}.00", "due_on": _day(now, chance.randint(0, days)),
        }  # fmt: skip
        rows.append(row)
    if chance.random() < periodic:
        rows = [{**rows[0], "due_on": None, "period": "每月", "first_due": _day(now, chance.randint(1, 20))}]
    return rows


def _oral(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    who = mediators(house, case)[0]
    return {"facts": "墙倒了", "terms": _terms(case, now, chance, 7), "party_ack": _signers(case), "recorded_by": who}


def _signers(case: Case) -> list[str]:
    return [party.id for party in case.parties if party.role != "third"]


def _sealed(house: House, case: Case, now: datetime, chance: random.Random) -> Form:
    signed = [{"who": who, "mode": "按指印", "at": _day(now)} for who in _signers(case)]
    if any(party.is_minor for party in case.principals):
        signed.append({"who": guardian(house, case), "mode": "签名", "at": _day(now)})
    return {
        "signatures": signed, "mediator_signed": True, "recorder_signed": True, "seal_org": case.seal_org,
        "seal_at": _day(now), "sign_medium": "paper", "copies": len(case.principals) + 2, "delivered": _ids(case),
    }  # fmt: skip


def guardian(house: House, case: Case) -> str:
    """The guardian of the first minor, as a signature names them."""
    rows = house.entered(case.id)[0]["parties"]
    return "guardian:" + next(row["guardian"]["name"] for row in rows if row.get("guardian"))


def _written(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {
        "facts": "两家的墙倒了", "dispute_points": ["谁修"], "responsibilities": "各担一半",
        "terms": _terms(case, now, chance, 40, periodic=0.2), **_sealed(house, case, now, chance),
    }  # fmt: skip


def _amend(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    terms = _terms(case, now, chance, 40)
    return {"basis": "协商变更", "consents": _signers(case), "terms": terms, **_sealed(house, case, now, chance)}


def _praise(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {"effect_explained": True, "reconcile": ["握手"], "publicity_consent": chance.random() < 0.5}


def _terminate(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    form = {"scope": "full", "informed_channels": _CHANNELS, "delivered": _ids(case)}
    if case.agreement is not None:
        return {**form, "scope": "partial", "reason_code": "rounds_exhausted", "unresolved": ["谁出钱"]}
    if case.refused():
        return {**form, "reason_code": "party_refused"}
    raised = {event.name for event in case.raised}
    if "withdrawn" in raised:
        return {**form, "reason_code": "withdrawn_other", "withdrawn_by": "p1"}
    if "official_accepted" in raised:
        return {**form, "reason_code": "official_accepted"}
    return {**form, "reason_code": "rounds_exhausted" if case.consented() else "unreachable"}


def _hand_off(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    kind = chance.choice(["guide", "transfer"])
    form = {"kind": kind, "target": ["人民法院"], "basis": ["人民调解法第26条"], "doc": ["情况说明"]}
    return {**form, "receipt": "已签收"} if kind == "transfer" else form


def _escalate(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    asked = _ids(case)
    return {
        "to_tier": "village" if case.tier == "group" else "township", "handover_docs": ["登记表"],
        "trigger": chance.choice(["difficulty", "rounds_exhausted"]),
        "lower_tier_role": chance.choice(["协办", "查看"]),
        "parties_consent": asked if chance.random() < 0.8 else asked[:1],
    }  # fmt: skip


def _return(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {"returned": True, "reason": "材料不全", "guidance": "补齐登记表再报"}


def may_accept(case: Case) -> bool:
    """Whether everybody agreed to the committee above."""
    asked = open_escalation(case)
    return asked is not None and set(_ids(case)) <= set(asked.consent)


def _extend(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {"requested_days": chance.randint(1, 30), "agree": {who: chance.random() < 0.7 for who in _signers(case)}}


def _report(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    color = case.risk_color if case.risk_color == "red" else chance.choice(["yellow", "red"])
    return {
        "content": "扬言动手", "forecast_code": "3", "risk_color": color, "reported_to": ["派出所"],
        "reported_at": _minute(now), "measures": ["把人分开"], "civil_mediation_possible": chance.random() < 0.5,
    }  # fmt: skip


def _whistle(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    called = [{"dept": "派出所", "called_at": _minute(now), "arrived_at": _minute(now)}]
    return {"called": called, "resolved_at": _minute(now), "result": "已平息"}


def _visit(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    form: Form = {"visit_kind": "履行", "method": "上门", "new_risk": False}
    if case.agreement is None:
        return {**form, "visit_kind": "关怀", "performance_status": "不适用", "action": "无"}
    if chance.random() < 0.7:
        return {**form, "performance_status": "全部履行", "action": "无"}
    action = chance.choice(["督促", "再次调解", "告知途径", "报告风险"])
    return {**form, "performance_status": chance.choice(["部分履行", "未履行"]), "action": action}


def _supervise(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {
        "trigger": "due_date_passed",
        "method": ["书面督促通知"],
        "debtor_reason": "一时无力",
        "grace_until": _day(now, 15),
    }


def _confirm(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {"both_want": True, "court": "云屏区人民法院"}


def _close(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {"doc_check": "pass", "prevention": []}


def _nothing(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {}


def _accept(case: Case, now: datetime, chance: random.Random, house: House) -> Form:
    return {"accepted": True}


MAKERS: dict[str, Maker] = {
    "T_screen": _screen, "T_reject_notice": _reject, "T_consent": _consent, "T_assign": _assign,
    "S1_read_calm": _read, "S2_lay_talk": _talk, "S3_mediate_yield": _yield, "A_oral": _oral, "A_written": _written,
    "A_amend": _amend, "S4_smooth_praise": _praise, "T_terminate": _terminate, "H_handoff": _hand_off,
    "X_escalate": _escalate, "X_accept": _accept, "X_return": _return, "D_extend": _extend, "E_report": _report,
    "E_whistle": _whistle, "F_visit": _visit, "F_supervise": _supervise, "J_confirm": _confirm, "C_close": _close,
    "C_archive": _nothing,
}  # fmt: skip


def fill(house: House, case_id: str, task: str, chance: random.Random, wish: Mapping[str, Any] | None = None) -> Form:
    """Valid values for an open task of a case, now."""
    return {**MAKERS[task](house.case(case_id), clock.now(), chance, house), **(wish or {})}


def event_form(event: str) -> Form:
    """The short form of a case event."""
    return {
        "withdrawn": {"withdrawn_by": "p1", "reason_code": "withdrawn_other"},
        "party_refused": {"refused_by": "p2", "refusal_text": "不调了"},
        "official_accepted": {"authority": "法院"},
        "party_changed": {"party": "p2", "change": "去世", "successor": False},
        "recusal_requested": {"recusal_by": "p2"},
    }.get(event, {})


def able(house: House, case_id: str, task: str) -> list[Actor]:
    """Everybody who may do an open task of a case, who could not be its own reviewer."""
    case = house.case(case_id)
    role = house.office.library.models(house.row(case_id).bundle).role(task)
    with house.office.store.reading() as connection:
        everyone = [actor(connection, row.id) for row in people.everyone(connection)]
    found = [who for who in everyone if policy.may(who, task, case, role) and policy.in_scope(who, case)]
    return [who for who in found if task != "C_close" or not policy.conflicted(who, case)]
