"""A case's running processes as the rest of the product sees them: open tasks, timers, messages, variables.

Plain values in and out; the state is bytes. What a step means for a case is not known here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from mediation import clock
from mediation.engine import state, timers
from mediation.engine.colours import Colours
from mediation.engine.definition import Bundle
from mediation.engine.learnt import learnt
from mediation.engine.messages import catches, message_event
from mediation.engine.opened import OpenTask, open_task
from mediation.engine.state import StateDump
from mediation.engine.timers import Timer
from mediation.engine.workflow import Budget, CaseWorkflow, Numbers
from mediation.errors import TaskNotOpen

_OPEN = TaskState.READY | TaskState.WAITING | TaskState.STARTED
Archive = Callable[[], Iterable[tuple[str, bytes]]]


class Instance:
    """All runs of one case: the main process (run 0) and what was begun beside it.

    After any exception from a changing method the instance is to be thrown away, not dumped.
    """

    def __init__(self, bundle: Bundle, runs: dict[int, CaseWorkflow], numbers: Numbers, last_run: int) -> None:
        self.bundle, self._runs, self._numbers, self._last_run = bundle, runs, numbers, last_run
        self._archive: Archive | None = None
        # what was found since the last change, so that one step need not look ten times
        self._open: list[OpenTask] | None = None
        self._waiting: list[Timer] | None = None
        self._over: bool | None = None

    @classmethod
    def start(cls, bundle: Bundle, variables: Mapping[str, Any]) -> "Instance":
        """Begin the main process and run it until somebody has to do something.

        Raises ModelLoop and ModelFailed as every step does.
        """
        instance = cls(bundle, {}, Numbers(), 0)
        instance._begin(0, bundle.main, variables)
        return instance

    @classmethod
    def load(cls, bundle: Bundle, stored: bytes, archived: Archive | None = None) -> "Instance":
        """An instance from `dump().state`; `archived` gives the archived entries when `elements` needs them.

        Raises ValueError for other bytes and KeyError if the state belongs to another bundle.
        """
        instance = cls(bundle, *state.load(stored, bundle.specs, bundle.words))
        instance._archive = archived
        return instance

    def _begin(self, number: int, process_id: str, variables: Mapping[str, Any]) -> None:
        self._changes()
        run = CaseWorkflow(self.bundle.specs[process_id], self.bundle.specs, self._numbers)
        run.begin(dict(variables))
        self._runs[number] = run
        run.run_to_quiescence(Budget())

    @property
    def completed(self) -> bool:
        """Whether the main process has ended; what runs beside it may go on."""
        if self._over is None:
            self._over = bool(self._runs[0].is_completed())
        return self._over

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the main process as of now, with what its running sub-processes have learnt."""
        main = self._runs[0]
        known = learnt(main)
        return {**known, **main.data} if main.completed else {**main.data, **known}

    def open_tasks(self) -> list[OpenTask]:
        """What people can do now, in the order in which it came up."""
        if self._open is None:
            ready = [task for task in self._tasks(TaskState.READY) if task.task_spec.manual]
            self._open = [open_task(self.bundle, task) for task in sorted(ready, key=lambda task: task.id)]
        return list(self._open)

    def complete(self, key: str, variables: Mapping[str, Any]) -> None:
        """Finish an open task with these variables and run on.

        Raises TaskNotOpen, ModelLoop, ModelFailed.
        """
        task = self._task(key)
        if task is None or task._state != TaskState.READY or not task.task_spec.manual:
            raise TaskNotOpen("这项任务已经办理或尚未到办理的时候")
        self._changes()
        task.data.update(variables)
        run = task.workflow.top_workflow
        task.run()
        run.run_to_quiescence(Budget())

    def can_receive(self, message: str) -> bool:
        """Whether something waits for this message."""
        event = message_event(message, {})
        return any(catches(run, event) for run in self._runs.values())

    def receive(self, message: str, variables: Mapping[str, Any]) -> None:
        """Deliver a message to whatever waits for it; its variables join the catching path.

        Raises TaskNotOpen if nothing does, ModelLoop, ModelFailed.
        """
        if not self.can_receive(message):
            raise TaskNotOpen(f"现在不能办理“{message}”")
        self._changes()
        budget = Budget()
        for run in list(self._runs.values()):
            event = message_event(message, variables)
            if catches(run, event):
                run.event_manager.catch(event, internal=False)
                run.run_to_quiescence(budget)

    def begin_beside(self, process_id: str, variables: Mapping[str, Any]) -> None:
        """Start a process beside the main one, with the main one's variables and these.

        Raises KeyError for an unknown process, ModelLoop, ModelFailed.
        """
        self._last_run += 1
        self._begin(self._last_run, process_id, {**self.variables, **variables})

    def beside(self) -> list[str]:
        """The processes that run beside the main one, by id, in the order in which they began."""
        return [str(run.spec.name) for number, run in sorted(self._runs.items()) if number]

    def end_beside(self, processes: Collection[str]) -> None:
        """Stop what runs beside the main process, where it is one of these: its reason has gone."""
        for number in [number for number, run in self._runs.items() if number and run.spec.name in processes]:
            del self._runs[number]
            self._changes()

    def timers(self) -> list[Timer]:
        """Every waiting timer, the earliest first."""
        if self._waiting is None:
            found = [self._timer(task, due) for task, due in self._waiting_timers()]
            self._waiting = sorted(found, key=lambda timer: (timer.due, int(timer.key)))
        return list(self._waiting)

    def fire_due(self, now: datetime, variables: Mapping[str, Any] | None = None) -> list[Timer]:
        """Fire what is due at `now`, one after the other, including what becomes due by that; what fired.

        Raises ModelLoop, ModelFailed.
        """
        now, fired, budget = clock.localize(now), list[Timer](), Budget()
        while due := [timer for timer in self.timers() if timer.due <= now]:
            if variables and not fired:
                self.set_variables(variables)
            self._fire(self._task(due[0].key), now, budget)
            fired.append(due[0])
        return fired

    def move_timer(self, key: str, due: datetime) -> None:
        """Give a waiting timer another due instant; raises TaskNotOpen if there is no such timer."""
        task = self._task(key)
        if task is None or all(task is not waiting for waiting, _due in self._waiting_timers()):
            raise TaskNotOpen("这个期限已经不在计时")
        self._changes()
        timers.move(task, due)

    def set_variables(self, variables: Mapping[str, Any]) -> None:
        """Let the case know something: every open path of every run has it from now on."""
        self._changes()
        for task in self._tasks(_OPEN):
            task.data.update(variables)
        self._runs[0].data.update(variables)

    def dump(self) -> StateDump:
        """The state to store, and what has finished since and is to be kept beside it.

        The instance goes on without what was archived. Raises TypeError for a value that is no variable.
        """
        dumped = state.dump(self._runs, self._numbers, self._last_run, self.bundle.words)
        for number in [number for number, run in self._runs.items() if number and run.is_completed()]:
            del self._runs[number]
            self._changes()
        return dumped

    def elements(self) -> dict[str, dict[str, list[str]]]:
        """For colouring diagrams: by process, the elements that are done, current (open) and waiting."""
        colours = Colours(self.bundle)
        for run in self._runs.values():
            for level in run.levels():
                colours.add_running(level)
        for _, stored in self._archive() if self._archive else ():
            colours.add_archived(stored)
        return colours.found()

    def release(self) -> None:
        """Break the cycles between workflows and tasks, so that the memory is free at once."""
        for run in self._runs.values():
            for level in reversed(run.levels()):
                level.__dict__.clear()
        self._runs.clear()

    def _tasks(self, task_state: int) -> Iterable[Any]:
        for run in self._runs.values():
            for level in run.levels():
                for task in level.tasks.values():
                    if task._state & task_state:
                        yield task

    def _task(self, key: str) -> Any:
        if not key.isascii() or not key.isdigit():
            return None
        for run in self._runs.values():
            for level in run.levels():
                if (task := level.tasks.get(int(key))) is not None:
                    return task
        return None

    def _waiting_timers(self) -> Iterable[tuple[Any, datetime]]:
        for run in self._runs.values():
            for task in run.event_manager.tasks.values():
                if (due := timers.due_at(task)) is not None:
                    yield task, due

    def _timer(self, task: Any, due: datetime) -> Timer:
        element = timers.element_of(task)
        home = self.bundle.homes[task.workflow.spec.name]
        name = self.bundle.timer_names.get((home, element), element)
        return Timer(str(task.id), element, name, due)

    def _changes(self) -> None:
        self._open = self._waiting = self._over = None

    def _fire(self, task: Any, now: datetime, budget: Budget) -> None:
        self._changes()
        run = task.workflow.top_workflow
        run.fixed_now = now
        try:
            timers.fire(task, now)
            run.run_to_quiescence(budget)
        finally:
            run.fixed_now = None
