"""Use case: look at the diagrams of one case: what is done, open and waited for in each, and at which tier it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediation.case.step import Actor
from mediation.engine.definition import Bundle
from mediation.engine.instance import Instance
from mediation.engine.outline import outline
from mediation.errors import NotFound
from mediation.law import codes, policy
from mediation.services import sentences
from mediation.services.office import Office
from mediation.services.work import Work, open_work
from mediation.store import cases, history
from mediation.store.db import Connection, Row

Marks = Mapping[str, Mapping[str, Sequence[str]]]
STATES = ("current", "waiting", "done")
# what moves a case on its diagrams
WAY = ("registered", "submitted", "event", "timer")


@dataclass(frozen=True, slots=True)
class Drawing:
    """One process: the ids of its elements by state for colouring, their names by state for telling."""

    process: str
    name: str
    marks: Mapping[str, Sequence[str]]
    words: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: `task` (or event) it was, the tasks that were `current` after it, by id and in words."""

    at: str
    sentence: str
    task: str
    current: Sequence[str]
    next_: str


@dataclass(frozen=True, slots=True)
class CaseDrawings:
    """The processes that a case has come to, the main one first; `here` is the one it is in, where one looks first.

    `steps` is the case's way, oldest first; `homes` says in which process a task is drawn.
    """

    case_id: str
    tier: str
    committee: str
    here: str
    drawings: Sequence[Drawing]
    steps: Sequence[Moment]
    homes: Mapping[str, str]


def view_drawings(office: Office, actor: Actor, case_id: str) -> CaseDrawings:
    """Where a case stands in its diagrams; element names only, nothing of any person.

    Raises:
        NotFound: no such case, or out of this person's scope.
    """
    with office.store.reading() as connection:
        work = _open(office, connection, actor, case_id)
        archived = cases.archived(connection, work.row.id)
        entries = [row for row in history.of_case(connection, work.row.id) if row.action in WAY]
    try:
        case, drawings = work.case, drawings_of(work, archived)
        committee = "" if case.archived_at else office.directory().org_name(case.org)
        tier, steps = codes.TIER_NAMES[case.tier], [_moment(work, row) for row in entries]
        return CaseDrawings(case.id, tier, committee, here_of(work, drawings), drawings, steps, _homes(work, drawings))
    finally:
        work.instance.release()


def _moment(work: Work, row: Row[Any]) -> Moment:
    names = {task: one.name for task, one in work.models.bundle.user_tasks.items()}
    current = [task for task in row.after.split() if task in names]
    at, who = sentences.both_times(row.at, row.recorded_at), work.office.directory().name(row.actor_id)
    next_ = "、".join(names[task] for task in current)
    return Moment(at, sentences.entry(row, who, names), row.subject, current, next_)


def _homes(work: Work, drawings: Sequence[Drawing]) -> dict[str, str]:
    """In which of the drawn processes each task is."""
    bundle = work.models.bundle
    return {step: one.process for one in reversed(drawings) for step in outline(bundle, one.process).steps}


def drawings_of(work: Work, archived: list[tuple[str, bytes]]) -> list[Drawing]:
    """The processes that a case has come to, with what is done, current and waiting in each."""
    bundle, marks = work.models.bundle, _marks(work, archived)
    return [_drawing(bundle, process, marks[process]) for process in _in_order(bundle, marks)]


def diagram_of(office: Office, actor: Actor, case_id: str, process: str) -> bytes:
    """The BPMN file of a process as this case's own bundle has it.

    Raises:
        NotFound: no such case for this person, or no such process in its bundle.
    """
    with office.store.reading() as connection:
        work = _open(office, connection, actor, case_id)
    work.instance.release()
    if process not in work.models.bundle.processes:
        raise NotFound("没有找到这张流程图。")
    return work.models.bundle.diagram(process)


def _open(office: Office, connection: Connection, actor: Actor, case_id: str) -> Work:
    work = open_work(office, connection, case_id)
    if not policy.in_scope(actor, work.case):
        work.instance.release()
        raise NotFound("没有找到这件纠纷。")
    return work


def _marks(work: Work, archived: list[tuple[str, bytes]]) -> Marks:
    """What is done, current and waiting in every process, the archived ones included."""
    whole = Instance.load(work.models.bundle, work.row.state, lambda: archived)
    try:
        return whole.elements()
    finally:
        whole.release()


def _in_order(bundle: Bundle, marks: Marks) -> list[str]:
    """The processes touched: each behind the one that calls it, then what was begun beside."""
    called = list(dict.fromkeys(_walk(bundle, bundle.main, set())))
    return [process for process in [*called, *sorted(set(marks) - set(called))] if process in marks]


def _walk(bundle: Bundle, process: str, seen: set[str]) -> Iterator[str]:
    if process in bundle.processes and process not in seen:
        seen.add(process)
        yield process
        for called in outline(bundle, process).calls.values():
            yield from _walk(bundle, called, seen)


def _drawing(bundle: Bundle, process: str, marks: Mapping[str, Sequence[str]]) -> Drawing:
    steps = outline(bundle, process).steps
    words = {state: [name for step, name in steps.items() if step in marks[state]] for state in STATES}
    return Drawing(process, bundle.processes[process], marks, words)


def here_of(work: Work, drawings: Sequence[Drawing]) -> str:
    """Where the next hand is needed; else where something is waited for; else, and once it is over, the whole life."""
    if work.instance.completed:
        return work.models.bundle.main
    found = [task.process for task in work.instance.open_tasks()]
    found += [one.process for one in drawings if one.marks["waiting"]]
    shown = {one.process for one in drawings}
    return next((process for process in found if process in shown), work.models.bundle.main)
