"""Use case: somebody joins those who mediate a case (协办), until its turn ends or it is said that they have left."""

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotAllowed
from mediation.law import handing as law
from mediation.services.assign_task import refuse_last_reviewer
from mediation.services.directory import Directory
from mediation.services.handing import Handing, HandingRefused, Told, hand, in_sight, one_of
from mediation.services.handing_words import HELP_FOR
from mediation.services.office import Office
from mediation.services.submit_task import Answer
from mediation.services.work import Work


def ask_help(
    office: Office, actor: Actor, case_id: str, to: str, reason: str, *, key: str, told: bool = False
) -> Answer:  # fmt: skip
    """Let somebody join. `told`: the parties know that this mediator comes, and agree.

    Raises:
        NotFound, NotAllowed, HandingRefused, Busy: nothing was saved.
    """
    helper = office.directory().taker(to, clock.today())

    def act(work: Work) -> Handing:
        _may(work, actor)
        one_of(reason, HELP_FOR)
        near = committees_near(office.directory(), work.case.orgs)
        if helper is None or not law.could_help(helper, work.case, near):
            raise NotAllowed("这个人不能一起办这件纠纷,请另选一位。")
        if not told:
            raise HandingRefused("请人一起调解,要先告诉双方,双方没有意见才行。说好了请打上勾。")
        refuse_last_reviewer(work.case, helper, office.directory())
        episode = work.case.episode
        episode.co_mediators.append(helper.id)
        if helper.org != episode.org:
            episode.homes[helper.id] = helper.org
        about = [Told("helping", [helper.id])]
        return Handing(actor, "helper_asked", "", "", f"{helper.id} {reason}", key, about)

    return hand(office, actor, case_id, act, key)


def end_help(office: Office, actor: Actor, case_id: str, helper: str, *, key: str) -> Answer:
    """Somebody helps no more; what they did stays theirs.

    Raises:
        NotFound, NotAllowed, HandingRefused (nobody of that name helps), Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        in_sight(work, actor)
        episode = work.case.episode
        if actor.id != helper:
            _may(work, actor)
        if helper not in episode.co_mediators:
            raise HandingRefused("这个人没有在一起办。")
        episode.co_mediators.remove(helper)
        if helper not in work.case.former:
            work.case.former.append(helper)
        work.case.claims = {task: who for task, who in work.case.claims.items() if who != helper}
        return Handing(actor, "helper_left", "", helper, helper, key)

    return hand(office, actor, case_id, act, key)


def _may(work: Work, actor: Actor) -> None:
    in_sight(work, actor)
    if not law.may_ask_help(actor, work.case):
        raise NotAllowed("请人一起办,由指派好的调解员或主任来请。还没有指派的,先指派调解员。")


def committees_near(directory: Directory, orgs: dict[str, str]) -> set[str]:
    """The committees of this place and those directly below them, from which somebody may come."""
    place = set(orgs.values())
    return {org.id for org in directory.orgs.values() if org.id in place or org.parent_id in place}
