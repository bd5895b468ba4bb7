"""Whom an open task is offered to, as rows of the worklist, and until when it should be done."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from mediation.case.facts import Case
from mediation.case.step import Settings
from mediation.law import codes, deadlines, policy
from mediation.services.directory import Directory
from mediation.services.library import Models
from mediation.store import worklist
from mediation.store.worklist import WorkItem

# while these are open the term to settle the dispute is running
UNDER_TERM = ("T_consent", "T_assign", *codes.TALKS, *codes.AGREEMENTS, "X_escalate", "X_accept", "D_extend")
# what is due within so many days, or ends the term within so many, is near
NEAR_DAYS = 2
NEAR_TERM_DAYS = 7
LATER = 10 * 365 * 86_400_000


def offers(task_key: str, task: str, case: Case, role: str, at: int) -> list[WorkItem]:
    """One row for each organisation that could do the task, or for each person there it is left to; claimed, just one.

    `role` is what the diagram says of it, heeded for tasks an office added; `at` (epoch ms) is when it opened.
    """
    claimer, offered = case.claims.get(task_key), policy.candidates(task, case, role)
    if claimer and offered:
        roles = frozenset[str]().union(*(offer.roles for offer in offered))
        return [WorkItem(task_key, case.org, task, worklist.padded(roles), claimer, at, True)]
    return [
        WorkItem(task_key, offer.org, task, worklist.padded(offer.roles), person, at)
        for offer in offered
        for person in sorted(offer.people) or [""]
    ]


def whose(task_key: str, task: str, case: Case, role: str, directory: Directory) -> str:
    """Whose an open task is, in words: 陈忠明(一社调解小组), or 青石镇调委会的镇调解员."""
    items = offers(task_key, task, case, role, 0)
    return in_words([(item.org_id, item.roles, item.person, item.claimed) for item in items], directory)


def with_due(
    items: Sequence[WorkItem], opened: Sequence[WorkItem], case: Case, models: Models, settings: Settings, at: datetime
) -> list[WorkItem]:
    """The same rows; those that have just opened say until when they should be done, as their diagram has it."""
    fresh, since = {item.identity for item in opened}, _ms(at)
    due = {item.task: deadlines.task_due(models.due(item.task), at, settings) for item in opened}
    return [
        item._replace(due_at=_ms(due[item.task]), urgent_at=urgency(case, item.task, _ms(due[item.task]), since))
        if item.identity in fresh
        else item
        for item in items
    ]


def urgency(case: Case, task: str, due_at: int | None, opened_at: int | None) -> int:
    """From when a task presses: when it is due, or a few days before the term of the talk ends; else after the rest."""
    found = [due_at if due_at is not None else (opened_at or 0) + LATER]
    if case.screening is not None and case.screening.deadline_on and task in UNDER_TERM:
        ends = deadlines.end_of(date.fromisoformat(case.screening.deadline_on))
        found.append(_ms(ends - timedelta(days=NEAR_TERM_DAYS - NEAR_DAYS)) or 0)
    return min(found)


def _ms(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() * 1000)


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
