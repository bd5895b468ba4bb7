"""From a tree to a closure, and the one way to run it. Nothing here or below uses eval, exec or getattr.

Steps need no counter: a tree has at most a few hundred nodes and nothing in the language repeats; sizes are
checked where values are made.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from mediation import clock
from mediation.expressions import operators
from mediation.expressions.functions import FUNCTIONS
from mediation.expressions.refusals import ExpressionFailed
from mediation.expressions.syntax import Tree

REQUIRED: Any = object()  # evaluate(missing=REQUIRED): an undefined name is an error


class Scope:
    """What one evaluation sees: variables, what an undefined name is worth, and the present instant."""

    __slots__ = ("variables", "missing", "now")

    def __init__(self, variables: Mapping[str, Any], missing: Any, now: datetime | None) -> None:
        self.variables, self.missing, self.now = variables, missing, now

    def instant(self) -> datetime:
        return self.now or clock.now()


Closure = Callable[[Scope], Any]


def run(closure: Closure, scope: Scope) -> Any:
    """The value; raises ExpressionFailed where these variables give none (form rules get null instead)."""
    try:
        return closure(scope)
    except ExpressionFailed:
        raise
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise ExpressionFailed(f"表达式算不出来:{error}") from error


def closure_of(tree: Tree) -> Closure:
    """The closure that computes a tree."""
    kind = tree[0]
    if kind in operators.BINARY:
        return _binary(operators.BINARY[kind], closure_of(tree[1]), closure_of(tree[2]))
    return _MAKERS[kind](tree)


def _binary(apply: Callable[[Any, Any], Any], left: Closure, right: Closure) -> Closure:
    return lambda scope: apply(left(scope), right(scope))


def _value(tree: Tree) -> Closure:
    value = tree[1]
    return lambda scope: value


def _name(tree: Tree) -> Closure:
    name = tree[1]

    def read(scope: Scope) -> Any:
        value = scope.variables.get(name, REQUIRED)
        if value is not REQUIRED:
            return value
        if scope.missing is REQUIRED:
            raise ExpressionFailed(f"变量 {name} 还没有值")
        return scope.missing

    return read


def _list(tree: Tree) -> Closure:
    items = [closure_of(item) for item in tree[1:]]
    return lambda scope: [item(scope) for item in items]


def _field(tree: Tree) -> Closure:
    owner, name = closure_of(tree[1]), tree[2]

    def read(scope: Scope) -> Any:
        value = owner(scope)
        if isinstance(value, Mapping) and (name in value or scope.missing is not REQUIRED):
            return value.get(name, scope.missing)
        if isinstance(value, date) and name in ("year", "month", "day"):
            return {"year": value.year, "month": value.month, "day": value.day}[name]
        if value is None and scope.missing is not REQUIRED:
            return scope.missing
        raise ExpressionFailed(f"没有 {name} 这一项")

    return read


def _item(tree: Tree) -> Closure:
    owner, key = closure_of(tree[1]), closure_of(tree[2])

    def read(scope: Scope) -> Any:
        value = owner(scope)
        if isinstance(value, list | tuple | Mapping | str):
            return value[key(scope)]
        raise ExpressionFailed("只能从列表里按位置取值")

    return read


def _and(tree: Tree) -> Closure:
    parts = [closure_of(part) for part in tree[1:]]
    return lambda scope: all(part(scope) for part in parts)


def _or(tree: Tree) -> Closure:
    parts = [closure_of(part) for part in tree[1:]]
    return lambda scope: any(part(scope) for part in parts)


def _not(tree: Tree) -> Closure:
    inner = closure_of(tree[1])
    return lambda scope: not inner(scope)


def _negative(tree: Tree) -> Closure:
    inner = closure_of(tree[1])
    return lambda scope: operators.negate(inner(scope))


def _if(tree: Tree) -> Closure:
    test, then, other = (closure_of(part) for part in tree[1:])
    return lambda scope: then(scope) if test(scope) else other(scope)


def _defined(tree: Tree) -> Closure:
    name = tree[1]
    return lambda scope: scope.variables.get(name) is not None


def _call(tree: Tree) -> Closure:
    if tree[1] == "now" and len(tree) == 2:
        return Scope.instant
    if tree[1] == "today" and len(tree) == 2:
        return lambda scope: clock.localize(scope.instant()).date()
    function, arguments = FUNCTIONS[tree[1]], [closure_of(argument) for argument in tree[2:]]
    return lambda scope: operators.checked(function(*[argument(scope) for argument in arguments]))


_MAKERS: dict[str, Callable[[Tree], Closure]] = {
    "value": _value, "name": _name, "list": _list, "field": _field, "item": _item, "and": _and, "or": _or,
    "not": _not, "neg": _negative, "if": _if, "defined": _defined, "call": _call,
}  # fmt: skip
