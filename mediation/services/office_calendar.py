"""Use case: a year's holidays and 调休 workdays are looked at, put in force, and every table that ever held is kept.

What is entered for a year replaces the built-in table of that year whole. Terms that begin later count by it; what runs
keeps its instant.
"""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from mediation import clock
from mediation.case.step import Actor
from mediation.law import holidays
from mediation.law.separation import SYSTEM
from mediation.services.administering import ActRefused, note, require
from mediation.services.import_tables import SHELL
from mediation.services.office import Office, milliseconds, moment
from mediation.services.sheets import text_of
from mediation.store import people
from mediation.store.db import Connection

FREE, WORKED = "休", "班"
SAMPLE = "日期,安排,名称\r\n2027-01-01,休,元旦\r\n2027-01-02,休,元旦\r\n2027-01-04,班,元旦调休\r\n"
HISTORY = "calendar_history"
YEARS = range(2020, 2100)
LEAST = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and 调休 workdays, as a file says them."""

    free: frozenset[date]
    worked: frozenset[date]

    @property
    def years(self) -> list[int]:
        """The years it speaks of."""
        return sorted({day.year for day in self.free | self.worked})

    @property
    def digest(self) -> str:
        """What a report was about."""
        return hashlib.sha256(orjson.dumps([sorted(self.free), sorted(self.worked)])).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year: how many days, whence, and what a file would change (in words)."""

    year: int
    free: int
    worked: int
    source: str
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A table that was put in force: when, by whom, which year, how many days."""

    at: str
    who: str
    year: int
    free: int
    worked: int


def read(data: bytes) -> Calendar:
    """The calendar of a CSV (日期,安排,名称) or JSON file (`holidays`, `workdays`: lists of days).

    Raises:
        ActRefused: with the line, and what to mend.
    """
    text = text_of(data)
    found = _from_json(text) if text.lstrip().startswith("{") else _from_csv(text)
    if found.free & found.worked:
        raise ActRefused(f"{min(found.free & found.worked)} 既写了休又写了班,请只留一种。")
    for year in found.years:
        if sum(day.year == year for day in found.free) < LEAST:
            raise ActRefused(f"{year} 年休假日不到 {LEAST} 天,不像一整年的安排。请把全年的放在一个文件里。")
    if not found.years:
        raise ActRefused("文件里一天也没有。第一行写“日期,安排,名称”,以下每行一天,安排写“休”或“班”。")
    return found


def _from_csv(text: str) -> Calendar:
    free, worked = set[date](), set[date]()
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if not any(cell.strip() for cell in row) or (number == 1 and row[0].strip() == "日期"):
            continue
        kind = row[1].strip() if len(row) > 1 else ""
        if kind not in (FREE, WORKED):
            raise ActRefused(f"第 {number} 行:安排要写“休”或“班”,现在是“{kind[:10]}”。")
        (free if kind == FREE else worked).add(_day(row[0], f"第 {number} 行"))
    return Calendar(frozenset(free), frozenset(worked))


def _from_json(text: str) -> Calendar:
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ActRefused(f"不是合格的 JSON:第 {error.lineno} 行第 {error.colno} 个字。") from error
    lists = [given.get(name, []) for name in ("holidays", "workdays")]
    if not all(isinstance(days, list) for days in lists):
        raise ActRefused("JSON 里 holidays 和 workdays 都要是日期的列表。")
    free, worked = (frozenset(_day(day, "JSON 里") for day in days) for days in lists)
    return Calendar(free, worked)


def _day(text: Any, where: str) -> date:
    try:
        day = date.fromisoformat(str(text).strip().replace("/", "-"))
    except ValueError as error:
        raise ActRefused(f"{where}:“{str(text)[:20]}”不是日期,要写成 2027-01-01。") from error
    if day.year not in YEARS:
        raise ActRefused(f"{where}:{day} 的年份不对。")
    return day


def in_force(office: Office) -> list[YearLine]:
    """The years around the present, and whence their days come."""
    settings, this = office.settings(), clock.today().year
    entered = {day.year for day in settings.holidays | settings.workdays}
    lines = []
    for year in sorted({this, this + 1, *entered}):
        if year in entered:
            days, source = (settings.holidays, settings.workdays), "本单位录入"
        else:
            days, source = holidays.seed(year), "系统自带" if holidays.known(year, settings) else "还没有,按周末推算"
        lines.append(YearLine(year, _of(days[0], year), _of(days[1], year), source))
    return lines


def _of(days: Iterable[date], year: int) -> int:
    return sum(day.year == year for day in days)


def look_at(office: Office, actor: Actor, found: Calendar) -> list[YearLine]:
    """What a file would change, year by year; nothing is written.

    Raises:
        NotAllowed.
    """
    require(office, actor, "calendar_set", SYSTEM)
    return changes(office, found)


def changes(office: Office, found: Calendar) -> list[YearLine]:
    """What a file would change against what is in force."""
    settings = office.settings()
    return [_change(year, holidays.tables(year, settings), found) for year in found.years]


def _change(year: int, before: tuple[frozenset[date], frozenset[date]], found: Calendar) -> YearLine:
    says = []
    for words, was, now in ((FREE, before[0], found.free), (WORKED, before[1], found.worked)):
        old, new = ({day for day in days if day.year == year} for days in (was, now))
        says += [f"多一天{words}:{day.month}月{day.day}日" for day in sorted(new - old)]
        says += [f"少一天{words}:{day.month}月{day.day}日" for day in sorted(old - new)]
    return YearLine(year, _of(found.free, year), _of(found.worked, year), "文件", tuple(says))


def put_in_force(office: Office, actor: Actor, found: Calendar) -> None:
    """Let the years of a file count from now on.

    Raises:
        NotAllowed.
    """
    require(office, actor, "calendar_set", SYSTEM)
    bring_in(office, found, actor.id)


def bring_in(office: Office, found: Calendar, who: str = SHELL) -> None:
    """Let the years of a file count from now on, and keep what they say for good."""
    with office.store.writing() as connection:
        stored = people.settings(connection)
        kept = {
            name: sorted({*_other_years(stored.get(name, ()), found.years), *(day.isoformat() for day in days)})
            for name, days in (("holidays", found.free), ("workdays", found.worked))
        }
        people.set_settings(connection, {**kept, HISTORY: [*stored.get(HISTORY, ()), *_kept(found, who)]})
        for year in found.years:
            note(connection, who, "calendar_set", str(year))
    office.forget_settings()


def _other_years(days: Iterable[str], years: list[int]) -> set[str]:
    return {day for day in days if int(day[:4]) not in years}


def _kept(found: Calendar, who: str) -> list[dict[str, Any]]:
    at = milliseconds(clock.now())
    return [
        {
            "at": at, "by": who, "year": year,
            "holidays": sorted(day.isoformat() for day in found.free if day.year == year),
            "workdays": sorted(day.isoformat() for day in found.worked if day.year == year),
        }
        for year in found.years
    ]  # fmt: skip


def past(office: Office) -> list[Past]:
    """Every table that was put in force, the latest first."""
    with office.store.reading() as connection:
        rows = _history(connection)
    directory = office.directory()
    return [
        Past(
            f"{moment(row['at']):%Y-%m-%d %H:%M}",
            "命令行" if row["by"] == SHELL else directory.name(row["by"]),
            row["year"], len(row["holidays"]), len(row["workdays"]),
        )
        for row in reversed(rows)
    ]  # fmt: skip


def _history(connection: Connection) -> list[dict[str, Any]]:
    return list(people.settings(connection).get(HISTORY, ()))
