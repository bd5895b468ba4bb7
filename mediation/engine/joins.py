"""Joins that keep what each branch changed.

Upstream merges whole copies, the last branch winning: a branch that ends late undoes with its older copy what
another has changed, and lists are mixed by position. Here each step's changes are applied in their order.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState

from mediation.engine.learnt import learnt_on_the_way


class _KeepsChanges:
    def _run_hook(self: Any, my_task: Any) -> Any:
        arrived = [my_task] + [task for task in my_task.workflow.tasks.values() if self._arrived(task, my_task)]
        result = super()._run_hook(my_task)  # type: ignore[misc]
        if len(arrived) > 1:
            my_task.data = learnt_on_the_way(arrived)
        return result

    def _arrived(self: Any, task: Any, my_task: Any) -> bool:
        """Whether a task is this join as another branch reached it."""
        finished = task.task_spec is self and task._state & TaskState.FINISHED_MASK
        return bool(finished) and not my_task.is_descendant_of(task)


class CaseParallelGateway(_KeepsChanges, ParallelGateway):
    """A parallel gateway."""


class CaseInclusiveGateway(_KeepsChanges, InclusiveGateway):
    """An inclusive gateway."""


class CaseEndJoin(_KeepsChanges, _EndJoin):
    """Where all ends of a process come together."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        """As upstream, without walking the tree: nothing else is still to be done."""
        unfinished = TaskState.NOT_FINISHED_MASK
        return not any(task._state & unfinished and task is not my_task for task in my_task.workflow.tasks.values())

    def _run_hook(self, my_task: Any) -> Any:
        result = super()._run_hook(my_task)
        my_task.workflow.data.update(my_task.data)
        return result


class CaseProcessSpec(BpmnProcessSpec):
    """A process whose end keeps what each branch changed."""

    end: Any

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        last = self.end.outputs[0]
        last.inputs = []
        del self.task_specs[self.end.name]
        self.end = CaseEndJoin(self, self.end.name)
        self.end.connect(last)
