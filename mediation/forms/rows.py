"""Repeating rows, and one row or one value for each party of the case.

Names are those of WTForms' FieldList (`terms-0-amount`); for parties the id stands in the number's place
(`statements-p1`). Untouched rows are no rows.
"""

from collections.abc import Iterable
from typing import Any

from mediation.forms.context import PartyOption
from mediation.forms.fields import answers
from mediation.forms.sections import ContainerAnswer, Section, canonical
from mediation.forms.words import ROW_LIMIT, Words


@answers("rows")
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


@answers("strings")
class StringsAnswer(RowsAnswer):
    """A list of single values, one to a row (`claims-0`)."""

    def collect(self) -> Any:
        """The filled entries."""
        answers = (section.answers[word] for word, section in self.filled())
        return [answer.value for answer in answers if not answer.is_empty()]

    def row(self, words: Words, number: int) -> Section:
        """One entry, named by its number alone."""
        return self.single(words, str(number), f"第 {number + 1} {self.spec.counted}")


@answers("party_rows")
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


@answers("party_map")
class PartyMapAnswer(PartyRowsAnswer):
    """One value for each party (`statements-p1`)."""

    def collect(self) -> Any:
        """The values by party id."""
        pairs = ((party, section.answers[party]) for party, section in self.filled())
        return {party: answer.value for party, answer in pairs if answer.value is not None}

    def for_party(self, words: Words, party: PartyOption) -> Section:
        """The single value of one party."""
        return self.single(words, party.id, party.name)


def _number(section: Section, at: int) -> dict[str, int]:
    return {key: at for key, answer in section.answers.items() if answer.spec.numbered}
