"""CSV that Excel and WPS open right: UTF-8 with its mark, CRLF, no cell a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mediation.exports.cells import safe
from mediation.exports.record import COLUMNS, Export, Record

BOM = b"\xef\xbb\xbf"


def lines(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A table, line by line."""
    yield BOM + _line(heads)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[object]) -> bytes:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerow([safe(cell) for cell in cells])
    return held.getvalue().encode("utf-8")


def _write(records: Iterable[Record]) -> Iterator[bytes]:
    return lines(list(COLUMNS.values()), (_row(record.values) for record in records))


def _row(values: Mapping[str, object]) -> list[object]:
    return [values.get(key) for key in COLUMNS]


EXPORT = Export("csv", "CSV 表格", "csv", "text/csv; charset=utf-8", _write, goes_on=True)
