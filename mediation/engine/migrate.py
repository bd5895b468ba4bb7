"""Moves a running case to another bundle: its stored state expressed in the other's elements, by their ids.

Task keys, variables, drafts' places and due instants stay as they are. What was done on an element that is gone is
kept as a bare step. Where an active step is gone or has become something else, the case cannot move, and says why.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, InclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState

from mediation.engine.archives import Archived, paths_in
from mediation.engine.definition import Bundle
from mediation.engine.instance import Instance
from mediation.errors import MediationError

_ACTIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
_SPLIT = ".BoundaryEventSplit"
# every process has it and nobody draws it: what a step becomes whose element is gone
_BARE = "Start"

Level = dict[str, Any]


class CannotMove(MediationError):
    """A case cannot be expressed on the other bundle; `reasons` are sentences."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(dict.fromkeys(reasons))
        super().__init__(";".join(self.reasons))


@dataclass(slots=True)
class Moved:
    """A case on its new bundle: the state and the archives to store, and what is to be known of it."""

    state: bytes
    archived: list[Archived]
    notes: list[str] = field(default_factory=list)


def move(old: Bundle, new: Bundle, stored: bytes, archived: Iterable[Archived] = ()) -> Moved:
    """A stored case of one bundle as a stored case of another.

    Raises:
        CannotMove: with every reason.
    """
    state = old.words.unpack(stored)
    mover = _Mover(old, new)
    for run in state["runs"]:
        for level in [run, *(sub for _, sub in run["subs"])]:
            mover.move_level(level, run)
    if mover.reasons:
        raise CannotMove(mover.reasons)
    moved = Moved(new.words.pack(state), list(_archives(old, new, archived)), list(dict.fromkeys(mover.notes)))
    _compare(old, stored, new, moved.state, mover.dropped)
    return moved


