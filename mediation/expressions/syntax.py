"""From tokens to a tree: what Camunda Modeler and form-js write becomes Python's syntax, is parsed by `ast`,
and is rebuilt as nested tuples from an allow-list. What is not listed here does not exist in the language.

The tree is plain data: `("=", ("name", "outcome"), ("value", "full"))`. Knows nothing of values.
"""

import ast
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from mediation.expressions.functions import FUNCTIONS, takes
from mediation.expressions.tokens import Source, Token

Tree = tuple[Any, ...]

INPUT = "?"
MAX_NODES, MAX_DEPTH, MAX_BITS = 400, 40, 256

_INPUT_AS_NAME = "__input__"
_SIGNS = {"=": "==", "&&": "and", "||": "or", "!": "not", INPUT: _INPUT_AS_NAME}
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}
_ALIASES = {"count": "len"}
_SPACED_NAMES = {("list", "contains"): "contains", ("string", "length"): "len"}
_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%"}
_COMPARE = {
    ast.Eq: "=", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "=", ast.IsNot: "!=",
}  # fmt: skip


def parse(source: Source, tokens: Sequence[Token], end: int) -> Tree:
    """The tree of an expression; `end` is where its text ends, for errors about something missing.

    Raises ExpressionRefused for whatever the language does not have.
    """
    if not tokens:
        source.refuse("表达式是空的", end)
    text, origins = _as_python(source, tokens)
    builder = _Builder(source, text, origins + [end])
    try:
        body = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        source.refuse("表达式写得不完整或有错", builder.origin((error.offset or 1) - 1))
    except (ValueError, RecursionError, MemoryError):
        source.refuse("表达式太复杂", tokens[0].start)
    return builder.build(body, 0)


def names_in(tree: Tree) -> Iterator[str]:
    """The variables that a tree reads, the `?` of a unary test excepted."""
    if tree[0] in ("name", "defined"):
        if tree[1] != INPUT:
            yield tree[1]
    elif tree[0] != "value":
        for part in tree[1:]:
            if isinstance(part, tuple):
                yield from names_in(part)


def _as_python(source: Source, tokens: Sequence[Token]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    origins: list[int] = []
    for word, start in _merged(source, tokens):
        pieces.append(word + " ")
        origins += [start] * (len(word) + 1)
    return "".join(pieces).rstrip(), origins


def _merged(source: Source, tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    skip = False
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if skip:
            skip = False
            continue
        spaced = _SPACED_NAMES.get((token.text, after.text)) if after else None
        if spaced and token.kind == "name":
            skip = True
            yield spaced, token.start
        elif token.kind == "name" and token.text.startswith("_"):
            source.refuse("名称不能以下划线开头", token.start)
        else:
            yield _SIGNS.get(token.text, token.text), token.start


class _Builder:
    """Rebuilds Python's tree as ours, counting nodes and depth."""

    def __init__(self, source: Source, text: str, origins: list[int]) -> None:
        self.source, self.text, self.origins, self.nodes = source, text, origins, 0

    def origin(self, character: int) -> int:
        return self.origins[min(max(character, 0), len(self.origins) - 1)]

    def refuse(self, node: ast.AST, message: str) -> Any:
        column = getattr(node, "col_offset", 0)  # in bytes of UTF-8: a Chinese character is three
        self.source.refuse(message, self.origin(len(self.text.encode()[:column].decode(errors="ignore"))))

    def build(self, node: ast.AST, depth: int) -> Tree:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            self.refuse(node, "表达式太复杂")
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            return self.refuse(node, "这种写法不能用")
        return method(node, depth + 1)

    def _constant(self, node: ast.Constant, depth: int) -> Tree:
        value: Any = node.value
        if isinstance(value, float):
            value = Decimal(repr(value))
        if not isinstance(value, str | int | Decimal | None):
            self.refuse(node, "这种常量不能用")
        if isinstance(value, int) and value.bit_length() > MAX_BITS:
            self.refuse(node, "数字太大")
        return ("value", value)

    def _name(self, node: ast.Name, depth: int) -> Tree:
        if node.id == _INPUT_AS_NAME:
            return ("name", INPUT)
        if node.id in _CONSTANTS:
            return ("value", _CONSTANTS[node.id])
        return ("name", node.id)

    def _attribute(self, node: ast.Attribute, depth: int) -> Tree:
        if node.attr.startswith("_"):
            self.refuse(node, "名称不能以下划线开头")
        return ("field", self.build(node.value, depth), node.attr)

    def _subscript(self, node: ast.Subscript, depth: int) -> Tree:
        return ("item", self.build(node.value, depth), self.build(node.slice, depth))

    def _list(self, node: ast.List | ast.Tuple, depth: int) -> Tree:
        return ("list", *(self.build(item, depth) for item in node.elts))

    _tuple = _list

    def _binop(self, node: ast.BinOp, depth: int) -> Tree:
        sign = _BINARY.get(type(node.op)) or self.refuse(node, "这个运算符不能用")
        return (sign, self.build(node.left, depth), self.build(node.right, depth))

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> Tree:
        inner = self.build(node.operand, depth)
        if isinstance(node.op, ast.UAdd):
            return inner
        sign = {ast.Not: "not", ast.USub: "neg"}.get(type(node.op)) or self.refuse(node, "这个运算符不能用")
        return (sign, inner)

    def _boolop(self, node: ast.BoolOp, depth: int) -> Tree:
        sign = "and" if isinstance(node.op, ast.And) else "or"
        return (sign, *(self.build(value, depth) for value in node.values))

    def _compare(self, node: ast.Compare, depth: int) -> Tree:
        sides = [self.build(side, depth) for side in (node.left, *node.comparators)]
        pairs = [self._comparison(node, _COMPARE[type(op)], *sides[i : i + 2]) for i, op in enumerate(node.ops)]
        return pairs[0] if len(pairs) == 1 else ("and", *pairs)

    def _comparison(self, node: ast.AST, sign: str, left: Tree, right: Tree) -> Tree:
        if sign in ("in", "not in") and right[0] == "value" and isinstance(right[1], str):
            right = ("list", right)  # `x in ("a")`: Python would read a search inside the text
        return (sign, left, right)

    def _ifexp(self, node: ast.IfExp, depth: int) -> Tree:
        return ("if", *(self.build(part, depth) for part in (node.test, node.body, node.orelse)))

    def _call(self, node: ast.Call, depth: int) -> Tree:
        if not isinstance(node.func, ast.Name) or node.keywords:
            return self.refuse(node, "只能调用列出的函数,参数只按位置写")
        name = _ALIASES.get(node.func.id, node.func.id)
        if name == "defined":
            return self._defined(node)
        if name not in FUNCTIONS:
            self.refuse(node, f"没有函数 {name}")
        if not takes(name, len(node.args)):
            self.refuse(node, f"函数 {name} 的参数个数不对")
        return ("call", name, *(self.build(argument, depth) for argument in node.args))

    def _defined(self, node: ast.Call) -> Tree:
        if len(node.args) != 1 or not isinstance(node.args[0], ast.Name):
            return self.refuse(node, "defined 只接受一个变量名")
        return ("defined", node.args[0].id)
