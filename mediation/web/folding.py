"""Long rows show what matters and fold the rest away: what must be filled, and what other questions hang on, stays.

Marks the answers for the macros; changes nothing of what a form accepts.
"""

from collections.abc import Iterator

from mediation.forms.build import MediationForm, every_answer
from mediation.forms.conditions import Condition
from mediation.forms.fields import Answer
from mediation.forms.sections import ContainerAnswer
from mediation.forms.spec import FieldSpec, FormDefinition

FEW = 6


def fold(form: MediationForm) -> None:
    """Mark what may be folded in the rows of a form: `folded` on an answer, `unfolded` on its section if it is busy."""
    asked = _asked_for(form.definition)
    for answer in every_answer(form):
        if isinstance(answer, ContainerAnswer) and answer.spec.repeats:
            for section in answer.sections.values():
                _fold_row(answer.spec, list(section.answers.values()), asked)


def _fold_row(spec: FieldSpec, answers: list[Answer], asked: frozenset[str]) -> None:
    rest = [answer for answer in answers if not _stays(spec, answer, asked)]
    if len(answers) <= FEW or len(rest) < 2:
        return
    for answer in rest:
        answer.folded = True
        answer.busy = bool(answer.errors) or not answer.is_untouched()


def _stays(row: FieldSpec, answer: Answer, asked: frozenset[str]) -> bool:
    spec = answer.spec
    must = spec.required or spec.required_when is not None or spec.locked
    return must or spec.numbered or spec.key in asked or f"{row.key}_{spec.key}" in asked


def _asked_for(definition: FormDefinition) -> frozenset[str]:
    """The names that some condition of the form asks for."""
    return frozenset(name for one in _conditions(definition) for name in one.names)


def _conditions(definition: FormDefinition) -> Iterator[Condition]:
    for spec in definition.paths.values():
        for one in (spec.hide_when, spec.required_when, spec.refuse_when, spec.warn_when):
            if one is not None:
                yield one
