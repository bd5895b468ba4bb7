"""Which elements of which diagram are done, current (open) or waiting: for colouring the picture of a case."""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from mediation.engine.archives import completed_elements
from mediation.engine.definition import Bundle

_COLOURS = {
    TaskState.COMPLETED: "done",
    TaskState.READY: "current",
    TaskState.STARTED: "current",
    TaskState.WAITING: "waiting",
}


class Colours:
    """Collects elements by process; an element that is open again is not done."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.marks: dict[str, dict[str, set[str]]] = {}

    def add_running(self, level: Any) -> None:
        """Add a running process or sub-process."""
        for task in level.tasks.values():
            self._add(level.spec.name, task.task_spec, task._state)

    def add_archived(self, stored: bytes) -> None:
        """Add an archived one, or all of them where they were joined."""
        for spec_name, names in completed_elements(stored, self.bundle.words):
            for name in names:
                self._add(spec_name, self.bundle.specs[spec_name].task_specs[name], TaskState.COMPLETED)

    def _add(self, spec_name: str, node: Any, state: int) -> None:
        colour = _COLOURS.get(state)
        if colour is not None and node.bpmn_id is not None:
            home = self.bundle.homes[spec_name]
            marks = self.marks.setdefault(home, {"done": set(), "current": set(), "waiting": set()})
            marks[colour].add(node.bpmn_id)

    def found(self) -> dict[str, dict[str, list[str]]]:
        """The element ids by process and colour, sorted."""
        return {process: _sorted(marks) for process, marks in self.marks.items()}


def _sorted(marks: dict[str, set[str]]) -> dict[str, list[str]]:
    done = marks["done"] - marks["current"] - marks["waiting"]
    return {"done": sorted(done), "current": sorted(marks["current"]), "waiting": sorted(marks["waiting"])}
