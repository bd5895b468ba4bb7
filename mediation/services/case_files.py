"""Use case: look at the photos and papers of a case; every opening is noted."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from mediation import clock
from mediation.case import facts
from mediation.case.step import Actor
from mediation.errors import MediationError, NotFound
from mediation.law import visibility
from mediation.services import sentences
from mediation.services.office import Office, milliseconds
from mediation.services.paper_record import OURS
from mediation.services.work import Work
from mediation.store import cases, files, people
from mediation.store.db import Connection
from mediation.store.vault import CaseKey, VaultLocked


class FileLost(MediationError):
    """A file that a case has is not in its place, or is not what was put there."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in the list: `digest` is its address, `about` the step it came with and when."""

    digest: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file to hand over, `size` in bytes; `content` comes piece by piece."""

    content: Iterator[bytes]
    size: int
    name: str
    media_type: str


def files_of(connection: Connection, work: Work, names: dict[str, str]) -> list[FileLine]:
    """The files that people brought to a case."""
    return [
        FileLine(
            row.digest,
            str(work.row.key.open(row.sealed_name)),
            f"{sentences.task_name(row.task, names)} · {sentences.at_time(row.at)}",
        )
        for row in files.of_case(connection, work.row.id)
        if row.task not in OURS
    ]


def open_file(office: Office, actor: Actor, case_id: str, digest: str) -> OpenFile:
    """Open a file of a case for this person, and note it.

    Raises:
        NotFound: no such case for this person, or no such file in it.
        FileLost: it is not in its place, or was altered there.
    """
    with office.store.writing() as connection:
        row = cases.find(connection, office.store.vault, case_id)
        if row is None or not visibility.reads_record(actor, facts.load(row.facts)):
            raise NotFound("没有找到这件纠纷。")
        found = next((one for one in files.of_case(connection, row.id) if one.digest == digest), None)
        if found is None:
            raise NotFound("没有找到这个文件。")
        at = milliseconds(clock.now())
        people.log_access(connection, actor.id, "open_file", f"{case_id} {digest[:16]}", "opened", at)
        name = str(row.key.open(found.sealed_name))
    return OpenFile(content_of(office, row.key, digest), found.size, name, found.media_type)


def content_of(office: Office, key: CaseKey, digest: str) -> Iterator[bytes]:
    """The content; its first piece has been read already, so that most trouble comes before anything is sent."""
    try:
        pieces = files.read(office.files, key, digest)
        return chain([next(pieces)], pieces)
    except (FileNotFoundError, VaultLocked) as error:
        raise FileLost(f"文件 {digest[:16]} 不在原处或被改动过。") from error
