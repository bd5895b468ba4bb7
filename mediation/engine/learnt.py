"""What a (sub-)process has learnt: the variables that its steps changed, in the order in which they were done.

Merging changes, not whole copies, keeps one parallel branch from undoing another with its older copy.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.util.task import TaskState

_PREDICTED_OR_UNDONE = TaskState.PREDICTED_MASK | TaskState.FUTURE | TaskState.CANCELLED


def learnt(workflow: Any) -> dict[str, Any]:
    """The variables of a running or finished (sub-)process as of now."""
    known: dict[str, Any] = dict(workflow.task_tree.view())
    for task in _in_order(workflow):
        known.update(task.changes())
        if task._state == TaskState.STARTED:
            known.update(learnt_inside(task))
    return known


def learnt_inside(task: Any) -> dict[str, Any]:
    """What the sub-process of a task, or of each of its instances, has changed since it began."""
    changed: dict[str, Any] = {}
    workflow = task.workflow.top_workflow.subprocesses.get(task.id)
    if workflow is not None:
        inside = _in_order(workflow)
    elif isinstance(task.task_spec, LoopTask):
        inside = sorted(filter(_counts, task.children), key=_moment)
    else:
        return changed
    for inner in inside:
        changed.update(inner.changes())
        if inner._state == TaskState.STARTED:
            changed.update(learnt_inside(inner))
    return changed


def _counts(task: Any) -> bool:
    return not task._state & _PREDICTED_OR_UNDONE


def _in_order(workflow: Any) -> list[Any]:
    root = workflow.task_tree
    return sorted((t for t in workflow.tasks.values() if _counts(t) and t is not root), key=_moment)


def _moment(task: Any) -> int:
    return int(task.last_state_change)
