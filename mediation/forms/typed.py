"""Answers that are written: text, numbers, amounts, days, moments, within the limits of their field.

As all answers, they know their own words only.
"""

from typing import Any

from mediation.clock import localize
from mediation.forms import identity, reading
from mediation.forms.fields import AREA_LIMIT, TEXT_LIMIT, Answer, answers
from mediation.forms.reading import Unreadable
from mediation.forms.words import narrow


@answers("text", "textarea")
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


@answers("integer")
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


@answers("money")
class MoneyAnswer(NumberAnswer):
    """An amount in 元, kept as text with two decimals so that nothing is ever rounded."""

    def read_one(self, word: str) -> Any:
        """The amount as `"3000.00"`."""
        amount = reading.read_money(word)
        self.bounded(float(amount))
        return amount


@answers("date", "datetime")
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


def _bounds(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f"应在 {least} 到 {most} 之间。"
    return f"不能小于 {least}。" if least is not None else f"不能大于 {most}。"
