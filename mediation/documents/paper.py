"""A paper as both renderings see it: blocks of text, tables, places to sign. Plain values; knows no format."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

TEXT_KINDS = ("title", "subtitle", "right", "heading", "body", "plain", "note")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; `style` is "" or "line": written on a line, which stays empty for the pen where there is none."""

    text: str
    style: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, of one of `TEXT_KINDS`."""

    spans: Line
    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: `span` columns wide, at least `height` centimetres high, `head` where it names others."""

    spans: Line
    span: int = 1
    height: float = 0
    head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; `widths` are parts of the page's width."""

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Signs:
    """Places to sign, two beside each other."""

    items: tuple[Line, ...]
    kind: str = "signs"


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty lines."""

    lines: int
    kind: str = "gap"


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""

    kind: str = "page"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the case's files, by its digest, with what it shows."""

    digest: str
    spans: Line
    kind: str = "picture"


Block = Text | Table | Signs | Gap | NewPage | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, ready to render.

    `nth` counts papers of the same code in a case from 1. `mark` is a code of its content; `foot` stands at the foot
    of every page, `proof` and `qr` (what a code at the last page's end says) only where the paper is proof of
    something. `watermark` lies across every page. `numbered` is False for what a file does not count: cover, contents,
    back.
    """

    code: str
    nth: int
    name: str
    blocks: tuple[Block, ...]
    made_at: datetime
    author: str
    watermark: str = ""
    foot: str = ""
    mark: str = ""
    proof: tuple[str, ...] = ()
    qr: str = ""
    numbered: bool = True
    pictures: tuple[str, ...] = field(default=())

    def content(self) -> dict[str, Any]:
        """All that is printed, as plain values: what a paper's own code is made of."""
        return {"code": self.code, "nth": self.nth, "blocks": [asdict(block) for block in self.blocks],
                "watermark": self.watermark, "proof": list(self.proof)}  # fmt: skip

    def marked(self, mark: str) -> "Paper":
        """The same paper with its own code, which stands at its foot."""
        grouped = " ".join(mark[at : at + 4] for at in range(0, len(mark), 4))
        return replace(self, mark=mark, foot=f"{self.author}  文书码 {grouped}")

    @property
    def label(self) -> str:
        """Its code with its number, as file names and histories say it: D13-2."""
        return f"{self.code}-{self.nth}"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a case's history stood: `count` entries, the last at `at` with this hash (hexadecimal)."""

    at: datetime
    count: int
    hash: str


Values = Mapping[str, Any]
