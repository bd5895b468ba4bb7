"""XLSX of a selection of cases; long ones go by way of a nameless file on disk, not memory."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from mediation.exports.record import COLUMNS, Export, Record
from mediation.exports.xlsx_table import Sheet, write

PIECE = 64 * 1024
# in characters; a committee's name and what a case is about are long, a tier is short
_WIDTHS = {
    "case_id": 19, "volume_no": 26, "register_no": 26, "committee": 24, "tier": 8, "mediators": 14, "people": 8,
    "source": 14, "kind": 14, "parties": 26, "summary": 40, "status": 18, "ways": 16, "performance": 14,
}  # fmt: skip


def _write(records: Iterable[Record]) -> Iterator[bytes]:
    rows = ([_number(key, record.values.get(key)) for key in COLUMNS] for record in records)
    widths = [_WIDTHS.get(key, 12) for key in COLUMNS]
    with TemporaryFile() as file:
        write([Sheet("案件", list(COLUMNS.values()), rows, widths=widths)], file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _number(key: str, value: object) -> object:
    """An amount as a number, so that a spreadsheet adds it up."""
    return float(value) if key == "amount" and isinstance(value, str) and value else value


MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT = Export("xlsx", "XLSX 表格", "xlsx", MEDIA, _write)
