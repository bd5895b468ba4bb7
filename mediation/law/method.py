"""What the law asks of the method itself, whoever redraws it: which steps must stand, and which come before which.

The words and everything else belong to the office. Guards (`guards.py`) hold at every single step as well; here a
diagram that could only run into them is refused before anybody works with it.
"""

from mediation.law.codes import TALKS
from mediation.law.events import BESIDE, REST

MAIN = "mediation_case"
FIRST, SCREENING, CONSENT, NOTICE = "T_register", "T_screen", "T_consent", "T_reject_notice"
ENDING, REPORT, VISIT, REVIEW, FILING = "T_terminate", "E_report", "F_visit", "C_close", "C_archive"
AGREEMENTS = ("A_written", "A_oral")
# steps without which no case can be mediated as the law has it
REQUIRED = (
    FIRST, SCREENING, NOTICE, CONSENT, "T_assign", *TALKS, *AGREEMENTS, "S4_smooth_praise", ENDING, REPORT,
    "H_handoff", VISIT, REVIEW, FILING,
)  # fmt: skip
# steps that may be left out, with what is lost then
OPTIONAL = {
    "J_confirm": "司法确认跟踪", "X_escalate": "提级", "X_accept": "上级接收", "X_return": "退回",
    "D_extend": "延期", "F_supervise": "督促履行", "A_amend": "变更协议", "E_whistle": "吹哨报到",
}  # fmt: skip
# while one of these may be open, everybody must be able to say no (人民调解法 23: 接受、拒绝或终止调解)
UNDER_REFUSAL = (CONSENT, *TALKS, *AGREEMENTS)
EVENTS = ("party_refused", "withdrawn", "official_accepted", "party_changed")
# process begun by a button → the task that must open in it
# the talk about what a partial agreement left open is a talk like any other
TALKED_IN = (MAIN, REST)
BUTTONS = {process: task for process, task in BESIDE.values()}
ROLES = frozenset({"mediator", "assigned", "reviewer", "archivist", "upper", "visitor"})
TIERS = frozenset({"current", "group", "village", "township", "upper"})
LAW_CONSENT = "人民调解法第17条、第23条"
# why a step must stand, in the words the workshop shows; an article only where it was read there
REASONS = {
    CONSENT: f"双方没有表示同意之前不能调解({LAW_CONSENT})",
    ENDING: "调解不成,任何时候都要能终止并告知别的路(人民调解法第26条)",
    REPORT: "有激化的危险要能报告(人民调解法第25条)",
    VISIT: "达成协议以后要监督履行、回访(人民调解法第31条)",
    NOTICE: "不受理的,要告诉当事人为什么、还能找谁",
    FILING: "每件都要有个去向,立卷归档",
    REVIEW: "不是经办人的另一个人审过,才能归档",
}
REASON, EVENT_REASON = "办案必经的一步", f"当事人随时可以拒绝、终止({LAW_CONSENT})"


def locked_steps() -> dict[str, str]:
    """Every step that no redrawing may take away, and why."""
    return {task: REASONS.get(task, REASON) for task in REQUIRED}


# articles that must lie ready to be read out at a step, and why there (75号令 30; 人民调解法 17、25、26、29–31、33)
_SECTION = "人民调解法第{}条"
TOLD = {
    task: (tuple(_SECTION.format(number) for number in numbers), why)
    for task, numbers, why in (
        (CONSENT, (3, 4, 17, 23, 24), "调解以前要告知权利、义务和原则(人民调解工作若干规定第30条)"),
        ("S1_read_calm", (23, 24), "第一轮要读权利和义务(人民调解工作若干规定第30条)"),
        ("A_oral", (30, 31), "要讲清口头协议怎么算数(人民调解工作若干规定第30条)"),
        ("A_written", (29, 31, 33), "要讲清协议书怎么算数(人民调解工作若干规定第30条)"),
        (ENDING, (26,), "调不成要告知别的路(人民调解法第26条)"),
        (NOTICE, (3,), "不受理也要告知还能找谁(人民调解工作若干规定第24条)"),
        (REPORT, (25,), "有激化的危险要报告(人民调解法第25条)"),
        ("party_refused", (17,), "一方不愿意就不调(人民调解法第17条)"),
    )
}  # fmt: skip
