"""The settings in force on a day: what the office began with, and every change whose day has come."""

import dataclasses
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from mediation.case.step import Settings
from mediation.law import practice
from mediation.store import people, settings
from mediation.store.db import Connection, Row


@dataclass(slots=True)
class SettingsByDay:
    """All settings an office ever had, read once; a day's are put together once."""

    days: Sequence[str]
    _steps: Sequence[Settings] = field(repr=False)
    demo: bool = False

    def on(self, day: date) -> Settings:
        """The settings on a day."""
        return self._steps[bisect_right(self.days, day.isoformat()) if self.days else 0]


def read_settings(connection: Connection) -> SettingsByDay:
    """The settings of an office, by day."""
    stored = people.settings(connection)
    found = by_day(begun_with(stored), settings.approved(connection))
    found.demo = stored.get("demo") is True
    return found


def by_day(base: Settings, changes: Sequence[Row[Any]]) -> SettingsByDay:
    """What holds from which day: `changes` in the order in which they count."""
    days: list[str] = []
    steps = [base]
    for row in changes:
        if row.key not in practice.PRACTICES:
            continue
        after = practice.changed(steps[-1], row.key, orjson.loads(row.value))
        if days and days[-1] == row.effective_on:
            steps[-1] = after
        else:
            days.append(row.effective_on)
            steps.append(after)
    return SettingsByDay(days, steps)


def begun_with(stored: Mapping[str, Any]) -> Settings:
    """Stored settings as the law modules read them; keys they do not know are left aside."""
    known = {item.name for item in dataclasses.fields(Settings)}
    values = {key: value for key, value in stored.items() if key in known}
    for key in ("holidays", "workdays"):
        values[key] = frozenset(date.fromisoformat(day) for day in values.get(key, ()))
    return Settings(**values)
