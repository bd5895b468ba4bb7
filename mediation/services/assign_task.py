"""Use case: an open task is claimed (认领), put back (放回), or handed to somebody else (改派), with a reason."""

from collections.abc import Callable
from dataclasses import dataclass

from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound
from mediation.law import policy
from mediation.services.case_work import AlreadyAnswered, Press, Work, canonical_json, change, open_work
from mediation.services.claims import REASONS, could_take, may_hand_on, refuse_claimed
from mediation.services.directory import Directory, Person
from mediation.services.office import Office, milliseconds
from mediation.services.submit_task import Answer, same_answer, task_of
from mediation.store import cases
from mediation.store.db import Connection


@dataclass(frozen=True, slots=True)
class Handing:
    """A task that has changed hands in memory: `action` is the history's, people are ids, empty for nobody."""

    actor: Actor
    action: str
    task: str
    before: str
    after: str
    key: str


@dataclass(frozen=True, slots=True)
class HandingPage:
    """Who has an open task, and who could have it."""

    case_id: str
    task_key: str
    name: str
    claimer: str
    mine: bool
    may_claim: bool
    may_hand_on: bool
    people: list[Person]


def claim(office: Office, actor: Actor, case_id: str, task_key: str, *, key: str) -> Answer:
    """Take a task on; nobody else can do it until it is put back.

    Raises:
        NotFound, NotAllowed, TaskClaimed, TaskNotOpen, Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        task, role = _opened(work, actor, task_key)
        refuse_claimed(work.case, actor, task_key, office.directory())
        if not could_take(actor, work.case, task, role):
            raise NotAllowed("这一步不归您办,认领不了。谁来办,请看案件页。")
        before = work.case.claims.get(task_key, "")
        work.case.claims[task_key] = actor.id
        return Handing(actor, "claimed", task, before, actor.id, key)

    return _handed(office, actor, case_id, act, key)


def put_back(office: Office, actor: Actor, case_id: str, task_key: str, *, key: str) -> Answer:
    """Let go of a claimed task, so that anybody of the committee can do it.

    Raises:
        NotFound, NotAllowed, TaskNotOpen, Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        task, role = _opened(work, actor, task_key)
        if not may_hand_on(actor, work.case, task, task_key, role):
            raise NotAllowed("只有认领的人和主任能把这一步放回。")
        before = work.case.claims.pop(task_key, "")
        return Handing(actor, "put_back", task, before, "", key)

    return _handed(office, actor, case_id, act, key)


def reassign(office: Office, actor: Actor, case_id: str, task_key: str, to: str, reason: str, *, key: str) -> Answer:
    """Put a task into somebody else's hands.

    Raises:
        NotFound, NotAllowed (also where that person could not do it), TaskNotOpen, Busy: nothing was saved.
    """
    taker = office.directory().actor(to)

    def act(work: Work) -> Handing:
        task, role = _opened(work, actor, task_key)
        if not may_hand_on(actor, work.case, task, task_key, role):
            raise NotAllowed("改派由认领的人或主任来办。")
        if reason not in REASONS:
            raise NotAllowed("改派要选一个原因。")
        if taker is None or not could_take(taker, work.case, task, role):
            raise NotAllowed("这个人不能办这一步,请另选一位。")
        before = work.case.claims.get(task_key, "")
        work.case.claims[task_key] = taker.id
        return Handing(actor, "reassigned", task, before, f"{taker.id} {reason}", key)

    return _handed(office, actor, case_id, act, key)


def _handed(office: Office, actor: Actor, case_id: str, act: Callable[[Work], Handing], key: str) -> Answer:
    try:
        return Answer(case_id, change(office, case_id, act, _write, Press(actor.id, key)).task)
    except AlreadyAnswered as earlier:
        return same_answer(earlier)


def _opened(work: Work, actor: Actor, task_key: str) -> tuple[str, str]:
    """The open task and the role its diagram gives it, for somebody who may know of the case."""
    if not policy.in_scope(actor, work.case):
        raise NotFound("没有找到这件纠纷。")
    work.fire_due(work.at)
    task = task_of(work, task_key)
    return task, work.models.role(task)


def _write(connection: Connection, work: Work, done: Handing) -> None:
    payload = canonical_json({"task": done.task, "before": done.before, "after": done.after})
    work.note(done.actor, done.action, done.task, done.before, payload, after=done.after)
    work.cause = done.action
    cases.give_answer(
        connection, done.actor.id, done.key, work.row.id, f"{work.row.public_id} {done.task}", milliseconds(work.at)
    )


def handing_page(office: Office, actor: Actor, case_id: str, task_key: str) -> HandingPage:
    """Who has an open task, and who could have it.

    Raises:
        NotFound, TaskNotOpen, NotAllowed (neither this person's to take nor to give away).
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
    try:
        task, role = _opened(work, actor, task_key)
        case, directory = work.case, office.directory()
        claimer = case.claims.get(task_key, "")
        gives, takes = may_hand_on(actor, case, task, task_key, role), could_take(actor, case, task, role)
        if not gives and not takes:
            raise NotAllowed("这一步不归您办,也不归您派。")
        others = [who for who in directory.people if gives and who != claimer]
        return HandingPage(
            case_id,
            task_key,
            work.models.bundle.user_tasks[task].name,
            directory.name(claimer) if claimer else "",
            claimer == actor.id,
            takes and not claimer,
            gives,
            [directory.people[who] for who in others if _could(directory, who, case, task, role)],
        )
    finally:
        work.instance.release()


def _could(directory: Directory, person: str, case: Case, task: str, role: str) -> bool:
    taker = directory.actor(person)
    return taker is not None and could_take(taker, case, task, role)
