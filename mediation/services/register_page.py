"""Use case: look at the registration form for a new case."""

from dataclasses import dataclass, field

from mediation.case.step import Actor
from mediation.forms.context import FormContext
from mediation.forms.spec import FormDefinition
from mediation.services.four_steps import Stop, way_of
from mediation.services.office import Office
from mediation.services.register_case import TASK, begin_registration


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The form, and the help that the diagram gives for it."""

    help: str
    definition: FormDefinition
    context: FormContext = field(repr=False)
    way: list[Stop]


def open_register_page(office: Office, actor: Actor) -> RegisterPage:
    """Open the registration form.

    Raises:
        NotAllowed: this person registers no cases.
    """
    opened = begin_registration(office, actor)
    try:
        found = opened.work.models.bundle.user_tasks.get(TASK)
        return RegisterPage(
            (found.help if found else None) or "", opened.definition, opened.context, way_of([TASK], [])
        )
    finally:
        opened.work.instance.release()
