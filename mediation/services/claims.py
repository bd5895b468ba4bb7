"""Who has taken an open task on, and who may hand it to somebody else. Office practice: the law names mediators."""

from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.errors import TaskClaimed
from mediation.law import handing, policy
from mediation.services.directory import Directory


def refuse_claimed(case: Case, actor: Actor, task_key: str, directory: Directory) -> None:
    """Let a task go on only in the hands of who has claimed it, or of who stands in for them (代理).

    Raises:
        TaskClaimed: somebody else has.
    """
    claimer = case.claims.get(task_key)
    if claimer is not None and not is_theirs(actor, case, claimer):
        raise TaskClaimed(
            f"这一步{directory.name(claimer)}已经认领,正由{directory.name(claimer)}办。"
            "要接过来,请对方在案件页上放回,或请主任转办给您。"
        )


def is_theirs(actor: Actor, case: Case, claimer: str) -> bool:
    """Whether a claim is somebody's own, or that of a person for whom they stand in."""
    return claimer == actor.id or policy.stands_in(actor, (claimer,), case)


def acting_for(actor: Actor, case: Case, task: str, task_key: str, role: str) -> str:
    """For whom somebody does a task as their deputy (代理); empty where it is their own to do."""
    if not actor.stands_for:
        return ""
    claimer = case.claims.get(task_key)
    if claimer is not None:
        return claimer if claimer in actor.stands_for else ""
    named = policy.named_for(task, case, role) or frozenset()
    return "" if {actor.id, actor.org} & named else min(actor.stands_for & named, default="")


def may_hand_on(actor: Actor, case: Case, task: str, task_key: str, role: str) -> bool:
    """Whether somebody may say who does a task.

    Its claimer may; unclaimed, who it is left to by name; and the head of a committee it is offered to.
    """
    claimer = case.claims.get(task_key)
    if claimer == actor.id:
        return True
    offers = policy.candidates(task, case, role)
    orgs = {offer.org for offer in offers}
    if claimer is None and any(actor.id in offer.people for offer in offers):
        return True
    director = "committee_director" in actor.roles and actor.org in orgs | {case.orgs.get("village")}
    # a township's committee is led from its judicial office
    head = "reviewer" in actor.roles and actor.org in orgs and actor.tier == "township"
    return (director or head) and policy.in_scope(actor, case)


def could_take(person: Actor, case: Case, task: str, role: str) -> bool:
    """Whether a task may be put into somebody's hands: theirs to do, in their sight, and not their own review.

    A restricted case stays with those who have it; who had to step back does not get it again.
    """
    if not policy.may(person, task, case, role) or not policy.in_scope(person, case):
        return False
    if policy.recused(person.id, case) or (task == "C_close" and policy.conflicted(person, case)):
        return False
    circle = {who for offer in policy.candidates(task, case, role) for who in offer.people}
    return not circle or bool(circle & {person.id, person.org}) or policy.stands_in(person, circle, case)


def could_be_given(person: Actor, case: Case, task: str, role: str) -> bool:
    """Whether somebody may have a task from now on: who could take it, or who may come to the table in its place."""
    if could_take(person, case, task, role):
        return True
    return changes_mediator(person, case, task) and handing.could_preside(person, case)


def changes_mediator(person: Actor, case: Case, task: str) -> bool:
    """Whether giving somebody this task puts another person at the table, which the parties must be told."""
    named = policy.named_for(task, case)
    return bool(named) and not {person.id, person.org} & (named or set())


def concerns(actor: Actor, case: Case, task: str, task_key: str, role: str) -> bool:
    """Whether a task could be for somebody to take on, give away or urge."""
    if may_hand_on(actor, case, task, task_key, role) or handing.may_urge(actor, case):
        return True
    return task_key not in case.claims and could_take(actor, case, task, role)
