"""Guards of 登记, 受理审查, 不予受理告知 and 告知与意愿."""

from datetime import timedelta

from mediation import clock
from mediation.case.facts import Case
from mediation.case.step import Step
from mediation.law.codes import ENTRUSTED_SOURCES, EXCLUSIONS
from mediation.law.guarding import law, ownership_flags, principals, refuse, violence_with_minor
from mediation.law.values import agreeing, instant_of, rows, texts

RULES_30 = "人民调解工作若干规定第30条"
MAX_REPRESENTATIVES = 5
_MEDIATORS = {"group_mediator", "village_mediator", "committee_director", "township_mediator"}
_ASSETS = {
    "land_ownership": ("土地", "土地管理法第14条", "任何一方不得改变土地利用现状"),
    "forest_ownership": ("林地林木", "森林法第22条", "任何一方不得砍伐有争议的林木或者改变林地现状"),
}


def apply_time_is_kept(case: Case, step: Step) -> None:
    """G15: the hour of the application interrupts the limitation of actions: not in the future, never changed."""
    at = instant_of(step.get("apply_at"))
    if at is None:
        refuse("G15", "请填写提出申请的时间。", field="apply_at")
    if case.apply_at and instant_of(case.apply_at) != at:
        refuse("G15", "提出申请的时间提交后不能更改(关系诉讼时效中断)。", field="apply_at")
    if at > clock.localize(step.at):
        refuse("G15", "提出申请的时间不能晚于现在。", field="apply_at")
    if at.date() < step.day - timedelta(days=step.settings.backdate_days):
        days = step.settings.backdate_days
        refuse("G15", f"提出申请的时间最多补录{days}天以内的,请核对。", field="apply_at")


def letter_is_named(case: Case, step: Step) -> None:
    """G17: a dispute that another office sent over comes with its letter: who sent it and its number."""
    if str(step.get("source_code")) in ENTRUSTED_SOURCES:
        for key, name in (("source_org", "移送单位"), ("source_doc_no", "函号")):
            if not step.get(key):
                refuse("G17", f"移送来的纠纷请填写{name}。", field=key)


def grid_worker_only_finds(case: Case, step: Step) -> None:
    """Office practice (roles): a grid worker reports what was found; an application is taken by a mediator."""
    only_grid = "grid_worker" in step.actor.roles and not step.actor.roles & _MEDIATORS
    if only_grid and step.get("apply_mode") != "主动发现":
        refuse("grid", "网格员只能登记主动发现的线索;当事人的申请请交调解员登记。", field="apply_mode")


def sides_are_named(case: Case, step: Step) -> None:
    """An application names both sides; a find may wait for the respondent (人民调解工作若干规定 20)."""
    listed = rows(step.get("parties"))
    roles = {row.get("role") for row in listed}
    found = step.get("apply_mode") == "主动发现"
    if "applicant" not in roles or ("respondent" not in roles and not found):
        refuse("parties", "至少要有一名申请人和一名被申请人,请补登。", field="parties")
    speakers = sum(1 for row in listed if row.get("role") == "representative")
    if speakers > MAX_REPRESENTATIVES:
        refuse("parties", f"推选的代表人不超过{MAX_REPRESENTATIVES}名。", field="parties")


def minors_have_guardians(case: Case, step: Step) -> None:
    """G10: a minor acts through a guardian (民法典 19–23, 27)."""
    for number, row in enumerate(rows(step.get("parties"))):
        guardian = row.get("guardian") or {}
        if row.get("is_minor") and not (guardian.get("name") and guardian.get("relation")):
            refuse("G10", "未成年当事人请登记监护人的姓名和关系。", f"parties.{number}.guardian", "民法典第27条")


def violence_is_an_emergency(case: Case, step: Step) -> None:
    """G4: violence at home with a minor (or without full capacity) can only be decided as an emergency."""
    if violence_with_minor(case, step) and step.get("decision") != "emergency":
        refuse(
            "G4",
            "涉家庭暴力且有未成年人或无、限制民事行为能力人,不能受理调解,请选择紧急处置并报告公安机关。",
            field="decision",
            article="反家庭暴力法第14条",
        )


