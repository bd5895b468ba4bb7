"""How the office's numbers read: 登字, 人调字, 终字, 不受字, and 之二 for a changed agreement.

Where the next serial comes from is the store's affair; here is only the shape. Brackets are half-width.
"""

import re

SERIES = {"register": "登字", "volume": "人调字", "termination": "终字", "rejection": "不受字"}
_DIGITS = "零一二三四五六七八九"
_SERIAL = re.compile(r"第(\d{3,})号")


def format_number(kind: str, year: int, abbr: str, seq: int) -> str:
    """A number such as (2026)白石坝人调字第001号; raises KeyError for an unknown kind, ValueError for seq < 1."""
    if seq < 1:
        raise ValueError("a serial number begins at 1")
    return f"({year}){abbr}{SERIES[kind]}第{seq:03d}号"


def amended(number: str, nth: int) -> str:
    """The number of a case's `nth` agreement: the first bears it bare, the second adds 之二."""
    return number if nth <= 1 else f"{number}之{numeral(nth)}"


def numeral(n: int) -> str:
    """1–99 as Chinese writes it (11 → 十一, 20 → 二十); raises ValueError beyond."""
    if not 1 <= n <= 99:
        raise ValueError("1–99 only")
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def counted_from_one(number: str) -> str:
    """A changed agreement's number where the first change is 之一: 之二 reads 之一; a bare number stays as it is."""
    bare, joined, nth = number.rpartition("之")
    before = next((n for n in range(2, 100) if joined and numeral(n) == nth), None)
    return number if before is None else f"{bare}之{numeral(before - 1)}"


def same_series(one: str | None, other: str | None) -> bool:
    """Whether two numbers agree in year, office, series and 之N; the serial itself may differ."""
    if not one or not other:
        return one == other
    return bool(_SERIAL.search(one)) and _SERIAL.sub("第#号", one) == _SERIAL.sub("第#号", other)
