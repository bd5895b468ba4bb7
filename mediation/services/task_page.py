"""Use case: look at one open task: its form with what the case knows, and what the page must send back."""

from dataclasses import dataclass, field, replace

from mediation.case import handing
from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound
from mediation.forms.context import FormContext
from mediation.forms.spec import FormDefinition
from mediation.law import policy
from mediation.services import case_context, sentences
from mediation.services.already_known import carry_over
from mediation.services.claims import refuse_claimed
from mediation.services.four_steps import Stop, way_of
from mediation.services.late_entry import earliest
from mediation.services.office import Office
from mediation.services.sent_back import asked_for
from mediation.services.submit_task import refuse, task_of
from mediation.services.work import Work, open_work


@dataclass(frozen=True, slots=True)
class TaskPage:
    """An open task as a person sees it: `tiers` are those at which it may be done.

    `for_whom` has entrusted it to this person and confirms it; `done_by` has done it for this person, who confirms.
    `late_from` is the earliest time (as a browser's field takes it) at which it can have happened, empty where it
    cannot be recorded later; `asked` is what a reviewer wants mended.
    """

    case_id: str
    task_key: str
    task: str
    tiers: tuple[str, ...]
    help: str
    definition: FormDefinition
    context: FormContext = field(repr=False)
    shown: str
    name: str
    case_title: str
    way: list[Stop]
    for_whom: str = ""
    done_by: str = ""
    done_by_name: str = ""
    late_from: str = ""
    asked: str = ""


def open_task_page(office: Office, actor: Actor, case_id: str, task_key: str) -> TaskPage:
    """Open a task's form.

    Raises:
        NotFound: no such case for this person.
        TaskNotOpen: the task is done or not due.
        NotAllowed: it is somebody else's.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
    try:
        if not policy.in_scope(actor, work.case):
            raise NotFound("没有找到这件纠纷。")
        task = task_of(work, task_key)
        if not policy.may(actor, task, work.case, work.models.role(task)):
            refuse(office, actor, "open_task", f"{case_id} {task_key}")
            raise NotAllowed("这一步不归您办。谁来办,请看案件页。")
        refuse_claimed(work.case, actor, task_key, office.directory())
        context = case_context.form_context(work, actor, task)
        carried = carry_over(office, work, task)
        if carried:
            context = replace(context, computed={**context.computed, **carried})
        found = work.models.bundle.user_tasks.get(task)
        given = handing.entrusted(work.case, task_key)
        awaited = given is not None and handing.awaited(work.case, task_key, actor.id) is not None
        answered = given is not None and given.answered is not None and given.by == actor.id
        names = office.directory()
        return TaskPage(
            case_id,
            task_key,
            task,
            policy.tiers_for(task, work.case),
            (found.help if found else None) or "",
            work.models.form(task),
            context,
            case_context.shown_digest(context),
            found.name if found else task,
            title_of(work, context),
            way_of([task, *(one.task_id for one in work.tasks())], [step.task for step in work.case.done]),
            names.name(given.by) if given is not None and awaited else "",
            given.to if given is not None and answered else "",
            names.name(given.to) if given is not None and answered else "",
            earliest(work, task),
            asked_for(office, work) if task == "C_correct" else "",
        )
    finally:
        work.instance.release()


def title_of(work: Work, context: FormContext) -> str:
    """A case by its people and its kind, for the head of a form."""
    return sentences.title([(party.role, party.name) for party in context.parties], work.case.dispute_type)


def form_once_shown(office: Office, actor: Actor, case_id: str, form: str) -> tuple[FormDefinition, FormContext]:
    """A form of this case's models, open or not: to read back what was typed into it.

    Raises:
        NotFound: no such case for this person, or no such form.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
    try:
        definition = work.models.forms.get(form)
        if definition is None or not policy.in_scope(actor, work.case):
            raise NotFound("没有找到这件纠纷。")
        return definition, case_context.form_context(work, actor, form)
    finally:
        work.instance.release()
