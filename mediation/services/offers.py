"""Whom an open task is offered to, as rows of the worklist, and until when it should be done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mediation.case.facts import Case
from mediation.case.step import Settings
from mediation.law import codes, deadlines, policy
from mediation.services.directory import Directory
from mediation.services.library import Models
from mediation.store import worklist
from mediation.store.worklist import WorkItem


def offers(task_key: str, task: str, case: Case, role: str, at: int) -> list[WorkItem]:
    """One row for each organisation that could do the task, or for each person there it is left to.

    `role` is what the diagram says of it, heeded for tasks an office added; `at` (epoch ms) is when it opened.
    """
    claimer = case.claims.get(task_key)
    return [
        WorkItem(task_key, offer.org, task, worklist.padded(offer.roles), person, at, claimer is not None)
        for offer in policy.candidates(task, case, role)
        for person in ([claimer] if claimer else sorted(offer.people) or [""])
    ]


def with_due(items: Sequence[WorkItem], opened: Sequence[WorkItem], models: Models, settings: Settings,
             at: datetime) -> list[WorkItem]:  # fmt: skip
    """The same rows; those that have just opened say until when they should be done, as their diagram has it."""
    fresh = {item.identity for item in opened}
    due = {item.task: _due(models.due(item.task), at, settings) for item in opened}
    return [replace(item, due_at=due[item.task]) if item.identity in fresh else item for item in items]


def _due(rule: str | None, at: datetime, settings: Settings) -> int | None:
    due = deadlines.task_due(rule, at, settings)
    return None if due is None else int(due.timestamp() * 1000)


def in_words(places: Sequence[tuple[str, str, str, bool]], directory: Directory) -> str:
    """Whose a task is: 陈忠明(一社调解小组), or 青石镇调委会的镇调解员. `places` are (org, roles, person, claimed)."""
    claimers = list(dict.fromkeys(person for _, _, person, claimed in places if claimed))
    if claimers:
        return "、".join(f"{directory.name(one)}({directory.org_of(one)},已认领)" for one in claimers)
    people: dict[str, list[str]] = {}
    for org, roles, person, _ in places:
        title = "、".join(codes.ROLES.get(role, role) for role in roles.split())
        people.setdefault(org, []).append(directory.name(person) if person else f"的{title}")
    said = [
        f"{directory.org_name(org)}{names[0]}"
        if names[0].startswith("的")
        else f"{'、'.join(names)}({directory.org_name(org)})"
        for org, names in people.items()
    ]
    return ",或".join(said) or "管理员"
