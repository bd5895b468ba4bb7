"""Guards of what comes after the talk: 终止, 司法确认, 移交, 回访."""

from mediation.case import outcome
from mediation.case.facts import Case, money
from mediation.case.step import Step
from mediation.law import deadlines
from mediation.law.confirmation import awaited, ruled_valid, spoken_of, standing, window
from mediation.law.guarding import law, named, principals, refuse
from mediation.law.values import agreeing, day_of, instant_of, rows, texts

_NOT_REACHED = {"unreachable", "party_dead"}
_ALL = {"全体", "全体当事人", "双方", "双方当事人", "all"}


def ending_is_told(case: Case, step: Step) -> None:
    """G5: a mediation that ends says where else to go (人民调解法 26)."""
    if not texts(step.get("informed_channels")):
        refuse("G5", "终止调解须至少告知一条解决途径(仲裁、行政或司法等)。", "informed_channels", law(26))


def ending_is_delivered(case: Case, step: Step) -> None:
    """G5: and everyone who can be reached gets the notice; a representative takes it for the side (人民调解法 26)."""
    got = _delivered(step)
    if not got:
        refuse("G5", "请登记终止调解通知书的送达。", "delivered", law(26))
    if step.get("reason_code") in _NOT_REACHED:
        return
    spoken_for = any(party.role == "representative" and party.id in got for party in case.parties)
    missing = [party for party in principals(case) if party not in got]
    if missing and not spoken_for:
        refuse("G5", f"{named(case, missing)}还没有送达终止调解通知书。", "delivered", law(26))


def _delivered(step: Step) -> set[str]:
    given = step.get("delivered")
    listed = {str(row.get("party_id") or row.get("who")) for row in rows(given)} if isinstance(given, list) else set()
    # As one value per party (time and way), being there at all is the delivery.
    return listed or (set(map(str, given)) if isinstance(given, dict) else agreeing(given))


def ending_has_reason(case: Case, step: Step) -> None:
    """An ending names its reason; a part can end only beside an agreement on the rest."""
    if not step.get("reason_code"):
        refuse("termination", "请选择终止原因。", "reason_code")
    if step.get("scope") == "partial" and case.agreement is None:
        refuse("termination", "没有生效的部分协议,只能全案终止。", "scope")
    if step.get("scope") == "full" and case.agreement is not None:
        refuse("termination", "已有生效的协议,只能终止没谈成的那一部分。", "scope", law(31))


def term_is_over(case: Case, step: Step) -> None:
    """An ending for lack of time says so only when the time is over (人民调解工作若干规定 33)."""
    last_day = day_of(case.screening.deadline_on) if case.screening else None
    if step.get("reason_code") != "deadline_expired" or last_day is None:
        return
    if step.at < deadlines.end_of(last_day):
        refuse("termination", f"调解期限还没有届满({last_day.month}月{last_day.day}日24:00)。", "reason_code")


def withdrawn_by_applicant(case: Case, step: Step) -> None:
    """Whoever asked may take it back, and so may all together; not the other side alone (人民调解法 23)."""
    if not str(step.get("reason_code", "")).startswith("withdrawn"):
        return
    by = set(texts(step.get("withdrawn_by")))
    applicants = {party.id for party in case.parties if party.role == "applicant"}
    if not by & (applicants | _ALL):
        refuse("withdrawal", "撤回只能由申请人或全体当事人提出。", "withdrawn_by", law(23))


def confirmation_in_window(case: Case, step: Step) -> None:
    """G12: both sides together, within 30 days of the agreement taking effect (人民调解法 33)."""
    applied, chosen = day_of(step.get("applied_on")), step.get("of_agreement")
    number = spoken_of(case, step.get("applied_on"), chosen, step.settings)
    agreement = case.agreements[number - 1] if case.agreements else None
    if agreement is None or (applied is not None and agreement.form != "written"):
        refuse("G12", "申请司法确认须有已生效的书面协议。", None, law(33))
    if chosen and number not in (*standing(case), *(one.of for one in awaited(case))):
        refuse("G12", "这份协议已经改过,请选现在有效的那一份。", "of_agreement", law(33))
    if applied is None:
        if step.get("ruling"):
            refuse("G12", "有裁定结果的,请填写申请日期。", "applied_on", law(33))
        return
    if not step.get("both_want"):
        refuse("G12", "司法确认须由双方当事人共同申请。", "both_want", law(33))
    last = window(agreement, step.settings)
    if not agreement.effective_on <= applied.isoformat() <= last.last_day.isoformat():
        which = f"{agreement.no}的" if len(standing(case)) > 1 else ""
        refuse("G12", f"申请日不在{which}30日窗口内:{last.explanation}。", "applied_on", law(33))
    if applied > step.day:
        refuse("G12", "申请日期不能晚于今天。", "applied_on")


