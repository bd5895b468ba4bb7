"""What every use case is handed: the store, the models, the settings in force. Wired once by the app."""

import time
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mediation import clock
from mediation.case.step import Actor, Settings
from mediation.errors import NotFound
from mediation.services.directory import FRESH_SECONDS, Directory, Reception
from mediation.services.figure_store import FigureStore
from mediation.services.latest import Latest
from mediation.services.library import Library
from mediation.services.settings_in_force import SettingsByDay, read_settings
from mediation.services.slowing import Slowing
from mediation.store import absences, grants, people
from mediation.store.db import Connection, Row, Store


@dataclass(slots=True)
class Office:
    """One office's software: its database, its model bundles, where its files are and what it has set.

    `papers` holds its own templates of papers; `public_url` is where a code printed on a paper leads to.
    """

    store: Store
    library: Library
    reception: Reception
    files: Path
    papers: Path | None = None
    public_url: str = ""
    doors: Slowing = field(default_factory=Slowing)
    figures: FigureStore = field(default_factory=FigureStore)
    exporting: Latest = field(default_factory=Latest)
    _settings: SettingsByDay | None = field(default=None)
    _settings_at: float = field(default=0.0)

    def settings(self, on: date | None = None) -> Settings:
        """The settings in force on a day (today), at most a few seconds old: another process may have changed them."""
        if self._settings is None or time.monotonic() - self._settings_at > FRESH_SECONDS:
            with self.store.reading() as connection:
                self._settings = read_settings(connection)
            self._settings_at = time.monotonic()
        return self._settings.on(on or clock.today())

    @property
    def demo(self) -> bool:
        """Whether this is the village to try things out in, as the settings last read say."""
        self.settings()
        return self._settings is not None and self._settings.demo

    def directory(self) -> Directory:
        """Who and where, at most a few seconds old."""
        return self.reception.directory()

    def forget_settings(self) -> None:
        """Settings, people or organisations changed: read them anew."""
        self._settings = None
        self.reception.forget()


def milliseconds(at: datetime) -> int:
    """An instant as the store keeps it."""
    return int(at.timestamp() * 1000)


def moment(at: int) -> datetime:
    """An instant of the store as people see it."""
    return datetime.fromtimestamp(at / 1000, clock.SHANGHAI)


def actor(connection: Connection, person_id: str) -> Actor:
    """A person at work.

    Raises:
        NotFound: there is no such active person.
    """
    row = people.find(connection, person_id)
    if row is None or not row.active:
        raise NotFound("没有这个人,或已停用。")
    return actor_of(connection, row)


def actor_of(connection: Connection, row: Row[Any]) -> Actor:
    """A person, as the store has found them, with roles, an auditor's jurisdiction, and whose deputy they are."""
    roles = frozenset(people.roles_of(connection, row.id))
    below, reads = frozenset[str](), dict[str, str]()
    if "auditor" in roles:
        below = people.below(connection, row.org_id)
        reads = grants.of_reader(connection, row.id, milliseconds(clock.now()))
    stands_for = absences.stood_for(connection, row.id, clock.today().isoformat())
    every = frozenset(case for case, extent in reads.items() if extent == "all")
    return Actor(row.id, row.name, roles, row.org_id, row.tier, below, stands_for, frozenset(reads), every)


def system_actor(org: str, tier: str) -> Actor:
    """The clock, where a timer and no person moves a case."""
    return Actor("system", "系统", frozenset(), org, tier)
