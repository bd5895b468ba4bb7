"""The official figures (司法部统计口径) and the indicators beside them, each with its definition in plain words.

A definition says what is counted and in which period a case counts; the page and every table print it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from mediation.case.figures import CaseFigures

DAYS = {"registered": "登记日", "result": "结果日(协议生效或终止的那天)", "closed": "结案审核日",
        "claimed": "补贴申报日", "walked": "排查日"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure: the sum of `figure` over the cases whose `day` falls in the period; `per` divides it (a rate)."""

    key: str
    name: str
    group: str
    figure: str
    day: str
    definition: str
    per: tuple[str, ...] = ()
    unit: str = "件"


def _i(key: str, name: str, group: str, day: str, definition: str, **more: object) -> Indicator:
    return Indicator(key, name, group, str(more.pop("figure", key)), day, definition, **more)  # type: ignore[arg-type]


_NOTHING = Decimal(0)
_RESULT = ("success", "failed")
INDICATORS: tuple[Indicator, ...] = (
    _i("registered", "登记纠纷", "总量", "registered", "登记台账上的纠纷,含不予受理的。"),
    _i("accepted", "受理纠纷", "总量", "registered", "审查后受理的纠纷。"),
    _i("rejected", "不予受理", "总量", "registered", "审查后不予受理并告知的纠纷。"),
    _i("mediation_counted", "调解案件", "总量", "result", "进入调解(第一步“读一读,缓一缓”起)且有结果的案件;"
       "不予受理、一方拒绝、撤回、移交的不算。"),
    _i("people", "涉及人数", "总量", "registered", "登记时填的涉及人数。", unit="人"),
    _i("success", "调解成功", "总量", "result", "协议已生效的案件,部分达成的也算一件。"),
    _i("failed", "调解不成功", "总量", "result", "进入调解后终止、没有协议的案件。"),
    _i("success_rate", "调解成功率", "总量", "result", "调解成功 ÷(调解成功+调解不成功)。不予受理、拒绝、撤回、移交的"
       "不进分母,所以数字会高,不宜拿来比高低。", figure="success", per=_RESULT, unit="%"),
    _i("difficult", "疑难复杂案件", "总量", "registered", "难度为重大或疑难的案件。"),
    _i("amount", "协议涉及金额", "总量", "result", "首份生效协议的金额;周期性给付填一期,变更不重计。", unit="元"),
    _i("oral", "口头协议", "协议", "result", "口头达成协议的案件。"),
    _i("written", "书面协议", "协议", "result", "签订书面协议的案件。"),
    _i("performed", "已履行", "履行", "result", "在统计日之前,协议约定已全部履行的案件(周期性的连续 3 期)。"),
    _i("performance_rate", "履行率", "履行", "result", "已履行 ÷ 调解成功。", figure="performed", per=("success",),
       unit="%"),
    _i("judicial_confirm", "司法确认", "履行", "result", "法院裁定有效的协议。"),
    _i("confirm_rate", "司法确认率", "履行", "result", "司法确认 ÷ 书面协议。", figure="judicial_confirm",
       per=("written",), unit="%"),
    _i("sued", "达成协议后起诉", "履行", "result", "结案时审核人登记为起诉的案件。"),
    _i("upheld", "法院判决维持", "履行", "result", "结案时审核人登记为判决维持的案件。"),
    _i("first_tier_resolution", "首层化解", "分层", "result", "没有提级就成功的案件。"),
    _i("first_tier_rate", "首层化解率", "分层", "registered", "没有提级就成功 ÷ 受理。", figure="first_tier_resolution",
       per=("accepted",), unit="%"),
    _i("success_group", "社/组/院化解", "分层", "result", "在社、组、院调解成功的案件。"),
    _i("success_village", "村化解", "分层", "result", "在村调解成功的案件。"),
    _i("success_township", "镇化解", "分层", "result", "在镇调解成功的案件。"),
    _i("share_group", "社/组/院化解占比", "分层", "result", "社/组/院化解 ÷ 调解成功。", figure="success_group",
       per=("success",), unit="%"),
    _i("share_village", "村化解占比", "分层", "result", "村化解 ÷ 调解成功。", figure="success_village",
       per=("success",), unit="%"),
    _i("share_township", "镇化解占比", "分层", "result", "镇化解 ÷ 调解成功。", figure="success_township",
       per=("success",), unit="%"),
    _i("escalated", "提级", "分层", "registered", "提级申请的次数,含被退回的、没等答复就不用提的。", unit="次"),
    _i("returned", "退回", "分层", "registered", "上级退回的次数。", unit="次"),
    _i("up_rate", "提级率", "分层", "registered", "提过级的案件 ÷ 受理。", figure="asked_up", per=("accepted",),
       unit="%"),
    _i("down_rate", "退回率", "分层", "registered", "退回的次数 ÷ 提级申请的次数。", figure="returned",
       per=("escalated",), unit="%"),
    _i("mean_days", "平均办理天数", "时效", "result", "调解案件从受理到出结果的天数 ÷ 调解案件。", figure="days",
       per=("mediation_counted",), unit="天"),
    _i("overdue", "超期", "时效", "result", "出结果的日子晚于调解期限的案件。"),
    _i("overdue_rate", "超期率", "时效", "result", "超期的调解案件 ÷ 调解案件。", figure="overdue_mediated",
       per=("mediation_counted",), unit="%"),
    _i("red_minutes", "红色响应用时", "时效", "registered", "从判为红色(审查,或按“发现危险”)到报出风险报告的分钟数 ÷ "
       "红色报告份数。", figure="red_minutes", per=("red_reports",), unit="分钟"),
    _i("visit_rate", "回访率", "时效", "result", "已做的回访 ÷(已做+计划未做)。", figure="visits",
       per=("visits_planned",), unit="%"),
    _i("marks", "有效评价", "评价", "result", "当事人在“顺一顺,赞一赞”和回访时说出的满意、基本满意、不满意;没有表态"
       "的不算,系统不代填。", unit="人次"),
    _i("satisfied_rate", "满意率", "评价", "result", "满意和基本满意 ÷ 有效评价。", figure="marks_good", per=("marks",),
       unit="%"),
    _i("marks_bad", "不满意", "评价", "result", "当事人说“不满意”的人次。", unit="人次"),
    _i("calls", "呼叫", "一事一考", "registered", "吹哨叫到的部门,加上移交给有关机关的件数;每叫一个部门算一次。",
       unit="次"),
    _i("answer_rate", "响应率", "一事一考", "registered", "部门到场或签收的次数 ÷ 呼叫。", figure="calls_answered",
       per=("calls",), unit="%"),
    _i("resolve_rate", "解决率", "一事一考", "registered", "呼叫方登记为已解决的次数(吹哨到场并处理完,移交后答复已解决)"
       " ÷ 呼叫。", figure="calls_resolved", per=("calls",), unit="%"),
    _i("whistles", "吹哨", "一事一考", "registered", "吹哨报到的次数。", unit="次"),
    _i("whistle_rate", "吹哨按时率", "一事一考", "registered", "30 分钟内到场的部门 ÷ 应到部门。",
       figure="whistle_on_time_", per=("whistle_due",), unit="%"),
    _i("reviewed", "结案审核", "案卷", "closed", "审核过结案的案件。"),
    _i("fit_rate", "案卷合格率", "案卷", "closed", "没有退回修改、一次审核通过的案件 ÷ 结案审核。",
       figure="fit_at_once", per=("reviewed",), unit="%"),
    _i("subsidized", "补贴申报", "案卷", "claimed", "调委会申报了以案定补的案件;后来不予补贴的不算。"),
    _i("subsidy_mean", "补贴件均", "案卷", "claimed", "申报的补贴金额 ÷ 补贴申报。", figure="subsidy",
       per=("subsidized",), unit="元"),
    _i("patrols", "排查次数", "排查预防", "walked", "排查台账上的次数,没有发现的(零报告)也算。", unit="次"),
    _i("patrols_zero", "其中零报告", "排查预防", "walked", "没有发现线索的排查。", unit="次"),
    _i("clues", "排查发现线索", "排查预防", "walked", "排查和网格上报的线索,按发现那天。"),
    _i("prevented", "预防纠纷", "排查预防", "walked", "核实后当场劝和、没有成案的线索。"),
    _i("clues_case", "线索转为案件", "排查预防", "walked", "由调委会主动调解、登记成案件的线索。"),
    _i("clues_passed", "线索转部门", "排查预防", "walked", "核实后转给有关部门的线索。"),
    _i("investigation_found", "主动调解", "排查预防", "registered", "来源是调委会主动调解的纠纷。"),
    _i("red", "红色风险", "排查预防", "registered", "曾判为红色的案件。"),
    _i("prevention_suicide", "防止自杀", "防激化", "closed", "结案时登记,有风险报告或证据支撑。"),
    _i("prevention_people_suicide", "防止自杀(人)", "防激化", "closed", "同上,按人数。", unit="人"),
    _i("prevention_criminal", "防止民转刑", "防激化", "closed", "结案时登记,有风险报告或证据支撑。"),
    _i("prevention_people_criminal", "防止民转刑(人)", "防激化", "closed", "同上,按人数。", unit="人"),
    _i("prevention_petition", "防止群体性上访", "防激化", "closed", "结案时登记,有风险报告或证据支撑。"),
    _i("prevention_people_petition", "防止群体性上访(人)", "防激化", "closed", "同上,按人数。", unit="人"),
    _i("prevention_fight", "防止群体性械斗", "防激化", "closed", "结案时登记,有风险报告或证据支撑。"),
    _i("prevention_people_fight", "防止群体性械斗(人)", "防激化", "closed", "同上,按人数。", unit="人"),
)  # fmt: skip
BY_KEY = {one.key: one for one in INDICATORS}


