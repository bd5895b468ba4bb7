"""Does what a scenario cannot know of when it is played against a redrawn method: own steps, own questions.

What it fills in is the plainest thing that fits, never an outcome: the fields a scenario knows are left to it.
"""

from typing import Any
from uuid import uuid4

from mediation import clock
from mediation.case.step import Actor
from mediation.forms.context import FormContext
from mediation.forms.encode import encode
from mediation.forms.spec import FieldSpec, FormDefinition
from mediation.law import policy
from mediation.law.codes import TASKS
from mediation.services.case_page import open_case
from mediation.services.judging import factory_forms
from mediation.services.office import Office, actor
from mediation.services.submit_task import submit_task
from mediation.services.task_page import open_task_page

MOST = 20


class StandIn:
    """Passes own steps and answers own questions; `did` says which, `passed` which tasks."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.passed: set[str] = set()

    def pass_own_steps(self, office: Office, public_id: str, wanted: str) -> None:
        """Do the office's own steps that stand before the task a scenario wants."""
        for _ in range(MOST):
            opened = open_case(office, public_id)
            own = [task for task in opened.open_tasks if task.task_id not in TASKS]
            if not own or any(task.task_id == wanted for task in opened.open_tasks):
                return
            who = self._who(office, opened.case, own[0].task_id, opened.models.role(own[0].task_id))
            if who is None:
                return
            page = open_task_page(office, who, public_id, own[0].key)
            words = encode(page.definition, page.context, self.completed(page.definition, page.context, {}))
            submit_task(office, who, public_id, own[0].key, words, key=uuid4().hex, shown=page.shown)
            self.did.append(f"{own[0].task_id}({own[0].name})")
            self.passed.add(own[0].task_id)

    def _who(self, office: Office, case: Any, task: str, role: str) -> Actor | None:
        for person in office.directory().people:
            with office.store.reading() as connection:
                found = actor(connection, person)
            if policy.may(found, task, case, role):
                return found
        return None

    def completed(self, definition: FormDefinition, context: FormContext, form: dict[str, Any]) -> dict[str, Any]:
        """A scenario's answers with those that only the redrawn form demands."""
        factory = factory_forms().get(definition.name)
        known = factory.declared_keys if factory is not None else frozenset[str]()
        missing = [
            spec
            for key, spec in definition.fields.items()
            if spec.required and not spec.system and key not in form and key not in known
        ]
        self.did += [f"{definition.name}.{spec.key}({spec.label})" for spec in missing]
        return {**form, **{spec.key: plain_answer(spec, context) for spec in missing}}


def plain_answer(spec: FieldSpec, context: FormContext) -> Any:
    """The plainest answer that fits a field; None for a photo, which nobody can make up."""
    if spec.kind == "file":
        return None
    if spec.kind in ("rows", "party_rows", "group"):
        row = {child.key: plain_answer(child, context) for child in spec.children if child.required}
        return {party.id: row for party in context.parties} if spec.kind == "party_rows" else row
    if spec.kind == "party_map":
        return {party.id: plain_answer(spec.children[0], context) for party in context.parties}
    if spec.kind == "strings":
        return [plain_answer(spec.children[0], context)]
    options = [*context.options(spec.source), *spec.options]
    if spec.kind in ("choice", "choices") and options:
        return options[0].value if spec.kind == "choice" else [options[0].value]
    return _PLAIN.get(spec.kind, lambda _: "试填")(spec)


_PLAIN = {
    "integer": lambda spec: spec.minimum if spec.minimum is not None else 1,
    "money": lambda spec: "1.00",
    "date": lambda spec: clock.today().isoformat(),
    "datetime": lambda spec: clock.now().strftime("%Y-%m-%dT%H:%M"),
    "yes_no": lambda spec: True,
    "checkbox": lambda spec: True,
    "booleans": lambda spec: [True for _ in spec.options],
}
