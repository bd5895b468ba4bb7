"""One press of a form's button, as it arrived: its key, what its page showed, and every word in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from flask import request
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.exceptions import BadRequest

from mediation.forms.words import FormData
from mediation.services.drafts import Page as DraftPage

# what a form page sends besides the form's own fields
OURS = frozenset({"csrf_token", "key", "shown", "form", "_add", "_save", "_seen", "_photos", "_drop", "_reopen"})
_KEY = re.compile(r"[0-9a-zA-Z-]{8,64}")


def new_key() -> str:
    """A key for a page that is shown for the first time."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Press:
    """What was sent: `key` makes it idempotent, `shown` is what the page said it showed, `form` which form it was,
    `seen` until when (milliseconds) its page knew of drafts.
    """

    key: str
    shown: str
    form: str
    words: FormData
    seen: int = 0

    @property
    def page(self) -> DraftPage:
        """The page it was pressed on, as drafts know it."""
        return DraftPage(self.key, self.seen)

    @property
    def adds_row(self) -> bool:
        """Whether it only asks for one more row."""
        return bool(self.words.getlist("_add"))

    @property
    def reopens(self) -> bool:
        """Whether it only brings words into the form, from a page that could not take them."""
        return bool(self.words.getlist("_reopen"))

    @property
    def saves(self) -> bool:
        """Whether it only asks to keep what was typed."""
        return bool(self.words.getlist("_save"))

    @property
    def loses_files(self) -> bool:
        """Whether photos came along that are to be chosen again, because the device has not kept them."""
        return not self.keeps_files and any(file.filename for file in request.files.values())

    @property
    def keeps_files(self) -> bool:
        """Whether the device says that it has kept the photos of this form."""
        return any(self.words.getlist("_photos"))


def read_press() -> Press:
    """The press of this request.

    Raises:
        BadRequest: no page of ours sent it.
    """
    key = request.form.get("key", "")
    if not _KEY.fullmatch(key):
        raise BadRequest("key")
    words: FormData = CombinedMultiDict([request.form, request.files])
    shown, form = request.form.get("shown", "")[:400], request.form.get("form", "")[:60]
    return Press(key, shown, form, words, seen_in(request.form))


def seen_in(words: Mapping[str, str]) -> int:
    """Until when the page that sent these words knew of drafts."""
    seen = words.get("_seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else 0


def typed_words() -> list[tuple[str, str]]:
    """Everything that was typed into this request's form, ours left out."""
    return [(name, word) for name, word in request.form.items(multi=True) if name not in OURS and word.strip()]


def as_words(pairs: list[tuple[str, str]]) -> MultiDict[str, str]:
    """Kept words as a form reads them."""
    return MultiDict(pairs)
