"""SpiffWorkflow's workflow for a case: our tasks, our clock, our limits, and a run to quiescence.

Does not know how state is stored nor what a caller of the engine sees.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow, BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from mediation import clock
from mediation.engine import speed
from mediation.engine.failures import ModelFailed
from mediation.engine.limits import Budget, Numbers
from mediation.engine.scripts import ENGINE
from mediation.engine.task import CaseTask
from mediation.engine.walk import walk

READY, WAITING = TaskState.READY, TaskState.WAITING

speed.install()


class _Level(BpmnBaseWorkflow):
    """What the case and each of its sub-processes do alike."""

    completed: bool

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options, deserializing=True)
        # what has become ready since somebody looked, and what may be waiting: a round need not search all that is over
        self.readied: list[Any] = []
        self.waiting: list[Any] = []

    def begin(self, variables: dict[str, Any] | None = None) -> None:
        """Build the tree below the start, as upstream's constructor would, out of our tasks."""
        self.task_tree = CaseTask(self, self.spec.start, state=TaskState.FUTURE)
        self.task_tree.data = variables or {}
        self.spec.start._predict(self.task_tree, mask=TaskState.NOT_FINISHED_MASK)
        self.task_tree._ready()

    def get_tasks_iterator(self, first_task: Any = None, **wanted: Any) -> Iterator[Any]:
        wanted.pop("skip_subprocesses", None)
        return walk(first_task or self.task_tree, **wanted)

    def update_waiting_tasks(self) -> None:
        """Look again at what waits for other branches; events wait for the outside, not for us."""
        if self.waiting:
            self.waiting = [task for task in _in_order(self.waiting, WAITING) if task.id in self.tasks]
            for task in list(self.waiting):
                if task._state == WAITING and not isinstance(task.task_spec, CatchingEvent):
                    task.task_spec._update(task)

    def is_completed(self) -> bool:
        if not self.completed:
            unfinished = TaskState.NOT_FINISHED_MASK
            self.completed = not any(task._state & unfinished for task in self.tasks.values())
        return self.completed

    def collect_log_extras(self, dct: Any = None) -> dict[str, Any]:
        return {}

    def run_ready(self, budget: Budget) -> int:
        """Run each task that is ready and needs nobody; how many there were."""
        if not self.readied:
            return 0
        found, self.readied = self.readied, []
        ready = [task for task in _in_order(found, READY) if not task.task_spec.manual]
        for task in ready:
            if task._state == READY and task.id in self.tasks:
                budget.charge(task)
                task.run()
        return len(ready)


def _in_order(tasks: list[Any], state: int) -> list[Any]:
    """Those of some tasks that are in a state, each once, in the order in which they came to be."""
    found = {task.id: task for task in tasks if task._state == state}
    return list(found.values()) if len(found) < 2 else [found[key] for key in sorted(found)]


class CaseSubWorkflow(_Level, BpmnSubWorkflow):
    """A running called process or embedded sub-process."""

    def _calculate_depth(self) -> int:
        return int(self.parent_workflow.depth) + 1


class CaseWorkflow(_Level, BpmnWorkflow):
    """A main process, or one that runs beside it."""

    fixed_now: datetime | None = None

    def __init__(self, spec: Any, subprocess_specs: Any, numbers: Numbers) -> None:
        self.numbers = numbers
        super().__init__(spec, subprocess_specs, script_engine=ENGINE)

    @property
    def now(self) -> datetime:
        """The instant that timers and expressions see."""
        return self.fixed_now or clock.now()

    def create_subprocess(self, my_task: Any, spec_name: str) -> CaseSubWorkflow:
        subprocess = self.empty_subprocess(my_task.id, spec_name)
        subprocess.begin()
        return subprocess

    def empty_subprocess(self, parent_id: int, spec_name: str) -> CaseSubWorkflow:
        """A sub-process without tasks, registered under the task that runs it."""
        spec = self.subprocess_specs[spec_name]
        subprocess = CaseSubWorkflow(spec, parent_id, self)
        self.subprocesses[parent_id] = subprocess
        return subprocess

    def levels(self) -> list[Any]:
        """The process itself and its running sub-processes."""
        return [self, *self.subprocesses.values()]

    def run_to_quiescence(self, budget: Budget) -> None:
        """Run until only people, timers and messages can go on.

        Raises ModelLoop over the budget and ModelFailed where the model cannot go on.
        """
        try:
            while self._round(budget):
                pass
        except SpiffWorkflowException as error:
            spec = getattr(error, "task_spec", None)
            raise ModelFailed(str(error), self.spec.name, getattr(spec, "bpmn_id", None)) from error
        except (TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise ModelFailed(f"{type(error).__name__}: {error}", self.spec.name) from error

    def _round(self, budget: Budget) -> bool:
        """Upstream's order: the deepest sub-process first, then its parent, the process itself last."""
        active = [sub for sub in self.subprocesses.values() if not sub.completed]
        for sub in sorted(active, key=lambda level: -level.depth):
            while sub.run_ready(budget):
                pass
            parent = self.get_task_from_id(sub.parent_task_id)
            parent.task_spec._update(parent)
        ran = self.run_ready(budget)
        # one may end and the next begin in the same round: what counts is which run, not how many
        begun = any(not sub.completed and sub not in active for sub in self.subprocesses.values())
        return ran > 0 or begun
