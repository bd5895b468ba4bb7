"""Use case: the sign-in page of a demo, where a newcomer picks one of the village's people."""

from dataclasses import dataclass

from mediation.case.facts import TIERS
from mediation.law import codes
from mediation.services.office import Office


@dataclass(frozen=True, slots=True)
class Committee:
    """An organisation with its people, each as (id, name, roles in words)."""

    name: str
    people: list[tuple[str, str, str]]


def people_to_try(office: Office) -> list[Committee]:
    """Everybody by organisation, the lowest tier first."""
    directory = office.directory()
    orgs = sorted(directory.orgs.values(), key=lambda org: (TIERS.index(org.tier), org.id))
    found = []
    for org in orgs:
        members = [person for person in directory.people.values() if person.org == org.id and person.active]
        if members:
            found.append(Committee(org.name, [(one.id, one.name, roles_in_words(one.roles)) for one in members]))
    return found


def roles_in_words(roles: frozenset[str]) -> str:
    """Roles as people say them."""
    return "、".join(codes.ROLES.get(role, role) for role in sorted(roles))
