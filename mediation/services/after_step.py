"""Use case: a step was taken; what comes next, and is it this person's to do now?"""

from dataclasses import dataclass

from mediation.case.step import Actor
from mediation.engine.instance import OpenTask
from mediation.errors import NotFound
from mediation.law import events, policy
from mediation.services import sentences
from mediation.services.claims import is_theirs
from mediation.services.offers import whose
from mediation.services.office import Office
from mediation.services.work import Work, open_work


@dataclass(frozen=True, slots=True)
class After:
    """`task_key` is the next task where it is this person's, `sentence` what happened and what comes next.

    `visible` is False where the case is none of this person's business any more.
    """

    sentence: str
    task_key: str | None = None
    visible: bool = True


def after_step(office: Office, actor: Actor, case_id: str, done: str) -> After:
    """What to say and where to go after `done` (a task or an event) was taken some time ago."""
    try:
        with office.store.reading() as connection:
            work = open_work(office, connection, case_id)
    except NotFound:
        return After("已提交。", visible=False)
    try:
        return what_next(work, actor, done)
    finally:
        work.instance.release()


def what_next(work: Work, actor: Actor, done: str) -> After:
    """The same of a case at hand."""
    names = {task: item.name for task, item in work.models.bundle.user_tasks.items()}
    what = sentences.EVENTS.get(done) or sentences.task_name(done, names)
    said = f"已记下:{what}。" if done in sentences.EVENTS else f"“{what}”办好了。"
    if not policy.in_scope(actor, work.case):
        return After(f"{said}这件纠纷接下来由别人办。", visible=False)
    return _next(work, actor, said, _opened_by(done))


def _opened_by(done: str) -> str:
    return events.task_of(done) if done in sentences.EVENTS and done not in events.NOTED else ""


def _next(work: Work, actor: Actor, said: str, opened_by_event: str) -> After:
    tasks = sorted(work.doable(), key=lambda task: task.task_id != opened_by_event)
    mine = next((task for task in tasks if _may(actor, work, task)), None)
    if mine is not None:
        return After(f"{said}接下来:{mine.name}。", mine.key)
    if tasks:
        first, directory = tasks[0], work.office.directory()
        who = whose(first.key, first.task_id, work.case, work.models.role(first.task_id), directory)
        return After(f"{said}接下来“{first.name}”由{who}办。")
    waiting = work.instance.timers()
    if waiting:
        soonest = min(waiting, key=lambda timer: timer.due)
        return After(f"{said}接下来等{sentences.timer_name(soonest.name)}:{sentences.day(soonest.due)}。")
    return After(f"{said}这件纠纷办完了。")


def _may(actor: Actor, work: Work, task: OpenTask) -> bool:
    role = work.models.role(task.task_id)
    free = is_theirs(actor, work.case, work.case.claims.get(task.key, actor.id))
    return free and policy.may(actor, task.task_id, work.case, role)
