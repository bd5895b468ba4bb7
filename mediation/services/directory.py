"""Who and where: organisations and people as most pages need them, read once and kept for a few seconds."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.store import absences, people
from mediation.store.db import Row, Store

FRESH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Person:
    """A person as others see them."""

    id: str
    name: str
    org: str
    org_name: str
    roles: frozenset[str]
    active: bool
    term_until: str = ""

    def served_out(self, on: date) -> bool:
        """Whether the term of office has ended by a day."""
        return bool(self.term_until) and self.term_until < on.isoformat()


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from a day to another (ISO), and who stands in."""

    id: int
    person: str
    deputy: str
    from_on: str
    until_on: str

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= on.isoformat() <= self.until_on


@dataclass(frozen=True, slots=True)
class Directory:
    """All organisations and people of this database, by id, in a steady order; and who is away, now or later."""

    orgs: Mapping[str, Row[Any]]
    people: Mapping[str, Person]
    staff: Mapping[str, tuple[Person, ...]]
    absences: tuple[Absence, ...] = ()

    def deputy(self, person: str) -> str:
        """Who stands in for somebody today; empty for nobody."""
        today = clock.today()
        return next((one.deputy for one in self.absences if one.person == person and one.holds(today)), "")

    def org_name(self, org: str) -> str:
        """An organisation's name, its id where it is unknown."""
        return str(self.orgs[org].name) if org in self.orgs else org

    def org_of(self, person: str) -> str:
        """The name of somebody's organisation."""
        return self.people[person].org_name if person in self.people else ""

    def actor(self, person: str) -> Actor | None:
        """Somebody as they would act; None for nobody, or who has left."""
        found = self.people.get(person)
        if found is None or not found.active or found.org not in self.orgs:
            return None
        today = clock.today()
        stands_for = frozenset(one.person for one in self.absences if one.deputy == found.id and one.holds(today))
        tier = str(self.orgs[found.org].tier)
        return Actor(found.id, found.name, found.roles, found.org, tier, stands_for=stands_for)

    def taker(self, person: str, on: date) -> Actor | None:
        """Somebody to whom new work may be given; None also where the term of office has ended."""
        found = self.people.get(person)
        return None if found is None or found.served_out(on) else self.actor(person)

    def name(self, person: str) -> str:
        """A person's name; the clock is called 系统."""
        return self.people[person].name if person in self.people else "系统"


@dataclass(slots=True)
class Reception:
    """Keeps a directory; what another process changed shows within `FRESH_SECONDS`."""

    store: Store
    _kept: Directory | None = None
    _until: float = field(default=0.0)

    def directory(self) -> Directory:
        """The directory, at most `FRESH_SECONDS` old."""
        if self._kept is None or time.monotonic() > self._until:
            self._kept, self._until = _read(self.store), time.monotonic() + FRESH_SECONDS
        return self._kept

    def forget(self) -> None:
        """People or organisations changed here: read them anew."""
        self._kept = None


def _read(store: Store) -> Directory:
    with store.reading() as connection:
        roles = people.roles(connection)
        everyone = [
            Person(
                row.id,
                row.name,
                row.org_id,
                row.org_name,
                frozenset(roles.get(row.id, ())),
                bool(row.active),
                row.term_until or "",
            )  # fmt: skip
            for row in people.everyone(connection)
        ]
        orgs = people.organisations(connection)
        away = tuple(
            Absence(row.id, row.person_id, row.deputy_id, row.from_on, row.until_on)
            for row in absences.running(connection, clock.today().isoformat())
        )
    staff: dict[str, tuple[Person, ...]] = dict.fromkeys(orgs, ())
    for person in everyone:
        if person.active:
            staff[person.org] = (*staff.get(person.org, ()), person)
    return Directory(orgs, {person.id: person for person in everyone}, staff, away)
