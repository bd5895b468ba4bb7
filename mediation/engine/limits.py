"""What a case counts: its task ids, its order of events, and how much one call of the engine may do on its own."""

import time
from typing import Any

from mediation.errors import ModelLoop

MAX_STEPS, MAX_SECONDS = 500, 2.0


class Numbers:
    """Hands out a case's task ids and its order of events; both go on where the stored case stopped."""

    __slots__ = ("last_id", "last_moment")

    def __init__(self, last_id: int = 0, last_moment: int = 0) -> None:
        self.last_id, self.last_moment = last_id, last_moment

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def next_moment(self) -> int:
        self.last_moment += 1
        return self.last_moment


class Budget:
    """How much one call of the engine may still do on its own."""

    def __init__(self) -> None:
        self.steps, self.until = MAX_STEPS, time.monotonic() + MAX_SECONDS

    def charge(self, task: Any) -> None:
        """Count one automatic step; raises ModelLoop when there were too many or it took too long."""
        self.steps -= 1
        if self.steps < 0 or time.monotonic() > self.until:
            where = f"{task.workflow.spec.name} {task.task_spec.bpmn_id or task.task_spec.name}"
            raise ModelLoop(f"流程自动运行过多,停在 {where}")
