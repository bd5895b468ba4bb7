"""Fields answered by choosing: one of, several of, yes or no; free ones also take an entry of the person's own.

As `fields`, they know their own words only.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mediation.forms.fields import AREA_LIMIT, OWN, TEXT_LIMIT, Answer, answers, options_of, unknown
from mediation.forms.reading import Unreadable
from mediation.forms.spec import Option
from mediation.forms.words import ROW_LIMIT

_STAND_INS = ("guardian:", "agent:")
_YES_NO = (Option("true", "是"), Option("false", "否"))


class Shown(NamedTuple):
    """An option as it is drawn; `id` is that of its input (the first one carries the field's own)."""

    value: str
    label: str
    checked: bool
    id: str


class ChoosingAnswer(Answer):
    """What all chosen answers share: options, and which of them are marked."""

    def possible(self) -> list[Option]:
        """The options in the order they are shown."""
        return options_of(self)

    @property
    def shown(self) -> list[Shown]:
        """The options with their marks."""
        chosen = set(self.raw_data or [])
        pairs = enumerate(self.possible())
        return [
            Shown(option.value, option.label, option.value in chosen, f"{self.id}-{at}" if at else self.id)
            for at, option in pairs
        ]


@answers("choice")
class ChoiceAnswer(ChoosingAnswer):
    """One of several."""

    @property
    def own_name(self) -> str:
        """The name of the text beside the options, for an entry of one's own."""
        return f"{self.name}-own"

    @property
    def own_word(self) -> str:
        """What was written there."""
        return next((word for word in (self.sent.getlist(self.own_name) if self.sent else []) if word), "")

    @property
    def own_chosen(self) -> bool:
        """Whether the own entry is what was meant."""
        return self.spec.free and bool(self.own_word) and self.word in ("", OWN)

    def is_untouched(self) -> bool:
        """Whether neither an option nor an own entry was given."""
        return super().is_untouched() and not self.own_word

    def read(self, words: Sequence[str]) -> Any:
        """The chosen code, or the own entry."""
        if self.own_chosen:
            return _limited(self.own_word, TEXT_LIMIT)
        words = [word for word in words if word != OWN]
        if self.spec.free and self.own_word:
            self.doubts.append(f"您选了一项,旁边写的“{self.own_word[:20]}”没有采用。")
        return self.read_one(words[0]) if words else None

    def read_one(self, word: str) -> Any:
        """The code, if it is one of the options."""
        if unknown([word], self.possible()) and not self._stands_in(word):
            if not self.spec.free:
                raise Unreadable("请从列出的选项里选一个。")
            return _limited(word, TEXT_LIMIT)
        return int(word) if self.spec.whole_number else word

    def _stands_in(self, word: str) -> bool:
        """A guardian or agent whom the case does not know yet may sign too."""
        named = any(word.startswith(kind) and len(word) > len(kind) for kind in _STAND_INS)
        return named and "signers" in self.spec.source and len(word) <= TEXT_LIMIT


@answers("yes_no")
class YesNoAnswer(ChoosingAnswer):
    """Yes or no, none of them proposed."""

    def possible(self) -> list[Option]:
        """The form's own wording of true and false, or 是 and 否."""
        return list(self.spec.options or _YES_NO)

    def read_one(self, word: str) -> bool:
        """The answer."""
        if word not in ("true", "false"):
            raise Unreadable("请选“是”或“否”。")
        return word == "true"

    def is_empty(self) -> bool:
        """A no is an answer too."""
        return self.value is None


@answers("choices")
class ChoicesAnswer(ChoosingAnswer):
    """Several of several, in the order they came; own entries travel under the same name."""

    def nothing(self) -> list[str]:
        """Nothing chosen."""
        return []

    @property
    def own_words(self) -> list[str]:
        """The entries that are no option."""
        return unknown([word for word in self.raw_data or [] if word], self.possible())

    def read(self, words: Sequence[str]) -> list[str]:
        """The chosen codes and own entries, each once."""
        chosen = list(dict.fromkeys(words))
        strange = [word for word in unknown(chosen, self.possible()) if not self._allowed(word)]
        if strange:
            raise Unreadable(f"“{strange[0][:20]}”不在选项里,请从列出的选项里选。")
        if len(chosen) > ROW_LIMIT:
            raise Unreadable(f"最多 {ROW_LIMIT} 项。")
        return [_limited(word, AREA_LIMIT) for word in chosen]

    def _allowed(self, word: str) -> bool:
        return self.spec.free or ("signers" in self.spec.source and word.startswith(_STAND_INS))


@answers("booleans")
class BooleansAnswer(ChoosingAnswer):
    """A list of conditions to tick, kept as true and false in their order; [] while none is ticked."""

    def nothing(self) -> list[bool]:
        """Nothing ticked."""
        return []

    def possible(self) -> list[Option]:
        """The conditions, numbered."""
        return [Option(str(at), option.label) for at, option in enumerate(self.spec.options)]

    def read(self, words: Sequence[str]) -> list[bool]:
        """Which of the conditions hold."""
        if unknown(words, self.possible()):
            raise Unreadable("请从列出的几项里选。")
        return [str(at) in words for at in range(len(self.spec.options))] if words else []


def _limited(word: str, most: int) -> str:
    if len(word) > most:
        raise Unreadable(f"最多写 {most} 个字,现在有 {len(word)} 个字。")
    return word
