"""The functions that an expression may call, and which of them the browser knows as well.

A function takes values by position and returns a value. To add one: a line here, and one in the browser's
script if it stands in BROWSER.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from inspect import signature
from typing import Any

from mediation.clock import localize
from mediation.expressions.operators import MAX_EXPONENT, add, checked, contains
from mediation.expressions.refusals import BudgetExceeded, ExpressionFailed

MAX_DAYS = 40_000


def _items(value: Any) -> Iterable[Any]:
    if isinstance(value, list | tuple):
        return value
    raise ExpressionFailed("这里应当是列表")


def _spread(values: tuple[Any, ...]) -> Iterable[Any]:
    return _items(values[0]) if len(values) == 1 else values


def _length(value: Any) -> int:
    if isinstance(value, str | list | tuple | Mapping):
        return len(value)
    raise ExpressionFailed("len 的参数应当是列表或文字")


def _sum(first: Any, *others: Any) -> Any:
    total: Any = 0
    for value in _spread((first, *others)):
        total = add(total, value)
    return total


def _round(value: Any, places: int = 0) -> Any:
    number = number_of(value)
    if abs(places) > 12:
        raise BudgetExceeded("小数位数太多")
    return round(number, places) if places else int(round(number))


def number_of(value: Any) -> int | Decimal:
    """A number from a number or its text; raises ExpressionFailed for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, float | Decimal | str) or (isinstance(value, str) and len(value) > 40):
        raise ExpressionFailed("这里应当是数字")
    number = Decimal(str(value))
    if not number.is_finite() or abs(number.adjusted()) > MAX_EXPONENT:
        raise BudgetExceeded("数字太大")
    return number


def _text(value: Any) -> str:
    if value is None or isinstance(value, str | int | float | Decimal):
        return "" if value is None else str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise ExpressionFailed("text 的参数应当是单个值")


def _date(value: Any) -> date:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    return date.fromisoformat(value[:10])


def _datetime(value: Any) -> datetime:
    return localize(value if isinstance(value, datetime) else datetime.fromisoformat(value))


def _span(unit: str, most: int) -> Callable[[Any], timedelta]:
    def apply(count: Any) -> timedelta:
        number = number_of(count)
        if abs(float(number)) > most:
            raise BudgetExceeded("时间太长")
        return timedelta(**{unit: float(number)})

    return apply


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None and value != ""), None)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": _length,
    "sum": _sum,
    "min": lambda first, *others: min(_spread((first, *others))),
    "max": lambda first, *others: max(_spread((first, *others))),
    "round": _round,
    "abs": lambda value: abs(number_of(value)),
    "any": lambda values: any(_items(values)),
    "all": lambda values: all(_items(values)),
    "sorted": lambda values: sorted(_items(values)),
    "contains": contains,
    "coalesce": _coalesce,
    "number": number_of,
    "text": lambda value: checked(_text(value)),
    "date": _date,
    "datetime": _datetime,
    "days": _span("days", MAX_DAYS),
    "hours": _span("hours", MAX_DAYS * 24),
    "minutes": _span("minutes", MAX_DAYS * 24 * 60),
    "now": lambda: None,  # the two that need an instant are computed in evaluation.py
    "today": lambda: None,
}


def takes(name: str, count: int) -> bool:
    """Whether a function can be called with so many values."""
    try:
        signature(FUNCTIONS[name]).bind(*[None] * count)
    except TypeError:
        return False
    return True


BROWSER = frozenset({"len", "sum", "min", "max", "abs", "any", "all", "contains", "coalesce"})
