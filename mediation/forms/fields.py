"""The fields of a form as WTForms fields: each reads what was typed for it and keeps every word, even a wrong one.

A field knows its own words only; whether it is shown or must be filled is decided in `judging`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from wtforms.fields.core import Field
from wtforms.widgets import TextInput

from mediation.clock import localize
from mediation.forms import identity, reading
from mediation.forms.context import FormContext
from mediation.forms.reading import Unreadable
from mediation.forms.spec import FieldSpec, Option
from mediation.forms.words import Words, narrow

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
        self.required, self.title = spec.required, spec.label
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
        return self.spec.numbered or not any(word for word in self.raw_data or [] if word != self.spec.default)

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


class TextAnswer(Answer):
    """A line or a paragraph of text, perhaps a number on a paper."""

    def read_one(self, word: str) -> str:
        """The text itself, within its limits."""
        spec = self.spec
        text = word if spec.kind == "textarea" else " ".join(word.split())
        most = spec.max_length or (AREA_LIMIT if spec.kind == "textarea" else TEXT_LIMIT)
        if len(text) > most:
            raise Unreadable(f"最多写 {most} 个字,现在有 {len(text)} 个字,请写短些。")
        if spec.min_length and len(text) < spec.min_length:
            raise Unreadable(f"至少写 {spec.min_length} 个字,现在只有 {len(text)} 个字,请写具体些。")
        if spec.check:
            text = narrow(text)
            self._doubt(text)
        return text

    def _doubt(self, text: str) -> None:
        doubt = {
            "id_card": lambda: identity.doubt_id_card(text, localize(self.context.now).date()),
            "uscc": lambda: identity.doubt_credit_code(text),
            "phone": lambda: identity.doubt_phone(text),
        }.get(self.spec.check, lambda: None)()
        self.doubts += [doubt] if doubt else []


class NumberAnswer(Answer):
    """A whole number, within its bounds."""

    def read_one(self, word: str) -> int:
        """The number."""
        return self.bounded(reading.read_integer(word))

    def bounded(self, number: Any) -> Any:
        """The number itself if it lies within the bounds. Raises Unreadable."""
        least, most = self.spec.minimum, self.spec.maximum
        if (least is not None and number < least) or (most is not None and number > most):
            raise Unreadable(_bounds(least, most))
        return number


class MoneyAnswer(NumberAnswer):
    """An amount in 元, kept as text with two decimals so that nothing is ever rounded."""

    def read_one(self, word: str) -> Any:
        """The amount as `"3000.00"`."""
        amount = reading.read_money(word)
        self.bounded(float(amount))
        return amount


class DateAnswer(Answer):
    """A day, or a day with a time; `past` ones may not lie after now."""

    def read_one(self, word: str) -> str:
        """The day (and time) as ISO."""
        day_only = self.spec.kind == "date"
        text = reading.read_date(word) if day_only else self._moment(word)
        now = localize(self.context.now).replace(tzinfo=None).isoformat(timespec="minutes")
        if self.spec.past and text > (now[:10] if day_only else now):
            raise Unreadable("不能晚于今天。" if day_only else f"不能晚于现在({now.replace('T', ' ')})。")
        return text

    @property
    def input_type(self) -> str:
        """The browser's own picker, unless it would lose what was written."""
        picker = "date" if self.spec.kind == "date" else "datetime-local"
        return "text" if self.problem and self.word else picker

    @property
    def shown_value(self) -> str:
        """What stands in the input: what was understood, else what was written."""
        return self.value or self.word

    def _moment(self, word: str) -> str:
        if not reading.is_day_only(word):
            return reading.read_datetime(word)
        text = reading.read_date(word) + "T00:00"
        self.doubts.append("没有写几点几分,按 0 点记;记得准的话请补上。")
        return text


class CheckboxAnswer(Answer):
    """One box to tick."""

    def nothing(self) -> bool:
        """An empty box is a no."""
        return False

    def read_one(self, word: str) -> bool:
        """Ticked, whatever the browser calls it."""
        return word.lower() not in ("false", "0", "off", "否")


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


def _bounds(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f"应在 {least} 到 {most} 之间。"
    return f"不能小于 {least}。" if least is not None else f"不能大于 {most}。"


def options_of(answer: Answer) -> list[Option]:
    """What may be chosen: the form's own options and those of the case."""
    return [*answer.context.options(answer.spec.source), *answer.spec.options]


def unknown(words: Iterable[str], options: Iterable[Option]) -> list[str]:
    """The words that are no option."""
    values = {option.value for option in options}
    return [word for word in words if word not in values]
