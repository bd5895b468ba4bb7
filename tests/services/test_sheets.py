"""Spreadsheets print as they are: A4 across, heads on each page, rows high enough; numbers are numbers."""

from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from mediation.exports.record import Record
from mediation.exports.xlsx_rows import EXPORT
from mediation.exports.xlsx_table import Sheet, write

A4 = 9
LONG = "进入调解(第一步“读一读,缓一缓”起)且有结果的案件;不予受理、一方拒绝、撤回、移交的不算。"


def opened(sheet: Sheet) -> Worksheet:
    made = BytesIO()
    write([sheet], made)
    made.seek(0)
    return load_workbook(made)[sheet.name]


def test_a_table_prints_across_with_its_heads_on_each_page() -> None:
    page = opened(Sheet("表", ["单位", "金额(元)"], [["白石坝村", Decimal("6800.00")]], ("统计表", "统计期")))
    assert page.page_setup.orientation == "landscape" and page.page_setup.paperSize == A4
    assert page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToHeight == 0
    assert (page.print_title_rows, page.print_title_cols, page.freeze_panes) == ("$1:$3", "$A:$A", "B4")
    assert "&P" in page.oddFooter.right.text and {str(one) for one in page.merged_cells.ranges} == {"A1:B1", "A2:B2"}


def test_a_wide_tables_title_stays_on_its_first_page() -> None:
    page = opened(Sheet("表", ["单位", *["受理纠纷的件数(件)"] * 40], [["白石坝村", *[1] * 40]], ("统计表",)))
    assert page.page_setup.fitToWidth > 1 and page["A1"].value is None and page["B1"].value == "统计表"
    (title,) = page.merged_cells.ranges
    assert title.max_col < 41


def test_a_row_is_as_high_as_its_longest_text_and_a_number_keeps_its_places() -> None:
    page = opened(Sheet("表", ["口径", "率"], [[LONG, Decimal("66.7")], ["短", Decimal(7)]]))
    assert page.row_dimensions[2].height > 2 * page.row_dimensions[3].height - 10 > 20
    assert [page[place].number_format for place in ("B2", "B3")] == ["#,##0.0", "#,##0"]


def test_groups_of_columns_stand_over_their_heads() -> None:
    page = opened(Sheet("表", ["单位", "甲", "乙", "丙"], [["村", 1, 2, 3]], over=[("", 1), ("总量", 2), ("协议", 1)]))
    assert [cell.value or "" for cell in page[1]] == ["", "总量", "", "协议"] and page["B2"].value == "甲"
    assert [str(one) for one in page.merged_cells.ranges] == ["B1:C1"]


def test_amounts_of_cases_can_be_added_up() -> None:
    content = b"".join(EXPORT.write([Record({"case_id": "x", "amount": "6800.00"})]))
    page = load_workbook(BytesIO(content))["案件"]
    heads = [cell.value for cell in page[1]]
    assert page[2][heads.index("涉案金额")].value == 6800
