"""Fields that stand together (a whole form, a group, a row) and what all fields that hold fields share.

Must not know requests, nor which fields must be filled.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from mediation.forms.context import FormContext, PartyOption
from mediation.forms.fields import Answer, answer_class, answers
from mediation.forms.spec import FieldSpec
from mediation.forms.words import Words


class FormMeta(DefaultMeta):
    """WTForms' per-form settings, with the context that all fields of a form share."""

    def __init__(self, context: FormContext, added: str = "") -> None:
        self.context, self.added = context, added


class Section(BaseForm):
    """Some fields that stand together: a whole form, a group, a row."""

    def __init__(self, named: Mapping[str, FieldSpec], words: Words, meta: FormMeta, prefix: str = "") -> None:
        unbound = [(name, answer_class(spec)(spec=spec)) for name, spec in named.items()]
        super().__init__(unbound, prefix=prefix, meta=meta)
        self.prefix = prefix
        self.party: PartyOption | None = None
        for field in self._fields.values():
            field.process(words)

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The fields by key."""
        return self._fields

    def is_untouched(self) -> bool:
        """Whether nobody answered anything here."""
        return all(answer.is_untouched() for answer in self.answers.values())

    def raw_values(self) -> dict[str, Any]:
        """What conditions may ask: the value of all fields that are shown and could be read."""
        return {key: answer.value for key, answer in self.answers.items() if not answer.hidden}


class ContainerAnswer(Answer):
    """What all fields that hold fields share: `sections` by the word that stands in their names."""

    sections: Mapping[str, Section] = {}

    @property
    def value(self) -> Any:
        """Always computed from the fields inside, so that it follows their conditions."""
        return self.collect() if self.sections else self.nothing()

    @value.setter
    def value(self, value: Any) -> None:
        """What WTForms sets is of no account."""

    def collect(self) -> Any:
        """The canonical value of all sections."""
        raise NotImplementedError

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read all that was sent below this field's name."""
        self.sent, self.raw_data = formdata, []
        self.sections = dict(self.build(formdata))

    def build(self, words: Words) -> Iterable[tuple[str, Section]]:
        """The sections, each with its word."""
        raise NotImplementedError

    def is_untouched(self) -> bool:
        """Whether all sections are untouched."""
        return all(section.is_untouched() for section in self.sections.values())

    def filled(self) -> Iterator[tuple[str, Section]]:
        """The sections in which something was answered."""
        return ((word, section) for word, section in self.sections.items() if not section.is_untouched())

    def section(self, words: Words, prefix: str) -> Section:
        """The children's fields under a prefix."""
        return Section(children_of(self.spec), words, self.meta, prefix)

    def single(self, words: Words, word: str, row_title: str) -> Section:
        """The only child's field, named by a word alone."""
        section = Section({word: self.spec.children[0]}, words, self.meta, f"{self.name}-")
        answer = section.answers[word]
        answer.title, answer.row_title = f"{self.spec.label}({row_title})", row_title
        return section


@answers("group")
class GroupAnswer(ContainerAnswer):
    """A few fields under one heading (a guardian, an agent)."""

    def build(self, words: Words) -> Iterable[tuple[str, Section]]:
        """The one section; no word stands in its names."""
        yield "", self.section(words, f"{self.name}-")

    @property
    def inside(self) -> Section:
        """The group's fields."""
        return self.sections[""]

    def collect(self) -> Any:
        """The group as a mapping, None while nothing is filled."""
        return None if self.inside.is_untouched() else canonical(self.inside)


def canonical(section: Section) -> dict[str, Any]:
    """The canonical values of a section: what is hidden, computed, a file or not filled is left out.

    Lists stay though empty, boxes though unticked: that nothing was chosen is an answer too.
    """
    # each value once: those of rows and groups are computed of all that is inside them
    kept = (
        (key, answer.value)
        for key, answer in section.answers.items()
        if not (answer.hidden or answer.spec.system or answer.kind == "file")
    )
    return {key: value for key, value in kept if value is not None and value != {}}


def children_of(spec: FieldSpec) -> dict[str, FieldSpec]:
    """The fields inside a group or a row, fixed texts left out."""
    return {child.key: child for child in spec.children if child.kind != "static"}
