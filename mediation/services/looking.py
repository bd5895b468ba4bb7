"""Keeps that an auditor opened a case: who oversees is overseen. Who works on cases leaves steps as traces."""

from mediation import clock
from mediation.case.step import Actor
from mediation.law import auditing
from mediation.services.office import Office, milliseconds
from mediation.store import people


def note_look(office: Office, actor: Actor, case_id: str, what: str) -> None:
    """Keep in the access log what an auditor opened; nothing for anybody else."""
    if auditing.audits(actor):
        with office.store.writing() as connection:
            people.log_access(connection, actor.id, what, case_id, "opened", milliseconds(clock.now()))
