"""Periods of the statistics: a year, half-year, quarter or month; which are offered, and which came before."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from mediation import clock
from mediation.errors import MediationError

_PERIOD = re.compile(r"(20\d\d)(?:Q([1-4])|H([12])|-(0[1-9]|1[0-2]))?")
YEARS_BACK = 3
QUARTERS = 6
MONTHS = 13


class PeriodWrong(MediationError):
    """What was asked is no period or day; the text says how they are written."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year, half-year, quarter or month: `first` and `last` are ISO days."""

    code: str
    name: str
    first: str
    last: str


def period(code: str = "") -> Period:
    """2026, 2026H1, 2026Q1 or 2026-03; nothing is the quarter that runs.

    Raises:
        PeriodWrong.
    """
    code = code or quarter(clock.today())
    found = _PERIOD.fullmatch(code)
    if found is None:
        raise PeriodWrong("期间请写成 2026(年)、2026H1(半年)、2026Q1(季)或 2026-03(月)。")
    year, nth, half, month = int(found[1]), found[2], found[3], found[4]
    if nth:
        return _between(code, f"{year} 年第 {nth} 季度", year, int(nth) * 3 - 2, 3)
    if half:
        return _between(code, f"{year} 年{'上' if half == '1' else '下'}半年", year, int(half) * 6 - 5, 6)
    if month:
        return _between(code, f"{year} 年 {int(month)} 月", year, int(month), 1)
    return _between(code, f"{year} 年", year, 1, 12)


def known(code: str) -> Period | None:
    """A period that was written down once; None where it is none."""
    return period(code) if code and _PERIOD.fullmatch(code) else None


def day(text: str) -> str:
    """An ISO day; nothing is today.

    Raises:
        PeriodWrong.
    """
    try:
        return date.fromisoformat(text).isoformat() if text else clock.today().isoformat()
    except ValueError as error:
        raise PeriodWrong("日期请写成 2026-03-31。") from error


def _between(code: str, name: str, year: int, month: int, months: int) -> Period:
    after = date(year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1)
    return Period(code, name, f"{year}-{month:02d}-01", (after - timedelta(days=1)).isoformat())


def quarter(day: date) -> str:
    """The quarter of a day."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def before(one: Period) -> Period | None:
    """The period of the same length before; None before there were any."""
    last = date.fromisoformat(one.first) - timedelta(days=1)
    if last.year < 2000:
        return None
    if "Q" in one.code:
        return period(quarter(last))
    if "H" in one.code:
        return period(f"{last.year}H{1 if last.month <= 6 else 2}")
    return period(f"{last.year}-{last.month:02d}" if "-" in one.code else str(last.year))


def months(one: Period) -> list[Period]:
    """The months of a period."""
    year, first, last = one.first[:4], int(one.first[5:7]), int(one.last[5:7])
    return [period(f"{year}-{month:02d}") for month in range(first, last + 1)]


def offered(asked: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """What a page offers to choose from, newest first, by kind: (code, name); what was asked for is always there."""
    today = clock.today()
    years = [str(today.year - back) for back in range(YEARS_BACK)]
    halves = [f"{year}H{half}" for year in years for half in (2, 1) if f"{year}-{half * 6 - 5:02d}" <= f"{today:%Y-%m}"]
    groups = [("季", _back(quarter(today), QUARTERS)), ("半年", halves), ("年", years),
              ("月", _back(f"{today:%Y-%m}", MONTHS))]  # fmt: skip
    named = [(kind, [(code, period(code).name) for code in codes]) for kind, codes in groups]
    if asked and not any(asked == code for _, some in named for code, _ in some):
        named.insert(0, ("现在看的", [(asked, period(asked).name)]))
    return named


def _back(code: str, number: int) -> list[str]:
    found, one = list[str](), period(code)
    while len(found) < number and one is not None:
        found.append(one.code)
        earlier = before(one)
        if earlier is None:
            break
        one = earlier
    return found
