"""XLSX: sheets of rows, written as they come; text is text, whatever it begins with. Each prints on A4 as it is."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from mediation.exports.cells import safe

_LINE = Side(style="thin", color="808080")
_RULED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", fgColor="E7E6E6")
_FONT, _LINE_HEIGHT = "宋体", 15.0  # points
_NARROW, _WIDE, _PRINTED = 7, 44, 200  # in characters: a column at least, at most; what an A4 page across holds
_MANY = 15  # columns: their heads stand on four lines, not three, and what names the rows may wrap


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: words above it, the heads of its columns, its rows, words below.

    Rows that are a list are ruled, and columns as wide as what stands in them; rows that stream are written plainly,
    in columns of `widths` (characters). `over` names groups of columns: a name and how many columns it spans.
    """

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[object]]
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    widths: Sequence[int] = ()
    over: Sequence[tuple[str, int]] = ()


def write(sheets: Iterable[Sheet], to: BinaryIO) -> None:
    """Write a workbook; rows are not kept in memory."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        widths = _widths(sheet)
        _lay_out(page, sheet, widths)
        written = _above(page, sheet, widths)
        ruled = isinstance(sheet.rows, Sequence)
        for number, row in enumerate(sheet.rows, start=written + 1):
            if ruled:
                _heighten(page, number, row, widths)
            page.append([_ruled(page, value) for value in row] if ruled else [_plain(value) for value in row])
        for text in sheet.below:
            page.append([None] * (_title_columns(widths)[0] - 1) + [_words(page, text, 11)])
    book.save(to)


def _lay_out(page: WriteOnlyWorksheet, sheet: Sheet, widths: Sequence[int]) -> None:
    """On A4 across, heads and the first column on each page; more pages side by side where it would get too small."""
    heads = len(sheet.above) + bool(sheet.over) + 1
    page.freeze_panes = f"B{heads + 1}"
    for number, width in enumerate(widths):
        page.column_dimensions[get_column_letter(number + 1)].width = width
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = _pages(widths), 0
    page.print_title_rows, page.print_title_cols = f"1:{heads}", "A:A"
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.6, 0.7, 0.3
    page.oddFooter.left.text = "&A"
    page.oddFooter.right.text = "第 &P 页,共 &N 页"


def _widths(sheet: Sheet) -> list[int]:
    if sheet.widths or not isinstance(sheet.rows, Sequence):
        return list(sheet.widths) or [16] * len(sheet.heads)
    columns = [[_length(row[at]) for row in sheet.rows if at < len(row)] for at in range(len(sheet.heads))]
    many = len(sheet.heads) > _MANY
    named = [ceil(_length(head) / (4 if many else 3)) for head in sheet.heads]
    wide = [max([_NARROW, name + 2, *(one + 2 for one in column)]) for name, column in zip(named, columns, strict=True)]
    return [min(width, 24 if many and at == 0 else _WIDE) for at, width in enumerate(wide)]


def _length(value: object) -> int:
    """How many characters wide something stands; a Chinese one is two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in str(value))


def _above(page: WriteOnlyWorksheet, sheet: Sheet, widths: Sequence[int]) -> int:
    """Write the title and the heads; gives how many rows that are."""
    first, last = _title_columns(widths)
    for number, text in enumerate(sheet.above, start=1):
        if last > first:
            page.merged_cells.add(CellRange(min_col=first, max_col=last, min_row=number, max_row=number))
        page.row_dimensions[number].height = 26 if number == 1 else 18
        words = _words(page, text, 16 if number == 1 else 11, bold=number == 1, place="center")
        page.append([None] * (first - 1) + [words])
    if sheet.over:
        page.append(_groups(page, sheet))
    row = len(sheet.above) + bool(sheet.over) + 1
    _heighten(page, row, sheet.heads, widths)
    page.append([_head(page, head) for head in sheet.heads])
    return row


def _pages(widths: Sequence[int]) -> int:
    """How many pages a sheet is wide."""
    return ceil(sum(widths) / _PRINTED)


def _title_columns(widths: Sequence[int]) -> tuple[int, int]:
    """From which to which column a title stands: the first column comes again on each page, a title does not."""
    if _pages(widths) == 1:
        return 1, len(widths)
    on_first = sum(widths) / _pages(widths)
    return 2, max(2, next(at for at in range(1, len(widths)) if sum(widths[: at + 1]) > on_first))


def _heighten(page: WriteOnlyWorksheet, number: int, row: Sequence[object], widths: Sequence[int]) -> None:
    """Make a row as high as its longest text needs: not every program does so by itself."""
    lines = [ceil(_length(value) / max(width - 1, 1)) for value, width in zip(row, widths, strict=False)]
    page.row_dimensions[number].height = _LINE_HEIGHT * max([1, *lines]) + 3


def _groups(page: WriteOnlyWorksheet, sheet: Sheet) -> list[WriteOnlyCell]:
    cells, row = list[WriteOnlyCell](), len(sheet.above) + 1
    for name, span in sheet.over:
        if span > 1:
            page.merged_cells.add(
                CellRange(min_col=len(cells) + 1, max_col=len(cells) + span, min_row=row, max_row=row)
            )
        cells += [_head(page, name), *(_head(page, "") for _ in range(span - 1))]
    return cells


def _plain(value: object) -> object:
    """A value as it is written; a cell object for each would take three times as long, and `safe` has made it text."""
    held = safe(value)
    return float(held) if isinstance(held, Decimal) else held


def _ruled(page: WriteOnlyWorksheet, value: object) -> WriteOnlyCell:
    held = _plain(value)
    cell = WriteOnlyCell(page, value=held)
    cell.border, cell.font = _RULED, Font(name=_FONT, size=11)
    if isinstance(held, str):
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    else:
        cell.alignment = Alignment(vertical="center", horizontal="right")
        cell.number_format = _places(value)
    return cell


def _places(value: object) -> str:
    """How a number is shown: with as many places as it was counted to."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return {-1: "#,##0.0", -2: "#,##0.00"}.get(int(exponent), "#,##0" if exponent == 0 else "General")


def _words(page: WriteOnlyWorksheet, text: str, size: int, bold: bool = False, place: str = "left") -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=safe(text))
    cell.data_type = "s"
    cell.font, cell.alignment = Font(name=_FONT, bold=bold, size=size), Alignment(vertical="center", horizontal=place)
    return cell


def _head(page: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=safe(text))
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)
    cell.font, cell.border, cell.fill = Font(name=_FONT, bold=True, size=11), _RULED, _SHADE
    return cell
