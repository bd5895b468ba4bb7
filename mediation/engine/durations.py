"""ISO 8601 durations, dates and repetitions as timers use them; months are calendar months.

Instants are aware, in Asia/Shanghai. Knows no SpiffWorkflow.
"""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from mediation.clock import localize

_DURATION = re.compile(
    r"P(?=.)(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,5})D)?"
    r"(?:T(?=.)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?"
)
_REPEATED = re.compile(r"R(\d{1,3})/(P.+)")


class Duration(NamedTuple):
    """Calendar months and an exact rest."""

    months: int
    rest: timedelta

    def after(self, start: datetime) -> datetime:
        """The instant this long after another; the 31st plus a month is the month's last day."""
        year, month = divmod(start.year * 12 + start.month - 1 + self.months, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return start.replace(year=year, month=month + 1, day=day) + self.rest


def parse_duration(text: str) -> Duration:
    """Read `P30D`, `P1M`, `PT2H`; raises ValueError for anything else, a zero or negative duration included."""
    match = _DURATION.fullmatch(text.strip().upper())
    if match is None:
        raise ValueError(f"不是 ISO 时长:{text[:40]}")
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    rest = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    duration = Duration(years * 12 + months, rest)
    if not duration.months and not duration.rest:
        raise ValueError("时长是零")
    return duration


def parse_repetition(text: str) -> tuple[int, Duration]:
    """Read `R3/P3D`: how often and how far apart; raises ValueError."""
    match = _REPEATED.fullmatch(text.strip().upper())
    if match is None or int(match[1]) == 0:
        raise ValueError(f"不是 ISO 重复间隔(如 R3/P3D):{text[:40]}")
    return int(match[1]), parse_duration(match[2])


def instant_of(value: Any) -> datetime:
    """The instant that a date expression means; a bare date is its first moment. Raises ValueError."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip())
    if isinstance(value, datetime):
        return localize(value)
    if isinstance(value, date):
        return localize(datetime.combine(value, time()))
    raise ValueError("不是日期或时间")


def due_of(value: Any, start: datetime) -> datetime:
    """The due instant that a duration expression means, counted from `start`. Raises ValueError."""
    if isinstance(value, timedelta):
        return start + value
    if isinstance(value, str):
        return parse_duration(value).after(start)
    raise ValueError("不是时长")
