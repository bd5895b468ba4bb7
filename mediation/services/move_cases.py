"""Use case: running cases are moved to another version of the method, each on its own, and can be put back.

Nobody's words are read for it: step names and numbers only. What the new version asks for and the case has already
said is worked out from the facts and from the answers given before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mediation.case.routing import routing
from mediation.case.step import Actor
from mediation.engine.instance import Instance
from mediation.engine.migrate import Archived, CannotMove, Moved, move
from mediation.errors import Busy, NotFound
from mediation.law import codes
from mediation.law.separation import SYSTEM
from mediation.services.administering import ActRefused, note, require
from mediation.services.case_work import change
from mediation.services.library import Models
from mediation.services.office import Office, milliseconds, moment
from mediation.services.work import Work, open_work
from mediation.store import cases, migrated, releases
from mediation.store.db import Connection, Row

MOVES, CANNOT, STAYS = "moves", "cannot", "stays"
MAX_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What becomes of one case: `verdict` with its reasons or remarks, one sentence each."""

    case_id: str
    number: str
    place: str
    step: str
    verdict: str
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A case that was moved; `can_go_back` while nothing has happened in it since."""

    case_id: str
    number: str
    by: str
    at: str
    can_go_back: bool


@dataclass(slots=True)
class _Moving:
    work: Work
    moved: Moved
    before: bytes
    archived: list[Archived]
    from_bundle: str
    instance: Instance = field(repr=False)


def preview(office: Office, actor: Actor, from_digest: str, to_digest: str) -> list[CaseReport]:
    """What would become of every open case of a version; nothing is changed.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "case_moved", SYSTEM)
    to = _target(office, from_digest, to_digest)
    with office.store.reading() as connection:
        rows = migrated.running_on(connection, from_digest)
    return [_look(office, row, to) for row in rows]


def _look(office: Office, row: Row[Any], to: Models) -> CaseReport:
    with office.store.reading() as connection:
        work = open_work(office, connection, row.public_id)
    try:
        step = "、".join(task.name for task in work.tasks()) or "等期限"
        place = f"{codes.TIER_NAMES[row.tier]} {office.directory().org_name(row.org_id)}"
        number = row.register_no or row.public_id
        try:
            moving = _move(work, to)
            moving.instance.release()
        except CannotMove as cannot:
            verdict = STAYS if work.instance.completed else CANNOT
            return CaseReport(row.public_id, number, place, step, verdict, cannot.reasons)
        return CaseReport(row.public_id, number, place, step, MOVES, tuple(moving.moved.notes))
    finally:
        work.instance.release()


def _target(office: Office, from_digest: str, to_digest: str) -> Models:
    with office.store.reading() as connection:
        approved = {row.digest for row in releases.every(connection) if row.state == releases.APPROVED}
    if from_digest not in approved or to_digest not in approved:
        raise NotFound("没有这个版本,或它还没有批准。")
    if from_digest == to_digest:
        raise ActRefused("请选两个不同的版本。")
    return office.library.models(to_digest)


def move_cases(office: Office, actor: Actor, case_ids: Sequence[str], to_digest: str) -> list[CaseReport]:
    """Move the chosen cases, each in a transaction of its own; one that cannot does not hold up the others.

    Raises:
        NotAllowed, NotFound, ActRefused (none or too many chosen).
    """
    require(office, actor, "case_moved", SYSTEM)
    if not 1 <= len(case_ids) <= MAX_AT_ONCE:
        raise ActRefused(f"请选 1 到 {MAX_AT_ONCE} 件案件。")
    return [_move_one(office, actor, case_id, to_digest) for case_id in dict.fromkeys(case_ids)]


