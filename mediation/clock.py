"""The one place that knows what time it is. Everything else asks here, so that a replay or a test can set it.

Instants are aware datetimes in Asia/Shanghai: the calendar day of the law is the day in the village.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_set_to: datetime | None = None
_ahead = timedelta()


def now() -> datetime:
    """The present instant, with the offset of Asia/Shanghai; the set time while `set_to` is in force."""
    return _set_to or datetime.now(SHANGHAI) + _ahead


def today() -> date:
    """The calendar day in Asia/Shanghai."""
    return now().date()


def localize(at: datetime) -> datetime:
    """An instant as Asia/Shanghai sees it; a naive one is taken as the village's own clock."""
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)


@contextmanager
def set_to(at: datetime) -> Iterator[None]:
    """Hold the clock of this whole process at an instant (replay, demo data, tests); never used while serving."""
    global _set_to
    before, _set_to = _set_to, localize(at)
    try:
        yield
    finally:
        _set_to = before


def move_to(at: datetime | None) -> None:
    """Set the clock and leave it so (a test's server runs in other threads); None gives the real time back."""
    global _set_to
    _set_to = None if at is None else localize(at)


def run_ahead(ahead: timedelta) -> None:
    """Let this process be so much ahead of the real time: only a demo's clock, and only forward.

    A clock that a test has set moves by as much.
    """
    global _ahead, _set_to
    if _set_to is not None:
        _set_to += ahead - _ahead
    _ahead = ahead
