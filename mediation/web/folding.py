"""Long rows show what matters and fold the rest: what must be filled, what others hang on, money, a phone stay.

Marks the answers for the macros; changes nothing of what a form accepts.
"""

from mediation.forms.build import MediationForm, every_answer
from mediation.forms.fields import Answer
from mediation.forms.sections import ContainerAnswer
from mediation.forms.spec import FieldSpec

FEW = 6


def fold(form: MediationForm) -> None:
    """Mark what may be folded in the rows of a form: `folded`, and `busy` where somebody has answered or must mend."""
    for answer in every_answer(form):
        if isinstance(answer, ContainerAnswer) and answer.spec.repeats:
            asked = _asked_for(answer.spec)
            for section in answer.sections.values():
                _fold_row(list(section.answers.values()), asked)


def _fold_row(answers: list[Answer], asked: frozenset[str]) -> None:
    rest = [answer for answer in answers if not _stays(answer.spec, asked)]
    if len(answers) <= FEW or len(rest) < 2:
        rest = [answer for answer in rest if answer.spec.fold]
    for answer in rest:
        answer.folded = True
        answer.busy = bool(answer.errors) or not answer.is_untouched()


def _stays(spec: FieldSpec, asked: frozenset[str]) -> bool:
    if spec.fold:
        return False
    must = spec.required or spec.required_when is not None or spec.locked
    return must or spec.key in asked or spec.kind == "money" or spec.check == "phone"


def _asked_for(row: FieldSpec) -> frozenset[str]:
    """The names on which it hangs whether other fields of the row are shown or must be filled."""
    conditions = [one for spec in row.children for one in (spec.hide_when, spec.required_when) if one is not None]
    return frozenset(name for one in conditions for name in one.names)
