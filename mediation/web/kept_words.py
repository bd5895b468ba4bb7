"""What somebody typed, as lines to read and copy: nobody types a thing twice because a page could not take it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mediation.forms.build import reopen
from mediation.forms.choices import ChoosingAnswer
from mediation.forms.context import FormContext
from mediation.forms.fields import Answer
from mediation.forms.sections import ContainerAnswer, Section
from mediation.forms.spec import FormDefinition
from mediation.forms.words import FormData, clean


class Line(NamedTuple):
    """One answer: what was asked, what was said; `name` is the field's in its form."""

    label: str
    text: str
    name: str = ""


def lines_of(definition: FormDefinition, context: FormContext, words: FormData) -> list[Line]:
    """The answers of a form in its order."""
    return list(_section(reopen(definition, context, words), ""))


def bare_lines(pairs: Iterable[tuple[str, str]]) -> list[Line]:
    """Words whose form is not known: only what reads like a person's own."""
    return [Line("", clean(word)) for name, word in pairs if len(clean(word)) > 3 and not word.isascii()]


def _section(section: Section, place: str) -> Iterator[Line]:
    for answer in section.answers.values():
        if isinstance(answer, ContainerAnswer):
            yield from _container(answer, place)
        elif text := _text(answer):
            yield Line(f"{place}{answer.title}", text, answer.name)


def _container(answer: ContainerAnswer, place: str) -> Iterator[Line]:
    for number, inner in enumerate(answer.sections.values(), start=1):
        name = inner.party.name if inner.party else f"{answer.title}{number if answer.spec.repeats else ''}"
        single = answer.spec.kind in ("strings", "party_map")
        yield from _section(inner, place if single else f"{place}{name} · ")


def _text(answer: Answer) -> str:
    if answer.kind in ("computed", "file"):
        return ""
    if answer.kind == "checkbox":
        return "已勾选" if answer.value else ""
    if isinstance(answer, ChoosingAnswer):
        own = [getattr(answer, "own_word", ""), *getattr(answer, "own_words", [])]
        return "、".join([option.label for option in answer.shown if option.checked] + [word for word in own if word])
    return answer.word
