"""Tables that people bring from a spreadsheet: bytes to rows under our own names, whatever the file's headers say."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mediation.services.administering import ActRefused

BYTES, ROWS, CELL = 2_000_000, 5_000, 500


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "新增"
    CHANGED = "更改"
    SAME = "不变"
    WRONG = "有错"


@dataclass(frozen=True, slots=True)
class Row:
    """A row by our names; `number` is its line as the spreadsheet shows it."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(slots=True)
class RowReport:
    """What a row would do: `says` tells in plain words what, or what is wrong and how to mend it."""

    number: int
    key: str
    verdict: Verdict = Verdict.SAME
    says: list[str] = field(default_factory=list)

    def wrong(self, text: str) -> None:
        """The row cannot be taken."""
        self.verdict = Verdict.WRONG
        self.says.append(text)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole file, row by row; it is taken as a whole or not at all."""

    rows: Sequence[RowReport]

    def count(self, verdict: str) -> int:
        """How many rows have this verdict."""
        return sum(row.verdict == verdict for row in self.rows)

    @property
    def fit(self) -> bool:
        """Whether it can be taken, and is worth it."""
        return not self.count(Verdict.WRONG) and self.count(Verdict.SAME) < len(self.rows)

    @property
    def digest(self) -> str:
        """What the report said, in short: what is taken must be what was shown."""
        text = repr([(row.number, row.key, row.verdict.value, row.says) for row in self.rows])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def text_of(content: bytes) -> str:
    """The text of a file that a spreadsheet program wrote: UTF-8, or GBK as Chinese Windows has it.

    Raises:
        ActRefused: it is no such file.
    """
    if len(content) > BYTES:
        raise ActRefused("文件太大(超过 2 MB),请分成几个文件。")
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise ActRefused("这是 Excel 文件。请在 Excel 里选“另存为”,类型选 CSV,再传一次。")
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ActRefused("读不出文字。请另存为 CSV(UTF-8 或 GBK 编码)再传。")


def rows_of(text: str, headers: Mapping[str, Sequence[str]], needed: Sequence[str]) -> list[Row]:
    """The rows of a table whose first line names its columns; `headers` gives for each of our names what it may be.

    Raises:
        ActRefused: a needed column is missing, or there is nothing in it.
    """
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    mark = max(",\t;,", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise ActRefused(f"表格读不下去({error})。请用 Excel 或 WPS 重新另存为 CSV。") from error
    filled = [(number, line) for number, line in enumerate(lines, start=1) if any(cell.strip() for cell in line)]
    if not filled:
        raise ActRefused("文件是空的。")
    names = _names(filled[0][1], headers)
    missing = [headers[name][0] for name in needed if name not in names]
    if missing:
        raise ActRefused(f"第一行缺少列:{'、'.join(missing)}。第一行要写列名,可以先下载样表照着填。")
    if len(filled) == 1:
        raise ActRefused("只有列名,没有内容。")
    if len(filled) > ROWS:
        raise ActRefused(f"超过 {ROWS} 行,请分成几个文件。")
    return [Row(number, _cells(names, line)) for number, line in filled[1:]]


def _names(line: Sequence[str], headers: Mapping[str, Sequence[str]]) -> list[str]:
    known = {word: name for name, words in headers.items() for word in (name, *words)}
    cleaned = [cell.strip().split("(")[0].split("(")[0].strip().lower().replace(" ", "_") for cell in line]
    return [known.get(word, "") for word in cleaned]


def _cells(names: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    pairs = zip(names, line, strict=False)
    return {name: _clean(cell) for name, cell in pairs if name}


def _clean(cell: str) -> str:
    """A cell without blanks around it, and without the ' and =\"…\" that spreadsheets keep digits with."""
    text = "".join(letter for letter in cell if letter.isprintable() or letter == " ").strip().strip("\u3000")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'")[:CELL]
