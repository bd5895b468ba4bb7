"""Use case: look at one's colleagues: who is away and who stands in; for heads also the people below them."""

from dataclasses import dataclass

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotAllowed
from mediation.law import handing as law
from mediation.law.policy import ADMINS
from mediation.services.keep_absence import in_words, parents_of
from mediation.services.office import Office
from mediation.services.sign_in_page import roles_in_words


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person of the list; `led` by the reader, who may note absences for them and hand their work on."""

    id: str
    name: str
    roles: str
    away: str
    led: bool
    oneself: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation and its people."""

    name: str
    people: list[Colleague]


def colleagues(office: Office, actor: Actor) -> list[Place]:
    """One's own organisation; for heads also those below.

    Raises:
        NotAllowed: administrators have a list of their own.
    """
    if actor.roles & ADMINS or not actor.roles:
        raise NotAllowed("单位和人员,请从“单位和人员”页进。")
    directory = office.directory()
    parents = parents_of(directory)
    led = {org for org in directory.orgs if law.leads(actor, org, parents)}
    today = clock.today()
    away = {one.person: in_words(one, directory) for one in reversed(directory.absences) if one.until_on >= str(today)}
    places = [org for org in directory.orgs if org == actor.org or org in led]
    return [
        Place(
            directory.org_name(org),
            [
                Colleague(
                    person.id, person.name, roles_in_words(person.roles), away.get(person.id, ""),
                    org in led and person.id != actor.id, person.id == actor.id,
                )
                for person in directory.staff.get(org, ())
                if not person.roles & ADMINS
            ],
        )
        for org in sorted(places, key=lambda one: one != actor.org)
    ]  # fmt: skip
