"""Use case: an office sets its terms, thresholds and words, from a day and with a reason; what ran keeps its day.

A term or a threshold holds once a second administrator has approved it (`approve_settings`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from mediation import clock
from mediation.case.step import Actor, Settings
from mediation.errors import NotFound
from mediation.law import practice
from mediation.law.practice import FIXED, PRACTICES, Practice, PracticeRefused
from mediation.law.separation import SYSTEM
from mediation.services.administering import ActRefused, note, require, require_administrator
from mediation.services.approve_settings import Waiting, waiting
from mediation.services.office import Office, milliseconds, moment
from mediation.store import asked
from mediation.store import settings as stored
from mediation.store.db import Row

AHEAD = 366  # days that a change may lie ahead
WHY = (4, 200)  # characters of a reason


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change: to what, from which day, who asked for it when and why, what became of it.

    `waits`: it is approved and its day has not come.
    """

    value: str
    effective_on: str
    who: str
    at: str
    why: str
    waits: bool
    state: str = asked.APPROVED
    decided: str = ""


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting as it is now, was and will be; `typed` is its value as one would type it."""

    practice: Practice
    value: str
    typed: str
    since: str
    changes: list[ChangeLine]

    @property
    def coming(self) -> list[ChangeLine]:
        """The changes whose day has not come, the nearest first."""
        return sorted((one for one in self.changes if one.waits), key=lambda one: one.effective_on)


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The page: the settings by group, what no office may set, and whether this person may change anything."""

    groups: dict[str, list[SettingLine]]
    fixed: tuple[tuple[str, str, str], ...]
    may_set: bool
    today: str
    asked: list[Waiting]
    decides: bool


def view_settings(office: Office, actor: Actor) -> SettingsView:
    """All settings with their history.

    Raises:
        NotAllowed.
    """
    require_administrator(office, actor, "see_settings")
    with office.store.reading() as connection:
        rows = stored.changes(connection)
    now, today = office.settings(), clock.today().isoformat()
    groups: dict[str, list[SettingLine]] = {}
    for one in PRACTICES.values():
        own = [row for row in rows if row.key == one.key]
        groups.setdefault(one.group, []).append(_line(office, one, now, own, today))
    waits = waiting(office, actor)
    return SettingsView(
        groups, FIXED, SYSTEM in actor.roles, today, waits, any(one.may_approve or one.own for one in waits)
    )


def _line(office: Office, one: Practice, now: Settings, rows: list[Row[Any]], today: str) -> SettingLine:
    who = office.directory().name
    changes = [
        ChangeLine(
            practice.said(one, orjson.loads(row.value)), row.effective_on, who(row.by),
            f"{moment(row.at):%Y-%m-%d %H:%M}", row.why, row.state == asked.APPROVED and row.effective_on > today,
            row.state, f"{who(row.decided_by)}:{row.answer}" if row.decided_by and row.answer else
            who(row.decided_by) if row.decided_by else "",
        )
        for row in rows
    ]  # fmt: skip
    value = practice.value_of(now, one.key)
    held = [line for line in changes if line.state == asked.APPROVED and not line.waits]
    since = held[-1].effective_on if held else ""
    return SettingLine(one, practice.said(one, value), practice.typed(one, value), since, list(reversed(changes)))


def change_setting(office: Office, actor: Actor, key: str, text: str, effective_on: str, why: str) -> str:
    """Ask that a setting be something else from a day on; gives the value in words.

    Once approved, what begins on that day or later goes by it; terms that run keep their day.

    Raises:
        NotAllowed, NotFound.
        ActRefused: the value is out of its bounds, the day has gone, or no reason is given.
    """
    require(office, actor, "setting_set", SYSTEM)
    one = PRACTICES.get(key)
    if one is None:
        raise NotFound("没有这项设置。")
    try:
        value = practice.read(one, text)
    except PracticeRefused as refused:
        raise ActRefused(str(refused)) from refused
    day = _day(effective_on)
    if not WHY[0] <= len(why.strip()) <= WHY[1]:
        raise ActRefused(f"请写明为什么要改({WHY[0]} 到 {WHY[1]} 字)。")
    if practice.value_of(office.settings(day), key) == value:
        raise ActRefused(f"从 {day} 起本来就是 {practice.said(one, value)},没有什么要改。")
    with office.store.writing() as connection:
        if any(row.key == key for row in asked.waiting(connection, asked.SETTING)):
            raise ActRefused("这一项已经有一次改动在等批准,请先办那一次。")
        values = {
            "key": key, "value": orjson.dumps(value).decode(), "effective_on": day.isoformat(), "why": why.strip(),
            "by": actor.id, "at": milliseconds(clock.now()), "state": asked.ASKED if one.by_two else asked.APPROVED,
        }  # fmt: skip
        stored.add_change(connection, values)
        note(connection, actor.id, "setting_asked" if one.by_two else "setting_set", key, day.isoformat())
    office.forget_settings()
    return practice.said(one, value)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise ActRefused("请选从哪一天起算。") from error
    ahead = (day - clock.today()).days
    if ahead < 0:
        raise ActRefused("不能从过去的日子起算:已经办过的不能倒着改。")
    if ahead > AHEAD:
        raise ActRefused("最多提前一年定下来。")
    return day