def enforced_after_ruling(case: Case, step: Step) -> None:
    """G14: enforcement stands on a court's ruling that the agreement is valid (人民调解法 33)."""
    if step.get("kind") == "enforce" and not ruled_valid(case):
        refuse("G14", "协议未经法院裁定有效,不能引导申请强制执行;可引导起诉。", "kind", law(33))


def payment_order_is_for_money(case: Case, step: Step) -> None:
    """A court orders payment of money only; other duties agreed on go to trial. A debt unagreed may."""
    named_it = any("支付令" in text for text in texts(step.get("target")))
    agreement = case.agreement
    if named_it and agreement is not None and not any(money(term.amount) > 0 for term in agreement.terms):
        refuse("exit", "支付令只用于给付金钱的约定;请改为引导起诉。", "target")


def transfer_is_received(case: Case, step: Step) -> None:
    """Office practice: what is handed over was taken; a refusal is written down."""
    answered = any(step.get(key) for key in ("receipt", "feedback", "handed_to", "note"))
    if step.get("kind") == "transfer" and not answered:
        refuse("receipt", "移交须登记签收;被退件的请注明。", "receipt")


def police_waits(case: Case) -> bool:
    """The police sent the case, and the parties ask them together to let it rest there (治安管理处罚法 9)."""
    answered = any(item.kind == "police_feedback" for item in case.handoffs)
    return case.source_code == "5" and case.police_joint_application and case.agreement is not None and not answered


def police_hear_of_performance(case: Case, step: Step) -> None:
    """The police refrain from a penalty only where the agreement was kept (治安管理处罚法 9); on the spot counts."""
    if step.get("kind") != "police_feedback":
        return
    agreement = case.agreement
    if case.source_code != "5" or agreement is None:
        refuse("police", "公安移送并达成协议的,才能答复公安认可协议。", "kind")
    days = agreement.due_days()
    at_once = not agreement.periodic and all(day.isoformat() <= agreement.effective_on for day in days)
    if not (at_once or outcome.performed(case)):
        refuse("police", "协议还没有履行完,履行后再答复公安。", "kind", "治安管理处罚法第9条")


def terms_add_up(case: Case, step: Step) -> None:
    """What is said of single terms fits the agreement, and what is said of the whole."""
    known = {term.no for term in case.agreement.terms} if case.agreement else set()
    for number, row in enumerate(rows(step.get("by_term"))):
        if int(row.get("no") or 0) not in known:
            refuse("visit", f"协议没有第{row.get('no')}条。", f"by_term.{number}.no")
        if step.get("performance_status") == "全部履行" and row.get("status") != "全部履行":
            refuse("visit", "有一条没有办完,总的就不是“全部履行”。", f"by_term.{number}.status")


def visit_is_past(case: Case, step: Step) -> None:
    """A visit records what was found, so it cannot lie ahead."""
    done = instant_of(step.get("performed_on"))
    if done is not None and done.date() > step.day:
        refuse("visit", "履行日期不能晚于今天。", "performed_on")


def last_visit_leads_on(case: Case, step: Step) -> None:
    """The last planned visit that finds something undone leads on to something (人民调解法 31: 督促履行)."""
    if case.agreement is None or case.agreement.periodic:
        return
    undone = step.get("performance_status") in ("部分履行", "未履行", "未到期")
    if undone and step.get("action") == "无" and len(case.planned) <= 1:
        refuse("visit", "最后一次回访仍未全部履行,请选择督促、再次调解或告知途径。", "action", law(31))


def regret_is_talked_over(case: Case, step: Step) -> None:
    """Who signed and thought better of it is bound all the same (人民调解法 31), and is not just passed over: urged,
    changed with everybody's consent, or told of the court (32).
    """
    undone = step.get("performance_status") in ("部分履行", "未履行")
    if case.regretted and undone and step.get("action") == "无":
        refuse("visit", "有人签了字又反悔,还没有办:请选督促、再次调解(双方同意)或告知途径。", "action", law(31))
