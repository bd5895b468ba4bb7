"""When things fall due. Calendar days, the first day not counted, the last day ends at 24:00 in the village.

Every answer explains itself. Days of practice are settings; days of law are constants here, and may only shrink.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mediation import clock
from mediation.case.step import Settings
from mediation.law import holidays

CONFIRM_DAYS = 30
LABOR_DAYS = 15
EXTENSION_MAX_DAYS = 30
EXTENSION_ANSWER_DAYS = 3
ESCALATE_ACCEPT_WORKDAYS = 3
RED_REPORT_MINUTES = 60
WARN_BEFORE = (7, 2)
CONFIRM_WARN_AFTER = (20, 27)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A term: begun on `start` (not counted), over at the end of `last_day`; acts at `fires_at` (aware).

    `explanation` is one sentence for the person; `article` the law's, None where it is office practice.
    """

    key: str
    start: date
    last_day: date
    fires_at: datetime
    explanation: str
    article: str | None = None


def midnight(day: date) -> datetime:
    """00:00 of a day in Asia/Shanghai, when what is planned for that day opens (visits, due days, grace)."""
    return datetime.combine(day, time(), clock.SHANGHAI)


visit_opens = midnight


def end_of(day: date) -> datetime:
    """24:00 of a day, which is 00:00 of the next."""
    return midnight(day + timedelta(days=1))


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _term(key: str, start: date, days: int, article: str | None, roll: Settings | None = None) -> Deadline:
    counted = start + timedelta(days=days)
    last, note = counted, ""
    if roll is not None:
        last = holidays.first_workday(counted, roll)
        note = holidays.caveat(counted.year, roll)
        if last != counted:
            note = f"(末日{_said(counted)}逢休假日,顺延)" + note
    first = _said(start + timedelta(days=1))
    text = f"自{first}起算{days}日,{_said(last)}24:00届满{note}"
    return Deadline(key, start, last, end_of(last), text, article)


def mediation_deadline(accepted_on: date, settings: Settings) -> Deadline:
    """The term to settle a dispute, from the first acceptance; escalation does not begin it anew (规定33).

    It is a rule of work, not a window of law: it rolls past holidays only where the office says so.
    """
    roll = settings if settings.deadline_rolls else None
    return _term("mediation_deadline", accepted_on, settings.deadline_days, "人民调解工作若干规定第33条", roll)


def extended_deadline(deadline_on: date, days: int) -> Deadline:
    """The term after an extension all parties agreed to; `days` 1–30, counted from the old last day."""
    return _term("mediation_deadline", deadline_on, min(days, EXTENSION_MAX_DAYS), None)


def extension_answer(deadline_on: date) -> Deadline:
    """How long an extension may still be answered after the term ran out; unanswered means no."""
    return _term("extension_answer", deadline_on, EXTENSION_ANSWER_DAYS, None)


def deadline_warnings(deadline_on: date) -> list[date]:
    """The days on which the coming end of the term is announced (7 and 2 days before)."""
    return [deadline_on - timedelta(days=days) for days in WARN_BEFORE]


def judicial_confirm_window(effective_on: date, settings: Settings) -> Deadline:
    """共同申请司法确认: 30 days from the day the agreement took effect (人民调解法 33; last day rolls, 民法典 203)."""
    days = min(settings.judicial_confirm_days, CONFIRM_DAYS)
    return _term("judicial_confirm_window", effective_on, days, "人民调解法第33条", settings)


def confirm_warnings(effective_on: date) -> list[date]:
    """The days on which the closing window for judicial confirmation is announced."""
    return [effective_on + timedelta(days=days) for days in CONFIRM_WARN_AFTER]


def labor_15day(applied_on: date) -> Deadline:
    """Labour disputes: unsettled 15 days after the application, arbitration is open (劳动争议调解仲裁法 14).

    A notice to the parties, never an end of the mediation.
    """
    return _term("labor_15day", applied_on, LABOR_DAYS, "劳动争议调解仲裁法第14条")


def workdays_after(day: date, count: int, settings: Settings) -> date:
    """The `count`-th workday after a day, which itself is not counted."""
    for _ in range(count):
        day = holidays.first_workday(day + timedelta(days=1), settings)
    return day


def workdays_between(first: date, last: date, settings: Settings) -> int:
    """How many workdays it took from one day, which is not counted, to another, which is."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(1 for day in days if holidays.is_workday(day, settings))


def _in_workdays(key: str, start: date, count: int, settings: Settings) -> Deadline:
    last = workdays_after(start, count, settings)
    text = f"自{_said(start)}的次日起算{count}个工作日,{_said(last)}24:00届满" + holidays.caveat(last.year, settings)
    return Deadline(key, start, last, end_of(last), text)


def return_down(escalated_on: date, settings: Settings) -> Deadline:
    """How long the upper tier may hand an escalation back, counted from its submission."""
    return _in_workdays("return_down_2_workdays", escalated_on, settings.return_down_workdays, settings)


def escalate_accept(escalated_on: date, settings: Settings) -> Deadline:
    """How long the upper tier has to receive an escalation (3 workdays)."""
    return _in_workdays("escalate_accept", escalated_on, ESCALATE_ACCEPT_WORKDAYS, settings)


def _moment(key: str, at: datetime, due: datetime, wait: str, article: str | None = None) -> Deadline:
    text = f"自{_said(at.date())}{at:%H:%M}起{wait},至{_said(due.date())}{due:%H:%M}"
    return Deadline(key, at.date(), due.date(), due, text, article)


def cooling(at: datetime, hours: int) -> Deadline:
    """The end of a cooling-off pause of `hours` hours."""
    at = clock.localize(at)
    return _moment("cooling", at, at + timedelta(hours=hours), f"冷静{hours}小时")


def red_report(at: datetime) -> Deadline:
    """When a red risk must have been reported: one hour, which is how this product reads 及时 (人民调解法 25)."""
    at = clock.localize(at)
    return _moment("red_report", at, at + timedelta(minutes=RED_REPORT_MINUTES), "1小时内", "人民调解法第25条")


def whistle(at: datetime, settings: Settings) -> Deadline:
    """When a department that was whistled for must be there; exactly at the limit is in time."""
    at, minutes = clock.localize(at), settings.whistle_arrival_minutes
    return _moment("whistle_30min", at, at + timedelta(minutes=minutes), f"{minutes}分钟内到场")


def grace(from_day: date, settings: Settings) -> Deadline:
    """Suggested end of the grace period after a reminder; acts at 00:00 of its last day, as all plans do."""
    last = from_day + timedelta(days=settings.supervise_grace_days)
    text = f"自{_said(from_day + timedelta(days=1))}起宽限{settings.supervise_grace_days}日,至{_said(last)}"
    return Deadline("supervise_grace", from_day, last, midnight(last), text)


_DUE = re.compile(r"(\d{1,3})(wd|d|h)")


def task_due(rule: str | None, opened: datetime, settings: Settings) -> datetime | None:
    """When a task should be done, by its diagram: `24h` from its opening, `3d` or `3wd` (workdays) till 24:00 of the
    last day, the first not counted. Office practice: nothing happens then, but lists and people say so."""
    match = _DUE.fullmatch(rule.strip()) if rule else None
    if match is None:
        return None
    count, unit, opened = int(match[1]), match[2], clock.localize(opened)
    if unit == "h":
        return opened + timedelta(hours=count)
    if unit == "d":
        return end_of(opened.date() + timedelta(days=count))
    return end_of(workdays_after(opened.date(), count, settings))
