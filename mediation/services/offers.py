"""Whom an open task is offered to, as rows of the worklist, and in which role somebody acts."""

from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.law import policy
from mediation.store import worklist
from mediation.store.worklist import WorkItem


def offers(task_key: str, task: str, case: Case, at: int) -> list[WorkItem]:
    """One row for each organisation that could do the task; `at` (epoch ms) is when it opened, if it is new."""
    named = policy.named_for(task, case)
    people = worklist.padded(named or ())
    return [
        WorkItem(task_key, org, task, worklist.padded(roles), people, at)
        for org, roles in sorted(_roles_by_org(task, case).items())
    ]


def _roles_by_org(task: str, case: Case) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for _, org, roles in policy.seats(task, case):
        found.setdefault(org, set()).update(roles)
    return found


def acting_role(actor: Actor, task: str, case: Case) -> str:
    """The role in which somebody does a task: one that entitles them, else their first."""
    entitling = {role for org, roles in _roles_by_org(task, case).items() if org == actor.org for role in roles}
    return min(actor.roles & entitling, default=min(actor.roles, default=""))
