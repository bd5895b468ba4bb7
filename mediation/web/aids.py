"""Marks the answers of a form with what stands beside them on the page: what to read out, and ready phrases.

For the macros only; changes nothing of what a form accepts.
"""

from collections.abc import Mapping, Sequence

from mediation.forms.build import MediationForm, every_answer
from mediation.forms.fields import Answer
from mediation.forms.phrases import takes_phrases
from mediation.forms.places import SINGLE


def furnish(form: MediationForm, own: Mapping[str, Sequence[str]] | None = None) -> None:
    """Mark the answers: `beside`, `phrases` (the office's and the person's own), `phrase_path`, `said_above`."""
    context = form.context
    parties = {party.id for party in context.parties}
    for page in form.pages:
        first = form.answers.get(page.fields[0].key) if page.fields else None
        if first is not None and first.required and page.title.endswith(first.title):
            first.said_above = True  # the heading of the page has just said it
    told: set[str] = set()
    for answer in every_answer(form):
        path = _path(answer, parties)
        # before a list and not before each of its rows again
        answer.beside = () if path in told else context.beside.get(path, ())
        told.add(path)
        spec = answer.spec.children[0] if answer.kind in SINGLE else answer.spec
        at = f"{path}.{spec.key}" if answer.kind in SINGLE else path
        alone = answer.row_title == ""  # a single value of a row takes the phrases of its list
        if alone and takes_phrases(at, spec):
            answer.phrase_path = at
            mine = own or {}
            answer.phrases = [*mine.get(at, ()), *context.phrases.get(at, ()), *mine.get("", ())]


def _path(answer: Answer, parties: set[str]) -> str:
    """The path of an answer's field, numbers of rows and parties left out: `terms-0-content` → `terms.content`."""
    words = str(answer.name).split("-")
    return ".".join(word for at, word in enumerate(words) if not (at and (word.isdecimal() or word in parties)))
