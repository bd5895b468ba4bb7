"""What people have typed and not sent, sealed: of a task or an event, with its case's key; of a registration, its own.

Knows bytes; what was typed is the business of `services.drafts`.
"""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from mediation.store.db import Statement
from mediation.store.tables import draft, mediation_case, registration_draft


class Kept(NamedTuple):
    """One draft as it lies in the database; `at` is when it was kept, in milliseconds."""

    sealed: bytes
    at: int
    wrapped_key: bytes = b""


_OF_DRAFT = (
    draft.c.actor_id == bindparam("actor"),
    draft.c.case_id == bindparam("wanted"),
    draft.c.task_key == bindparam("wanted_key"),
)
_DROP = Statement(delete(draft).where(*_OF_DRAFT))
_FIND = Statement(select(draft.c.sealed, draft.c.at).where(*_OF_DRAFT))
_STANDS = Statement(
    select(draft.c.at)
    .join(mediation_case, mediation_case.c.id == draft.c.case_id)
    .where(_OF_DRAFT[0], mediation_case.c.public_id == bindparam("wanted"), _OF_DRAFT[2])
)
_OF_PERSON = registration_draft.c.actor_id == bindparam("actor")
_FIND_REGISTRATION = select(
    registration_draft.c.sealed, registration_draft.c.at, registration_draft.c.wrapped_key
).where(_OF_PERSON)
_DROP_REGISTRATION = delete(registration_draft).where(_OF_PERSON, registration_draft.c.at <= bindparam("seen"))


def save(connection: Connection, actor: str, case_id: int, task_key: str, kept: Kept) -> None:
    """Keep what a person has typed so far; it takes the place of the older."""
    drop(connection, actor, case_id, task_key)
    values = {"actor_id": actor, "case_id": case_id, "task_key": task_key, "sealed": kept.sealed, "at": kept.at}
    connection.execute(insert(draft), values)


def find(connection: Connection, actor: str, case_id: int, task_key: str) -> Kept | None:
    """What this person had typed for a task."""
    rows = _FIND.rows(connection, {"actor": actor, "wanted": case_id, "wanted_key": task_key})
    return Kept(bytes(rows[0][0]), rows[0][1]) if rows else None


def stands(connection: Connection, actor: str, public_id: str, task_key: str) -> bool:
    """Whether this person has typed something for a task; says nothing of whether they may see the case."""
    return bool(_STANDS.rows(connection, {"actor": actor, "wanted": public_id, "wanted_key": task_key}))


def drop(connection: Connection, actor: str, case_id: int, task_key: str) -> None:
    """Forget a draft: its task was submitted, or its words are not wanted any more."""
    _DROP.run(connection, {"actor": actor, "wanted": case_id, "wanted_key": task_key})


def save_registration(connection: Connection, actor: str, kept: Kept) -> None:
    """Keep what a person has typed of a new case; it takes the place of the older."""
    drop_registration(connection, actor, kept.at)
    values = {"actor_id": actor, "wrapped_key": kept.wrapped_key, "sealed": kept.sealed, "at": kept.at}
    connection.execute(insert(registration_draft), values)


def find_registration(connection: Connection, actor: str) -> Kept | None:
    """What this person had typed of a new case."""
    row = connection.execute(_FIND_REGISTRATION, {"actor": actor}).one_or_none()
    return Kept(row.sealed, row.at, row.wrapped_key) if row else None


def drop_registration(connection: Connection, actor: str, seen: int) -> None:
    """Forget what was typed of a new case, with its key; what was kept after `seen` is another page's, and stays."""
    connection.execute(_DROP_REGISTRATION, {"actor": actor, "seen": seen})


def hand_on(connection: Connection, case_id: int, gone: str, comes: str) -> None:
    """What somebody who leaves had typed for a case goes to who takes over, where they have typed nothing there."""
    theirs = select(draft.c.task_key).where(draft.c.actor_id == comes, draft.c.case_id == case_id)
    query = update(draft).where(draft.c.actor_id == gone, draft.c.case_id == case_id)
    connection.execute(query.where(draft.c.task_key.not_in(theirs.scalar_subquery())).values(actor_id=comes))


def cases_of(connection: Connection, person: str) -> set[str]:
    """The public ids of the cases for which somebody has typed something."""
    query = select(mediation_case.c.public_id).join(draft, draft.c.case_id == mediation_case.c.id)
    return set(connection.execute(query.where(draft.c.actor_id == person)).scalars())


def drop_place(connection: Connection, case_id: int, place: str) -> None:
    """Forget what anybody has typed at a place: it rests on what is no longer so."""
    connection.execute(delete(draft).where(draft.c.case_id == case_id, draft.c.task_key == place))
