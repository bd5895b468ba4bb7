"""Whom a change concerns, and what they are told: one person, one matter, once. Decides nothing about the case."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from mediation import clock
from mediation.case import facts
from mediation.case.facts import Case
from mediation.case.handing import entrusted
from mediation.law.guarding import turn
from mediation.law.policy import ADMINS
from mediation.services import sentences
from mediation.services.directory import Directory
from mediation.services.office import Office, milliseconds
from mediation.store import cases, outbox
from mediation.store.db import Connection
from mediation.store.outbox import Matter
from mediation.store.worklist import WorkItem

# the days before the end of a term on which it is said
STAGES = (2, 7)


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


def warn_of_terms(office: Office) -> int:
    """Tell the mediators of every talk whose term ends within a week, and again within two days; gives how many."""
    today = clock.today()
    with office.store.reading() as connection:
        near = cases.ending_terms(connection, today.isoformat(), (today + timedelta(days=max(STAGES))).isoformat())
        said = {key.rpartition(":")[0] for key in outbox.keys_with(connection, "deadline:")}
        fresh = [row for row in near if f"deadline:{_matter(row.public_id, row.deadline_on, today)}" not in said]
        matters = [matter for row in fresh for matter in _of_term(office, connection, row.public_id, today)]
    if matters:
        with office.store.writing() as connection:
            outbox.put(connection, matters)
    return len(matters)


def _matter(public_id: str, deadline_on: str, today: date) -> str:
    left = (date.fromisoformat(deadline_on) - today).days
    return f"{public_id}:{deadline_on}:{next(stage for stage in STAGES if left <= stage)}"


def _of_term(office: Office, connection: Connection, public_id: str, today: date) -> list[Matter]:
    row = cases.find(connection, office.store.vault, public_id)
    case = facts.load(row.facts) if row is not None else None
    if row is None or case is None or sentences.deadline(case) is None or case.screening is None:
        return []
    ends = str(case.screening.deadline_on)
    told = _presiding(case) or {
        person.id for person in office.directory().staff.get(case.org, ()) if person.roles & {"committee_director"}
    }
    at = milliseconds(clock.now())
    return [
        Matter(f"deadline:{_matter(public_id, ends, today)}:{who}", "deadline", row.id, who, "", ends, at)
        for who in sorted(told)
    ]
