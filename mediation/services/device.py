"""Use case: a person's phone keeps what it must keep without a network: by whose key, and which forms.

The key is the person's own and comes from the office's master key, so a phone that forgot it (its person signed out)
opens what it kept when the same person signs in again, and nobody else ever does.
"""

from typing import NamedTuple

from mediation.case.step import Actor
from mediation.services.office import Office
from mediation.services.worklist_page import my_worklist

MOST = 60


class Form(NamedTuple):
    """An open task whose form may be taken along."""

    case_id: str
    task_key: str
    name: str
    title: str


def mark_of(office: Office, actor: Actor) -> str:
    """What a device knows a person by: says nothing of who it is."""
    return office.store.vault.blind_index(f"device {actor.id}").hex()


def key_for(office: Office, actor: Actor) -> bytes:
    """The key with which this person's devices seal what they keep."""
    return office.store.vault.device_key(actor.id)


def forms_to_take(office: Office, actor: Actor) -> list[Form]:
    """The tasks that are this person's to do, the most urgent first; `MOST` of them."""
    found: list[Form] = []
    page, more = 1, True
    while more and len(found) < MOST:
        shown = my_worklist(office, actor, "mine", page=page)
        found += [Form(line.case_id, line.task_key, line.task_name, line.title) for line in shown.lines]
        page, more = page + 1, shown.more
    return found[:MOST]
