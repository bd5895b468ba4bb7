"""Use case: who does a task for its owner (委派) gives it back, filled in and judged; the owner confirms it."""

from dataclasses import dataclass, field

from mediation.case import handing
from mediation.case.facts import Entrusted
from mediation.case.step import Actor
from mediation.errors import NotAllowed, StaleTask, TaskNotOpen
from mediation.forms.words import FormData
from mediation.law import policy
from mediation.services import case_context
from mediation.services.case_work import change
from mediation.services.drafts import place_of_handed_in, put_down
from mediation.services.handing import Handing, in_sight, write
from mediation.services.keep_files import KeptFile, write_files
from mediation.services.late_entry import set_back
from mediation.services.office import Office, milliseconds
from mediation.services.submit_task import Answer, bind_whole, judged, same_answer, task_of
from mediation.services.work import AlreadyAnswered, Press, Work
from mediation.store import drafts
from mediation.store.db import Connection
from mediation.store.drafts import Kept


@dataclass(frozen=True, slots=True)
class _HandedIn:
    handing: Handing
    task_key: str
    words: Kept
    files: list[KeptFile] = field(default_factory=list)


def hand_in(
    office: Office, actor: Actor, case_id: str, task_key: str, formdata: FormData, *, key: str, shown: str = "",
    leave: frozenset[str] = frozenset(),
) -> Answer:  # fmt: skip
    """Give a task back to who entrusted it; the step is not taken before they confirm it. `leave`: names not to keep.

    Raises:
        NotFound, NotAllowed, StaleTask, TaskNotOpen (also where it was recalled), FormInvalid, GuardRefused, Busy.
    """

    def act(work: Work) -> _HandedIn:
        return _act(work, actor, task_key, formdata, key, shown, leave)

    def put(connection: Connection, work: Work, done: _HandedIn) -> None:
        write(connection, work, done.handing)
        for place in (done.task_key, place_of_handed_in(done.task_key)):
            drafts.save(connection, actor.id, work.row.id, place, done.words)
        write_files(connection, work, done.handing.task, done.files)

    try:
        return Answer(case_id, change(office, case_id, act, put, Press(actor.id, key)).handing.task)
    except AlreadyAnswered as earlier:
        return same_answer(earlier)


def _act(
    work: Work, actor: Actor, task_key: str, formdata: FormData, key: str, shown: str, leave: frozenset[str]
) -> _HandedIn:
    in_sight(work, actor)
    work.fire_due(work.at)
    task = task_of(work, task_key)
    if not policy.may(actor, task, work.case, work.models.role(task)):
        raise NotAllowed("这一步不归您办。谁来办,请看案件页。")
    given = handing.awaited(work.case, task_key, actor.id)
    if given is None:
        raise TaskNotOpen("这一步已经不是您代办了:委派的人收回了,或已经交回。您填的内容都还在。")
    context = case_context.form_context(work, actor, task)
    changed = case_context.changed_since(shown, context)
    if changed:
        raise StaleTask(f"您打开这张表之后,{changed}有了变化。请核对后再交,您填的内容都还在。")
    set_back(work, task, formdata)
    definition = work.models.form(task)
    bound, kept = bind_whole(work, definition, context, formdata)
    judged(work, _owner(work, given), task, bound.values)
    handing.give_back(work.case, given, work.at.isoformat())
    sealed = put_down(work.row.key, definition.name, formdata, leave, milliseconds(work.at))
    return _HandedIn(Handing(actor, "handed_in", task, actor.id, given.by, key), task_key, sealed, kept)


def _owner(work: Work, given: Entrusted) -> Actor:
    owner = work.office.directory().actor(given.by)
    if owner is None:
        raise TaskNotOpen("委派的人已经不在岗,请主任把这一步转办给您。您填的内容都还在。")
    return owner
