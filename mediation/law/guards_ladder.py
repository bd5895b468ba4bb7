"""Guards of the ladder and the clock: 提级, 接收, 退回, 延期."""

from datetime import date, timedelta

from mediation.case.facts import TIERS, Case, Escalation, instant
from mediation.case.step import Step
from mediation.law.deadlines import (
    EXTENSION_ANSWER_DAYS,
    EXTENSION_MAX_DAYS,
    MEDICAL_ARTICLE,
    PETITION_MORE,
    return_down,
)
from mediation.law.guarding import law, named, principals, refuse, turn
from mediation.law.values import per_party, texts

PETITION_ARTICLE = "信访工作条例第34条"
_NOT_RETURNED = {"risk_red", "conflict_of_interest"}
TOP = "township"


def above(case: Case) -> list[str]:
    """The tiers above the one that has the case, as far as there is a committee there, the nearest first."""
    upper = TIERS[TIERS.index(case.tier) + 1 : TIERS.index(TOP) + 1]
    return [tier for tier in upper if tier in case.orgs]


def open_escalation(case: Case) -> Escalation | None:
    """The escalation that waits for the upper tier's answer."""
    last = case.escalations[-1] if case.escalations else None
    return last if last is not None and last.accepted is None else None


def upper_is_awaited(case: Case, step: Step) -> None:
    """Office practice: while the committee above has been asked to take a case, the talk below rests."""
    if open_escalation(case) is not None:
        refuse("ladder", "已提请上级调解,等上级接收或退回以后再接着办。")


def somebody_is_above(case: Case, step: Step) -> None:
    """Above the township nobody mediates: what cannot be settled there ends, and is guided or handed over."""
    if step.get("decision") != "escalate" or above(case):
        return
    if case.tier == TOP:
        refuse("ladder", "镇以上不再调解;谈不成的请选终止,再办移交或引导。", "decision")
    refuse("ladder", "上面还没有登记调委会,没法提级:请管理员先登记单位,或者选终止。", "decision")


def goes_up(case: Case, step: Step) -> None:
    """A case moves to a higher committee; the county mediates nothing, it is handed over to."""
    if open_escalation(case) is not None:
        refuse("ladder", "已经提请上级,正等答复,不用再提一次。")
    to = step.get("to_tier")
    if to not in TIERS or TIERS.index(to) <= TIERS.index(case.tier):
        refuse("ladder", "只能提到上一级,请重新选择。", "to_tier")
    if to == "county":
        refuse("ladder", "区县不再调解,请改办移交或引导。", "to_tier")
    if to not in case.orgs:
        refuse("ladder", "上面还没有登记这一级的调委会,请管理员先登记单位。", "to_tier")
    if not step.get("trigger"):
        refuse("ladder", "请写明提级的原因。", "trigger")


def not_asked_again_at_once(case: Case, step: Step) -> None:
    """Office practice: sent back, a tier tries at least one more round before the parties' wish lifts it again."""
    sent_back = turn(case).how == "returned" and turn(case).rounds == 0
    if sent_back and step.get("trigger") == "parties_request":
        refuse("ladder", "退回后本级还没有新的一轮,不能以当事人请求再次提级。", "trigger")


def new_committee_is_agreed(case: Case, step: Step) -> None:
    """Another committee takes over only with both sides' consent (人民调解法 17; the committees are not ranked)."""
    asked = open_escalation(case)
    if asked is None:
        refuse("ladder", "没有等待接收的提级申请。")
    missing = [party for party in principals(case) if party not in asked.consent]
    if missing:
        refuse("G1", f"{named(case, missing)}还没有同意转由上级调解,不能接收,只能退回。", None, law(17))
    if step.get("accepted") is not True:
        refuse("ladder", "不接收的,请改办退回。", "accepted")


def going_down_is_agreed(case: Case, step: Step) -> None:
    """A village takes over from the township only with both sides' consent (人民调解法 17), and is told why."""
    missing = [party for party in principals(case) if party not in texts(step.get("parties_consent"))]
    if missing:
        refuse("G1", f"{named(case, missing)}还没有同意由村里来调,不能下派。", "parties_consent", law(17))
    if not step.get("reason"):
        refuse("ladder", "下派请写明原因和交代。", "reason")


