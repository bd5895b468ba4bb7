"""Answers that are not written: a box to tick, a file, a value that the system computes.

As all answers, they know their own words only.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from mediation.forms.fields import Answer, answers, options_of
from mediation.forms.sections import ContainerAnswer, GroupAnswer, Section


@answers("checkbox")
class CheckboxAnswer(Answer):
    """One box to tick."""

    def nothing(self) -> bool:
        """An empty box is a no."""
        return False

    def read_one(self, word: str) -> bool:
        """Ticked, whatever the browser calls it."""
        return word.lower() not in ("false", "0", "off", "否")


@answers("file")
class FileAnswer(Answer):
    """Uploaded files; storing them is the caller's business."""

    @property
    def files(self) -> list[Any]:
        """What was uploaded, in order."""
        return self.sent.files.get(self.name, []) if self.sent else []

    def read(self, words: Sequence[str]) -> None:
        """A file has no value of its own."""

    def is_empty(self) -> bool:
        """Whether no file came."""
        return not self.files

    is_untouched = is_empty


@answers("computed")
class ComputedAnswer(Answer):
    """What the system computes: shown, whatever a client sends."""

    def read(self, words: Sequence[str]) -> Any:
        """The computed value, None while there is none."""
        return self.context.computed.get(self.spec.key)

    @property
    def shown_value(self) -> str:
        """The value in words."""
        if self.value in (None, "", []):
            return ""
        labels = {option.value: option.label for option in options_of(self)}
        values = self.value if isinstance(self.value, list) else [self.value]
        shown = {True: "是", False: "否"}
        return "、".join(shown[v] if isinstance(v, bool) else labels.get(str(v), str(v)) for v in values)

    def is_untouched(self) -> bool:
        """Nobody can touch it."""
        return True


def files_in(section: Section, prefix: str = "") -> Iterator[tuple[str, list[Any]]]:
    """What was uploaded, by the dotted path of its place in the canonical values (`evidence.0.file`)."""
    for key, answer in section.answers.items():
        if answer.hidden:
            continue
        if isinstance(answer, FileAnswer) and answer.files:
            yield f"{prefix}{key}", answer.files
        elif isinstance(answer, GroupAnswer):
            yield from files_in(answer.inside, f"{prefix}{key}.")
        elif isinstance(answer, ContainerAnswer):
            for at, (_, inner) in enumerate(answer.filled()):
                yield from files_in(inner, f"{prefix}{key}.{at}.")
