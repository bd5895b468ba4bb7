"""What runs beside a case's own process when a step was taken there: its answer is carried over, or its reason goes."""

from mediation.law import events
from mediation.services.case_work import Work


def settle_beside(work: Work, task: str) -> None:
    """After a step: tell the talk what came from above; stop what was asked of a talk that is over."""
    if task in events.ANSWERS and work.instance.can_receive(events.ANSWERED):
        work.instance.receive(events.ANSWERED, work.routing())
        work.instance.end_beside({"assignment"})
    if work.instance.beside() and events.moot(work.case):
        work.instance.end_beside(events.TALK_PROCESSES)
