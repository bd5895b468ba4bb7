"""Use case: look at the short form of a case event before it is raised."""

from dataclasses import dataclass, field

from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound, TaskNotOpen
from mediation.forms.context import FormContext
from mediation.forms.spec import FormDefinition
from mediation.law import events, policy, visibility
from mediation.services import case_context, sentences
from mediation.services.office import Office
from mediation.services.raise_case_event import possible_events
from mediation.services.task_page import title_of
from mediation.services.work import open_work


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event that may be raised now; its form is empty where the button says it all. `leads_to` names what opens.

    It `interrupts` the talk for good, or `suspends` it till that is done, or neither.
    """

    case_id: str
    event: str
    name: str
    case_title: str
    leads_to: str
    interrupts: bool
    suspends: bool
    definition: FormDefinition
    context: FormContext = field(repr=False)


def open_event_page(office: Office, actor: Actor, case_id: str, event: str) -> EventPage:
    """Open an event's form.

    Raises:
        NotFound: no such case for this person, or no such event.
        NotAllowed: it is not theirs to raise.
        TaskNotOpen: it cannot come now.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
    try:
        if event not in events.EVENTS or not policy.in_scope(actor, work.case):
            raise NotFound("没有找到这件纠纷。")
        task = events.task_of(event)
        if not policy.may_raise(actor, event, work.case):
            raise NotAllowed("这件事不归您发起。谁在办,请看案件页。")
        if event not in possible_events(work, actor):
            raise TaskNotOpen("现在不能这样办,请看案件页上的最新情况。")
        context = case_context.form_context(work, actor, event)
        if not visibility.names_in_full(actor, work.case, tuple(one.task_id for one in work.tasks())):
            context = case_context.masked(context, work)
        names = {task_id: item.name for task_id, item in work.models.bundle.user_tasks.items()}
        return EventPage(
            case_id, event, sentences.event(event, work.case), title_of(work, context),
            sentences.LEADS_TO.get(event) or sentences.task_name(task, names),
            event in events.INTERRUPTING, event in events.SUSPENDING,
            work.models.forms.get(event) or _only_a_button(event), context,
        )  # fmt: skip
    finally:
        work.instance.release()


def _only_a_button(event: str) -> FormDefinition:
    return FormDefinition(event, sentences.EVENTS[event], "", (), "", {})
