"""DMN's unary tests: what may stand in a condition cell of a decision table.

`-`, a value, a comparison, a range, a list of them, `not(…)`, or an expression about `?`, the column's value.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from mediation.expressions.evaluation import REQUIRED, Closure, Scope, closure_of, run
from mediation.expressions.operators import BINARY, equal
from mediation.expressions.syntax import INPUT, Tree, names_in, parse
from mediation.expressions.tokens import Source, Token, tokenize

_COMPARISONS = ("<", "<=", ">", ">=", "=", "==", "!=")
_Test = Callable[[Any, Scope], bool]


class UnaryTests:
    """A compiled cell; `names` are the variables that it reads besides its column's value."""

    __slots__ = ("names", "_test")

    def __init__(self, test: _Test, names: frozenset[str]) -> None:
        self._test, self.names = test, names

    def matches(self, value: Any, variables: Mapping[str, Any], *, now: datetime | None = None) -> bool:
        """Whether the cell holds for this value; raises ExpressionFailed where kinds do not fit."""
        scope = Scope({**variables, INPUT: value}, REQUIRED, now)
        return bool(run(lambda inner: self._test(value, inner), scope))


@lru_cache(maxsize=8192)
def compile_unary_tests(text: str) -> UnaryTests:
    """Compile a condition cell, an empty one meaning `-`; raises ExpressionRefused."""
    source = Source(text)
    names: set[str] = set()
    return UnaryTests(_Reader(source, names).cell(tokenize(source)), frozenset(names))


class _Reader:
    def __init__(self, source: Source, names: set[str]) -> None:
        self.source, self.names = source, names

    def cell(self, tokens: list[Token]) -> _Test:
        if not tokens or (len(tokens) == 1 and tokens[0].text == "-"):
            return lambda value, scope: True
        if tokens[0].text == "not" and _encloses(tokens[1:]):
            inner = self.cell(tokens[2:-1])
            return lambda value, scope: not inner(value, scope)
        tests = [self.test(part) for part in self.split(tokens)]
        return tests[0] if len(tests) == 1 else lambda value, scope: any(t(value, scope) for t in tests)

    def split(self, tokens: list[Token]) -> list[list[Token]]:
        """At the commas outside brackets; a range's turned bracket is no bracket here."""
        parts: list[list[Token]] = [[]]
        depth = 0
        for token in tokens:
            if token.text == "," and depth == 0:
                parts.append([])
                continue
            starts = not parts[-1]
            parts[-1].append(token)
            if token.kind == "sign" and token.text in "()[]":
                depth = self.depth_after(token, depth, starts)
        if any(not part for part in parts):
            self.source.refuse("逗号之间缺少内容", tokens[-1].start)
        return parts

    @staticmethod
    def depth_after(token: Token, depth: int, starts: bool) -> int:
        if starts:
            return 1
        opens = token.text == "(" or (token.text == "[" and depth != 1)
        return depth + 1 if opens else max(depth - 1, 0)

    def test(self, tokens: list[Token]) -> _Test:
        first = tokens[0]
        if first.kind == "sign" and first.text in _COMPARISONS:
            return self.comparison(first.text, tokens[1:])
        dots = next((i for i, token in enumerate(tokens) if token.text == ".."), None)
        if dots is not None:
            return self.range(tokens, dots)
        closure = self.expression(tokens)
        if any(token.text == INPUT and token.kind == "sign" for token in tokens):
            return lambda value, scope: bool(closure(scope))
        return lambda value, scope: _is(value, closure(scope))

    def comparison(self, sign: str, tokens: Sequence[Token]) -> _Test:
        compare, bound = BINARY["=" if sign == "==" else sign], self.expression(tokens)
        return lambda value, scope: compare(value, bound(scope))

    def range(self, tokens: list[Token], dots: int) -> _Test:
        opening, closing = tokens[0].text, tokens[-1].text
        if opening not in "[(]" or closing not in "])[" or len(tokens) < 5:
            self.source.refuse("范围应写成 [1..10] 或 (1..10)", tokens[0].start)
        low, high = self.expression(tokens[1:dots]), self.expression(tokens[dots + 1 : -1])
        above = BINARY[">=" if opening == "[" else ">"]
        below = BINARY["<=" if closing == "]" else "<"]
        return lambda value, scope: above(value, low(scope)) and below(value, high(scope))

    def expression(self, tokens: Sequence[Token]) -> Closure:
        tree: Tree = parse(self.source, tokens, len(self.source.text))
        self.names.update(names_in(tree))
        return closure_of(tree)


def _is(value: Any, expected: Any) -> bool:
    if isinstance(expected, list) and not isinstance(value, list):
        return any(equal(value, item) for item in expected)
    return equal(value, expected)


def _encloses(tokens: Sequence[Token]) -> bool:
    """Whether the first bracket closes with the last token."""
    if len(tokens) < 3 or tokens[0].text != "(" or tokens[-1].text != ")":
        return False
    depth = 0
    for index, token in enumerate(tokens):
        if token.kind == "sign":
            depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return index == len(tokens) - 1
    return False
