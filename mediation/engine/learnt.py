"""What a case has learnt: the variables that its steps changed, applied in the order in which they were done.

Merging changes, not whole copies, keeps one branch from undoing another with its older copy.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from SpiffWorkflow.util.task import TaskState

from mediation.engine.walk import walk

_NOT_DONE = TaskState.PREDICTED_MASK | TaskState.FUTURE | TaskState.CANCELLED


def learnt(workflow: Any) -> dict[str, Any]:
    """The variables of a running or finished process as of now, its running sub-processes included."""
    return {**workflow.task_tree.view(), **learnt_below(workflow.task_tree)}


def learnt_below(task: Any) -> dict[str, Any]:
    """What the steps below a task, and those in the sub-processes that run there, have changed."""
    return _applied(_steps_below(task))


def learnt_on_the_way(tasks: Iterable[Any]) -> dict[str, Any]:
    """The variables where several branches meet: what the steps that lead to these tasks changed."""
    steps: dict[int, Any] = {}
    for task in tasks:
        while (task := task.parent) is not None and task.id not in steps:
            steps[task.id] = task
    root = next(step for step in steps.values() if step._parent is None)
    return deepcopy({**root.view(), **_applied(steps.values())})


def _steps_below(task: Any) -> Iterator[Any]:
    running = task.workflow.top_workflow.subprocesses
    for step in walk(task):
        if step is not task and not step._state & _NOT_DONE:
            yield step
        if step._state == TaskState.STARTED and step.id in running:
            yield from _steps_below(running[step.id].task_tree)


def _applied(steps: Iterable[Any]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for step in sorted(steps, key=lambda step: step.last_state_change):
        changed.update(step.changes())
    return changed
