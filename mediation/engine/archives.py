"""What is kept of processes that are over: which elements each took, in which order. They never run again.

Every finished process is kept for itself while its case lives, for each ends at another time; when the whole case is
over they are joined, for together they take a third of the room.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from SpiffWorkflow.util.task import TaskState

from mediation.engine.packing import SMALL, Words

Archived = tuple[str, bytes]
JOINED = "all"


def path_of(level: Any) -> dict[str, Any]:
    """A finished process or sub-process as plain data."""
    tasks = level.tasks.values()
    return {
        "spec": level.spec.name, "name": [task.task_spec.name for task in tasks],
        "state": [task._state for task in tasks], "at": [task.last_state_change for task in tasks],
    }  # fmt: skip


def paths_in(stored: bytes, words: Words) -> list[tuple[str, dict[str, Any]]]:
    """The finished processes in an archive, each with its key (empty where the archive holds just one)."""
    found = words.unpack(stored)
    if JOINED not in found:
        return [("", found)]
    return [
        (key, {"spec": spec, "name": names, "state": states, "at": list(accumulate(steps))})
        for key, spec, names, states, steps in found[JOINED]
    ]


def join(archives: Iterable[Archived], words: Words) -> Archived:
    """All archives of a case that is over as one."""
    rows = [
        [inner or key, path["spec"], path["name"], path["state"], _steps(path["at"])]
        for key, stored in archives
        for inner, path in paths_in(stored, words)
    ]
    return JOINED, words.pack({JOINED: sorted(rows)}, SMALL)


def _steps(moments: Sequence[int]) -> list[int]:
    return [*moments[:1], *(after - before for before, after in pairwise(moments))]


def completed_elements(stored: bytes, words: Words) -> list[tuple[str, list[str]]]:
    """What an archive can still tell: by specification's name the names of the nodes that were completed."""
    return [(path["spec"], list(_completed(path))) for _, path in paths_in(stored, words)]


def _completed(path: dict[str, Any]) -> Iterable[str]:
    return (name for name, state in zip(path["name"], path["state"], strict=True) if state == TaskState.COMPLETED)
