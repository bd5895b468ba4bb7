"""Use case: who I am here, for the head of every page."""

from dataclasses import dataclass

from mediation.case.step import Actor
from mediation.law import auditing, calls, policy
from mediation.services import patrols, subsidies
from mediation.services.awaiting import awaiting
from mediation.services.notification_page import unread
from mediation.services.office import Office
from mediation.services.sign_in_page import roles_in_words
from mediation.services.worklist_page import SEEING_ROLES


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as the head of the page shows them, which rooms they have a key to, and what waits for them there."""

    id: str
    name: str
    roles: str
    committee: str
    administers: bool
    keeps_people: bool
    may_register: bool
    works: bool
    sees_cases: bool
    sees_subsidies: bool
    sees_calls: bool
    sees_patrols: bool
    audits: bool
    approves_reading: bool
    unread: int
    versions_wait: int
    settings_wait: int


def profile(office: Office, actor: Actor) -> Profile:
    """The signed-in person."""
    return Profile(
        actor.id,
        actor.name,
        roles_in_words(actor.roles),
        office.directory().org_name(actor.org),
        bool(actor.roles & policy.ADMINS),
        "system_admin" in actor.roles,
        policy.may_register(actor),
        actor.roles != policy.OUTSIDE,
        bool(actor.roles & SEEING_ROLES),
        subsidies.sees(actor),
        calls.sees_calls(actor),
        patrols.sees(actor),
        actor.roles == {"auditor"},
        auditing.approves_reading(actor),
        unread(office, actor),
        *awaiting(office, actor),
    )