def _move_one(office: Office, actor: Actor, case_id: str, to_digest: str) -> CaseReport:
    def act(work: Work) -> _Moving:
        to = _target(office, work.models.digest, to_digest)
        moving = _move(work, to)
        work.note(actor, "migrated", "", work.open_tasks(), b"")
        work.instance.release()
        work.instance, work.models, work.row.bundle = moving.instance, to, to.digest
        return moving

    def write(connection: Connection, work: Work, moving: _Moving) -> None:
        cases.replace_archived(connection, work.row.id, moving.moved.archived)
        values = {
            "case_id": work.row.id, "by": actor.id, "at": milliseconds(work.at), "from_bundle": moving.from_bundle,
            "to_bundle": to_digest, "version": work.row.version + 1, "state": moving.before,
        }  # fmt: skip
        migrated.add(connection, values, moving.archived)
        note(connection, actor.id, "case_moved", work.row.public_id, to_digest[:16])

    try:
        moving = change(office, case_id, act, write)
    except CannotMove as cannot:
        return CaseReport(case_id, "", "", "", CANNOT, cannot.reasons)
    except (Busy, ActRefused, NotFound) as refused:
        return CaseReport(case_id, "", "", "", CANNOT, (str(refused),))
    case = moving.work.case
    return CaseReport(case_id, case.register_no or case_id, "", "", MOVES, tuple(moving.moved.notes))


def _move(work: Work, to: Models) -> _Moving:
    """A case on its new bundle, in memory.

    Raises:
        CannotMove.
    """
    if work.instance.completed:
        raise CannotMove(["已经办完,留在原来的版本上"])
    with work.office.store.reading() as connection:
        archived = cases.archived(connection, work.row.id)
        submitted = cases.submissions(connection, work.row.id)
    moved = move(work.models.bundle, to.bundle, work.row.state, archived)
    instance = Instance.load(to.bundle, moved.state)
    asked = _newly_asked(work, to, submitted)
    if asked:
        instance.set_variables(asked)
        unsaid = sorted(name for name, value in asked.items() if value is None)
        if unsaid:
            moved.notes.append(f"新版要看的“{'、'.join(unsaid)}”以前没有问过,按没有填算")
    return _Moving(work, moved, work.row.state, archived, work.models.digest, instance)


def _newly_asked(work: Work, to: Models, submitted: list[Row[Any]]) -> dict[str, Any]:
    """What the new diagrams ask for and the old did not, from facts and earlier answers; null where nobody said."""
    names = to.bundle.names - work.models.bundle.names
    if not names:
        return {}
    known: dict[str, Any] = dict.fromkeys(names)
    for row in submitted:
        if row.task in to.forms or row.task in to.bundle.user_tasks:
            known.update(to.choices(row.task, work.row.key.open(row.sealed)))
    known.update(routing(work.case, work.office.settings(), to.bundle.names))
    return {name: value for name, value in known.items() if name in names}


def move_back(office: Office, actor: Actor, case_id: str) -> None:
    """Put a moved case back as it was, while nothing has happened in it since.

    Raises:
        NotAllowed, NotFound, Busy.
        ActRefused: it was never moved, or somebody has worked on it since (it can be moved like any other then).
    """
    require(office, actor, "case_moved_back", SYSTEM)

    def act(work: Work) -> Row[Any]:
        with office.store.reading() as connection:
            row = migrated.last_of(connection, work.row.id)
        if row is None:
            raise ActRefused("这件案件没有迁过。")
        if row.version != work.row.version:
            raise ActRefused("迁过以后又有人办过,不能退回原样;可以像别的案件一样,再迁到原来的版本。")
        work.note(actor, "moved_back", "", work.open_tasks(), b"")
        work.instance.release()
        work.models = office.library.models(row.from_bundle)
        work.instance, work.row.bundle = Instance.load(work.models.bundle, row.state), row.from_bundle
        return row

    def write(connection: Connection, work: Work, row: Row[Any]) -> None:
        cases.replace_archived(connection, work.row.id, migrated.archives_of(row))
        migrated.undone(connection, row.id, milliseconds(work.at))
        note(connection, actor.id, "case_moved_back", work.row.public_id, row.from_bundle[:16])

    change(office, case_id, act, write)


def moved_lately(office: Office, actor: Actor, digest: str) -> list[MovedLine]:
    """The cases that were moved to a version and not put back.

    Raises:
        NotAllowed.
    """
    require(office, actor, "case_moved", SYSTEM)
    who = office.directory().name
    with office.store.reading() as connection:
        rows = migrated.recent(connection, digest)
    return [
        MovedLine(row.public_id, row.register_no or row.public_id, who(row.by), f"{moment(row.at):%Y-%m-%d %H:%M}",
                  row.now == row.version)
        for row in rows
    ]  # fmt: skip
