"""Whom a change concerns, and what they are told: one person, one matter, once. Decides nothing about the case."""

from collections.abc import Iterable, Sequence

from mediation.case.facts import Case
from mediation.case.handing import entrusted
from mediation.law.guarding import turn
from mediation.law.policy import ADMINS
from mediation.services.directory import Directory
from mediation.store.outbox import Matter
from mediation.store.worklist import WorkItem


def candidates(items: Iterable[WorkItem], directory: Directory) -> set[str]:
    """Everybody who could do what is offered."""
    found: set[str] = set()
    for item in items:
        if item.person:
            found.add(item.person)
            continue
        roles = set(item.roles.split())
        found |= {person.id for person in directory.staff.get(item.org_id, ()) if person.roles & roles}
    return found


def of_new_tasks(
    case: Case, case_id: int, after: Sequence[WorkItem], opened: Sequence[WorkItem], actor: str, version: int, at: int,
    directory: Directory,
) -> list[Matter]:  # fmt: skip
    """What is told because of newly offered tasks: to who alone can do one, was given one, or has a visit to make."""
    found = []
    for key, task in {item.task_key: item.task for item in opened}.items():
        items = [item for item in after if item.task_key == key]
        kind, nth = (_given(case, key), f":{version}") if items[0].claimed else ("offered", "")
        told = candidates(items, directory)
        if task == "F_visit" and not items[0].claimed:
            kind, told = "visit", (told & _presiding(case)) or told
        elif len(told) > 1:
            continue
        found += [
            Matter(f"{kind}:{case.id}:{key}:{person}{nth}", kind, case_id, person, key, task, at)
            for person in sorted(told - {actor})
        ]
        deputies = {directory.deputy(person) for person in told} if case.confidential_level == "normal" else set()
        found += [
            Matter(f"standing_in:{case.id}:{key}:{person}{nth}", "standing_in", case_id, person, key, task, at)
            for person in sorted(deputies - {"", actor} - told)
        ]
    return found


def _given(case: Case, task_key: str) -> str:
    """What it is for somebody to have a task now: given for good, to be done for its owner, or done and to confirm."""
    given = entrusted(case, task_key)
    if given is None:
        return "reassigned"
    return "entrusted" if given.answered is None else "handed_in"


def _presiding(case: Case) -> set[str]:
    return {*turn(case).mediators, *turn(case).co_mediators} if case.episodes else set()


def of_incident(public_id: str, case_id: int, kind: str, at: int, directory: Directory) -> list[Matter]:
    """What administrators are told: that a case cannot go on by itself, not whose."""
    people = [person.id for person in directory.people.values() if person.active and person.roles & ADMINS]
    return [Matter(f"incident:{public_id}:{at}:{who}", "incident", case_id, who, "", kind[:60], at) for who in people]
