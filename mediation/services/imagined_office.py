"""An office of nobody's, for a walk through a draft: the demo village's people, the settings of the real office."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from mediation.case.step import Settings
from mediation.services.directory import Directory, Person
from mediation.services.office import Office
from mediation.services.set_up import ROLE_NAMES, organisation_rows


@dataclass(slots=True)
class Stage(Office):
    """An office of the demo village with the settings of the real one; its store is never opened."""

    village: Directory = field(kw_only=True)
    begun: Settings = field(kw_only=True)

    def settings(self, on: date | None = None) -> Settings:
        """The settings of the office that walks."""
        return self.begun

    def directory(self) -> Directory:
        """The people of the village."""
        return self.village


def village_directory(scenario: Mapping[str, Any]) -> Directory:
    """The people and committees of a scenario file, as an office would know them."""
    blank: dict[str, Any] = {"valid_until": None, "active": True}
    orgs = {row["id"]: cast(Any, SimpleNamespace(**{**blank, **row})) for row in organisation_rows(scenario["orgs"])}
    everyone = {
        user["user_id"]: Person(
            user["user_id"], user["name"], user["org"], orgs[user["org"]].name,
            frozenset(ROLE_NAMES.get(role, role) for role in user["roles"]), True,
        )
        for user in scenario["users"]
    }  # fmt: skip
    staff = {org: tuple(person for person in everyone.values() if person.org == org) for org in orgs}
    return Directory(orgs, everyone, staff)


def above(people: Directory, org: str) -> Iterator[Any]:
    """An organisation and those above it, the nearest first."""
    here = people.orgs.get(org)
    while here is not None:
        yield here
        here = people.orgs.get(here.parent_id or "")
