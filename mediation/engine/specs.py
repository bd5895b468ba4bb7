"""Our own BPMN nodes where SpiffWorkflow's do not serve a case: carrying boundary events, decisions, bounded loops.

Specs are shared by all cases and threads: they keep no state.
"""

from collections.abc import Mapping
from operator import is_
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, EventBasedGateway, ExclusiveGateway, IntermediateCatchEvent
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.spiff.specs.defaults import (
    CallActivity,
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    StandardLoopTask,
)
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask

from mediation.engine.decisions import DecisionTable
from mediation.engine.failures import ModelFailed
from mediation.engine.learnt import learnt_below
from mediation.engine.task import all_own
from mediation.expressions import ExpressionFailed

MAX_INSTANCES = 200


class CaseMessage(MessageEventDefinition):
    """A message by its name; what comes with it is merged into the catching path's variables."""

    def __init__(self, name: str) -> None:
        super().__init__(name)


def _is_waiting(my_task: Any) -> bool:
    return my_task.id in my_task.workflow.top_workflow.event_manager.tasks


class _WaitsOnce:
    """An event that takes its variables once, on arrival: what a case learns while it waits is not overwritten."""

    def _update_hook(self: Any, my_task: Any) -> Any:
        if not _is_waiting(my_task):
            return super()._update_hook(my_task)  # type: ignore[misc]
        if self.event_definition.has_fired(my_task):
            return True
        return self.event_definition.update_task(my_task)


class CaseCatchEvent(_WaitsOnce, IntermediateCatchEvent):
    """An intermediate timer or message."""


class CaseEventGateway(_WaitsOnce, EventBasedGateway):
    """A gateway that waits for the first of several events."""


class CaseBoundaryEvent(_WaitsOnce, BoundaryEvent):
    """Carries on what the activity's sub-process, and what earlier events on it, have learnt so far."""

    def _update_hook(self, my_task: Any) -> Any:
        if _is_waiting(my_task):
            my_task.data.update(learnt_below(my_task.parent))
        return super()._update_hook(my_task)


class CaseExclusiveGateway(ExclusiveGateway):
    """Goes one way; the others are not guessed at first, only to be taken back."""

    def _predict_hook(self, my_task: Any) -> None:
        """Which way it goes is known only when it runs."""


class DecisionTask(SpiffBpmnTask):
    """A business rule task: one decision table, its outputs become variables."""

    def __init__(self, wf_spec: Any, name: str, table: DecisionTable, variable: str | None, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.table, self.variable = table, variable

    def _run_hook(self, my_task: Any) -> bool:
        try:
            outputs: Mapping[str, Any] = self.table.decide(my_task.data, now=my_task.workflow.top_workflow.now)
        except ExpressionFailed as error:
            raise ModelFailed(str(error), my_task.workflow.spec.name, self.bpmn_id) from error
        if self.variable is None:
            my_task.data.update(outputs)
        else:
            single = len(self.table.outputs) == 1
            my_task.data[self.variable] = next(iter(outputs.values()), None) if single else dict(outputs)
        return bool(super()._run_hook(my_task))


class CaseCallActivity(CallActivity):
    """A called process; it gives all its variables back (the gate refuses a mapping of single ones)."""

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        my_task.data = all_own(subworkflow.last_task.data)


class _Bounded:
    """Refuses to start more instances than a case can hold."""

    def _update_hook(self, my_task: Any) -> Any:
        my_task._inherit_data()
        count = self._count(my_task)
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MAX_INSTANCES:
            reason = f"多实例的次数应当是 0 到 {MAX_INSTANCES} 的整数"
            raise ModelFailed(reason, my_task.workflow.spec.name, my_task.task_spec.bpmn_id)
        return super()._update_hook(my_task)  # type: ignore[misc]

    def _count(self, my_task: Any) -> Any:
        spec = my_task.task_spec
        if spec.data_input is None:
            return my_task.workflow.script_engine.evaluate(my_task, spec.cardinality)
        items = my_task.data.get(spec.data_input.bpmn_id)
        return len(items) if isinstance(items, list | dict) else None


class CaseParallelInstances(_Bounded, ParallelMultiInstanceTask):
    """Parallel multi-instance, at most 200 at once."""


class CaseSequentialInstances(_Bounded, SequentialMultiInstanceTask):
    """Sequential multi-instance, at most 200."""


class CaseLoop(StandardLoopTask):
    """A standard loop."""


def freeze(spec: BpmnProcessSpec) -> None:
    """Make a parsed process safe to share: what upstream would connect at run time is connected now, once."""
    for node in list(spec.task_specs.values()):
        if isinstance(node, LoopTask):
            child = spec.task_specs[node.task_spec]
            if not child.completed_event.is_connected(node.merge_child):
                child.completed_event.connect(node.merge_child)
    for node in spec.task_specs.values():
        node._inputs, node._outputs = tuple(node._inputs), tuple(node._outputs)
        # no prediction: `CaseTask.run` adds what follows a task when it runs; half of a waiting case would be guesses
        node._predict = _nothing
        _test_once(node)
        _hush(node)


def _hush(node: Any) -> None:
    """Let what nobody listens to say nothing: upstream tells of five moments of every task."""
    for name, event in vars(node).items():
        if name.endswith("_event") and not event.n_subscribers():
            event.emit = is_  # takes what is told, the workflow and the task, and does nothing; in C


def _test_once(node: Any) -> None:
    """Upstream tests a node each time a case comes to it; a frozen one stays as it was found."""
    test = node.test

    def first() -> None:
        test()
        node.test = _nothing

    node.test = first


def _nothing(*_arguments: Any, **_options: Any) -> None:
    """Nothing is to be done."""
