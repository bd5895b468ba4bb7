"""A case's state as bytes: only what differs from the model, never the model itself.

Tasks are stored in columns (ids and parents as steps, most of them 1), variables as changes against the parent.
Finished sub-processes leave the live state as archives. Knows no caller and runs nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from mediation.engine.archives import path_of
from mediation.engine.learnt import learnt
from mediation.engine.packing import QUICK, SMALL, Words
from mediation.engine.task import CHANGE, EMPTY, FULL, CaseTask
from mediation.engine.workflow import CaseWorkflow, Numbers

FORMAT = 1
FINISHED, WAITING = TaskState.FINISHED_MASK, TaskState.WAITING


class StateDump(NamedTuple):
    """The live state, and what has finished since the last dump: (key, bytes) to be kept beside it."""

    state: bytes
    archived: list[tuple[str, bytes]]


def dump(runs: Mapping[int, CaseWorkflow], numbers: Numbers, last_run: int, words: Words) -> StateDump:
    """The state of all runs of a case; finished sub-processes and finished side runs are taken out of them."""
    archived = [(key, words.pack(path)) for run in runs.values() for key, path in _take_finished(run)]
    live = []
    for number, run in runs.items():
        if number and run.is_completed():
            archived.append((f"run{number}", words.pack(path_of(run))))
        else:
            live.append({"run": number, **_run(run)})
    state = {"format": FORMAT, "numbers": [numbers.last_id, numbers.last_moment, last_run], "runs": live}
    return StateDump(words.pack(state, SMALL if runs[0].completed else QUICK), archived)


def _take_finished(run: CaseWorkflow) -> Iterable[tuple[str, dict[str, Any]]]:
    """Sub-processes whose task is over, the outer before the inner so that the inner's owner is gone too."""
    live = {id(run)}
    for parent_id, level in list(run.subprocesses.items()):
        owner = _owner(run, parent_id)
        if owner is None or owner._state & FINISHED or id(owner.workflow) not in live:
            yield str(parent_id), path_of(level)
            del run.subprocesses[parent_id]
        else:
            live.add(id(level))


def _owner(run: CaseWorkflow, task_id: int) -> Any:
    for level in run.levels():
        if task_id in level.tasks:
            return level.tasks[task_id]
    return None


def _run(run: CaseWorkflow) -> dict[str, Any]:
    subs = [[parent_id, _level(level)] for parent_id, level in run.subprocesses.items()]
    stored = {**_level(run), "data": run.data, "done": run.completed, "subs": subs}
    if run.completed:
        # nothing runs on from any of its tasks: what they knew is kept once, as what came of it
        stored["more"], stored["data"] = {}, {**learnt(run), **run.data}
    return stored


def _level(level: Any) -> dict[str, Any]:
    """One process or sub-process: its specification's name and its tasks in columns."""
    ids: list[int] = []
    parents: list[int] = []
    states: list[int] = []
    names: list[str] = []
    moments: list[int] = []
    more: dict[str, list[Any]] = {}
    index: dict[int | None, int] = {}
    before = moment = 0
    for row, task in enumerate(level.tasks.values()):
        index[task.id] = row
        ids.append(task.id - before)
        before = task.id
        parents.append(row - index.get(task._parent, row))
        states.append(task._state)
        names.append(task.task_spec.name)
        moments.append(task.last_state_change - moment)
        moment = task.last_state_change
        same = task.untouched_extra
        extra = same if same is not None and task._data is None and task._state == task.stored_state else _extra(task)
        if extra:
            more[str(row)] = extra
    last = level.last_task
    return {
        "spec": level.spec.name, "last": None if last is None else index.get(last.id), "id": ids, "up": parents,
        "state": states, "name": names, "at": moments, "more": more,
    }  # fmt: skip


def _extra(task: CaseTask) -> list[Any]:
    """[kind, changed, removed, internal, triggered] with trailing defaults cut off; empty for a predicted task."""
    kind, changed, removed = task.to_store()
    internal: dict[str, Any] = {}
    if not task._state & FINISHED:
        internal = {key: value for key, value in task.internal_data.items() if key != "seen_events"}
    extra = [kind, changed, removed, internal, int(task.triggered)]
    while extra and not extra[-1]:
        extra.pop()
    return extra


def load(data: bytes, specs: Mapping[str, Any], words: Words) -> tuple[dict[int, CaseWorkflow], Numbers, int]:
    """The runs of a stored case over the shared specifications.

    Raises ValueError for bytes of another format and KeyError where the model has no such process or element.
    """
    state = words.unpack(data)
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ValueError("unknown state format")
    last_id, last_moment, last_run = state["numbers"]
    numbers = Numbers(last_id, last_moment)
    return {stored["run"]: _load_run(stored, specs, numbers) for stored in state["runs"]}, numbers, last_run


def _load_run(stored: Mapping[str, Any], specs: Mapping[str, Any], numbers: Numbers) -> CaseWorkflow:
    run = CaseWorkflow(specs[stored["spec"]], specs, numbers)
    run.data, run.completed = stored["data"], stored["done"]
    _load_level(run, stored)
    for parent_id, level in stored["subs"]:
        owner = _owner(run, parent_id)
        subprocess = run.empty_subprocess(parent_id, level["spec"])
        _load_level(subprocess, level)
        subprocess.completed_event.connect(owner.task_spec._on_subworkflow_completed, owner)
    return run


def _load_level(level: Any, stored: Mapping[str, Any]) -> None:
    specs, events, more = level.spec.task_specs, level.top_workflow.event_manager, stored["more"]
    tasks, restored = list[CaseTask](), CaseTask.restored
    task_id = moment = 0
    columns = zip(stored["id"], stored["up"], stored["state"], stored["name"], stored["at"], strict=True)
    for row, (id_step, up, state, name, at_step) in enumerate(columns):
        task_id, moment = task_id + id_step, moment + at_step
        parent = tasks[row - up] if up else None
        task = restored(level, task_id, specs[name], parent, state, moment, more.get(str(row), []))
        tasks.append(task)
        if state == WAITING:
            level.waiting.append(task)
            if isinstance(task.task_spec, CatchingEvent):
                events.add_task(task)
    level.task_tree = tasks[0]
    level.last_task = None if stored["last"] is None else tasks[stored["last"]]


assert (EMPTY, FULL, CHANGE) == (0, 1, 2), "the numbers are stored"  # noqa: S101
