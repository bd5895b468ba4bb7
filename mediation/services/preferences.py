"""Use case: how a person likes the pages; kept with the account so that it follows them to another device."""

from mediation.case.step import Actor
from mediation.services.office import Office
from mediation.store import preferences

BIG_TEXT = "big_text"


def big_text_of(office: Office, actor: Actor) -> bool | None:
    """Whether this person wants big letters; None who has never said."""
    with office.store.reading() as connection:
        found = preferences.find(connection, actor.id, BIG_TEXT)
    return None if found is None else found == "true"


def choose_big_text(office: Office, actor: Actor, big: bool) -> None:
    """Remember it."""
    with office.store.writing() as connection:
        preferences.keep(connection, actor.id, BIG_TEXT, "true" if big else "false")
