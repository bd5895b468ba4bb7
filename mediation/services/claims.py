"""Who has taken an open task on, and who may hand it to somebody else. Office practice: the law names mediators."""

from typing import Any

from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.errors import TaskClaimed
from mediation.law import policy
from mediation.services.directory import Directory

# why a task changes hands: a closed list, so that the history says it without words about anybody
REASONS = {
    "absent": "不在岗(请假、外出、离任)",
    "busy": "手上的事太多",
    "fitting": "由更熟悉情况的人办",
    "recusal": "与当事人有关系,应当回避",
    "returned": "认领错了",
}


def refuse_claimed(case: Case, actor: Actor, task_key: str, directory: Directory) -> None:
    """Let a task go on only in the hands of who has claimed it.

    Raises:
        TaskClaimed: somebody else has.
    """
    claimer = case.claims.get(task_key)
    if claimer is not None and claimer != actor.id:
        raise TaskClaimed(
            f"这一步{directory.name(claimer)}已经认领,正由{directory.name(claimer)}办。"
            "要接过来,请对方在案件页上放回,或请主任改派给您。"
        )


def may_hand_on(actor: Actor, case: Case, task: str, task_key: str, role: str) -> bool:
    """Whether somebody may say who does a task: its claimer, and the director of a committee it is offered to."""
    if case.claims.get(task_key) == actor.id:
        return True
    orgs = {offer.org for offer in policy.candidates(task, case, role)}
    director = "committee_director" in actor.roles and actor.org in orgs | {case.orgs.get("village")}
    # a township's committee is led from its judicial office
    head = "reviewer" in actor.roles and actor.org in orgs and actor.tier == "township"
    return (director or head) and policy.in_scope(actor, case)


def could_take(person: Actor, case: Case, task: str, role: str) -> bool:
    """Whether a task may be put into somebody's hands: theirs to do, in their sight, and not their own review.

    A restricted case stays with those who have it.
    """
    if not policy.may(person, task, case, role) or not policy.in_scope(person, case):
        return False
    if task == "C_close" and policy.conflicted(person, case):
        return False
    circle = {who for offer in policy.candidates(task, case, role) for who in offer.people}
    return not circle or bool(circle & {person.id, person.org})


def concerns(actor: Actor, case: Case, task: str, task_key: str, role: str) -> bool:
    """Whether there is something for somebody to take on or give away: not where they alone could do it."""
    if may_hand_on(actor, case, task, task_key, role):
        return True
    return task_key not in case.claims and could_take(actor, case, task, role)


def given_to(row: Any, directory: Directory) -> str:
    """To whom an entry of the history gave a task, and why; nothing for every other entry."""
    if row.action != "reassigned":
        return ""
    person, _, reason = row.after.partition(" ")
    return f"{directory.name(person)}({REASONS.get(reason, reason)})"
