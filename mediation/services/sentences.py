"""Turns codes and entries into the sentences people read. Wording only; decides nothing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from mediation import clock
from mediation.case.facts import Case, Clock
from mediation.law import codes, confirmation, events
from mediation.law.auditing import ABOUT, EXTENTS, READ_REASONS, VERDICTS
from mediation.law.visibility import EXPORT_REASONS, REASONS
from mediation.services.clock_words import FIRED, TIMERS
from mediation.services.office import milliseconds, moment
from mediation.store.history import ACTIONS

EVENTS = {
    "party_refused": "有一方不愿再调",
    "withdrawn": "申请人撤回(或已自行和解)",
    "official_accepted": "法院、公安等已受理",
    "party_changed": "当事人有变化(去世、丧失行为能力、换代表)",
    "regretted": "签字前有人反悔,回去再谈",
    "assigned_down": "下派给村里调",
    "recusal_requested": "当事人要求换调解员",
    "escalation_requested": "请上一级来调",
    "extension_requested": "时间不够,征询延期",
    "risk_raised": "发现危险,要报告",
    "help_requested": "求助:要部门到场",
    "confirmation_requested": "双方要申请司法确认",
    "breach_reported": "有人没按协议办",
    "sent_back": "退回修改",
    "term_changed": "期限有变(信访延长、送鉴定)",
}
READING = ("read_asked", "read_granted", "read_refused", "read_ended")
FINDINGS = ("finding", "finding_answered", "finding_back", "finding_closed")
REGRETTED = (
    "有人签了字又反悔。协议已经生效,一方不能单独撤回(人民调解法第31条):双方同意的,回访时选“再次调解”重新签;"
    "不同意的,劝他照办,或告诉他可以向人民法院起诉(第32条)。"
)
# where an event leads, if that is not always to the same task
LEADS_TO = {
    "assigned_down": "选调解员(由村里办)",
    "term_changed": "期限重新算,案件页上写明怎么算的",
    "party_changed": "告知与意愿(有人接着参加)或终止调解告知(没有)",
}


def event(name: str, case: Case) -> str:
    """An event as its button says it, on this case."""
    if name == "escalation_requested" and events.rest_waits(case):
        return "没谈成的事,请上一级接着调"
    if name == "confirmation_requested" and not confirmation.to_be_asked(case):
        return "登记法院对司法确认的裁定"
    return EVENTS[name]


def task_name(task: str, names: dict[str, str] | None = None) -> str:
    """A task as people call it: the diagram's own name first."""
    return (names or {}).get(task) or codes.TASKS.get(task, task)


def paper_name(label: str) -> str:
    """A paper by its label (D13-2): 人民调解回访记录(第2份)."""
    code, _, nth = label.partition("-")
    name = codes.PAPERS.get(code, code)
    return f"{name}(第{nth}份)" if nth not in ("", "1") else name


def timer_name(name: str) -> str:
    """What a timer waits for; one that an office has drawn itself goes by its own name if that is no code."""
    return TIMERS.get(name) or (name if not name.isascii() else "约定的时间")


def which_agreement(number: int, several: Sequence[int]) -> str:
    """One of the agreements that hold side by side, as people tell them apart; `several` are all of them."""
    place = sorted(several).index(number) if number in several else 0
    if len(several) == 2:
        return ("先谈成的一份", "后谈成的一份")[place]
    return f"第{place + 1}份" if len(several) > 2 else ""


def term_name(case: Case, term: Clock) -> str:
    """What a clock waits for; where two agreements hold, the window for the court says of which."""
    which = which_agreement(confirmation.of_clock(term), confirmation.standing(case))
    return f"{timer_name(term.name)}({which})" if which and term.name == confirmation.WINDOW else timer_name(term.name)


def reminder(subject: str) -> str:
    """What somebody is reminded of: `mediation_deadline:2026-09-01`, or of one of two agreements: `…:先谈成的一份`."""
    name, _, rest = subject.partition(":")
    which = rest.partition(":")[2]
    return FIRED.get(name, subject) + (f"({which})" if which else "")


def day(at: datetime) -> str:
    """A day and time as one says it: today's only by its time."""
    here = clock.localize(at)
    if here.date() == clock.today():
        return f"今天 {here:%H:%M}"
    year = "" if here.year == clock.today().year else f"{here.year}年"
    time = f" {here:%H:%M}" if (here.hour, here.minute) != (0, 0) else ""
    return f"{year}{here.month}月{here.day}日{time}"


