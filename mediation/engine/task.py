"""The task instance of a case: SpiffWorkflow's Task with counted ids and lazily restored variables.

A restored task keeps what was stored (its change against its parent) and rebuilds its variables only when
somebody looks; untouched, it is written back as it was. Owns no workflow logic.
"""

from collections.abc import Iterator, Mapping
from operator import is_
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.deep_merge import DeepMerge
from SpiffWorkflow.util.task import TaskState

from mediation.engine.walk import walk

EMPTY, FULL, CHANGE = 0, 1, 2
Stored = tuple[int, dict[str, Any], list[str]]
_NOTHING: Stored = (EMPTY, {}, [])
_CHANGEABLE = frozenset({list, dict})
_READY, _WAITING, _FINISHED = TaskState.READY, TaskState.WAITING, TaskState.FINISHED_MASK
_STILL = TaskState.FINISHED_MASK | TaskState.PREDICTED_MASK | TaskState.FUTURE
_DEFAULTS: tuple[Any, ...] = (EMPTY, None, None, None, 0)
_MISSING = object()


class CaseTask(Task):
    """A task of a case. `last_state_change` is a place in the case's order of events, not a time."""

    def __init__(self, workflow: Any, task_spec: Any, parent: Any = None, state: int = TaskState.MAYBE) -> None:
        self.id = workflow.top_workflow.numbers.next_id()
        self.workflow, self.task_spec = workflow, task_spec
        workflow.tasks[self.id] = self
        self._parent = parent.id if parent is not None else None
        self._children: list[int] = []
        self._state, self.triggered, self.thread_id = state, False, 0
        self._data: dict[str, Any] | None = {}
        self.stored: Stored | None = None
        self.finished_when_stored = False
        self.untouched_extra: list[Any] | None = None
        self.stored_state = 0
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0
        if parent is not None:
            parent._children.append(self.id)
        if state == _READY:
            workflow.readied.append(self)
        elif state == _WAITING:
            workflow.waiting.append(self)

    @classmethod
    def restored(
        cls, workflow: Any, task_id: int, task_spec: Any, parent: "CaseTask | None", state: int, moment: int,
        extra: list[Any],
    ) -> "CaseTask":  # fmt: skip
        """A task from stored fields, without running anything."""
        kind, changed, removed, internal, triggered = (*extra, *_DEFAULTS[len(extra) :])
        task = cls.__new__(cls)
        task.id, task.workflow, task.task_spec = task_id, workflow, task_spec
        workflow.tasks[task_id] = task
        task._parent = None
        task._children = []
        task._state, task.triggered, task.thread_id = state, bool(triggered), 0
        task._data = None
        task.stored = (kind, changed or {}, removed or [])
        task.finished_when_stored = bool(state & _FINISHED)
        # what waits may change without changing its state: only what is over or to come is written back as it was
        task.untouched_extra = extra if state & _STILL else None
        task.stored_state = state
        task.internal_data = internal or {}
        task.last_state_change = moment
        if parent is not None:
            task._parent = parent.id
            parent._children.append(task_id)
        return task

    @property
    def data(self) -> dict[str, Any]:
        if self._data is None:
            self._data = all_own(self.composed())
        return self._data

    @data.setter
    def data(self, value: dict[str, Any]) -> None:
        self._data = value

    @property
    def children(self) -> list[Any]:
        """As upstream, without a frame of Python for each: a step asks some forty times."""
        return list(map(self.workflow.tasks.get, self._children))

    @children.setter
    def children(self, tasks: list[Any]) -> None:
        self._children = [child.id for child in tasks]

    def view(self) -> dict[str, Any]:
        """The variables for reading only; cheaper than `data` for a task nobody has touched."""
        return self.composed() if self._data is None else self._data

    def composed(self) -> dict[str, Any]:
        """The stored variables: the nearest complete copy upwards with the changes on the way down."""
        chain, task = [], self
        while (stored := task.stored or _NOTHING)[0] == CHANGE:
            chain.append(stored)
            task = task.workflow.tasks[task._parent]
        data = dict(stored[1])
        for _, changed, removed in reversed(chain):
            data.update(changed)
            for key in removed:
                data.pop(key, None)
        return data

    def to_store(self) -> Stored:
        """The variables as they are to be stored: nothing, all, or the change against a finished parent.

        For a finished task this is said once: whether it was ever reloaded must not show in the stored bytes.
        """
        if self.stored is not None and (self._data is None or self.finished_when_stored):
            return self.stored
        stored = self._as_change() if self._data else _NOTHING
        if self._state & TaskState.FINISHED_MASK:
            self.stored, self.finished_when_stored = stored, True
        return stored

    def _as_change(self) -> Stored:
        parent = self.workflow.tasks.get(self._parent)
        if parent is None or not parent._state & TaskState.FINISHED_MASK:
            return (FULL, self.data, [])
        return (CHANGE, *_difference(self.data, parent.view()))

    def changes(self) -> dict[str, Any]:
        """The variables that differ from the last finished step's above: an unfinished one may still change."""
        stored = self.stored
        if self._data is None and stored is not None and stored[0] != FULL:
            return stored[1]
        base = next((task for task in self._ancestors() if task._state & TaskState.FINISHED_MASK), None)
        return _difference(self.view(), base.view())[0] if base is not None else {}

    def is_descendant_of(self, task: Any) -> bool:
        """As upstream, without its recursion: a case may be thousands of steps deep."""
        return any(ancestor is task for ancestor in self._ancestors())

    def find_ancestor(self, spec_name: str) -> Any:
        """As upstream, without its recursion."""
        return next((task for task in self._ancestors() if task.task_spec.name == spec_name), None)

    def _ancestors(self) -> Iterator[Any]:
        task = self.parent
        while task is not None:
            yield task
            task = task.parent

    def cancel(self) -> None:
        """As upstream, but the instances of a loop are cancelled, not dropped with their sub-processes running."""
        if isinstance(self.task_spec, LoopTask) and not self._state & TaskState.FINISHED_MASK:
            for child in self.children:
                child.cancel()
        super().cancel()

    def run(self) -> Any:
        """As upstream, but what may follow is only looked up now: nothing is predicted while people think."""
        if not self._children or not any(not child.triggered for child in self.children):
            self.task_spec._predict_hook(self)
        return super().run()

    def _set_state(self, value: int) -> None:
        if value != self._state:
            self._state = value
            if value == _READY:
                self.workflow.readied.append(self)
            elif value == _WAITING:
                self.workflow.waiting.append(self)
            self.last_state_change = self.workflow.top_workflow.numbers.next_moment()

    def _inherit_data(self) -> None:
        if self.data:
            DeepMerge.merge(self.data, self.parent.data)
        else:
            self.data = all_own(self.parent.view())

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> "CaseTask":
        child = CaseTask(self.workflow, task_spec, self, state)
        if state == _READY:
            child._ready()
        return child

    def __iter__(self) -> Any:
        return walk(self)


def all_own(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same variables with a copy of what could be changed in place: two tasks never share a list."""
    copied = dict(values)
    if not _CHANGEABLE.isdisjoint(map(type, copied.values())):
        for key in [key for key, value in values.items() if type(value) in _CHANGEABLE]:
            copied[key] = _own(copied[key])
    return copied


def _own(value: Any) -> Any:
    if isinstance(value, list):
        return [_own(item) for item in value]
    if isinstance(value, dict):
        return {key: _own(item) for key, item in value.items()}
    return value


def _difference(data: dict[str, Any], base: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    if len(data) == len(base) and all(map(is_, data, base)) and all(map(is_, data.values(), base.values())):
        return {}, []
    changed = {
        key: value
        for key, value in data.items()
        if (before := base.get(key, _MISSING)) is not value and (before != value or type(before) is not type(value))
    }
    return changed, [] if base.keys() <= data.keys() else [key for key in base if key not in data]
