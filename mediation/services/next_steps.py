"""What comes next in a case, for its page: each open step, whose it is, and what it has to wait for."""

from collections.abc import Iterable
from dataclasses import dataclass

from mediation.case.step import Actor
from mediation.engine.instance import OpenTask
from mediation.law import policy
from mediation.law.guards_gates import held_by
from mediation.services import sentences
from mediation.services.claims import is_theirs
from mediation.services.handing_sheet import has_sheet
from mediation.services.offers import whose
from mediation.services.work import Work


@dataclass(frozen=True, slots=True)
class NextStep:
    """An open task: `mine` where this person may do it now, `who` says whose it is, `held` what must be done first."""

    task_key: str
    name: str
    help: str
    mine: bool
    who: str
    hands: bool = False
    held: str = ""


def in_order(work: Work, tasks: Iterable[OpenTask]) -> list[OpenTask]:
    """The steps as they are to be done: what another open one holds up comes after it."""
    return sorted(tasks, key=lambda task: bool(_held(work, task)))


def next_step(work: Work, actor: Actor, task: OpenTask, names: dict[str, str]) -> NextStep:
    """An open task as this person finds it on the case's page."""
    definition, role = work.models.bundle.user_tasks.get(task.task_id), work.models.role(task.task_id)
    theirs, first = is_theirs(actor, work.case, work.case.claims.get(task.key, actor.id)), _held(work, task)
    return NextStep(
        task.key,
        task.name,
        (definition.help if definition else None) or "",
        theirs and policy.may(actor, task.task_id, work.case, role),
        whose(task.key, task.task_id, work.case, role, work.office.directory()),
        has_sheet(work.office, work, actor, task.task_id, task.key),
        sentences.task_name(first, names) if first else "",
    )


def _held(work: Work, task: OpenTask) -> str:
    """The open task that this one has to wait for, "" for none."""
    first = held_by(task.task_id, work.case)
    return first if any(one.task_id == first for one in work.tasks()) else ""