def till(due: datetime) -> str:
    """An instant as the end of a term: midnight is the end of the day before."""
    here = clock.localize(due)
    if (here.hour, here.minute) != (0, 0):
        return day(here)
    last = here - timedelta(minutes=1)
    return f"{'' if last.year == clock.today().year else f'{last.year}年'}{last.month}月{last.day}日 24:00"


def entry(row: Any, who: str, names: dict[str, str], whom: str = "") -> str:
    """One entry of a history as a sentence; `whom` is the person it was given to, where it was."""
    what = {
        "event": EVENTS.get(row.subject, row.subject),
        "timer": FIRED.get(row.subject, row.subject),
        "recomputed": timer_name(row.subject),
        "revealed": REASONS.get(row.subject, row.subject),
        "exported": EXPORT_REASONS.get(row.subject, row.subject),
        "issued": paper_name(row.subject),
        "signed": paper_name(row.subject),
        **dict.fromkeys(READING, {**READ_REASONS, **EXTENTS}.get(row.subject, row.subject)),
        **dict.fromkeys(("judged", *FINDINGS), {**ABOUT, **VERDICTS}.get(row.subject, row.subject)),
    }.get(row.action, task_name(row.subject, names))
    return ACTIONS[row.action].format(who=who, what=what, whom=whom)


def deadline(case: Case) -> str | None:
    """Until when the talk should be settled, while it is going on."""
    screening = case.screening
    if screening is None or not screening.deadline_on or case.agreement or case.terminations or case.handoffs:
        return None
    return until(screening.deadline_on)


def month_day(iso: str) -> str:
    """A day (ISO) as one says it: 8月31日."""
    return f"{int(iso[5:7])}月{int(iso[8:10])}日"


def days_left(deadline_on: str) -> str:
    """A deadline as a list says it."""
    left = (date.fromisoformat(deadline_on) - clock.today()).days
    return f"期限还有 {left} 天" if left > 0 else "期限今天到" if left == 0 else "期限已过"


def due(at: int) -> str:
    """Until when a task should be done, as a list says it; the end of a day goes by that day's name."""
    last = moment(at - 1).date()
    left = (last - clock.today()).days
    if at <= milliseconds(clock.now()):
        return f"{last.month}月{last.day}日就该办了"
    return "今天要办" if left == 0 else "明天要办" if left == 1 else f"{last.month}月{last.day}日前办"


def until(deadline_on: str) -> str:
    """A deadline's day, and how long it is till then."""
    left = (date.fromisoformat(deadline_on) - clock.today()).days
    end = f"{int(deadline_on[5:7])}月{int(deadline_on[8:])}日"
    return f"调解期限到 {end} 24:00,还有 {left} 天" if left >= 0 else f"调解期限 {end} 已过"


def standing(case: Case, tasks: list[str], waiting: list[Any], names: dict[str, str], final: str | None) -> str:
    """Where a case stands, in one sentence."""
    if case.archived_at:
        return f"已归档:{codes.FINAL_STATUSES.get(final or '', '已办结')}。"
    if tasks:
        steps = "、".join(f"“{task_name(task, names)}”" for task in dict.fromkeys(tasks))
        return f"现在{codes.TIER_NAMES[case.tier]}办理,等着做{steps}。"
    if waiting:
        first = min(waiting, key=lambda timer: timer.due)
        return f"等{timer_name(first.name)}:{day(first.due)}。"
    return "没有下一步,请联系管理员。"


def title(parties: list[tuple[str, str]], dispute_type: str | None) -> str:
    """A case by its people and its kind: 张三 与 李四 · 邻里纠纷. `parties` are (role, name)."""
    sides = []
    for side in ("applicant", "respondent"):
        named = [name for role, name in parties if role == side]
        if named:
            sides.append(named[0] + (f"等{len(named)}人" if len(named) > 1 else ""))
    kind = codes.DISPUTE_TYPES.get(dispute_type or "", "纠纷")
    return f"{' 与 '.join(sides)} · {kind}" if sides else kind


def both_times(at: int, recorded_at: int) -> str:
    """When something happened; where it was recorded later (补录), also when that was."""
    late = recorded_at - at > 60_000
    return f"{at_time(at)} 办,{at_time(recorded_at)} 补录" if late else at_time(at)


def at_time(milliseconds: int) -> str:
    """An instant of the store as people say it."""
    return day(moment(milliseconds))
