"""Writes what a step says into the case's facts. One function per task; nothing is checked here (guards did)."""

from collections.abc import Callable

from mediation.case import record_closing, record_follow_up, record_intake, record_steps
from mediation.case.facts import Case, Done
from mediation.case.step import Step

_RECORDERS: dict[str, Callable[[Case, Step], None]] = {
    **record_intake.RECORDERS,
    **record_steps.RECORDERS,
    **record_follow_up.RECORDERS,
    **record_closing.RECORDERS,
}


def record(case: Case, step: Step) -> None:
    """Note a submitted task; a task an office has added of its own changes only the path."""
    case.done.append(Done(step.task, step.tier, step.org, step.actor.id, step.at.isoformat()))
    recorder = _RECORDERS.get(step.task)
    if recorder is not None:
        recorder(case, step)
