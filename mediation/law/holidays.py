"""The state's holidays and 调休 workdays: what the office has entered, else a seed for the years it knows.

A year nobody has announced yet is counted by weekends, and says so.
"""

from datetime import date, timedelta
from functools import cache

from chinese_calendar import constants as _seed

from mediation.case.step import Settings

SEED_YEARS = range(min(_seed.holidays).year, max(_seed.holidays).year + 1)


@cache
def seed(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Holidays and 调休 workdays of a year, to be entered into an office's settings; empty for an unknown year."""
    return (
        frozenset(day for day in _seed.holidays if day.year == year),
        frozenset(day for day in _seed.workdays if day.year == year),
    )


def tables(year: int, settings: Settings) -> tuple[frozenset[date], frozenset[date]]:
    """The holidays and 调休 workdays that count for a year."""
    # What the office entered for a year replaces the seed whole: half of each would be nobody's calendar.
    entered = any(day.year == year for day in settings.holidays | settings.workdays)
    return (settings.holidays, settings.workdays) if entered else seed(year)


def known(year: int, settings: Settings) -> bool:
    """Whether the year's holidays are announced; otherwise only weekends are counted."""
    return any(day.year == year for day in settings.holidays | settings.workdays) or year in SEED_YEARS


def is_workday(day: date, settings: Settings) -> bool:
    """Whether offices and courts work on a day: 调休 workdays do, holidays do not, else Monday to Friday."""
    free, worked = tables(day.year, settings)
    if day in worked:
        return True
    return day not in free and day.weekday() < 5


def first_workday(day: date, settings: Settings) -> date:
    """The day itself if it is worked, else the first one after it that is."""
    while not is_workday(day, settings):
        day += timedelta(days=1)
    return day


def caveat(year: int, settings: Settings) -> str:
    """What an explanation adds for a year whose holidays are not known yet; empty otherwise."""
    return "" if known(year, settings) else f"({year}年节假日安排未录入,按周末推算)"
