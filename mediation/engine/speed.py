"""The one patch of SpiffWorkflow, for a bug that no subclass reaches; refuses any other version than 3.2.0.

`Join` and the end of a process walk their tree with `TaskIterator`, which stops at depth 1000 without a word: a
case with a long loop would hang for ever. The walk is replaced by one without a limit, in the same order.
"""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from SpiffWorkflow.util.task import TaskIterator

SUPPORTED = "3.2.0"


def install() -> None:
    """Replace the iteration; may be called again. Raises RuntimeError for another SpiffWorkflow."""
    if version("spiffworkflow") != SUPPORTED:
        raise RuntimeError(f"SpiffWorkflow {SUPPORTED} is required, not {version('spiffworkflow')}")
    TaskIterator.__iter__ = _iterate


def _iterate(self: Any) -> Any:
    if type(self) is TaskIterator and self.depth_first and self.max_depth == 1000:
        return _unlimited(self)
    return self


def _unlimited(iterator: Any) -> Iterator[Any]:
    wanted, end, lowest = iterator.task_filter, iterator.end_at_spec, iterator.min_state
    stack = [iterator.task_list[0]]
    while stack:
        task = stack.pop()
        if task._children and task._state >= lowest and task.task_spec.name != end:
            stack.extend(reversed(task.children))
        if task._state & wanted.state and wanted.matches(task):
            yield task