def excluded_is_not_accepted(case: Case, step: Step) -> None:
    """G17: what another office has, or what only it may decide, is not taken (规定 22; a letter lifts the former)."""
    code = step.get("exclusion_code", "none")
    exclusion = EXCLUSIONS.get(code)
    if exclusion is None:
        refuse("G17", "排除情形不在代码表内,请重新选择。", field="exclusion_code")
    if code == "none":
        return
    if step.get("decision") == "accept" and not (exclusion.letter and case.source_code in ENTRUSTED_SOURCES):
        hint = ",有移送函的请按移送来源登记" if exclusion.letter else ""
        refuse("G17", f"{exclusion.name},不能受理{hint};请改为不予受理并告知途径。", "decision", exclusion.article)
    if step.get("decision") == "reject" and not step.get("reason"):
        refuse("G17", "不予受理请写明理由。", field="reason", article=exclusion.article)


def accepted_is_fit(case: Case, step: Step) -> None:
    """What is accepted lies within the committee's scope and meets the three conditions (规定 20)."""
    if step.get("decision") != "accept":
        return
    if step.get("in_scope") is False:
        refuse("G17", "不属于民事纠纷或受理范围的,不能受理。", "in_scope", "人民调解工作若干规定第20条")
    met = step.get("three_conditions", ())
    if len(met) < 3 or not all(met):
        refuse(
            "conditions",
            "受理须有明确的被申请人、具体的调解要求和事实根据;缺哪一项请先补正。",
            field="three_conditions",
        )


def status_quo_is_announced(case: Case, step: Step) -> None:
    """G13: while ownership is open, nobody may change the land as it is (土地管理法 14, 森林法 22)."""
    if step.get("decision") != "accept":
        return
    for flag in sorted(ownership_flags(case, step)):
        name, article, duty = _ASSETS[flag]
        if not step.get("status_quo_notice"):
            refuse("G13", f"涉{name}权属,请先告知双方:争议解决前{duty}。", "status_quo_notice", article)


def rejection_is_told(case: Case, step: Step) -> None:
    """G5: who is turned away is told where else to go, and gets it delivered (规定 24)."""
    if not texts(step.get("informed_channels")):
        refuse("G5", "请至少告知一条解决途径。", "informed_channels", "人民调解工作若干规定第24条")
    if not agreeing(step.get("delivered")):
        refuse("G5", "请登记不予受理告知书的送达。", "delivered", "人民调解工作若干规定第24条")


def consent_is_informed(case: Case, step: Step) -> None:
    """Before mediation everyone is told their rights; for a minor the guardian agrees too (规定 30, G10)."""
    minors = {party.id for party in case.parties if party.is_minor}
    for number, row in enumerate(rows(step.get("parties"))):
        if row.get("consent") != "同意":
            continue
        if not row.get("rights_notice_ack"):
            refuse("G1", "同意调解前须先告知权利义务,请勾选已告知。", f"parties.{number}.rights_notice_ack", RULES_30)
        if row.get("party_id") in minors and not row.get("guardian_consent"):
            refuse("G10", "未成年当事人须由监护人同意。", f"parties.{number}.guardian_consent", "民法典第27条")


def everyone_is_asked(case: Case, step: Step) -> None:
    """Nobody is spoken for: the answers belong to parties of this case, both sides among them (人民调解法 17)."""
    asked = {row.get("party_id") for row in rows(step.get("parties"))}
    if not asked:
        refuse("G1", "请逐一登记当事人的意愿。", field="parties", article=law(17))
    missing = [party for party in principals(case) if party not in asked and party not in case.consents]
    if missing:
        refuse("G1", f"还有当事人没有登记意愿({'、'.join(missing)}),未联系上的请选未表态。", "parties", law(17))
