"""What runs beside a case's own process when a step was taken: its answer is carried over, its reason comes or goes."""

from mediation.law import events
from mediation.law.guards_ending import police_waits
from mediation.law.guards_gates import report_owed
from mediation.law.guards_ladder import above
from mediation.services.work import Work


def settle_beside(work: Work, task: str) -> None:
    """After a step: tell the talk what came from above; stop what was asked of a talk that is over.

    A talk that turned red wants its report at once (人民调解法 25). Where the police sent the case and the parties ask
    together to be let off, the answer to the police runs beside the visits (治安管理处罚法 9).
    """
    if task in events.ANSWERS and work.instance.can_receive(events.ANSWERED):
        work.instance.receive(events.ANSWERED, work.routing())
        work.instance.end_beside({"assignment"})
    if task == "S1_read_calm" and report_owed(work.case) and "risk_report" not in work.instance.beside():
        _begin(work, "risk_report")
    if task == "S4_smooth_praise" and police_waits(work.case):
        _begin(work, "handoff")
    if task == "S4_smooth_praise" and work.case.decision == "escalate" and rest_may_go_up(work):
        send_rest_up(work)
    if work.instance.beside() and events.moot(work.case):
        work.instance.end_beside(events.TALK_PROCESSES)


def rest_may_go_up(work: Work) -> bool:
    """A part is agreed, what becomes of the rest is being asked, there is a committee above, and the method has a way.

    Whoever asked at the talk itself that the rest go up has said so with the partial outcome.
    """
    case = work.case
    drawn = events.REST in work.models.bundle.processes
    return drawn and events.rest_waits(case) and bool(above(case)) and work.instance.can_receive(events.REST_UP)


def send_rest_up(work: Work) -> None:
    """The rest is not ended but asked up the ladder: a talk of its own begins, and the visits to the part begin."""
    work.case.rest = len(work.case.agreements)
    work.instance.receive(events.REST_UP, work.routing())
    work.instance.begin_beside(events.REST, work.routing())


def _begin(work: Work, process: str) -> None:
    """Begin a process beside; a method cut without it goes on, and the guards hold all the same."""
    if process in work.models.bundle.processes:
        work.instance.begin_beside(process, work.routing())
