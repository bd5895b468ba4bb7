"""Use case: look at the registration form for a new case."""

from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from mediation.case.step import Actor
from mediation.forms.build import proposals
from mediation.forms.context import FormContext
from mediation.forms.encode import encode
from mediation.forms.spec import FormDefinition
from mediation.services.four_steps import Stop, way_of
from mediation.services.office import Office
from mediation.services.patrol_page import view_clue
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


def words_of_clue(office: Office, actor: Actor, page: RegisterPage, number: int) -> MultiDict[str, str]:
    """What the form says already where a clue becomes the case (依职权主动调解); all of it can be changed.

    Raises:
        NotFound: no such clue for this person.
    """
    clue = view_clue(office, actor, number)
    known = {"source_code": "2", "apply_mode": "主动发现", "summary": clue.words.get("what", ""),
             "occurred_place": clue.words.get("place", ""), "dispute_type": clue.kind_code}  # fmt: skip
    return encode(page.definition, page.context, {**proposals(page.definition, page.context), **known})
