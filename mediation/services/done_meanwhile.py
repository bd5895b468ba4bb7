"""Use case: a step one wanted to take was taken by somebody else: what stands there now, as far as one may see it.

Who reads the record sees what was entered; private words and whole identities stay with whom they are for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mediation.case.step import Actor
from mediation.errors import NotFound
from mediation.forms.context import FormContext
from mediation.forms.spec import FieldSpec, FormDefinition
from mediation.law import policy, visibility
from mediation.services import case_context, sentences
from mediation.services.office import Office
from mediation.services.parties_say import PRIVATE
from mediation.services.work import Work, open_work
from mediation.store import cases

_MASKS = {"id_card": visibility.masked_identity, "phone": visibility.masked_phone}


@dataclass(frozen=True, slots=True)
class Done:
    """A step as somebody else took it: `values` is what they entered, nothing where it is not for this person.

    `again` is the key of the same task where it is open once more and this person's to do.
    """

    who: str
    at: str
    definition: FormDefinition
    context: FormContext = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)
    again: str | None = None


def done_meanwhile(office: Office, actor: Actor, case_id: str, form: str) -> Done | None:
    """The last time the form named `form` was sent in this case, None where it never was.

    Raises:
        NotFound: no such case for this person.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
        rows = cases.submissions(connection, work.row.id)
    try:
        if not policy.in_scope(actor, work.case):
            raise NotFound("没有找到这件纠纷。")
        found = next((row for row in reversed(rows) if work.models.form(row.task).name == form), None)
        if found is None:
            return None
        definition = work.models.form(found.task)
        return Done(
            office.directory().name(found.actor_id),
            sentences.at_time(found.at),
            definition,
            case_context.form_context(work, actor, found.task),
            _visible(work, actor, definition, work.row.key.open(found.sealed), found.seq),
            _open_again(work, actor, found.task),
        )
    finally:
        work.instance.release()


def _visible(
    work: Work, actor: Actor, definition: FormDefinition, values: Mapping[str, Any], seq: int
) -> dict[str, Any]:
    if not visibility.reads_record(actor, work.case):
        return {}
    hidden = frozenset[str]() if visibility.reads_private(actor, work.case, seq) else frozenset({PRIVATE})
    shown = {key: value for key, value in values.items() if key not in hidden}
    return dict(_masked(definition.fields, shown))


def _masked(specs: Mapping[str, FieldSpec], values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        spec = specs.get(key)
        mask = _MASKS.get(spec.check or "") if spec else None
        if spec is not None and mask and isinstance(value, str):
            yield key, mask(value)
        elif spec is not None and spec.children:
            yield key, _within({child.key: child for child in spec.children}, value)
        else:
            yield key, value


def _within(specs: Mapping[str, FieldSpec], value: Any) -> Any:
    if isinstance(value, list):
        return [_within(specs, one) for one in value]
    return dict(_masked(specs, value)) if isinstance(value, dict) else value


def _open_again(work: Work, actor: Actor, task: str) -> str | None:
    may = policy.may(actor, task, work.case, work.models.role(task))
    found = [one.key for one in work.tasks() if one.task_id == task]
    return next((key for key in found if may and work.case.claims.get(key, actor.id) == actor.id), None)
