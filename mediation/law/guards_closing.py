"""Guards of 结案审核 and 立卷归档: a second pair of eyes, nothing missing, nothing made up."""

from mediation.case import dossier, outcome
from mediation.case.facts import Case
from mediation.case.step import Step
from mediation.law.codes import AGREEMENTS, ENTRUSTED_SOURCES, TALKS
from mediation.law.guarding import law, refuse
from mediation.law.values import day_of, rows

PREVENTED = {
    "suicide": ("2", "防止自杀"),
    "criminal": ("3", "防止民转刑"),
    "petition": ("4", "防止群体性上访"),
    "fight": ("5", "防止群体性械斗"),
}
_HANDLING = {"C_correct", "T_screen", "S4_smooth_praise", *TALKS, *AGREEMENTS}
_ACCESS = {"restricted": "restricted", "minor": "minor_masked"}


def handlers(case: Case) -> set[str]:
    """Everyone whose work a closing reviews: mediators of any tier, and who screened, talked or wrote the agreement."""
    people = {step.actor for step in case.done if step.task in _HANDLING} | set(case.former)
    for episode in case.episodes:
        people.update(episode.mediators, episode.co_mediators)
    return people


def reviewer_is_another(case: Case, step: Step) -> None:
    """G16: nobody reviews their own case."""
    if step.actor.id in handlers(case):
        refuse("G16", "经办人不能审核自己办的案件,请由调委会主任或司法所另派人审核。")


def nothing_is_being_mended(case: Case, step: Step) -> None:
    """What the reviewer sent back, and all that hangs on it, is done before the case is reviewed again."""
    if case.mending:
        refuse("review", "退回修改的还没有补正完,补正后再审核。")


def rest_is_settled(case: Case, step: Step) -> None:
    """Of a partial agreement, what was left open was ended and told, or agreed, before the case is closed (法 26)."""
    if case.agreement is not None and (case.rest or case.unresolved):
        refuse("partial", "还有没谈成的事项没有了结:请先终止并告知,或等上级谈出结果。", None, law(26))


def correction_is_complete(case: Case, step: Step) -> None:
    """What can only be mended with the parties has its day, from today on."""
    if not case.mending:
        refuse("review", "这件没有退回修改,不用补正。")
    day = day_of(step.get("visit_on"))
    if set(case.mending) & {"agreement", "visit"} and (day is None or day < step.day):
        refuse("review", "审核人要求重新回访或改协议,请选上门的日子(今天或以后)。", "visit_on")


def change_is_talked_over(case: Case, step: Step) -> None:
    """An agreement that was sent back is changed by the parties, or they are shown the way out; not passed over."""
    if "agreement" in case.mending and step.get("action") not in ("再次调解", "告知途径"):
        refuse("review", "审核人要求改协议:双方同意改的选“再次调解”,不同意的选“告知途径”。", "action")


def source_is_answered(case: Case, step: Step) -> None:
    """G24: the office that sent the case has its answer before the case is put away."""
    if case.source_code not in ENTRUSTED_SOURCES:
        return
    answered = any(item.kind in ("source_feedback", "police_feedback") for item in case.handoffs)
    if not step.get("feedback_to_source") and not answered:
        refuse("G24", "移送来的案件须先向移送单位反馈,请填写反馈情况。", "feedback_to_source")


def difficulty_is_explained(case: Case, step: Step) -> None:
    """Office practice: a difficulty that changed says why, unless a higher tier or a risk report shows it."""
    screening, final = case.screening, step.get("difficulty_final")
    if screening is None or screening.decision != "accept" or final is None:
        return
    shown = any(item.accepted for item in case.escalations) or bool(case.reports)
    if final != screening.difficulty_code and not shown and not step.get("difficulty_reason"):
        refuse("difficulty", "难度与受理时不同,请写明理由。", "difficulty_reason")


def prevention_has_evidence(case: Case, step: Step) -> None:
    """Office practice: what was prevented rests on a risk report, or on a forecast with evidence taken."""
    for number, row in enumerate(rows(step.get("prevention"))):
        forecast, name = PREVENTED.get(str(row.get("kind")), (None, "预防"))
        if forecast is None:
            refuse("prevention", "预防类别不在代码表内。", f"prevention.{number}.kind")
        reported = any(report.forecast_code == forecast for report in case.reports)
        screened = case.screening is not None and case.screening.forecast_code == forecast
        if not reported and not (screened and case.papers.get("evidence")):
            refuse("prevention", f"{name}没有风险报告或证据支撑,不能计入。", f"prevention.{number}")


def result_is_computed(case: Case, step: Step) -> None:
    """The result follows from what happened; it is not chosen."""
    given, right = step.get("result_code"), outcome.national_codes(case)["TJJG"]
    if given is not None and str(given) != right:
        refuse("result", f"调解结果与办案经过不符,应为{right or '空'}。", "result_code")


def papers_are_complete(case: Case, step: Step) -> None:
    """G19: what the law wants in the file is in it (人民调解法 27)."""
    missing = dossier.missing(case)
    if missing:
        refuse("G19", f"卷内缺少必须文书:{'、'.join(missing)};请补齐后归档。", None, law(27))


def access_is_kept(case: Case, step: Step) -> None:
    """A restricted case stays restricted in the archive (人民调解法 15)."""
    wanted, given = _ACCESS.get(case.confidential_level), step.get("access")
    if wanted and given is not None and given not in (wanted, "minor_masked"):
        refuse("access", "受限案件归档后仍须限制查阅。", "access", law(15))