def return_is_fair(case: Case, step: Step) -> None:
    """Office practice: red and recusal are never sent back, and a case only once; without consent it must be."""
    asked = open_escalation(case)
    if asked is None:
        refuse("ladder", "没有等待接收的提级申请。")
    if not step.get("reason"):
        refuse("ladder", "退回请写明原因。", "reason")
    if step.get("to_tier") not in (None, asked.from_tier):
        refuse("ladder", "只能退回提上来的那一级。", "to_tier")
    if not set(principals(case)) <= set(asked.consent):
        return
    if case.risk_color == "red" or _NOT_RETURNED & {asked.trigger, *asked.more}:
        refuse("ladder", "红色风险或回避的提级不能退回,请接收。")
    if case.returns >= 1:
        refuse("ladder", "本案已退回过一次,不能再退回。")
    usual = return_down(instant(asked.at).date(), step.settings)
    running = [clock for clock in case.clocks if (clock.name, clock.start) == (usual.key, usual.start.isoformat())]
    # a term that runs keeps its instant, whatever was set since
    if step.at >= (instant(running[-1].due) if running else usual.fires_at):
        refuse("ladder", "退回期限已过,请接收。")


def extension_is_agreed(case: Case, step: Step) -> None:
    """G18: the term is extended only if every party says yes, once, by at most 30 days."""
    if case.extended is not None:
        refuse("G18", "本案已征询过一次延期,不能再次延期。")
    days = step.get("requested_days")
    if days is None or not 1 <= int(days) <= EXTENSION_MAX_DAYS:
        refuse("G18", f"延期天数为1到{EXTENSION_MAX_DAYS}天。", "requested_days")
    if str(step.get("result", "")).startswith("延至") and not all_extend(case, step):
        refuse("G18", "有当事人不同意延期,不得延长。", "agree")


def all_extend(case: Case, step: Step) -> bool:
    """Whether every party agrees to the extension; silence is no."""
    agree = per_party(step.get("agree"))
    return all(agree.values()) and all(agree.get(party) is True for party in principals(case))


def term_grows_by_law(case: Case, step: Step) -> None:
    """A petition's term grows once, by 30 days at most (信访工作条例 34); an expertise is not counted (医疗条例 38)."""
    what = step.get("term_change")
    noted = [one.params for one in case.raised if one.params.get("term_change")]
    if what == "petition_extended":
        if case.source_code != "6":
            refuse("G18", "只有信访转来的,才有信访机关批准的延长。", "term_change")
        if any(one["term_change"] == what for one in noted):
            refuse("G18", "信访机关只能延长一次,已经登记过了。", "term_change", PETITION_ARTICLE)
        if not 1 <= int(step.get("days") or 0) <= PETITION_MORE:
            refuse("G18", f"信访事项延长不超过{PETITION_MORE}日。", "days", PETITION_ARTICLE)
        return
    if case.dispute_type != "15":
        refuse("G18", "只有医疗纠纷的鉴定时间不计入调解期限。", "term_change", MEDICAL_ARTICLE)
    out = [one for one in noted if one["term_change"] == "expertise_begun"]
    back = [one for one in noted if one["term_change"] == "expertise_ended"]
    if what == "expertise_begun" and len(out) > len(back):
        refuse("G18", "已经送了鉴定,意见还没有收到。", "term_change")
    if what == "expertise_ended" and (len(out) == len(back) or str(step.get("on")) < str(out[-1]["on"])):
        refuse("G18", "还没有登记送鉴定,或收到的日子早于送出的日子,请核对。", "on")


def extension_in_time(case: Case, step: Step) -> None:
    """Office practice: an extension is answered before the term ends or within three days after."""
    until = case.screening.deadline_on if case.screening else None
    if until and step.day > date.fromisoformat(until) + timedelta(days=EXTENSION_ANSWER_DAYS):
        refuse("G18", f"期限届满已超过{EXTENSION_ANSWER_DAYS}天,按不延期处理。")
