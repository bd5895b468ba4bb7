"""When to visit again: suggestions only, an office may move them (人民调解法 31 says to watch, not when)."""

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from mediation.case.facts import Agreement, Case, Term, Visit
from mediation.law.codes import AGREEMENTS
from mediation.law.values import day_of

SOON = 7
AFTER_DUE = 3
MONTH = 30
QUARTER = 90
PERIODS_TO_CLOSE = 3
LOOKED_AHEAD = 60
_UNITS = {
    "半年": (6, 0), "季": (3, 0), "年": (12, 0), "月": (1, 0), "周": (0, 7), "星期": (0, 7), "日": (0, 1), "天": (0, 1),
    "half": (6, 0), "quarter": (3, 0), "year": (12, 0), "month": (1, 0), "week": (0, 7), "day": (0, 1),
}  # fmt: skip
_NUMERALS = dict(zip("一两二三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_OFTEN = re.compile(rf"(\d+|[{''.join(_NUMERALS)}])?\s*个?\s*({'|'.join(_UNITS)})")
MOST_APART = 60  # more of a unit than this nobody agrees on: a year or a number of something else stands there
_WORD = re.compile(r"(D|due|period)\+(\d{1,3})")


def suggested(case: Case) -> list[date]:
    """The visits an agreement calls for, by its due days; empty without an agreement."""
    agreement = case.agreement
    if agreement is None:
        return []
    if agreement.periodic and len(case.agreements) > 1:
        return list(islice(_periods_after_change(agreement), PERIODS_TO_CLOSE))
    return days(agreement, words(case))


def _periods_after_change(agreement: Agreement) -> Iterator[date]:
    """Visits to a changed agreement: terms left as they were began long before, their past is not visited again."""
    changed = date.fromisoformat(agreement.effective_on)
    opens = (day + timedelta(days=AFTER_DUE) for day in _period_days(agreement))
    return (day for day in opens if day > changed)


def words(case: Case) -> list[str]:
    """The usual plan in the words of the decision table: D+7, due+3, period+3 …"""
    agreement = case.agreement
    if agreement is None:
        return []
    if agreement.periodic:
        return [f"period+{AFTER_DUE}"]
    if days_to_last_due(agreement) <= SOON:
        return [f"D+{SOON}"]
    plan = [f"due+{AFTER_DUE}", f"D+{MONTH}"]
    return [*plan, f"D+{QUARTER}"] if grave(case) else plan


def days(agreement: Agreement, plan: Iterable[str]) -> list[date]:
    """The days that a plan's words mean for an agreement; words that are not understood are passed over."""
    effective = date.fromisoformat(agreement.effective_on)
    found: set[date] = set()
    for word in plan:
        said = _WORD.fullmatch(word)
        if said is not None:
            found.update(day + timedelta(days=int(said[2])) for day in _bases(agreement, said[1], effective))
    return sorted(found)


def _bases(agreement: Agreement, base: str, effective: date) -> list[date]:
    if base == "D":
        return [effective]
    if base == "period":
        return list(islice(_period_days(agreement), PERIODS_TO_CLOSE))
    return [day for day in agreement.due_days() if day > effective]


def days_to_last_due(agreement: Agreement) -> int:
    """Calendar days from taking effect to the last due day; 0 where nothing falls due later."""
    effective = date.fromisoformat(agreement.effective_on)
    return max([(day - effective).days for day in agreement.due_days()], default=0)


def grave(case: Case) -> bool:
    """Grave or knotty (难度 3/4), or red at some time."""
    difficulty = case.screening.difficulty_code if case.screening else None
    return difficulty in ("3", "4") or "red" in case.colors


def _period_days(agreement: Agreement) -> list[date]:
    """The due days of all periodic terms together, in order, far enough ahead to find the next one."""
    days = {day for term in agreement.terms if term.period for day in _term_days(term)}
    return sorted(days)


def _term_days(term: Term) -> list[date]:
    first = day_of(term.first_due or term.due_on)
    return [] if first is None else [_step(first, term.period or "", n) for n in range(60)]


def _step(first: date, period: str, n: int) -> date:
    """The nth due day after the first."""
    months, days = _apart(period)
    if days:
        return first + timedelta(days=days * n)
    year, month = divmod(first.month - 1 + months * n, 12)
    last = calendar.monthrange(first.year + year, month + 1)[1]
    return date(first.year + year, month + 1, min(first.day, last))


def _apart(period: str) -> tuple[int, int]:
    """How many months, or days, lie between: 每月, 每3个月, 半年, 每周 … ; what is not understood counts as monthly.

    What stands before the last 每 says from when, not how often (2026年4月起每月15日).
    """
    found = _OFTEN.search(period.rpartition("每")[2])
    times = (_NUMERALS.get(found[1]) or int(found[1])) if found and found[1] else 1
    if found is None or not 1 <= times <= MOST_APART:
        return 1, 0
    months, days = _UNITS[found[2]]
    return months * times, days * times


def periods_done(case: Case) -> int:
    """How many of the latest visits in a row, since the last change of terms, found everything done."""
    count = 0
    for visit in reversed(since_change(case)):
        if visit.status != "全部履行":
            break
        count += 1
    return count


def since_change(case: Case) -> list[Visit]:
    """The visits that speak of all that is now agreed, in order."""
    return _visits_since(case, AGREEMENTS)


def _visits_since(case: Case, tasks: tuple[str, ...]) -> list[Visit]:
    changed = max((step.at for step in case.done if step.task in tasks), default="")
    return [visit for visit in case.visits if visit.at >= changed and visit.status != "不适用"]


def next_periodic(case: Case) -> date | None:
    """The next visit to a duty that comes again; None once three periods in a row were kept, or without one."""
    agreement = case.agreement
    if agreement is None or not agreement.periodic or periods_done(case) >= PERIODS_TO_CLOSE:
        return None
    last = max((date.fromisoformat(visit.planned_on) for visit in case.visits), default=date.min)
    opens = (day + timedelta(days=AFTER_DUE) for day in _period_days(agreement))
    return next((day for day in opens if day > last), None)


def kept(case: Case) -> set[int]:
    """The numbers of the terms that the visits since the last change found performed whole."""
    said: dict[str, str] = {}
    for visit in _visits_since(case, ("A_amend",)):  # an agreement on the rest leaves the terms of the part as they are
        said.update(visit.terms)
    return {int(number) for number, status in said.items() if status == "全部履行"}


def open_due_days(case: Case) -> list[date]:
    """The days, later than the agreement, on which something falls due that nobody has found done, in order."""
    agreement = case.agreement
    if agreement is None:
        return []
    effective, found = date.fromisoformat(agreement.effective_on), since_change(case)
    if found and found[-1].status == "全部履行" and not agreement.periodic:
        return []
    seen = date.fromisoformat(found[-1].at[:10]) if found else effective
    days = _period_days(agreement) if agreement.periodic else _days_owed(case, agreement)
    return list(islice((day for day in sorted(set(days)) if day > max(effective, seen)), PERIODS_TO_CLOSE))


def _days_owed(case: Case, agreement: Agreement) -> list[date]:
    done = kept(case)
    return [date.fromisoformat(term.due_on) for term in agreement.terms if term.due_on and term.no not in done]


def visit_clock(case: Case) -> str:
    """By which name the next visit stands in the clock's table: what it is that makes it due."""
    if not case.planned:
        return "visit"
    if case.planned[0] == case.grace_until:
        return "supervise_grace"
    agreement = case.agreement
    if agreement is None:
        return "visit"
    day = date.fromisoformat(case.planned[0]) - timedelta(days=AFTER_DUE)
    if agreement.periodic:
        return "period_due+3" if day in islice(_period_days(agreement), LOOKED_AHEAD) else "visit"
    effective = date.fromisoformat(agreement.effective_on)
    return "due+3" if day > effective and day in agreement.due_days() else "visit"


def after_termination(case: Case, day: date) -> list[date]:
    """Visits after a case ended without an agreement: a withdrawal in a week; else only where there was danger."""
    ended = case.terminations[-1].reason_code if case.terminations else ""
    soon, later = day + timedelta(days=SOON), day + timedelta(days=MONTH)
    danger = bool({"yellow", "red"} & set(case.colors))
    if danger:
        return [soon, later]
    return [soon] if ended.startswith("withdrawn") else []


def feedback_due(case: Case, day: date, targets: str = "") -> date:
    """When the body a case was handed to should have answered: police and violence 7 days, ownership 60, else 30."""
    screening = case.screening
    flags = set(screening.risk_flags + screening.special_flags) if screening else set()
    police = any(word in targets for word in ("公安", "派出所"))
    if police or "domestic_violence" in flags or (screening and screening.decision == "emergency"):
        return day + timedelta(days=SOON)
    land = flags & {"land_ownership", "forest_ownership"}
    return day + timedelta(days=60 if land else MONTH)


def emergency_visit(feedback: str | None, day: date) -> date:
    """The visit after an emergency was handed on: the day the answer is due, else in a week."""
    return day_of(feedback) or day + timedelta(days=SOON)
