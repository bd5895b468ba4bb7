"""The raw words of a submission: cleaned of what no person typed, kept otherwise as they were written.

Must not know any field or form.
"""

import re
from collections.abc import Iterator
from typing import Any, Protocol

from werkzeug.datastructures import FileStorage

ROW_LIMIT = 60
WORD_LIMIT = 20_000

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_WIDE = str.maketrans("０１２３４５６７８９．，－／：＋ＸＴ（）　", "0123456789.,-/:+XT() ")
_ROW = re.compile(r"([0-9]{1,4})(?:-|\Z)")


class FormData(Protocol):
    """What we need of werkzeug's MultiDict."""

    def getlist(self, key: str, /) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


def clean(text: str) -> str:
    """A text without control characters, without blanks around it; line ends as `\\n`."""
    unified = text[:WORD_LIMIT].replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", unified).strip()


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
