"""The raw words of a submission: cleaned of what no person typed, kept otherwise as they were written.

Must not know any field or form.
"""

import re
from collections.abc import Iterator
from typing import Any, Protocol

from werkzeug.datastructures import FileStorage

ROW_LIMIT = 60
WORD_LIMIT = 20_000

# control characters; what is not seen, joins or turns the direction of what is; what no XML and no paper can hold
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_WIDE = str.maketrans("０１２３４５６７８９．，－／：＋ＸＴ（）　", "0123456789.,-/:+XT() ")
_ROW = re.compile(r"([0-9]{1,4})(?:-|\Z)")


class FormData(Protocol):
    """What we need of werkzeug's MultiDict."""

    def getlist(self, key: str, /) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


def clean(text: str) -> str:
    """A text without control and invisible characters, without blanks around it; line ends as `\\n`."""
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text[:WORD_LIMIT])).strip()


def narrow(text: str) -> str:
    """Full-width digits and signs as the narrow ones, as an input method may have left them."""
    return text.translate(_WIDE).strip()


class Words:
    """A submission as the fields read it (WTForms asks for `getlist` and `in`)."""

    def __init__(self, formdata: FormData) -> None:
        self._texts: dict[str, list[str]] = {}
        self.files: dict[str, list[Any]] = {}
        for key in formdata:
            if isinstance(key, str):
                self._take(key, formdata.getlist(key))

    def _take(self, key: str, given: list[Any]) -> None:
        texts = [clean(one) for one in given if isinstance(one, str)]
        files = [one for one in given if isinstance(one, FileStorage) and one.filename]
        if texts:
            self._texts[key] = texts
        if files:
            self.files[key] = files

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        yield from self._texts
        yield from (key for key in self.files if key not in self._texts)

    def getlist(self, key: str) -> list[str]:
        """All texts sent under a name, in the order they were sent."""
        return self._texts.get(key, [])

    def row_numbers(self, name: str) -> list[int]:
        """The numbers of the rows sent for a list, ascending (`terms-0-amount` → 0)."""
        prefix = f"{name}-"
        found = (_ROW.match(key, len(prefix)) for key in self if key.startswith(prefix))
        return sorted({int(match[1]) for match in found if match})
