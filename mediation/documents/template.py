"""A paper's template: text with names to fill in, as an office can change it without code. `templates/README.md` is
its manual.

Jinja's sandbox runs it; what is filled in goes through as data, whatever it looks like, never as part of the layout.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import (
    StrictUndefined,
    TemplateAssertionError,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mediation.documents.paper import Block, Cell, Gap, Line, NewPage, Picture, Signs, Span, Table, Text, Values
from mediation.documents.wording import chinese_date, chinese_time, in_capitals, printable, yuan
from mediation.errors import MediationError

ENDING = ".paper"
SHIPPED = Path(__file__).parent / "templates"
# what every template may name; `Record.common` gives it
COMMON = frozenset(
    {"调委会", "卷号", "登记号", "卷名", "纠纷类型", "案件来源", "当事人", "申请人", "被申请人", "第三人", "制作日期"}
)
_MARKS = {"## ": "subtitle", "# ": "title", "> ": "right", "= ": "heading", "- ": "plain", "~ ": "note"}
_KEPT = re.compile("\ue000([0-9]+)\ue001")
_CELL = re.compile(r"<(?P<span>[0-9]+)?(?: *(?P<height>[0-9]+(?:\.[0-9]+)?)cm)?>")
_DIRECTIVE = re.compile(r"\[(表|签|空|换页|图)\]?\s*([^\]]*)\]?(.*)")


class TemplateWrong(MediationError):
    """A template cannot be used; says which, where and what is wrong."""

    def __init__(self, name: str, line: int | None, text: str) -> None:
        super().__init__(f"文书模板 {name}{ENDING}{f' 第 {line} 行' if line else ''}:{text}")
        self.line = line


class _Written:
    """A value to be written on a line."""

    def __init__(self, value: Any) -> None:
        self.value = value


@pass_context  # so that Jinja does not work constants out before there is a place to keep them
def _keep(context: Context, value: Any) -> str:
    kept: list[Span] = context["_kept"]
    style = "line" if isinstance(value, _Written) else ""
    value = value.value if isinstance(value, _Written) else value
    kept.append(Span("" if value is None else printable(str(value)), style))
    return f"\ue000{len(kept) - 1}\ue001"


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=_keep, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    filters: dict[str, Callable[..., Any]] = {
        "填": _Written, "日期": chinese_date, "时刻": chinese_time, "元": yuan, "大写": in_capitals,
    }  # fmt: skip
    made.filters = {**filters, **{name: made.filters[name] for name in ("join", "length", "first", "last", "default")}}
    made.globals.clear()
    return made


_ENVIRONMENT = _environment()


def find(code: str, own: Path | None) -> tuple[str, Path]:
    """The template of a paper: the office's own (in `own`) before the one that came with the product."""
    for folder in (own, SHIPPED):
        if folder is not None and (folder / f"{code}{ENDING}").is_file():
            path = folder / f"{code}{ENDING}"
            return path.read_text("utf-8-sig"), path
    raise TemplateWrong(code, None, "没有这份模板。")


def check(code: str, source: str) -> None:
    """Refuse a template that cannot be read, or that asks for what its paper does not have, before anybody needs it.

    Raises:
        TemplateWrong.
    """
    try:
        asked = meta.find_undeclared_variables(_ENVIRONMENT.parse(source))
        first = (SHIPPED / f"{code}{ENDING}").read_text("utf8") if (SHIPPED / f"{code}{ENDING}").is_file() else source
        known = meta.find_undeclared_variables(_ENVIRONMENT.parse(first)) | COMMON
    except (TemplateSyntaxError, TemplateAssertionError) as wrong:
        raise TemplateWrong(code, wrong.lineno, _said(wrong)) from wrong
    if unknown := sorted(asked - known):
        line = next(number for number, text in enumerate(source.splitlines(), start=1) if unknown[0] in text)
        raise TemplateWrong(code, line, f"没有“{unknown[0]}”这一项。可以用的有:{'、'.join(sorted(known))}。")


