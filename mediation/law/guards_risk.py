"""Guards on danger: the colour that may not be talked down, and the report that must reach the police."""

from mediation.case.facts import Case
from mediation.case.step import Step
from mediation.law import risk
from mediation.law.codes import RISK_COLORS
from mediation.law.guarding import flags, law, refuse, violence_with_minor
from mediation.law.guards_gates import report_owed
from mediation.law.values import instant_of, rows, texts

MAY_LOWER = frozenset({"committee_director", "township_mediator", "reviewer"})
_POLICE = ("公安", "派出所", "警", "110")
_COORDINATORS = ("综治", "政法")
_COLOR_FIELD = {"T_screen": "risk_color", "E_report": "risk_color", "S1_read_calm": "risk_recheck"}


def color_is_not_talked_down(case: Case, step: Step) -> None:
    """The colour may always be raised; lowered only by a director, the township or a reviewer, after a report."""
    field = _COLOR_FIELD[step.task]
    chosen, floor = step.get(field), _floor(case, step)
    if not risk.lower(chosen, floor):
        return
    name = RISK_COLORS[floor][0]
    if not step.actor.roles & MAY_LOWER:
        refuse("color", f"风险不能低于{name}色{_why(case, step)};降级须由主任、镇调解员或审核人办理。", field)
    if floor == "red" and (report_owed(case) or not case.reports):
        refuse("color", f"红色风险须先报告,才能降级{_why(case, step)}。", field, law(25))


def _floor(case: Case, step: Step) -> str:
    if step.task != "T_screen":
        return case.risk_color
    return risk.color_of(step.get("risk_flags", ()), step.get("special_flags", ()), step.get("forecast_code"))


def _why(case: Case, step: Step) -> str:
    if step.task != "T_screen":
        return ""
    found = risk.hits(step.get("risk_flags", ()), step.get("special_flags", ()), step.get("forecast_code"))
    return "(" + "、".join(hit.name for hit in found if hit.color == found[0].color) + ")"


def weapon_is_red(case: Case, step: Step) -> None:
    """Office practice: what is seen on the spot counts: a weapon is red, drink at least yellow."""
    seen = step.get("risk_recheck")
    if step.get("weapon_observed") and seen != "red":
        refuse("color", "现场有人持械,复评须为红色。", "risk_recheck")
    if step.get("alcohol") and risk.lower(seen, "yellow"):
        refuse("color", "有人酒后到场,复评至少为黄色。", "risk_recheck")


def report_reaches_police(case: Case, step: Step) -> None:
    """Red goes to the police or the 综治中心; violence at home or a minor: always the police (法 25, 反家暴 14)."""
    told = "、".join(texts(step.get("reported_to")))
    if not told:
        refuse("G3", "请填写报告给了哪些单位。", "reported_to", law(25))
    police = any(word in told for word in _POLICE)
    found = flags(case)
    if found & {"domestic_violence", "minor_involved", "minor_injured"} and not police:
        minor = "domestic_violence" not in found
        article = "未成年人保护法第11条" if minor else "反家庭暴力法第14条"
        refuse("G4", "涉家庭暴力或未成年人,必须报告公安机关。", "reported_to", article)
    if step.get("risk_color") == "red" and not (police or any(word in told for word in _COORDINATORS)):
        refuse("G3", "红色风险必须报告公安机关或综治中心。", "reported_to", law(25))


def report_is_past(case: Case, step: Step) -> None:
    """A report is noted after it was made, not before."""
    at = instant_of(step.get("reported_at"))
    if at is not None and at > step.at:
        refuse("G3", "报告时间不能晚于现在。", "reported_at")


def violence_stays_out(case: Case, step: Step) -> None:
    """G4: no report can open the way to mediation where violence met a minor."""
    if step.get("civil_mediation_possible") and violence_with_minor(case):
        refuse("G4", "涉家庭暴力且有未成年人,不能转入民事调解。", "civil_mediation_possible", "反家庭暴力法第14条")


def arrivals_are_past(case: Case, step: Step) -> None:
    """Office practice: nobody arrives before the call, and nobody leaves before the matter is done (事不完,人不走)."""
    done = instant_of(step.get("resolved_at"))
    if done is None:
        refuse("whistle", "事情处理完才能办结吹哨,请填写处理完的时间。", "resolved_at")
    for number, row in enumerate(rows(step.get("called"))):
        called, arrived = instant_of(row.get("called_at")), instant_of(row.get("arrived_at"))
        if called is not None and arrived is not None and arrived < called:
            refuse("whistle", "到场时间不能早于呼叫时间,请核对。", f"called.{number}.arrived_at")
        if arrived is not None and done < arrived:
            refuse("whistle", "处理完的时间不能早于到场时间,请核对。", "resolved_at")


def whistle_follows_red(case: Case, step: Step) -> None:
    """Office practice: departments are whistled for once a red risk was reported."""
    if not any(report.risk_color == "red" for report in case.reports):
        refuse("whistle", "吹哨之前须先提交红色的激化风险报告。")
