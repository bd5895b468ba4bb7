"""What the signs mean for values: equality, order, membership, arithmetic, each within a size limit.

Numbers compare and compute exactly (a float joins a Decimal as its shortest text); a date meets its ISO text;
null is before and after nothing. Knows values only, neither text nor trees.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from mediation.clock import localize
from mediation.expressions.refusals import BudgetExceeded, ExpressionFailed

MAX_ITEMS, MAX_BITS, MAX_EXPONENT = 10_000, 256, 100


def checked(value: Any) -> Any:
    """The value itself, unless it has grown too big."""
    if isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            raise BudgetExceeded("数字太大")
    elif isinstance(value, Decimal):
        if value.is_finite() and abs(value.adjusted()) > MAX_EXPONENT:
            raise BudgetExceeded("数字太大")
    elif isinstance(value, str | list | tuple | Mapping) and len(value) > MAX_ITEMS:
        raise BudgetExceeded("内容太长")
    return value


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same; true is not 1."""
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(equal, left, right))
    left, right = _alike(left, right)
    return bool(left == right)


def contains(items: Any, item: Any) -> bool:
    """Whether a list holds the item, or a text the part; nothing is in null."""
    if items is None:
        return False
    if isinstance(items, str):
        return isinstance(item, str) and item in items
    if not isinstance(items, list | tuple):
        raise ExpressionFailed("in 的右边应当是列表或文字")
    return any(equal(item, other) for other in items)


def ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """A comparison of order that is false beside null and refuses kinds that have no common order."""

    def apply(left: Any, right: Any) -> bool:
        if left is None or right is None:
            return False
        left, right = _alike(left, right)
        return compare(left, right)

    return apply


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, date) and isinstance(right, date | str):
        return _as_dates(left, right)
    if isinstance(right, date) and isinstance(left, str):
        return _as_dates(right, left)[::-1]
    return left, right


def _as_dates(left: date, right: date | str) -> tuple[Any, Any]:
    if isinstance(right, str):
        try:
            right = datetime.fromisoformat(right) if len(right) > 10 else date.fromisoformat(right)
        except ValueError:
            return left, None
    if isinstance(left, datetime) or isinstance(right, datetime):
        return _instant(left), _instant(right)
    return left, right


def _instant(value: date) -> datetime:
    return localize(value if isinstance(value, datetime) else datetime.combine(value, time()))


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value


def _is_text(value: Any) -> bool:
    return isinstance(value, str | list | tuple)


def add(left: Any, right: Any) -> Any:
    """Sum of numbers, instant plus duration, or two texts or lists one after the other."""
    if isinstance(left, bool) or isinstance(right, bool):
        raise ExpressionFailed("是/否不能相加")
    return checked(_exact(left) + _exact(right))


def _number_only(compute: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def apply(left: Any, right: Any) -> Any:
        if _is_text(left) or _is_text(right) or isinstance(left, bool) or isinstance(right, bool):
            raise ExpressionFailed("文字、列表和是/否不能做算术")
        return checked(compute(_exact(left), _exact(right)))

    return apply


def _divide(left: Any, right: Any) -> Any:
    return Decimal(left) / right if isinstance(left, int) and isinstance(right, int) else left / right


def negate(value: Any) -> Any:
    """The number with the other sign."""
    if isinstance(value, bool):
        raise ExpressionFailed("是/否不能做算术")
    return checked(-value)


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": ordered(operator.lt),
    "<=": ordered(operator.le),
    ">": ordered(operator.gt),
    ">=": ordered(operator.ge),
    "in": lambda item, items: contains(items, item),
    "not in": lambda item, items: not contains(items, item),
    "+": add,
    "-": _number_only(operator.sub),
    "*": _number_only(operator.mul),
    "/": _number_only(_divide),
    "//": _number_only(operator.floordiv),
    "%": _number_only(operator.mod),
}
