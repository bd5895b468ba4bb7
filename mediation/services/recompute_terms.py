"""Use case: running terms are counted anew by today's calendar and settings: never by itself, always case by case."""

from collections.abc import Iterator
from dataclasses import dataclass

from mediation.case import clocks
from mediation.case.facts import instant
from mediation.errors import MediationError
from mediation.services import sentences, timekeeping
from mediation.services.case_work import Work, change, open_work
from mediation.services.office import Office
from mediation.store import cases
from mediation.store.db import Connection


@dataclass(frozen=True, slots=True)
class Moved:
    """A running term that today's calendar would end at another instant."""

    case_id: str
    name: str
    was: str
    will_be: str


def differing(office: Office) -> Iterator[Moved]:
    """Every running term that would end at another instant; nothing is changed."""
    with office.store.reading() as connection:
        for head in cases.heads(connection):
            yield from _of_case(open_work(office, connection, head.public_id))


def _of_case(work: Work) -> Iterator[Moved]:
    try:
        for clock, term in clocks.recomputed(timekeeping.moment(work)):
            was, will = sentences.till(instant(clock.due)), sentences.till(term.fires_at)
            yield Moved(work.row.public_id, sentences.timer_name(clock.name), was, will)
    finally:
        work.instance.release()


def recompute(office: Office) -> int:
    """Move every such term, each case in a change of its own that its history keeps; gives how many cases moved."""
    moved = 0
    for case_id in sorted({one.case_id for one in differing(office)}):
        change(office, case_id, _act, _write)
        moved += 1
    return moved


def _act(work: Work) -> None:
    work.fire_due(work.at)
    changed = list(clocks.recomputed(timekeeping.moment(work)))
    if not changed:
        raise MediationError("这件纠纷的期限刚才已经变了。")
    for clock, term in changed:
        was = work.open_tasks()
        clock.due = term.fires_at.isoformat()
        work.note(None, "recomputed", clock.name, was, clock.due.encode())
    work.cause = "recomputed"


def _write(connection: Connection, work: Work, result: None) -> None:
    """Nothing but the change itself."""
