"""Cut an expression's text into tokens, so that FEEL and JUEL habits can be told from Python's.

Owns what characters may stand in an expression at all. Knows nothing of meaning.
"""

import re
from typing import NamedTuple, NoReturn

from mediation.expressions.refusals import ExpressionRefused

MAX_TEXT = 4_000

_WRAPPED = re.compile(r"\A\s*(?:[$#]\{(?P<juel>.*)\}|=(?!=)(?P<feel>.*))\s*\Z", re.S)
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"(?:[^"\\\n]|\\["'\\nt])*"|'(?:[^'\\\n]|\\["'\\nt])*')
      | (?P<number>\d+(?:\.(?!\.)\d*)?(?:[eE][+-]?\d+)?)
      | (?P<name>[^\W\d]\w*)
      | (?P<sign>\.\.|&&|\|\||==|!=|<=|>=|//|[-+*/%()\[\],.<>=!?;])
    """,
    re.X,
)
_FULL_WIDTH = "“”‘’（），；：＝＞＜！【】？＋－×÷"


class Token(NamedTuple):
    """A piece of text: its kind (string, number, name, sign), what it says, and where it starts."""

    kind: str
    text: str
    start: int


class Source:
    """The text as written; turns an offset into line and column."""

    def __init__(self, text: str) -> None:
        self.text = text

    def refuse(self, message: str, start: int) -> NoReturn:
        """Raise ExpressionRefused at an offset."""
        line = self.text.count("\n", 0, start) + 1
        raise ExpressionRefused(message, line, start - (self.text.rfind("\n", 0, start) + 1) + 1)


def unwrapped(text: str) -> tuple[int, int]:
    """Where the expression proper stands inside `${…}`, `#{…}` or after a leading `=`: (start, end)."""
    match = _WRAPPED.match(text)
    if match is None:
        return 0, len(text)
    return match.span("juel") if match["juel"] is not None else match.span("feel")


def tokenize(source: Source, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens between two offsets.

    Raises ExpressionRefused at the first character that no token can start with.
    """
    if len(source.text) > MAX_TEXT:
        source.refuse(f"表达式太长,最多 {MAX_TEXT} 个字", 0)
    tokens: list[Token] = []
    end = len(source.text) if end is None else end
    while start < end:
        match = _TOKEN.match(source.text, start, end)
        if match is None:
            _refuse_character(source, start)
        kind = str(match.lastgroup)
        _check_neighbour(source, tokens, kind, start)
        if kind != "space":
            tokens.append(Token(kind, match.group(), start))
        start = match.end()
    return tokens


def _refuse_character(source: Source, start: int) -> NoReturn:
    character = source.text[start]
    if character in _FULL_WIDTH:
        source.refuse(f"“{character}”是中文标点,请改用英文标点", start)
    if character in "\"'":
        source.refuse("引号没有成对,或引号里有不能用的反斜杠", start)
    source.refuse(f"不认识的字符 {character!r}", start)


def _check_neighbour(source: Source, before: list[Token], kind: str, start: int) -> None:
    """Two words or strings that touch would change each other's meaning: b"…", 1or, three quotes."""
    if kind in ("string", "name", "number") and before:
        last = before[-1]
        if last.kind in ("string", "name", "number") and last.start + len(last.text) == start:
            source.refuse("这里缺少空格或运算符", start)
