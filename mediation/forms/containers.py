"""Fields that hold fields: groups, repeating rows, one row or one value for each party.

Names are those of WTForms' FieldList (`terms-0-amount`); for parties the id stands in the number's place
(`statements-p1`). Must not know requests.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from mediation.forms import choices, fields
from mediation.forms.context import FormContext, PartyOption
from mediation.forms.fields import Answer
from mediation.forms.spec import FieldSpec
from mediation.forms.words import ROW_LIMIT, Words


class FormMeta(DefaultMeta):
    """WTForms' per-form settings, with the context that all fields of a form share."""

    def __init__(self, context: FormContext, added: str = "") -> None:
        self.context, self.added = context, added


class Section(BaseForm):
    """Some fields that stand together: a whole form, a group, a row."""

    def __init__(self, named: Mapping[str, FieldSpec], words: Words, meta: FormMeta, prefix: str = "") -> None:
        unbound = [(name, ANSWERS[_kind(spec)](spec=spec)) for name, spec in named.items()]
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

    def single(self, words: Words, word: str, title: str) -> Section:
        """The only child's field, named by a word alone."""
        section = Section({word: self.spec.children[0]}, words, self.meta, f"{self.name}-")
        section.answers[word].title = title
        return section


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


class RowsAnswer(ContainerAnswer):
    """Rows of fields; untouched rows are no rows."""

    def collect(self) -> Any:
        """The filled rows."""
        rows = [(canonical(section), section) for _, section in self.filled()]
        return [{**_number(section, at), **row} for at, (row, section) in enumerate(rows, start=1)]

    def build(self, words: Words) -> Iterable[tuple[str, Section]]:
        """The rows that were sent and some spare ones."""
        numbers = words.row_numbers(self.name)
        if len(numbers) > ROW_LIMIT:
            self.problem = f"最多 {ROW_LIMIT} 行,现在有 {len(numbers)} 行。"
        for number in [*numbers[:ROW_LIMIT], *self._spare(numbers[:ROW_LIMIT])]:
            yield str(number), self.row(words, number)

    def row(self, words: Words, number: int) -> Section:
        """One row."""
        return self.section(words, f"{self.name}-{number}-")

    def _spare(self, numbers: list[int]) -> Iterable[int]:
        """The numbers of the empty rows to offer: the form's own count at first, more when asked."""
        wanted = max(self.spec.spare_rows - len(numbers), 0) + (self.meta.added == self.name)
        following = numbers[-1] + 1 if numbers else 0
        return range(following, following + min(wanted, ROW_LIMIT - len(numbers)))


class StringsAnswer(RowsAnswer):
    """A list of single values, one to a row (`claims-0`)."""

    def collect(self) -> Any:
        """The filled entries."""
        answers = (section.answers[word] for word, section in self.filled())
        return [answer.value for answer in answers if not answer.is_empty()]

    def row(self, words: Words, number: int) -> Section:
        """One entry, named by its number alone."""
        return self.single(words, str(number), f"{self.spec.label}(第 {number + 1} 条)")


class PartyRowsAnswer(ContainerAnswer):
    """One row of fields for each party of the case."""

    def collect(self) -> Any:
        """The filled rows, each with its party's id."""
        return [{"party_id": party, **canonical(section)} for party, section in self.filled()]

    def build(self, words: Words) -> Iterable[tuple[str, Section]]:
        """A section for each party."""
        for party in self.context.parties:
            section = self.for_party(words, party)
            section.party = party
            yield party.id, section

    def for_party(self, words: Words, party: PartyOption) -> Section:
        """The row of one party."""
        return self.section(words, f"{self.name}-{party.id}-")


class PartyMapAnswer(PartyRowsAnswer):
    """One value for each party (`statements-p1`)."""

    def collect(self) -> Any:
        """The values by party id."""
        pairs = ((party, section.answers[party]) for party, section in self.filled())
        return {party: answer.value for party, answer in pairs if answer.value is not None}

    def for_party(self, words: Words, party: PartyOption) -> Section:
        """The single value of one party."""
        return self.single(words, party.id, f"{self.spec.label}:{party.name}")


def canonical(section: Section) -> dict[str, Any]:
    """The canonical values of a section: what is hidden, computed, a file or not filled is left out.

    Lists stay though empty, boxes though unticked: that nothing was chosen is an answer too.
    """
    kept = (
        (key, answer)
        for key, answer in section.answers.items()
        if not (answer.hidden or answer.spec.system or answer.kind == "file")
    )
    return {key: answer.value for key, answer in kept if answer.value is not None and answer.value != {}}


def children_of(spec: FieldSpec) -> dict[str, FieldSpec]:
    """The fields inside a group or a row, fixed texts left out."""
    return {child.key: child for child in spec.children if child.kind != "static"}


def _number(section: Section, at: int) -> dict[str, int]:
    return {key: at for key, answer in section.answers.items() if answer.spec.numbered}


def _kind(spec: FieldSpec) -> str:
    return "computed" if spec.system else spec.kind


ANSWERS: Mapping[str, type[Answer]] = {
    "text": fields.TextAnswer,
    "textarea": fields.TextAnswer,
    "integer": fields.NumberAnswer,
    "money": fields.MoneyAnswer,
    "date": fields.DateAnswer,
    "datetime": fields.DateAnswer,
    "checkbox": fields.CheckboxAnswer,
    "file": fields.FileAnswer,
    "computed": fields.ComputedAnswer,
    "choice": choices.ChoiceAnswer,
    "yes_no": choices.YesNoAnswer,
    "choices": choices.ChoicesAnswer,
    "booleans": choices.BooleansAnswer,
    "group": GroupAnswer,
    "rows": RowsAnswer,
    "strings": StringsAnswer,
    "party_rows": PartyRowsAnswer,
    "party_map": PartyMapAnswer,
}
