"""XLSX: sheets of rows, written as they come; text is text, whatever it begins with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from mediation.exports.cells import safe


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: words above it, the heads of its columns, its rows, words below."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[object]]
    above: Sequence[str] = ()
    below: Sequence[str] = ()


def write(sheets: Iterable[Sheet], to: BinaryIO) -> None:
    """Write a workbook; rows are not kept in memory."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        page.freeze_panes = f"B{len(sheet.above) + 2}"
        for number in range(len(sheet.heads)):
            page.column_dimensions[get_column_letter(number + 1)].width = 16
        for text in sheet.above:
            page.append([_head(page, text)])
        page.append([_head(page, head) for head in sheet.heads])
        for row in sheet.rows:
            page.append([_plain(value) for value in row])
        for text in sheet.below:
            page.append([_plain(text)])
    book.save(to)


def _plain(value: object) -> object:
    """A value as it is written; a cell object for each would take three times as long, and `safe` has made it text."""
    held = safe(value)
    return float(held) if isinstance(held, Decimal) else held


def _head(page: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=safe(text))
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.font = Font(bold=True)
    return cell
