"""Walking a tree of tasks, parents first, without upstream's depth limit (its loops die silently at 1000)."""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.util.task import TaskState


def walk(
    first: Any, state: int = TaskState.ANY_MASK, spec_name: str | None = None, end_at_spec: str | None = None
) -> Iterator[Any]:
    """The tasks of one level, depth first in the order of their outgoing flows; sub-processes are not entered."""
    lowest = _lowest(state)
    stack = [first]
    while stack:
        task = stack.pop()
        if task._children and task._state >= lowest and task.task_spec.name != end_at_spec:
            tasks = task.workflow.tasks
            stack.extend([tasks[child] for child in reversed(task._children)])
        if task._state & state and (spec_name is None or task.task_spec.name == spec_name):
            yield task


def _lowest(state: int) -> int:
    """Below a task in a lower state than this there is nothing to find."""
    if state & TaskState.PREDICTED_MASK:
        return TaskState.MAYBE
    return TaskState.FUTURE if state & TaskState.DEFINITE_MASK else TaskState.COMPLETED
