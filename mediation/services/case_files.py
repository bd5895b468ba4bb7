"""Use case: look at the photos and papers of a case; every opening is noted."""

from dataclasses import dataclass
from pathlib import Path

from mediation import clock
from mediation.case import facts
from mediation.case.step import Actor
from mediation.errors import NotFound
from mediation.law import visibility
from mediation.services import sentences
from mediation.services.case_work import Work
from mediation.services.office import Office, milliseconds
from mediation.store import cases, files, people
from mediation.store.db import Connection


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in the list: `digest` is its address, `about` the step it came with and when."""

    digest: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file to hand over."""

    path: Path
    name: str
    media_type: str


def files_of(connection: Connection, work: Work, names: dict[str, str]) -> list[FileLine]:
    """The files of a case."""
    return [
        FileLine(
            row.digest,
            str(work.row.key.open(row.sealed_name)),
            f"{sentences.task_name(row.task, names)} · {sentences.at_time(row.at)}",
        )
        for row in files.of_case(connection, work.row.id)
    ]


def open_file(office: Office, actor: Actor, case_id: str, digest: str) -> OpenFile:
    """Open a file of a case for this person, and note it.

    Raises:
        NotFound: no such case for this person, or no such file in it.
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
    return OpenFile(files.path_of(office.files, digest), name, found.media_type)
