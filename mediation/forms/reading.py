"""How people write numbers, amounts and days, read with good will; what cannot be read is said in plain words.

Must not know fields or forms.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from mediation.forms.words import narrow

_DAY = r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?"
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_CLOCK = r"([0-9]{1,2})\s*[:时点]\s*([0-9]{1,2})?\s*分?(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\+08:00)?"
_DATE = re.compile(_DAY + r"(?:\s*[T\s]\s*[0-9]{1,2}:[0-9:.]*(?:\+08:00)?)?")
_MOMENT = re.compile(_DAY + r"\s*(?:T|\s|(?<=[日号]))\s*" + _CLOCK)
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]*))?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


class Unreadable(ValueError):
    """The words cannot be understood; its text tells the person what to do."""


def read_integer(text: str) -> int:
    """A whole number. Raises Unreadable."""
    word = narrow(text[:80])
    if not _WHOLE.fullmatch(word):
        raise Unreadable("请填整数,例如 3。")
    return int(word)


def read_money(text: str) -> str:
    """An amount in 元, given back with exactly two decimals (`"3000.00"`). Raises Unreadable."""
    word = re.sub(r"[¥￥\s]|元整?$", "", narrow(text[:80]))
    if word.startswith("-"):
        raise Unreadable("金额不能小于 0。")
    if _GROUPED.fullmatch(word):
        word = word.replace(",", "")
    match = _AMOUNT.fullmatch(word)
    if not match:
        raise Unreadable("请用数字写金额,单位是元,例如 3000 或 3000.50。")
    if len(match[2] or "") > 2:
        raise Unreadable("金额最多写到分(小数点后两位)。")
    return f"{Decimal(word):.2f}"


def read_date(text: str) -> str:
    """A day as people write it (2026-3-5, 2026/3/5, 2026年3月5日), as ISO. Raises Unreadable."""
    word = narrow(text[:80])
    match = _DATE.fullmatch(word) or _COMPACT.fullmatch(word)
    if not match:
        raise Unreadable("请写清年月日,例如 2026-03-05。")
    return _day(match).isoformat()


def is_day_only(text: str) -> bool:
    """Whether a text says a day and nothing more."""
    word = narrow(text[:80])
    return bool(re.fullmatch(_DAY, word) or _COMPACT.fullmatch(word))


def read_datetime(text: str) -> str:
    """A day and a time of day, as ISO to the minute. Raises Unreadable."""
    word = narrow(text[:80])
    match = _MOMENT.fullmatch(word)
    if not match:
        read_date(word)
        raise Unreadable("请把几点几分也写上,例如 2026-03-05 15:30。")
    day, hour, minute = _day(match), int(match[4]), int(match[5] or 0)
    if hour > 23 or minute > 59:
        raise Unreadable("没有这个钟点,请检查几点几分。")
    return datetime(day.year, day.month, day.day, hour, minute).isoformat(timespec="minutes")  # noqa: DTZ001


def _day(match: re.Match[str]) -> date:
    year, month, day = (int(part) for part in match.group(1, 2, 3))
    if not 1900 <= year <= 2199:
        raise Unreadable(f"年份 {year} 不对,请检查。")
    if not 1 <= month <= 12:
        raise Unreadable(f"没有 {month} 月,请检查月份。")
    try:
        return date(year, month, day)
    except ValueError as nowhere:
        raise Unreadable(f"{year} 年 {month} 月没有 {day} 日,请检查。") from nowhere
