"""How much waits for an administrator's approval: what others asked for, never one's own."""

from mediation.case.step import Actor
from mediation.law.separation import SECURITY, SYSTEM
from mediation.services.office import Office
from mediation.store import asked, releases


def awaiting(office: Office, actor: Actor) -> tuple[int, int]:
    """How many versions of the method and how many settings or schemes somebody may decide on."""
    if not {SYSTEM, SECURITY} & actor.roles:
        return 0, 0
    with office.store.reading() as connection:
        versions = [row.asked_by for row in releases.every(connection) if row.state == releases.ASKED]
        settings = [row.by for row in asked.waiting(connection, asked.SETTING)]
        schemes = [row.made_by for row in asked.waiting(connection, asked.SCHEME)]
    return sum(who != actor.id for who in versions), sum(who != actor.id for who in (*settings, *schemes))