def counts(indicator: Indicator, case: CaseFigures, first: str, last: str) -> bool:
    """Whether a case counts in this figure for a period of ISO days; in a rate, on either side of it."""
    named = (indicator.figure, *indicator.per)
    return first <= case.days.get(indicator.day, "") <= last and any(name in case.values for name in named)


Tally = Mapping[str, Mapping[str, Decimal]]
"""Sums of what cases have, by the day that counts and by name."""


def tally(cases: Iterable[CaseFigures], first: str, last: str) -> Tally:
    """What some cases add up to in a period of ISO days: one walk over them, whatever is asked of it afterwards."""
    found: dict[str, dict[str, Decimal]] = {day: {} for day in DAYS}
    for case in cases:
        for day, at in case.days.items():
            if first <= at <= last:
                sums = found[day]
                for name, value in case.values.items():
                    sums[name] = sums.get(name, _NOTHING) + value
    return found


def told(indicator: Indicator, sums: Tally) -> Decimal | None:
    """The figure that a tally gives; a rate without anything to divide by is None."""
    of_day = sums[indicator.day]
    found = of_day.get(indicator.figure, _NOTHING)
    if not indicator.per:
        return found
    below = sum((of_day.get(name, _NOTHING) for name in indicator.per), _NOTHING)
    if not below:
        return None
    share = found / below * (100 if indicator.unit == "%" else 1)
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)
