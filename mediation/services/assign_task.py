"""Use case: an open task is claimed (认领), put back (退回待办), or handed to somebody else (转办), with a reason."""

from mediation import clock
from mediation.case import handing as facts
from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.errors import NotAllowed
from mediation.law import handing as law
from mediation.law.guarding import turn
from mediation.services.claims import changes_mediator, could_be_given, could_take, may_hand_on, refuse_claimed
from mediation.services.directory import Directory
from mediation.services.handing import Handing, HandingRefused, Told, hand, one_of, opened
from mediation.services.handing_words import REASONS
from mediation.services.office import Office
from mediation.services.submit_task import Answer
from mediation.services.terms_of_office import refuse_served_out
from mediation.services.work import Work


def claim(office: Office, actor: Actor, case_id: str, task_key: str, *, key: str) -> Answer:
    """Take a task on; nobody else can do it until it is put back.

    Raises:
        NotFound, NotAllowed, TaskClaimed, TaskNotOpen, Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        refuse_served_out(office, actor)
        task, role = opened(work, actor, task_key)
        refuse_claimed(work.case, actor, task_key, office.directory())
        if not could_take(actor, work.case, task, role):
            raise NotAllowed("这一步不归您办,认领不了。谁来办,请看案件页。")
        before = work.case.claims.get(task_key, "")
        work.case.claims[task_key] = actor.id
        return Handing(actor, "claimed", task, before, actor.id, key)

    return hand(office, actor, case_id, act, key)


def put_back(office: Office, actor: Actor, case_id: str, task_key: str, *, key: str) -> Answer:
    """Let go of a claimed task, so that anybody of the committee can do it; one done for another goes back to them.

    Raises:
        NotFound, NotAllowed, TaskNotOpen, Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        task, role = opened(work, actor, task_key)
        if not may_hand_on(actor, work.case, task, task_key, role):
            raise NotAllowed("只有认领的人和主任能把这一步放回。")
        before = work.case.claims.pop(task_key, "")
        given = facts.entrusted(work.case, task_key)
        facts.withdraw(work.case, task_key)
        if given is not None and given.to == actor.id:
            work.case.claims[task_key] = given.by
            told = [Told("declined", [given.by], task_key)]
            return Handing(actor, "declined", task, before, given.by, key, told)
        return Handing(actor, "put_back", task, before, "", key)

    return hand(office, actor, case_id, act, key)


def reassign(
    office: Office, actor: Actor, case_id: str, task_key: str, to: str, reason: str, *, key: str, told: bool = False
) -> Answer:
    """Put a task into somebody else's hands for good.

    `told`: the parties know that somebody else will mediate, and agree; needed where it changes who sits at the table.

    Raises:
        NotFound, NotAllowed (also where that person could not do it), HandingRefused, TaskNotOpen, Busy.
    """
    taker = office.directory().taker(to, clock.today())

    def act(work: Work) -> Handing:
        task, role = opened(work, actor, task_key)
        if not may_hand_on(actor, work.case, task, task_key, role):
            raise NotAllowed("转办由认领的人或主任来办。")
        one_of(reason, REASONS)
        if taker is None or not could_be_given(taker, work.case, task, role):
            raise NotAllowed("这个人不能办这一步,请另选一位。")
        before = work.case.claims.get(task_key, "")
        also = _change(work.case, actor, taker, task, before, reason, told, office.directory())
        facts.withdraw(work.case, task_key)
        work.case.claims[task_key] = taker.id
        return Handing(actor, "reassigned", task, before, f"{taker.id} {reason}", key, also=also)

    return hand(office, actor, case_id, act, key)


def _change(
    case: Case, actor: Actor, taker: Actor, task: str, before: str, reason: str, told: bool, directory: Directory
) -> list[tuple[str, str, str]]:
    """Put somebody at the table in the place of another, where giving them the task means that."""
    if not changes_mediator(taker, case, task):
        return []
    if not told:
        raise HandingRefused("换人主持调解,要先告诉双方,双方没有意见才行。说好了请打上勾。")
    named = [*turn(case).mediators, *turn(case).co_mediators]
    gone = next(who for who in (before, actor.id, *named) if law.mediates(who, case))
    refuse_last_reviewer(case, taker, directory)
    facts.change_mediator(case, gone, taker.id, taker.org, recused=reason == "recusal")
    return [("mediator_changed", gone, taker.id)]


def refuse_last_reviewer(case: Case, joining: Actor, directory: Directory) -> None:
    """Keep somebody who can review the closing (G16) from the table where nobody else could.

    Raises:
        HandingRefused.
    """
    people = [found for who in directory.people if (found := directory.actor(who)) is not None]
    if law.reviewers(people, case) == {joining.id}:
        raise HandingRefused(f"{joining.name}参加了调解,就没有人能审核结案了。请另选一位。")
