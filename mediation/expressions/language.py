"""Expressions and assignments as the rest of the product sees them: compile once, evaluate often.

Compiling refuses; evaluating reads variables and never changes them. Knows no engine and no form.
"""

from collections.abc import Mapping, MutableMapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from keyword import iskeyword
from typing import Any

from mediation.expressions.evaluation import REQUIRED, Scope, closure_of, run
from mediation.expressions.functions import BROWSER
from mediation.expressions.refusals import ExpressionFailed, ExpressionRefused
from mediation.expressions.syntax import Tree, names_in, parse
from mediation.expressions.tokens import Source, Token, tokenize, unwrapped

_LENIENT_FAILURE = None


class Expression:
    """A compiled expression; `names` are the variables that it reads."""

    __slots__ = ("names", "_tree", "_closure")

    def __init__(self, tree: Tree) -> None:
        self.names = frozenset(names_in(tree))
        self._tree, self._closure = tree, closure_of(tree)

    def evaluate(self, variables: Mapping[str, Any], *, missing: Any = REQUIRED, now: datetime | None = None) -> Any:
        """The value for these variables.

        `missing` is what an undefined name is worth; without it an undefined name raises ExpressionFailed, as
        does whatever else has no value. With it (a form rule) nothing raises: no value is null. `now` stands
        for the clock.
        """
        scope = Scope(variables, missing, now)
        if missing is REQUIRED:
            return run(self._closure, scope)
        try:
            return run(self._closure, scope)
        except ExpressionFailed:
            return _LENIENT_FAILURE

    def to_json(self) -> list[Any]:
        """The expression as nested lists for the browser; raises ExpressionRefused if it cannot."""
        return _for_browser(self._tree)


class Assignments:
    """A compiled script, `name = expression` one after the other: `names` are read, `targets` written."""

    __slots__ = ("names", "targets", "_steps")

    def __init__(self, steps: list[tuple[str, Expression]]) -> None:
        self._steps = steps
        self.targets = tuple(name for name, _ in steps)
        self.names = frozenset().union(*(expression.names for _, expression in steps))

    def execute(self, variables: MutableMapping[str, Any], *, now: datetime | None = None) -> None:
        """Set the variables; raises ExpressionFailed, some of them then being set already."""
        for name, expression in self._steps:
            variables[name] = expression.evaluate(variables, now=now)


@lru_cache(maxsize=8192)
def compile_expression(text: str) -> Expression:
    """Compile an expression, `${…}`, `#{…}` and a leading `=` allowed; raises ExpressionRefused."""
    source = Source(text)
    start, end = unwrapped(text)
    return Expression(parse(source, tokenize(source, start, end), end))


@lru_cache(maxsize=2048)
def compile_assignments(text: str) -> Assignments:
    """Compile a script of assignments, one a line or parted by `;`, `#` starting a comment line.

    Raises ExpressionRefused, also for a script that assigns nothing.
    """
    source = Source(_without_comments(text))
    steps = [_assignment(source, tokens) for tokens in _statements(source)]
    if not steps:
        source.refuse("脚本是空的", 0)
    return Assignments(steps)


def _without_comments(text: str) -> str:
    return "\n".join(" " * len(line) if line.lstrip().startswith("#") else line for line in text.split("\n"))


def _statements(source: Source) -> list[list[Token]]:
    """Tokens statement by statement: a line break ends one unless a bracket is open."""
    statements: list[list[Token]] = [[]]
    depth, before = 0, 0
    for token in tokenize(source):
        broken = "\n" in source.text[before : token.start] and depth == 0
        if broken or (token.text == ";" and token.kind == "sign"):
            statements.append([])
        if token.text != ";":
            statements[-1].append(token)
        depth += (token.text in "([") - (token.text in ")]") if token.kind == "sign" else 0
        before = token.start + len(token.text)
    return [statement for statement in statements if statement]


def _assignment(source: Source, tokens: list[Token]) -> tuple[str, Expression]:
    target, last = tokens[0], tokens[-1]
    if target.kind != "name" or len(tokens) < 2 or tokens[1].text != "=":
        source.refuse("脚本里只能写“变量 = 表达式”", target.start)
    if target.text.startswith("_") or target.text in ("true", "false", "null") or iskeyword(target.text):
        source.refuse(f"不能给 {target.text} 赋值", target.start)
    return target.text, Expression(parse(source, tokens[2:], last.start + len(last.text)))


def _for_browser(tree: Tree) -> list[Any]:
    if tree[0] == "value":
        return ["value", float(tree[1]) if isinstance(tree[1], Decimal) else tree[1]]
    if tree[0] == "call" and tree[1] not in BROWSER:
        raise ExpressionRefused(f"网页上的规则不能用函数 {tree[1]}")
    return [_for_browser(part) if isinstance(part, tuple) else part for part in tree]
