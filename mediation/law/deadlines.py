"""When things fall due. Calendar days, the first day not counted, the last day ends at 24:00 in the village.

Every answer explains itself. Days of practice are settings; days of law are constants here, and may only shrink.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from mediation import clock
from mediation.case.step import Settings
from mediation.law import holidays

CONFIRM_DAYS = 30
LABOR_DAYS = 15
EXTENSION_MAX_DAYS = 30
EXTENSION_ANSWER_DAYS = 3
ESCALATE_ACCEPT_WORKDAYS = 3
ESCALATE_URGE_WORKDAYS = 1
RED_REPORT_MINUTES = 60
CONSENT_LAPSE_DAYS = 7
ARCHIVE_DAYS = 30
HANDOFF_SIGN_HOURS = 24
COURT_ENTRUST_DAYS = {"pre": 30, "ordinary": 15, "summary": 7}
ENTRUSTED_ARTICLE = "最高人民法院关于人民法院特邀调解的规定第27条"
PETITION_DAYS, PETITION_MORE = 60, 30
MEDICAL_ARTICLE = "医疗纠纷预防和处理条例第38条"
MEDICAL_WORKDAYS = 30
WARN_BEFORE = (7, 2)
CONFIRM_WARN_AFTER = (20, 27)
# terms that are over at 24:00 of their last day, whatever the hour they began
DAY_TERMS = frozenset(
    {
        "mediation_deadline", "extension_answer", "judicial_confirm_window", "labor_15day", "court_entrust",
        "petition_60", "medical_30wd", "consent_contact", "consent_lapse", "escalate_urge", "escalate_accept",
        "return_down_2_workdays", "handoff_feedback", "archive_due",
    }
)  # fmt: skip


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


def start_of(text: str) -> datetime:
    """The instant a term runs from, by its ISO day (its 00:00) or instant."""
    return clock.localize(datetime.fromisoformat(text))


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


def warning_day(last_day: date, days: int) -> date:
    """The day so many days before a last day, on which its coming is announced."""
    return last_day - timedelta(days=days)


def deadline_warnings(deadline_on: date) -> list[date]:
    """The days on which the coming end of the term is announced (7 and 2 days before)."""
    return [warning_day(deadline_on, days) for days in WARN_BEFORE]


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


def _in_workdays(key: str, start: date, count: int, settings: Settings, article: str | None = None) -> Deadline:
    last = workdays_after(start, count, settings)
    text = f"自{_said(start)}的次日起算{count}个工作日,{_said(last)}24:00届满" + holidays.caveat(last.year, settings)
    return Deadline(key, start, last, end_of(last), text, article)


def ending(key: str, start: date, last_day: date, article: str | None = None) -> Deadline:
    """A term whose last day was fixed before (an extension, a date on a form), over at its 24:00."""
    days = (last_day - start).days
    text = f"自{_said(start + timedelta(days=1))}起算{days}日,{_said(last_day)}24:00届满"
    return Deadline(key, start, last_day, end_of(last_day), text, article)


def planned(key: str, start: date, day: date, why: str) -> Deadline:
    """Something planned for a day, at whose 00:00 it acts; `why` says what for."""
    return Deadline(key, start, day, midnight(day), f"{_said(day)},{why}")


def consent_contact(start: date, settings: Settings) -> Deadline:
    """Office practice: the other side is spoken to within these days of the acceptance."""
    return _term("consent_contact", start, settings.consent_contact_days, None)


def consent_lapse(start: date) -> Deadline:
    """Office practice: who could not be reached for so long is taken as not to be reached."""
    return _term("consent_lapse", start, CONSENT_LAPSE_DAYS, None)


def court_entrust(start: date, sent: str, extended: int = 0) -> Deadline:
    """What a court has sent over is settled or sent back in time, from the day its papers were signed for: 委派 (`pre`)
    30 days, 委托 15 in an ordinary (`ordinary`), 7 in a summary procedure (`summary`); all parties may extend it by so
    many days (特邀调解规定 27).
    """
    return _term("court_entrust", start, COURT_ENTRUST_DAYS.get(sent, 30) + extended, ENTRUSTED_ARTICLE)


def petition_60(start: date, extended: int = 0) -> Deadline:
    """A petition is dealt with within 60 days of being taken, the office that took it may add 30 (信访工作条例 34)."""
    return _term("petition_60", start, PETITION_DAYS + min(extended, PETITION_MORE), "信访工作条例第34条")


def medical_30wd(start: date, settings: Settings, expertise: int = 0) -> Deadline:
    """A medical dispute: 30 workdays from the acceptance, so many of an expertise not counted (医疗条例 38)."""
    found = _in_workdays("medical_30wd", start, MEDICAL_WORKDAYS + expertise, settings, MEDICAL_ARTICLE)
    if not expertise:
        return found
    text = found.explanation.replace(f"{MEDICAL_WORKDAYS + expertise}个工作日", f"{MEDICAL_WORKDAYS}个工作日", 1)
    return replace(found, explanation=f"{text};其中鉴定用的{expertise}个工作日不计")


def archive_due(closed_on: date) -> Deadline:
    """Office practice: the file is bound within 30 days of the closing."""
    return _term("archive_due", closed_on, ARCHIVE_DAYS, None)


def return_down(escalated_on: date, settings: Settings) -> Deadline:
    """How long the upper tier may hand an escalation back, counted from its submission."""
    return _in_workdays("return_down_2_workdays", escalated_on, settings.return_down_workdays, settings)


def escalate_urge(escalated_on: date, settings: Settings) -> Deadline:
    """When the upper tier is reminded of an escalation it has not answered (1 workday)."""
    return _in_workdays("escalate_urge", escalated_on, ESCALATE_URGE_WORKDAYS, settings)


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


def handoff_sign(at: datetime) -> Deadline:
    """Office practice: a department signs for a matter handed to it within 24 hours."""
    at = clock.localize(at)
    return _moment("handoff_sign", at, at + timedelta(hours=HANDOFF_SIGN_HOURS), f"{HANDOFF_SIGN_HOURS}小时内签收")


def grace(from_day: date, settings: Settings) -> Deadline:
    """Suggested end of the grace period after a reminder; acts at 00:00 of its last day, as all plans do."""
    last = from_day + timedelta(days=settings.supervise_grace_days)
    text = f"自{_said(from_day + timedelta(days=1))}起宽限{settings.supervise_grace_days}日,至{_said(last)}"
    return Deadline("supervise_grace", from_day, last, midnight(last), text)


_DUE = re.compile(r"(\d{1,3})(wd|d|h)")


def is_task_due(rule: str) -> bool:
    """Whether a diagram's word for when a task should be done can be read."""
    return _DUE.fullmatch(rule.strip()) is not None


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
