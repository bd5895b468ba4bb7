"""Use case: running terms are counted anew by today's calendar and settings: never by itself, always case by case."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mediation.case import clocks
from mediation.case.facts import instant
from mediation.case.step import Actor
from mediation.law.separation import SYSTEM
from mediation.services import sentences, timekeeping
from mediation.services.administering import ActRefused, note, require
from mediation.services.case_work import change
from mediation.services.office import Office
from mediation.services.work import Work, open_work
from mediation.store import cases, timers
from mediation.store.db import Connection

# the terms that holidays and 调休 count for
CALENDAR_TERMS = frozenset(
    {"judicial_confirm_window", "medical_30wd", "escalate_urge", "escalate_accept", "return_down_2_workdays"}
)
MOST = 1000


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
    return _move(office, sorted({one.case_id for one in differing(office)}))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a new calendar would move, for who may see no case: by term and day, how many; `digest` says which exactly.

    `more`: there are more cases than a page looks through.
    """

    lines: Sequence[tuple[str, str, str, int]]
    cases: int
    more: bool
    digest: str


def preview(office: Office, actor: Actor) -> Preview:
    """What of the running terms that a calendar counts today's would end at another instant.

    Raises:
        NotAllowed.
    """
    require(office, actor, "calendar_set", SYSTEM)
    found, more = _looked_through(office)
    lines = Counter((one.name, one.was, one.will_be) for one in found)
    told = hashlib.sha256(repr(sorted((one.case_id, one.name, one.will_be) for one in found)).encode()).hexdigest()
    cases_ = {one.case_id for one in found}
    return Preview([(*line, many) for line, many in sorted(lines.items())], len(cases_), more, told[:16])


def move_previewed(office: Office, actor: Actor, digest: str) -> int:
    """Move what a preview showed; gives how many cases moved.

    Raises:
        NotAllowed, ActRefused: it is no longer what was shown.
    """
    if preview(office, actor).digest != digest:
        raise ActRefused("刚才又有期限变了,请再看一遍,再重算。")
    moved = _move(office, sorted({one.case_id for one in _looked_through(office)[0]}))
    with office.store.writing() as connection:
        note(connection, actor.id, "terms_recomputed", str(moved))
    return moved


def _looked_through(office: Office) -> tuple[list[Moved], bool]:
    names = CALENDAR_TERMS | ({"mediation_deadline"} if office.settings().deadline_rolls else set())
    with office.store.reading() as connection:
        ids = timers.cases_waiting_for(connection, sorted(names), MOST + 1)
        found = [one for case_id in ids[:MOST] for one in _of_case(open_work(office, connection, case_id))]
    return found, len(ids) > MOST


def _move(office: Office, ids: Sequence[str]) -> int:
    for case_id in ids:
        change(office, case_id, _act, _write)
    return len(ids)


def _act(work: Work) -> None:
    work.fire_due(work.at)
    for clock, term in list(clocks.recomputed(timekeeping.moment(work))):
        was = work.open_tasks()
        clock.due = term.fires_at.isoformat()
        work.note(None, "recomputed", clock.name, was, clock.due.encode())
    work.cause = "recomputed"


def _write(connection: Connection, work: Work, result: None) -> None:
    """Nothing but the change itself."""
