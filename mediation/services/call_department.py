"""Use cases of 吹哨报到 and 交办: a department is called, says that it is there and what it did, and is rated.

Who answers for a department acts on its calls alone; of the case it learns what the caller wrote and a masked line.
"""

from dataclasses import dataclass
from typing import Any

from mediation.case import calls
from mediation.case.facts import Call
from mediation.case.step import Actor
from mediation.errors import MediationError, NotAllowed, NotFound, TaskNotOpen
from mediation.law import calls as law
from mediation.law import policy
from mediation.services.case_work import canonical_json, change
from mediation.services.departments import departments, liaisons
from mediation.services.office import Office, milliseconds
from mediation.services.snapshot import calls_of
from mediation.services.submit_task import Answer, same_answer
from mediation.services.work import AlreadyAnswered, Press, Work
from mediation.store import call_orders, outbox, receipts
from mediation.store.db import Connection
from mediation.store.outbox import Matter

LONGEST = 500


class CallRefused(MediationError):
    """A call cannot be made or answered as asked; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What was done on a call in memory: the history's `action`, the words to be kept, who is told as what."""

    actor: Actor
    call: Call
    action: str
    words: str
    key: str
    told: tuple[str, ...] = ()


def call_department(office: Office, actor: Actor, case_id: str, org: str, words: str, *, key: str) -> Answer:
    """吹哨: call a department to the spot, with a word on where and what for; its half hour runs from now.

    Raises:
        NotFound, NotAllowed, TaskNotOpen (nobody has asked for help), CallRefused, Busy: nothing was saved.
    """

    def act(work: Work) -> _Said:
        _theirs(work, actor, law.may_call(actor, work.case))
        work.fire_due(work.at)
        if not any(task.task_id == "E_whistle" for task in work.tasks()):
            raise TaskNotOpen("这件纠纷现在没有吹哨:先在案件页按“求助:要部门到场”。")
        directory = office.directory()
        if org not in dict(departments(directory, work.case)):
            raise CallRefused("请从列出的部门里选一个。")
        if any(call.org == org for call in calls.whistled(work.case)):
            raise CallRefused(f"{directory.org_name(org)}已经叫过了,还没有放行。急的话,请直接打电话。")
        call = calls.whistle_for(work.case, org, work.at, office.settings())
        said = _fit(words, "要写一句:在哪里、出了什么事。")
        return _Said(actor, call, "dept_called", said, key, liaisons(directory, org))

    return _do(office, actor, case_id, act, key)


def arrive(office: Office, actor: Actor, case_id: str, no: int, *, key: str) -> Answer:
    """到了 (for a whistle) or 签收 (for a matter handed over): the hour is the server's.

    Raises:
        NotFound, TaskNotOpen (said before), Busy: nothing was saved.
    """

    def act(work: Work) -> _Said:
        call = _own(work, actor, no)
        work.fire_due(work.at)
        if call.arrived is not None:
            raise TaskNotOpen("到场(签收)已经登记过了。")
        calls.sign(work.case, call, work.at)
        action = "dept_arrived" if call.kind == calls.WHISTLE else "dept_signed"
        return _Said(actor, call, action, "", key, _callers(work))

    return _do(office, actor, case_id, act, key)


def answer(
    office: Office, actor: Actor, case_id: str, no: int, words: str, resolved: bool | None, *, key: str
) -> Answer:
    """What was done: by the department itself, or written down for a body outside by who has the case.

    Raises:
        NotFound, NotAllowed, CallRefused (not there yet, nothing said), TaskNotOpen, Busy: nothing was saved.
    """

    def act(work: Work) -> _Said:
        call = _answerable(work, actor, no)
        work.fire_due(work.at)
        if call.kind == calls.WHISTLE and call.arrived is None:
            raise CallRefused("先按“到了”,再写做了什么。")
        if resolved is None:
            raise CallRefused("请选事情解决了没有。")
        said = _fit(words, "请写做了什么、结果怎样。")
        calls.answer(work.case, call, work.at, resolved)
        return _Said(actor, call, "dept_answered", said, key, _callers(work))

    return _do(office, actor, case_id, act, key)


