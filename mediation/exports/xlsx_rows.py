"""XLSX of a selection of cases; long ones go by way of a nameless file on disk, not memory."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from mediation.exports.record import COLUMNS, Export, Record
from mediation.exports.xlsx_table import Sheet, write

PIECE = 64 * 1024


def _write(records: Iterable[Record]) -> Iterator[bytes]:
    rows = ([record.values.get(key) for key in COLUMNS] for record in records)
    with TemporaryFile() as file:
        write([Sheet("案件", list(COLUMNS.values()), rows)], file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT = Export("xlsx", "XLSX 表格", "xlsx", MEDIA, _write)
