"""Whom an open task is offered to, as rows of the worklist."""

from mediation.case.facts import Case
from mediation.law import policy
from mediation.store import worklist
from mediation.store.worklist import WorkItem


def offers(task_key: str, task: str, case: Case, role: str, at: int) -> list[WorkItem]:
    """One row for each organisation that could do the task.

    `role` is what the diagram says of it, heeded for tasks an office added; `at` (epoch ms) is when it opened.
    """
    return [
        WorkItem(task_key, offer.org, task, worklist.padded(offer.roles), worklist.padded(offer.people), at)
        for offer in policy.candidates(task, case, role)
    ]