def rate(office: Office, actor: Actor, case_id: str, no: int, rating: str, *, key: str) -> Answer:
    """一事一考: the caller says how the department did.

    Raises:
        NotFound, NotAllowed, CallRefused, Busy: nothing was saved.
    """

    def act(work: Work) -> _Said:
        call = _known(work, no)
        _theirs(work, actor, law.may_follow(actor, work.case, call))
        if rating not in calls.RATINGS:
            raise CallRefused("请选满意、基本满意或不满意。")
        if call.answered is None and call.released is None:
            raise CallRefused("对方还没有答复,办完再评。")
        call.rating = rating
        return _Said(actor, call, "dept_rated", "", key, liaisons(office.directory(), call.org))

    return _do(office, actor, case_id, act, key)


def _do(office: Office, actor: Actor, case_id: str, act: Any, key: str) -> Answer:
    try:
        return Answer(case_id, change(office, case_id, act, _write, Press(actor.id, key)).action)
    except AlreadyAnswered as earlier:
        return same_answer(earlier)


def _known(work: Work, no: int) -> Call:
    call = calls.find(work.case, no)
    if call is None:
        raise NotFound("没有找到这张呼叫单。")
    return call


def _own(work: Work, actor: Actor, no: int) -> Call:
    """A call of the department that somebody answers for; every other one is as if there were none."""
    call = _known(work, no)
    if not law.answers(actor, call.org):
        raise NotFound("没有找到这张呼叫单。")
    return call


def _answerable(work: Work, actor: Actor, no: int) -> Call:
    call = _known(work, no)
    if not law.answers(actor, call.org) and not law.may_follow(actor, work.case, call):
        raise NotFound("没有找到这张呼叫单。")
    return call


def _theirs(work: Work, actor: Actor, allowed: bool) -> None:
    if not policy.in_scope(actor, work.case):
        raise NotFound("没有找到这件纠纷。")
    if not allowed:
        raise NotAllowed("叫部门到场由镇调解员或吹哨值守来办。")


def _fit(words: str, wanted: str) -> str:
    said = words.strip()
    if not said:
        raise CallRefused(wanted)
    if len(said) > LONGEST:
        raise CallRefused(f"最多写 {LONGEST} 个字,现在是 {len(said)} 个。")
    return said


def _callers(work: Work) -> tuple[str, ...]:
    """Who waits for a department: the township's duty desk, and who has the case."""
    directory, case = work.office.directory(), work.case
    staff = directory.staff.get(case.orgs.get("township", case.org), ())
    desk = {person.id for person in staff if "whistle_duty" in person.roles}
    having = {*case.episode.mediators, *case.episode.co_mediators} if case.episodes else set[str]()
    return tuple(sorted(desk | having))


def _write(connection: Connection, work: Work, done: _Said) -> None:
    at, call = milliseconds(work.at), done.call
    payload = canonical_json({"no": call.no, "words": done.words})
    work.note(done.actor, done.action, str(call.no), "", payload, after=call.org)
    work.cause = done.action
    matters = [
        Matter(
            f"{done.action}:{work.case.id}:{call.no}:{person}", done.action, work.row.id, person, "", str(call.no), at
        )
        for person in done.told
        if person != done.actor.id
    ]
    outbox.put(connection, matters)
    receipts.give_answer(connection, done.actor.id, done.key, work.row.id, f"{work.row.public_id} {done.action}", at)
    if done.words:
        call_orders.keep(connection, work.row.id, calls_of(work.case))
        said = said_on(connection, work, call.no)
        said.append({"by": done.actor.id, "at": at, "what": done.action, "words": done.words})
        call_orders.seal(connection, work.row.id, call.no, work.row.key.seal({"said": said}))


def said_on(connection: Connection, work: Work, no: int) -> list[dict[str, Any]]:
    """What was said on a call so far."""
    row = next((row for row in call_orders.of_case(connection, work.row.id) if row.no == no), None)
    return list(work.row.key.open(row.sealed)["said"]) if row is not None and row.sealed else []
