"""Use case: somebody does an open task for its owner, who has it back to confirm (委派); recalled, or sent again."""

from mediation import clock
from mediation.case import handing as facts
from mediation.case.facts import Entrusted
from mediation.case.step import Actor
from mediation.errors import NotAllowed, TaskNotOpen
from mediation.law import policy
from mediation.services.claims import could_take, may_hand_on
from mediation.services.handing import Handing, hand, one_of, opened
from mediation.services.handing_words import AGAIN_FOR, ENTRUSTED_FOR
from mediation.services.office import Office
from mediation.services.submit_task import Answer
from mediation.services.work import Work


def entrust(
    office: Office, actor: Actor, case_id: str, task_key: str, to: str, reason: str, *, key: str
) -> Answer:  # fmt: skip
    """Let somebody do a task and give it back; who entrusts it confirms it in the end.

    Raises:
        NotFound, NotAllowed (also where either of them could not do it), TaskNotOpen, Busy: nothing was saved.
    """
    taker = office.directory().taker(to, clock.today())

    def act(work: Work) -> Handing:
        case = work.case
        task, role = opened(work, actor, task_key)
        if not may_hand_on(actor, case, task, task_key, role) or not could_take(actor, case, task, role):
            raise NotAllowed("只有这一步归您办,才能委派别人代办。")
        if facts.awaited(case, task_key, actor.id) is not None:
            raise NotAllowed("这一步是别人委派给您的,不能再往下派。办不了请放回。")
        one_of(reason, ENTRUSTED_FOR)
        if taker is None or taker.id == actor.id or not could_take(taker, case, task, role):
            raise NotAllowed("这个人不能办这一步,请另选一位。")
        before = case.claims.get(task_key, "")
        facts.entrust(case, Entrusted(task_key, actor.id, taker.id, work.at.isoformat()))
        return Handing(actor, "entrusted", task, before, f"{taker.id} {reason}", key)

    return hand(office, actor, case_id, act, key)


def recall(office: Office, actor: Actor, case_id: str, task_key: str, *, key: str) -> Answer:
    """Have a task back before it was done; what had been typed stays with who typed it.

    Raises:
        NotFound, NotAllowed, TaskNotOpen (done, or nobody has it for this person), Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        task, role = opened(work, actor, task_key)
        if not policy.may(actor, task, work.case, role):
            raise NotAllowed("这一步不归您办,也不是您委派的。")
        given = _given(work, actor, task_key)
        facts.withdraw(work.case, task_key)
        work.case.claims[task_key] = actor.id
        return Handing(actor, "recalled", task, given.to, actor.id, key)

    return hand(office, actor, case_id, act, key)


def send_again(office: Office, actor: Actor, case_id: str, task_key: str, reason: str, *, key: str) -> Answer:
    """What came back does not do: it has to be done again, and what was given back counts no more.

    Raises:
        NotFound, NotAllowed, TaskNotOpen, Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        task, _ = opened(work, actor, task_key)
        given = _given(work, actor, task_key)
        if given.answered is None:
            raise TaskNotOpen("还没有交回,不用退。")
        one_of(reason, AGAIN_FOR)
        facts.send_again(work.case, given)
        return Handing(actor, "sent_again", task, actor.id, f"{given.to} {reason}", key)

    return hand(office, actor, case_id, act, key)


def _given(work: Work, actor: Actor, task_key: str) -> Entrusted:
    given = facts.entrusted(work.case, task_key)
    if given is None:
        raise TaskNotOpen("这一步没有委派给别人,或已经收回。")
    if given.by != actor.id:
        raise NotAllowed("这一步不是您委派的。")
    return given
