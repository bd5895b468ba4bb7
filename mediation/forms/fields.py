"""What all answers of a form share: each reads the words sent for it and keeps every one, even a wrong one.

An answer knows its own words only; whether it is shown or must be filled is decided in `judging`. A new kind of
field is a class with `@answers("its kind")`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import orjson
from wtforms.fields.core import Field
from wtforms.widgets import TextInput

from mediation.forms.context import FormContext
from mediation.forms.reading import Unreadable
from mediation.forms.spec import FieldSpec, Option
from mediation.forms.words import Words

TEXT_LIMIT, AREA_LIMIT, OWN = 200, 2000, "_own"


class Answer(Field):
    """What was answered to one field.

    `value` is the canonical JSON value (None or empty while unfilled), `problem` why the words cannot be read,
    `doubts` what looks wrong but may stand, `hidden` whether a condition takes the field away.
    """

    widget = TextInput()

    def __init__(self, spec: FieldSpec, **kwargs: Any) -> None:
        super().__init__(label=spec.label, description=spec.help, **kwargs)
        self.spec, self.value, self.problem, self.hidden = spec, self.nothing(), "", False
        self.errors: list[str] = []
        self.doubts: list[str] = []
        self.required, self.title, self.row_title = spec.required, spec.label, ""
        self.sent: Words | None = None

    @property
    def context(self) -> FormContext:
        """What the form was told about the case."""
        return self.meta.context

    @property
    def kind(self) -> str:
        """Which macro draws the field."""
        return "computed" if self.spec.system else self.spec.kind

    @property
    def show_when(self) -> str:
        """The condition under which the page shows the field, as JSON for its script; empty without one."""
        condition = self.spec.hide_when
        return orjson.dumps(["not", condition.to_json()]).decode() if condition else ""

    @property
    def described_by(self) -> str:
        """The ids of the help and the error below the label, for aria-describedby."""
        parts = (("help", self.spec.help), ("error", self.errors))
        return " ".join(f"{self.id}-{name}" for name, there in parts if there)

    @property
    def word(self) -> str:
        """The first text that was sent, to be shown again."""
        return next((word for word in self.raw_data or [] if word), "")

    def nothing(self) -> Any:
        """The value of an unfilled field."""
        return None

    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return self.value in (None, "", False) or self.value == []

    def is_untouched(self) -> bool:
        """Whether nobody did anything here (a spare row is dropped when all of it is untouched)."""
        silent = self.spec.numbered or self.spec.quiet
        return silent or not any(word for word in self.raw_data or [] if word != self.spec.default)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the words sent for this field; never raises."""
        self.sent = formdata
        self.raw_data = formdata.getlist(self.name)
        try:
            self.value = self.read([word for word in self.raw_data if word])
        except Unreadable as unreadable:
            self.problem = str(unreadable)
        self.data = self.value

    def read(self, words: Sequence[str]) -> Any:
        """The canonical value of the non-blank words. Raises Unreadable."""
        return self.read_one(words[0]) if words else self.nothing()

    def read_one(self, word: str) -> Any:
        """The canonical value of one word. Raises Unreadable."""
        raise NotImplementedError

    def _value(self) -> str:
        return self.word


A = TypeVar("A", bound=type[Answer])

_ANSWERS: dict[str, type[Answer]] = {}


def answers(*kinds: str) -> Callable[[A], A]:
    """Class decorator: this class answers fields of these kinds."""

    def register(answer: A) -> A:
        _ANSWERS.update(dict.fromkeys(kinds, answer))
        return answer

    return register


def answer_class(spec: FieldSpec) -> type[Answer]:
    """The class that answers a field."""
    return _ANSWERS["computed" if spec.system else spec.kind]


def options_of(answer: Answer) -> list[Option]:
    """What may be chosen: the form's own options and those of the case."""
    return [*answer.context.options(answer.spec.source), *answer.spec.options]


def unknown(words: Iterable[str], options: Iterable[Option]) -> list[str]:
    """The words that are no option."""
    values = {option.value for option in options}
    return [word for word in words if word not in values]
