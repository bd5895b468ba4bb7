"""Papers as PDF/A-2b: Typst lays out, fonts of ours are embedded and cut down to what is used.

The same paper gives the same bytes: nothing of the machine or the hour goes in.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import segno
import typst

from mediation.documents.pages import headed, held
from mediation.documents.paper import Paper, Table
from mediation.errors import MediationError

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
FONT = FONTS / "song.otf"
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


class PaperFailed(MediationError):
    """A paper cannot be printed; says what to do."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the case's files."""

    media_type: str
    content: bytes


Images = Mapping[str, Image]


@dataclass(frozen=True, slots=True)
class Bound:
    """Several papers in one file: where each begins (None: it is not counted), how many pages it has, and all have."""

    content: bytes
    begins: tuple[int | None, ...]
    counts: tuple[int, ...]
    pages: int


def render(paper: Paper, images: Images | None = None) -> tuple[bytes, int]:
    """A paper as PDF, and how many pages it has.

    Raises:
        PaperFailed: the fonts are missing, or lack a character.
    """
    made = _compile([paper], images or {}, bound=False, title=paper.name)
    return made.content, made.pages


def bind(papers: Sequence[Paper], title: str, images: Images | None = None) -> Bound:
    """Papers as one PDF, pages counted through from the first that is counted.

    Raises:
        PaperFailed: the fonts are missing, or lack a character.
    """
    return _compile(papers, images or {}, bound=True, title=title)


def _compile(papers: Sequence[Paper], images: Images, bound: bool, title: str) -> Bound:
    if not FONT.is_file():
        raise PaperFailed(f"打印用的字体不见了({FONT}),请重新安装本系统;没有字体,文书不能打印。")
    with _laid_out(images) as (root, shown):
        data = json.dumps(_data(papers, shown, bound, title), ensure_ascii=False)
        compiler = typst.Compiler(
            str(root / "layout.typ"), root=str(root), font_paths=[str(FONTS)], ignore_system_fonts=True,
            sys_inputs={"papers": data},
        )  # fmt: skip
        try:
            content = compiler.compile(format="pdf", pdf_standards=["a-2b"], timestamp=_second(papers))
            begins = json.loads(compiler.query("<begins>", field="value"))
            last = json.loads(compiler.query("<last>", field="value", one=True))
        except (typst.TypstError, RuntimeError) as wrong:
            raise PaperFailed(_why(str(wrong))) from wrong
    starts = tuple(one["page"] if paper.numbered else None for one, paper in zip(begins, papers, strict=True))
    places = [one["at"] for one in begins] + [int(last) + 1]
    counts = tuple(after - at for at, after in pairwise(places))
    return Bound(content if isinstance(content, bytes) else b"", starts, counts, int(last))


def _second(papers: Sequence[Paper]) -> int:
    return int(max(paper.made_at for paper in papers).timestamp())


def _why(said: str) -> str:
    if "could not be displayed" in said or "missing" in said:
        return f"有的字打印用的字体里没有,不能印成空白。请检查姓名等处有没有特殊符号。({said[:160]})"
    return f"文书排不出来,请把这句话告诉管理员:{said[:300]}"


def _data(papers: Sequence[Paper], places: Mapping[str, str], bound: bool, title: str) -> dict[str, Any]:
    made = max(paper.made_at for paper in papers)
    counted = next((number for number, paper in enumerate(papers) if paper.numbered), None)
    parts = ("year", "month", "day", "hour", "minute", "second")
    return {
        "title": title, "author": papers[0].author, "bound": bound, "pictures": places,
        "made": {part: getattr(made, part) for part in parts},
        "papers": [
            {
                "blocks": _blocks(paper), "watermark": paper.watermark, "foot": paper.foot,
                "proof": list(paper.proof), "qr": _qr(paper.qr) if paper.qr else None,
                "numbered": paper.numbered, "first": number == counted,
            }
            for number, paper in enumerate(papers)
        ],
    }  # fmt: skip


def _blocks(paper: Paper) -> list[dict[str, Any]]:
    kept = held(paper)
    return [
        {**asdict(block), "held": number in kept, "headed": isinstance(block, Table) and headed(block)}
        for number, block in enumerate(paper.blocks)
    ]


@lru_cache(maxsize=64)
def _qr(text: str) -> str:
    """A code as SVG."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()


@contextmanager
def _laid_out(images: Images) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with the layout and the pictures that can be shown, and each picture's place; gone afterwards."""
    if not images:
        yield HERE, {}
        return
    with tempfile.TemporaryDirectory(prefix="rangyirang-") as name:
        root, places = Path(name), {}
        (root / "layout.typ").write_bytes((HERE / "layout.typ").read_bytes())
        for digest, image in images.items():
            ending = _ENDINGS.get(image.media_type)
            if ending and _can_show(image, ending):
                (root / f"{digest}.{ending}").write_bytes(image.content)
                places[digest] = f"/{digest}.{ending}"
        yield root, places


def _can_show(image: Image, ending: str) -> bool:
    """Whether a picture can be decoded at all: a damaged one is told of on paper, it does not spoil the file."""
    with tempfile.TemporaryDirectory(prefix="rangyirang-") as name:
        root = Path(name)
        (root / f"one.{ending}").write_bytes(image.content)
        (root / "one.typ").write_text(f'#image("/one.{ending}", width: 1cm)', "utf8")
        try:
            typst.compile(str(root / "one.typ"), root=name, ignore_system_fonts=True)
        except (typst.TypstError, RuntimeError):
            return False
    return True
