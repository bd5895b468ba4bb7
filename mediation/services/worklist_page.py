"""Use case: what this person may do now, and which cases they can see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mediation.case.step import Actor
from mediation.law import codes
from mediation.services import sentences
from mediation.services.office import Office
from mediation.store import cases, worklist
from mediation.store.db import Connection

SEEING_ROLES = frozenset(
    {"group_mediator", "village_mediator", "committee_director", "township_mediator", "reviewer", "whistle_duty"}
)


@dataclass(frozen=True, slots=True)
class WorklistLine:
    """One open task of this person: where to press, what it is, since when."""

    case_id: str
    task_key: str
    task_name: str
    title: str
    number: str
    since: str
    risk_color: str
    deadline: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list."""

    case_id: str
    title: str
    number: str
    status: str
    since: str
    risk_color: str


def my_worklist(office: Office, actor: Actor) -> list[WorklistLine]:
    """What this person may do now, oldest first."""
    names = _task_names(office)
    with office.store.reading() as connection:
        rows = worklist.for_person(connection, actor.id, actor.org, sorted(actor.roles))
        titles = titles_of(office, connection, rows)
    return [
        WorklistLine(
            row.public_id,
            row.task_key,
            sentences.task_name(row.task, names),
            titles[row.case_id],
            row.volume_no or row.register_no or "",
            sentences.at_time(row.opened_at),
            row.risk_color,
            sentences.days_left(row.deadline_on) if row.deadline_on else "",
        )
        for row in rows
    ]


def my_cases(office: Office, actor: Actor, limit: int = 50) -> list[CaseLine]:
    """The newest cases of this person's committee and of those below it; restricted ones only by their worklist."""
    if not actor.roles & SEEING_ROLES:
        return []
    with office.store.reading() as connection:
        condition = cases.in_orgs([actor.org]) & cases.unrestricted()
        rows = cases.summaries(connection, condition, limit)
        titles = titles_of(office, connection, rows, "id")
    return [
        CaseLine(
            row.public_id,
            titles[row.id],
            row.volume_no or row.register_no or "",
            _status(row),
            sentences.at_time(row.registered_at),
            row.risk_color,
        )
        for row in rows
    ]


def _status(row: Any) -> str:
    if row.final_status:
        return codes.FINAL_STATUSES[row.final_status] + ("" if row.status == "archived" else "(待归档)")
    return f"{codes.TIER_NAMES[row.tier]}办理中"


def _task_names(office: Office) -> dict[str, str]:
    tasks = office.library.in_force().bundle.user_tasks
    return {task: item.name for task, item in tasks.items()}


def titles_of(office: Office, connection: Connection, rows: Sequence[Any], key: str = "case_id") -> dict[int, str]:
    """The titles of some cases, by row id: who with whom, about what."""
    kinds = {getattr(row, key): row.dispute_type for row in rows}
    keys = cases.keys_of(connection, office.store.vault, list(kinds))
    sides: dict[int, list[tuple[str, str]]] = {case_id: [] for case_id in kinds}
    for row in cases.parties(connection, list(kinds)):
        sides[row.case_id].append((row.role, str(keys[row.case_id].open(row.sealed).get("name") or row.party_no)))
    return {case_id: sentences.title(sides[case_id], kind) for case_id, kind in kinds.items()}
