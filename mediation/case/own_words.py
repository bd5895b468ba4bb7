"""What people put in their own words stays sealed with what they entered: the facts only say that there was something.

A choice that allows own words gives a code or a known word; whatever else stands there may name anybody.
"""

import re
from collections.abc import Collection, Iterable

OWN = "(自填)"
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.>=-]{0,39}")
_PERIOD = re.compile(
    r"每|\d+|[两二三四五六七八九十]|个|半年|季度?|年|月|周|星期|日|天|half|quarter|year|month|week|day"
)


def known(word: str | None, words: Collection[str] = ()) -> str | None:
    """A code or one of these words as it is; anything else only as 自填."""
    if word is None or word in words or _CODE.fullmatch(word):
        return word
    return OWN


def all_known(given: Iterable[str]) -> list[str]:
    """Codes as they are, own words as one 自填."""
    return list(dict.fromkeys(known(word) or OWN for word in given))


def period(text: str | None) -> str | None:
    """How often something falls due: only the words that say so (每3个月); every month where none is understood."""
    return "".join(_PERIOD.findall(text))[:20] or "每月" if text else None