def fill(name: str, source: str, values: Values) -> tuple[Block, ...]:
    """The blocks of a paper: a template with its values.

    Raises:
        TemplateWrong: it cannot be read, or asks for a name that there is not.
    """
    kept: list[Span] = []
    try:
        text = _ENVIRONMENT.from_string(source).render(**values, _kept=kept)
    except TemplateSyntaxError as wrong:
        raise TemplateWrong(name, wrong.lineno, _said(wrong)) from wrong
    except (TemplateError, TypeError, ValueError, LookupError) as wrong:
        raise TemplateWrong(name, _line_of(wrong), _said(wrong, values)) from wrong
    return tuple(_blocks(name, text.splitlines(), kept))


def _said(wrong: Exception, values: Values | None = None) -> str:
    if isinstance(wrong, UndefinedError):
        names = "、".join(sorted(key for key in values or {} if not key.startswith("_")))
        return f"没有这一项({wrong.message})。可以用的有:{names}。"
    return f"写法不对({wrong})。"


def _line_of(wrong: Exception) -> int | None:
    trace, found = wrong.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _blocks(name: str, lines: list[str], kept: list[Span]) -> Iterator[Block]:
    table: tuple[int, ...] | None = None
    rows: list[tuple[Cell, ...]] = []
    for line in (one.strip() for one in lines):
        if table is not None and line.startswith("|"):
            rows.append(_row(name, line, table, kept))
            continue
        if table is not None and line:
            yield Table(table, tuple(rows))
            table, rows = None, []
        if line.startswith("[表"):
            table = _widths(name, line)
        elif line:
            yield _block(name, line, kept)
    if table is not None:
        yield Table(table, tuple(rows))


def _block(name: str, line: str, kept: list[Span]) -> Block:
    for mark, kind in _MARKS.items():
        if line.startswith(mark):
            return Text(_spans(line.removeprefix(mark), kept), kind)
    found = _DIRECTIVE.fullmatch(line) if line.startswith("[") else None
    if found is None:
        return Text(_spans(line, kept), "body")
    word, given, rest = found[1], found[2].strip(), found[3]
    if word == "换页":
        return NewPage()
    if word == "空":
        return Gap(int(given) if given.isdecimal() else 1)
    if word == "签":
        return Signs(tuple(_spans(part.strip(), kept) for part in f"{given}{rest}".split("|")))
    return Picture("".join(span.text for span in _spans(given, kept)), _spans(rest.strip(), kept))


def _widths(name: str, line: str) -> tuple[int, ...]:
    parts = line.removeprefix("[表").rstrip("]").split()
    if not parts or not all(part.isdecimal() for part in parts):
        raise TemplateWrong(name, None, f"“{line}”要写各列的宽度,例如 [表 20 30 20 30]。")
    return tuple(int(part) for part in parts)


def _row(name: str, line: str, widths: tuple[int, ...], kept: list[Span]) -> tuple[Cell, ...]:
    cells = []
    for part in line.strip("|").split("|"):
        text = part.strip()
        head = text.startswith("=")
        text = text.removeprefix("=").strip()
        found = _CELL.match(text)
        span, height = (int(found["span"] or 1), float(found["height"] or 0)) if found else (1, 0.0)
        cells.append(Cell(_spans(text[found.end() :].strip() if found else text, kept), span, height, head))
    if sum(cell.span for cell in cells) != len(widths):
        raise TemplateWrong(name, None, f"表格有 {len(widths)} 列,这一行不是:{_KEPT.sub('…', line)}")
    return tuple(cells)


def _spans(text: str, kept: list[Span]) -> Line:
    found: list[Span] = []
    for number, part in enumerate(_KEPT.split(text)):
        span = kept[int(part)] if number % 2 else Span(part)
        if span.text or span.style:
            found.append(span)
    return tuple(found)


def plain(text: str) -> Line:
    """A text as a line of its own."""
    return (Span(text),) if text else ()
