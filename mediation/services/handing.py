"""What all acts share by which work changes hands in one case: found in scope, written with its entry, told once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mediation.case.step import Actor
from mediation.errors import MediationError, NotAllowed, NotFound
from mediation.law import policy
from mediation.services.case_work import canonical_json, change
from mediation.services.office import Office, milliseconds
from mediation.services.submit_task import Answer, same_answer, task_of
from mediation.services.work import AlreadyAnswered, Press, Work
from mediation.store import outbox, receipts
from mediation.store.db import Connection
from mediation.store.outbox import Matter


class HandingRefused(MediationError):
    """Work cannot change hands as asked; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of it, as what kind of notification; `task_key` is empty where it is about the case as a whole."""

    kind: str
    people: Sequence[str]
    task_key: str = ""


@dataclass(frozen=True, slots=True)
class Handing:
    """Something that has changed hands in memory: `action` is the history's, people are ids, empty for nobody.

    `task` is empty where it is about the case as a whole; `also` are more entries, as (action, before, after).
    """

    actor: Actor
    action: str
    task: str
    before: str
    after: str
    key: str
    told: Sequence[Told] = ()
    also: Sequence[tuple[str, str, str]] = field(default=())


def hand(office: Office, actor: Actor, case_id: str, act: Callable[[Work], Handing], key: str) -> Answer:
    """Let something change hands, once for each press.

    Raises:
        Whatever `act` refuses with, Busy: nothing was saved.
    """
    try:
        return Answer(case_id, change(office, case_id, act, write, Press(actor.id, key)).task)
    except AlreadyAnswered as earlier:
        return same_answer(earlier)


def opened(work: Work, actor: Actor, task_key: str) -> tuple[str, str]:
    """The open task and the role its diagram gives it, for somebody who may know of the case.

    Raises:
        NotFound, TaskNotOpen.
    """
    in_sight(work, actor)
    if work.office.directory().actor(actor.id) is None:
        raise NotAllowed("您的账号已停用。")
    work.fire_due(work.at)
    task = task_of(work, task_key)
    return task, work.models.role(task)


def in_sight(work: Work, actor: Actor) -> None:
    """Let somebody pass for whom there is this case.

    Raises:
        NotFound.
    """
    if not policy.in_scope(actor, work.case):
        raise NotFound("没有找到这件纠纷。")


def one_of(reason: str, reasons: dict[str, str]) -> None:
    """Let a reason of the list pass.

    Raises:
        NotAllowed.
    """
    if reason not in reasons:
        raise NotAllowed("要选一个原因。")


def write(connection: Connection, work: Work, done: Handing) -> None:
    """The entries, what people are told, and the answer to the press."""
    for action, before, after in ((done.action, done.before, done.after), *done.also):
        payload = canonical_json({"task": done.task, "before": before, "after": after})
        work.note(done.actor, action, done.task, before, payload, after=after)
    work.cause = done.action
    outbox.put(connection, [matter for told in done.told for matter in _matters(work, done, told)])
    text = f"{work.row.public_id} {done.task}"
    receipts.give_answer(connection, done.actor.id, done.key, work.row.id, text, milliseconds(work.at))


def _matters(work: Work, done: Handing, told: Told) -> list[Matter]:
    about = f"{told.kind}:{work.case.id}:{told.task_key}"
    at = milliseconds(work.at)
    return [
        Matter(f"{about}:{person}:{work.row.version}", told.kind, work.row.id, person, told.task_key, done.task, at)
        for person in sorted(set(told.people) - {done.actor.id})
    ]
