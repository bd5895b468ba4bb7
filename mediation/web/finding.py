"""Finds the field of a form that a dotted path means, so that what a rule says stands where it belongs."""

from collections.abc import Mapping, Sequence

from mediation.forms.build import MediationForm
from mediation.forms.fields import Answer
from mediation.forms.sections import ContainerAnswer, Section


def place_errors(form: MediationForm, errors: Mapping[str, Sequence[str]]) -> list[str]:
    """Put errors to their fields, each text once; gives those for which there is no field."""
    homeless: list[str] = []
    for path, texts in errors.items():
        answer = answer_at(form, path.split("."))
        if answer is None:
            homeless += texts
        else:
            answer.errors = [*answer.errors, *(text for text in texts if text not in answer.errors)]
    return homeless


def answer_at(section: Section, path: Sequence[str]) -> Answer | None:
    """The field at `terms`, `0`, `amount`; the nearest one around it where there is none so deep."""
    answer = section.answers.get(path[0])
    if answer is None or not isinstance(answer, ContainerAnswer) or len(path) == 1:
        return answer
    inner, rest = answer.sections.get(""), path[1:]
    if inner is None:
        inner = answer.sections.get(rest[0])
        rest = rest if inner is not None and rest[0] in inner.answers else rest[1:]
    return (answer_at(inner, rest) if inner is not None and rest else None) or answer