@dataclass
class _Mover:
    old: Bundle
    new: Bundle
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dropped: set[int] = field(default_factory=set)

    def move_level(self, level: Level, run: Level) -> None:
        """One process or sub-process of a case, changed in place."""
        name = level["spec"]
        if name not in self.new.specs:
            home = self.old.homes[name]
            self.reasons.append(f"正在走的“{self.old.processes.get(home, home)}”在新版里没有了")
            return
        rows, specs = _rows(level), (self.old.specs[name].task_specs, self.new.specs[name].task_specs)
        self._refuse_changed_forks(rows, *specs)
        kept = [row for row in rows if self._keep(row, *specs)]
        _write(level, rows, kept)

    def _keep(self, row: dict[str, Any], was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
        """Whether a task stays; renamed in place where its element is gone."""
        before, after = was[row["name"]], now.get(row["name"])
        if row["state"] & _ACTIVE:
            if after is None and isinstance(before, BoundaryEvent):
                self.notes.append(f"新版没有“{_called(before)}”这个事件,不再等它")
                self.dropped.add(row["id"])
                return False
            self._judge_active(before, after, was, now)
        elif after is None:
            if row["state"] & TaskState.FINISHED_MASK:
                if before.bpmn_id is not None and not isinstance(before, BoundaryEventSplit):
                    self.notes.append(f"办过的“{_called(before)}”新版里没有了,办过的内容都留着")
                row["name"] = _BARE
            else:
                return False
        return True

    def _judge_active(self, before: Any, after: Any, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        name = _called(before)
        if after is None:
            self.reasons.append(f"正在办的“{name}”在新版里没有了")
        elif type(after) is not type(before):
            self.reasons.append(f"正在办的“{name}”在新版里换成了另一种步骤")
        elif getattr(after, "spec", None) != getattr(before, "spec", None):
            self.reasons.append(f"正在走的“{name}”在新版里改为另一段流程")
        elif _waits_for(after) != _waits_for(before):
            self.reasons.append(f"正在等的“{name}”在新版里等的是另一件事")
        else:
            self._judge_events(before, was, now)

    def _judge_events(self, before: Any, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        """Events that the new version hangs on a step that is already running."""
        fresh = _hung_on(before.name, now) - _hung_on(before.name, was)
        names = "、".join(sorted(_called(now[one]) for one in fresh))
        if fresh and f"{before.name}{_SPLIT}" not in was:
            self.reasons.append(f"正在办的“{_called(before)}”新版加了“{names}”,要等这一步办完才能迁")
        elif fresh:
            self.notes.append(f"新版给“{_called(before)}”加的“{names}”,对已经开始的这一次不起作用")

    def _refuse_changed_forks(self, rows: list[dict[str, Any]], was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        """While several branches run, the forks and joins must be the same: else one would be waited for in vain."""
        forks = {row["name"] for row in rows if isinstance(was[row["name"]], ParallelGateway | InclusiveGateway)}
        running = any(row["state"] & _ACTIVE for row in rows)
        if not forks or not running:
            return
        if _forks(was) != _forks(now):
            names = "、".join(sorted(_called(was[name]) for name in forks))
            self.reasons.append(f"几件事正在同时办(“{names}”),新版改了分叉或汇合,要等都办完才能迁")


def _forks(specs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: (sorted(spec._inputs), sorted(spec._outputs))
        for name, spec in specs.items()
        if isinstance(spec, ParallelGateway | InclusiveGateway)
    }


def _hung_on(name: str, specs: Mapping[str, Any]) -> set[str]:
    split = specs.get(f"{name}{_SPLIT}")
    return {one for one in split._outputs if isinstance(specs[one], BoundaryEvent)} if split is not None else set()


def _waits_for(spec: Any) -> Any:
    """What an event waits for: its kind and, for messages and the like, their name; when is said by the due instant."""
    definition = getattr(spec, "event_definition", None)
    if definition is None:
        return None
    several = getattr(definition, "event_definitions", None)
    if several is not None:
        return [(type(one), getattr(one, "name", None)) for one in several]
    named = None if type(definition).__name__.endswith("Timer") else getattr(definition, "name", None)
    return type(definition), named


def _called(spec: Any) -> str:
    return str(spec.bpmn_name or spec.bpmn_id or spec.name)


def _rows(level: Level) -> list[dict[str, Any]]:
    """The tasks of a stored level with plain ids, moments and places of their parents."""
    found: list[dict[str, Any]] = []
    task_id = moment = 0
    columns = zip(level["id"], level["up"], level["state"], level["name"], level["at"], strict=True)
    for place, (id_step, up, state, name, at_step) in enumerate(columns):
        task_id, moment = task_id + id_step, moment + at_step
        more = level["more"].get(str(place))
        found.append(
            {"place": place, "id": task_id, "parent": place - up if up else None, "state": state, "name": name,
             "at": moment, "more": more}
        )  # fmt: skip
    return found


def _write(level: Level, rows: list[dict[str, Any]], kept: list[dict[str, Any]]) -> None:
    """The columns of a level from the tasks that stay; only leaves are ever left out."""
    places = {row["place"]: place for place, row in enumerate(kept)}
    ids, moments = [0, *(row["id"] for row in kept)], [0, *(row["at"] for row in kept)]
    last = level["last"]
    level.update(
        id=[now - before for before, now in zip(ids, ids[1:], strict=False)],
        up=[0 if row["parent"] is None else places[row["place"]] - places[row["parent"]] for row in kept],
        state=[row["state"] for row in kept],
        name=[row["name"] for row in kept],
        at=[now - before for before, now in zip(moments, moments[1:], strict=False)],
        more={str(places[row["place"]]): row["more"] for row in kept if row["more"]},
        last=None if last is None else places.get(last, 0),
    )


def _archives(old: Bundle, new: Bundle, archived: Iterable[Archived]) -> Iterator[Archived]:
    """What is kept of finished processes, as far as the new bundle can still show it."""
    for key, path in ((inner or key, path) for key, stored in archived for inner, path in paths_in(stored, old.words)):
        specs = new.specs.get(path["spec"])
        if specs is None:
            continue
        places = [place for place, name in enumerate(path["name"]) if name in specs.task_specs]
        columns = {column: [path[column][place] for place in places] for column in ("name", "state", "at")}
        yield key, new.words.pack({**path, **columns})


def _compare(old: Bundle, stored: bytes, new: Bundle, moved: bytes, dropped: set[int]) -> None:
    """What was open and waited for is open and waited for; else it does not move."""
    before, after = Instance.load(old, stored), Instance.load(new, moved)
    try:
        open_before = {task.key: task.task_id for task in before.open_tasks()}
        open_after = {task.key: task.task_id for task in after.open_tasks()}
        due_before = {timer.key: timer.due for timer in before.timers() if int(timer.key) not in dropped}
        due_after = {timer.key: timer.due for timer in after.timers()}
        if open_before != open_after or due_before != due_after:
            raise CannotMove(["迁过去以后待办或期限会变,先不迁"])
    finally:
        before.release()
        after.release()
