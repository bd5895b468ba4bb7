"""Timer events on our clock: the due instant is fixed once, when the timer starts to wait, and kept as ISO text.

Waiting timers are looked at only by the case's own `fire_due`; a due instant already past fires at once.
"""

from datetime import datetime
from typing import Any, NamedTuple

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)

from mediation.clock import localize
from mediation.engine.durations import due_of, instant_of, parse_duration, parse_repetition
from mediation.engine.failures import ModelFailed

DUE = "event_value"


class Timer(NamedTuple):
    """A waiting timer: its task's key, its element, its business name and its due instant."""

    key: str
    element: str
    name: str
    due: datetime


class _OneShot:
    """What a date and a duration share; `expression` and `due` come from the classes below."""

    def has_fired(self, my_task: Any) -> bool:
        if DUE not in my_task.internal_data:
            now = my_task.workflow.top_workflow.now
            due = self.due(my_task, now)
            my_task.internal_data[DUE] = due.isoformat()
            if due <= now:
                my_task.internal_data["event_fired"] = True
        return bool(my_task.internal_data.get("event_fired", False))

    def due(self, my_task: Any, now: datetime) -> datetime:
        raise NotImplementedError


class DateTimer(_OneShot, TimeDateEventDefinition):
    """`timeDate`: an instant held in a variable or computed."""

    def due(self, my_task: Any, now: datetime) -> datetime:
        return _computed(my_task, self.expression, lambda value: instant_of(value))


class DurationTimer(_OneShot, DurationTimerEventDefinition):
    """`timeDuration`: counted from the moment the timer starts to wait."""

    def due(self, my_task: Any, now: datetime) -> datetime:
        return _computed(my_task, self.expression, lambda value: due_of(value, now))


class CycleTimer(CycleTimerEventDefinition):
    """`timeCycle`, `R3/P3D`: each firing starts the outgoing path once more; what an outage missed is not repeated."""

    def cycle_complete(self, my_task: Any) -> bool:
        """Begin to wait; upstream asks this at every look, the firing itself is `fire`."""
        if DUE not in my_task.internal_data:
            count, duration = _computed(my_task, self.expression, parse_repetition)
            written = f"P{duration.months}M" if duration.months else "P"
            seconds = int(duration.rest.total_seconds())
            written += f"T{seconds}S" if seconds else ""
            first = duration.after(my_task.workflow.top_workflow.now)
            my_task.internal_data[DUE] = {"cycles": count, "next": first.isoformat(), "every": written}
        return bool(my_task.internal_data.pop("fire_now", False))

    def advance(self, my_task: Any, now: datetime) -> None:
        """Mark one firing; move on to the first slot after `now`, or end after the last."""
        waiting = my_task.internal_data[DUE]
        every, at = parse_duration(waiting["every"]), datetime.fromisoformat(waiting["next"])
        while at <= now and waiting["cycles"] > 0:
            at, waiting["cycles"] = every.after(at), waiting["cycles"] - 1
        waiting["next"] = at.isoformat()
        my_task.internal_data["fire_now"] = True

        if waiting["cycles"] <= 0:
            my_task.internal_data["last_firing"] = True


def _computed(my_task: Any, expression: str, read: Any) -> Any:
    value = my_task.workflow.script_engine.evaluate(my_task, expression)
    try:
        return read(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise ModelFailed(
            f"计时器的到期时间不能用:{error}", my_task.workflow.spec.name, my_task.task_spec.bpmn_id
        ) from error


def fire(my_task: Any, now: datetime) -> None:
    """Let a waiting timer fire."""
    definition = my_task.task_spec.event_definition
    if isinstance(definition, CycleTimer):
        definition.advance(my_task, now)
        my_task.task_spec._update(my_task)
        if not my_task.internal_data.pop("last_firing", False):
            return
    my_task.internal_data["event_fired"] = True
    my_task.task_spec._update(my_task)


def element_of(my_task: Any) -> str:
    """The timer's element: the waiting event itself, or the timer event behind an event gateway."""
    spec = my_task.task_spec
    for position, one in enumerate(getattr(spec.event_definition, "event_definitions", ())):
        if isinstance(one, TimerEventDefinition):
            return str(spec.outputs[position].bpmn_id)
    return str(spec.bpmn_id)


def due_at(my_task: Any) -> datetime | None:
    """When a waiting task's timer is due; None if it waits for something else."""
    value = my_task.internal_data.get(DUE)
    if isinstance(value, dict):
        value = value["next"]
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def move(my_task: Any, due: datetime) -> None:
    """Give a waiting timer another due instant; a repeated timer goes on from there."""
    value = my_task.internal_data[DUE]
    text = localize(due).isoformat()
    my_task.internal_data[DUE] = {**value, "next": text} if isinstance(value, dict) else text
