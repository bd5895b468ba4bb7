"""How far the exports at hand are, for the page they were begun on: kept in memory, by who began them and press."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mediation.case.step import Actor
from mediation.errors import NotFound
from mediation.services.office import Office

RUNNING, DONE, BROKEN = "running", "done", "broken"


@dataclass(slots=True)
class Progress:
    """One export: so many cases of all have been taken. What of them has arrived, only the file itself can tell."""

    all: int
    done: int = 0
    state: str = RUNNING


@dataclass(slots=True)
class Watched:
    """Pieces of a file on their way out; says how it ended."""

    pieces: Iterator[bytes] = field(repr=False)
    progress: Progress

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.pieces
            self.progress.state = DONE
        finally:
            # the browser went away, or a piece could not be made
            if self.progress.state == RUNNING:
                self.progress.state = BROKEN


def begin(office: Office, actor: Actor, key: str, number: int) -> Progress:
    """Note that an export begins; without a key nobody asks after it."""
    made = Progress(number)
    if key:
        office.exporting.keep((actor.id, key), made)
    return made


def progress_of(office: Office, actor: Actor, key: str) -> Progress:
    """How far somebody's export is.

    Raises:
        NotFound: nobody began such a one here.
    """
    found = office.exporting.find((actor.id, key))
    if not isinstance(found, Progress):
        raise NotFound("没有这次导出。")
    return found
