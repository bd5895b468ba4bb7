"""Which papers a case has, in binding order, laid out from their templates. The front door of this room."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from mediation.case.dossier import ORDER
from mediation.documents import papers as families
from mediation.documents import template
from mediation.documents.kinds import Kind
from mediation.documents.paper import Head, Paper, Picture, Text
from mediation.documents.record import Record

DRAFT = "未生效"
COPY = "遮盖副本"
Mark = Callable[[dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper of a case before it is laid out: `draft` has not taken effect, `pending` is not in the file yet."""

    kind: Kind
    nth: int
    values: dict[str, Any] = field(repr=False)

    @property
    def draft(self) -> bool:
        """Whether it carries the watermark."""
        return bool(self.values.get("_draft"))

    @property
    def in_file(self) -> bool:
        """Whether it is one of the file's own papers, as the contents list them."""
        return self.kind.bound and not self.draft and not self.values.get("_pending")


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind of paper, in binding order; an office's own come before what ends the file."""
    found: dict[str, Kind] = {}
    for module in iter_modules(families.__path__):
        for kind in import_module(f"{families.__name__}.{module.name}").PAPERS:
            found[kind.code] = kind
    order = {code: number for number, code in enumerate(ORDER)}
    return dict(sorted(found.items(), key=lambda item: (order.get(item[0], order["D15"] - 0.5), item[0])))


def sheets(record: Record) -> list[Sheet]:
    """The papers of a case in binding order: only what the work has produced."""
    return list(_sheets(record))


def _sheets(record: Record) -> Iterator[Sheet]:
    for kind in kinds().values():
        for number, values in enumerate(kind.make(record), start=1):
            yield Sheet(kind, number, dict(values))


def lay_out(
    sheet: Sheet, record: Record, own: Path | None, mark: Mark, prove: Callable[[Head], tuple[str, Sequence[str]]],
    masked: bool = False,
) -> Paper:  # fmt: skip
    """A paper from its template. `own` is the folder of the office's templates, `mark` makes a paper's own code of
    its content, `prove` says what a code and the lines beside it prove of a history; a `masked` one says it is a copy.

    Raises:
        TemplateWrong.
    """
    kind = sheet.kind
    source, _ = template.find(kind.code, own)
    values = {**record.common(), **sheet.values}
    pictures = tuple(values.get("_pictures") or ())
    blocks = template.fill(kind.code, source, values)
    names = {one.digest: one.name for one in record.files}
    blocks += tuple(Picture(digest, template.plain(names.get(digest, "")), "picture") for digest in pictures)
    head = values.get("_head") if not sheet.draft else None
    qr, proof = prove(head) if isinstance(head, Head) else ("", ())
    bare = Paper(
        kind.code, sheet.nth, _title(blocks) or kind.name, blocks, record.made_at,
        str(values.get("盖章单位") or values.get("单位") or record.committee),
        watermark=DRAFT if sheet.draft else COPY if masked else "", proof=tuple(proof), qr=qr,
        numbered=kind.numbered, pictures=pictures,
    )  # fmt: skip
    return bare.marked(mark(bare.content()))


def _title(blocks: Sequence[Any]) -> str:
    titles = (one.spans for one in blocks if isinstance(one, Text) and one.kind == "title")
    return "".join(span.text for span in next(titles, ()))
