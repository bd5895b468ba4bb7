"""The gates before every step: archived, refused, danger unreported, no consent. No model can open them."""

from mediation.case.facts import Case, instant
from mediation.case.step import Step
from mediation.law.codes import TALKS
from mediation.law.guarding import flags, law, principals, refuse, violence_with_minor

# What may still be done after somebody refused. A report of danger, and what the departments that were whistled for
# did about it, is no mediation: no refusal can stop it (人民调解法 25).
AFTER_REFUSAL = frozenset({"T_terminate", "H_handoff", "F_visit", "C_close", "C_archive", "E_report", "E_whistle"})

# Who refuses to talk on about the rest leaves what was agreed standing: that is watched over as ever (人民调解法 31).
OF_THE_AGREED = frozenset({"F_supervise", "A_amend", "J_confirm", "C_correct"})


def archived_is_closed(case: Case, step: Step) -> None:
    """G23: what is archived is only read; a correction is added to it, never worked into it."""
    if case.archived_at:
        refuse("G23", "案卷已归档,不能再办理;需要更正的,请在卷宗情况说明里追加。")


def refusal_ends_mediation(case: Case, step: Step) -> None:
    """G2: a party who clearly refuses is not mediated any further (人民调解法 17)."""
    allowed = AFTER_REFUSAL | OF_THE_AGREED if case.agreement is not None else AFTER_REFUSAL
    if case.refused() and step.task not in allowed:
        refuse("G2", "当事人已明确拒绝调解,不能再继续;请办理终止调解告知。", article=law(17))


def consent_first(case: Case, step: Step) -> None:
    """G1: no talk and no agreement before every party said yes (人民调解法 17)."""
    if not case.consented():
        refuse("G1", "还没有全体当事人同意调解的记录,请先办理权利义务告知与双方意愿。", article=law(17))


def red_is_reported(case: Case, step: Step) -> None:
    """G3: a red risk is reported before consent is asked or the talk goes on (人民调解法 25)."""
    if report_owed(case):
        refuse("G3", "本案有红色风险还没有报告,请先提交激化风险报告。", article=law(25))


def report_owed(case: Case) -> bool:
    """Red was found, or a risk raised by button, and no report has followed."""
    if case.screening is not None and case.screening.risk_color == "red" and not case.reports:
        return True
    raised = [instant(event.at) for event in case.raised if event.name == "risk_raised"]
    reported = [instant(report.at) for report in case.reports]
    if raised and (not reported or max(reported) < max(raised)):
        return True
    # Red that came up later (S1) shows only as a colour: each time the track turns red wants a red report.
    turned = sum(1 for color in case.colors if color == "red")
    reds = sum(1 for report in case.reports if report.risk_color == "red")
    return case.risk_color == "red" and turned > reds


def whistle_is_answered(case: Case, step: Step) -> None:
    """Office practice: while the departments are on their way, nobody goes on talking."""
    if _on_their_way(case):
        refuse("whistle", "吹哨报到还没有办结,调解暂停;请先由镇级登记到场和处置结果。")


def _on_their_way(case: Case) -> bool:
    called = [event.at for event in case.raised if event.name == "help_requested"]
    arrived = [done.at for done in case.done if done.task == "E_whistle"]
    return bool(called) and (not arrived or instant(max(arrived)) < instant(max(called)))


def held_by(task: str, case: Case) -> str:
    """The task that must be done before an open one may be: the report of danger, the whistle; "" for none."""
    if task in ("T_consent", *TALKS) and report_owed(case):
        return "E_report"
    return "E_whistle" if task in TALKS and _on_their_way(case) else ""


def violence_is_not_mediated(case: Case, step: Step) -> None:
    """G4: violence at home with a minor or somebody without full capacity goes to the police (反家庭暴力法 14)."""
    if violence_with_minor(case, step):
        refuse(
            "G4",
            "涉家庭暴力且有未成年人或无、限制民事行为能力人,不得进入调解;请报告公安机关并移交。",
            article="反家庭暴力法第14条",
        )


def no_fees(case: Case, step: Step) -> None:
    """G27: mediation is free; no form, however it was changed, may ask for a fee (人民调解法 4)."""
    for key in step.values:
        if key.lower() in _FEES or (not key.isascii() and any(word in key for word in _FEE_WORDS)):
            refuse("G27", "人民调解不收取任何费用,请从表单中去掉收费项。", field=key, article=law(4))


_FEE_WORDS = ("收费", "调解费", "服务费")
_FEES = {"fee", "fees", "mediation_fee", "service_fee", "handling_fee", "charge", "charges", "commission"}


def cooling_is_kept(case: Case, step: Step) -> None:
    """Office practice: a cooling-off pause that was agreed is kept; only a withdrawal or a refusal ends it early."""
    if case.cooling_until and step.at < instant(case.cooling_until):
        until = instant(case.cooling_until)
        refuse("cooling", f"还在冷静期内,{until.month}月{until.day}日{until:%H:%M}以后才能继续调解。")


def agreement_exists(case: Case, step: Step) -> None:
    """What watches over an agreement needs one that took effect (人民调解法 31)."""
    if case.agreement is None:
        refuse("G6", "本案没有已生效的协议,不能办理此事。", article=law(31))


def parties_known(case: Case, step: Step) -> None:
    """Both sides must be known before their will can be asked (人民调解法 17)."""
    roles = {party.role for party in case.parties if party.id in principals(case)}
    if roles != {"applicant", "respondent"}:
        refuse("G1", "还没有登记申请人或被申请人,请先补登当事人。", article=law(17))


def face_to_face_is_safe(case: Case, step: Step) -> None:
    """Office practice: at red, or where there was violence at home, the sides are heard apart."""
    apart = step.get("risk_recheck") == "red" or "domestic_violence" in flags(case)
    if apart and step.get("mode") != "背靠背":
        refuse("mode", "有红色风险或涉家庭暴力,只能背靠背调解,请改选背靠背。", field="mode")
