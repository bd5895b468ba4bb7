"""How papers write days, instants and amounts."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import cn2an

# full-width spaces: the papers' typesetter makes one of several plain ones
_BLANK = "\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"
# pictures among the letters that no font of papers has; those in the first brackets our font has
_SIGNS = re.compile(
    "(?![☀☁☂☃★☆☉☎☏☖☗☜-☟☯♀-♂♠-♯♲-♽⚠⚽⚾])[\u2600-\u27bf\u2b00-\u2bff\u20d0-\u20ff\U0001f000-\U0001fbff]+"
)
SIGN = "〔符号〕"


def printable(text: str) -> str:
    """What somebody wrote as paper can hold it: for signs that can only be drawn on a screen (表情) a word.

    Letters are never replaced: a name that the font lacks is refused rather than changed.
    """
    return _SIGNS.sub(SIGN, text)


def chinese_date(value: Any) -> str:
    """A day, ISO text or a date, as 2026年3月10日; room for the pen where there is none."""
    if not value:
        return _BLANK
    day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_time(value: Any) -> str:
    """An instant as 2026年3月10日 9时30分; a bare day as a day."""
    if not value:
        return f"{_BLANK}\u3000\u3000时\u3000\u3000分"
    if isinstance(value, str) and len(value) <= 10:
        return chinese_date(value)
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return f"{chinese_date(at)} {at.hour}时{at.minute:02d}分"


def yuan(value: Any) -> str:
    """An amount in figures: 6,800.00 元."""
    return f"{_amount(value):,.2f} 元"


def in_capitals(value: Any) -> str:
    """An amount in capitals: 人民币陆仟捌佰元整."""
    return f"人民币{cn2an.an2cn(f'{_amount(value):.2f}', 'rmb')}"


def _amount(value: Any) -> Decimal:
    try:
        return Decimal(str(value or "0"))
    except InvalidOperation as wrong:
        raise ValueError(f"不是金额:{value}") from wrong


def age_on(birth: str | None, day: date) -> int | None:
    """Full years on a day; None where the birthday is unknown."""
    if not birth:
        return None
    born = date.fromisoformat(birth[:10])
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def listed(values: Any, between: str = "、") -> str:
    """Several things in a row; one thing as it is; nothing as nothing."""
    if values is None:
        return ""
    if isinstance(values, list | tuple):
        return between.join(str(one) for one in values if one not in (None, ""))
    return str(values)
