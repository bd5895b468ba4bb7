"""Use case: the parties were told who mediates in the place of somebody who left; the talk goes on only then."""

from mediation.case.step import Actor
from mediation.errors import NotAllowed, TaskNotOpen
from mediation.law import handing as law
from mediation.law import visibility
from mediation.services.handing import Handing, hand, in_sight
from mediation.services.office import Office
from mediation.services.submit_task import Answer
from mediation.services.work import Work


def tell_parties(office: Office, actor: Actor, case_id: str, *, key: str) -> Answer:
    """Note that both sides know, and have nothing against it; who has, asks for another mediator (回避).

    Raises:
        NotFound, NotAllowed, TaskNotOpen (there is nothing to tell), Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        in_sight(work, actor)
        if not may_tell(actor, work):
            raise NotAllowed("由接手的调解员告诉双方。")
        if not work.case.untold:
            raise TaskNotOpen("已经告诉过了。")
        work.case.untold = False
        return Handing(actor, "parties_told", "", "", "", key)

    return hand(office, actor, case_id, act, key)


def may_tell(actor: Actor, work: Work) -> bool:
    """Whether somebody may say so: who mediates now, or leads the committee."""
    return visibility.handles(actor, work.case) or law.heads(actor, work.case)
