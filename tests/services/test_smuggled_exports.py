"""What was smuggled into a form comes out of every export as plain words, read by the readers people have."""

import csv
import io
import json
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from house import WORKED_CASES, House, at, registration
from openpyxl import load_workbook
from openpyxl.cell import Cell
from smuggled import PAYLOADS

from mediation.exports.registry import EXPORTS
from mediation.forms.words import clean
from mediation.services import export_cases as exporting
from mediation.services.export_cases import Selection, asked_for

C01 = WORKED_CASES["C01"]
FORMULA = tuple("=+-@|%\t\r＝＋－＠")


@pytest.fixture
def smuggled(house: House) -> House:
    """A case for each payload: in the words and in the name of a party."""
    with at("2026-03-03T10:00"):
        for payload in PAYLOADS:
            first, *others = C01["parties"]
            parties = [{**first, "name": f"{payload}张德厚"[:50]}, *others]
            words = {"summary": f"{payload}起争执已有三年之久", "occurred_place": payload[:50], "parties": parties}
            house.register("u_chen", registration(C01, **words))
    return house


def taken(house: House, fmt: str) -> bytes:
    person = house.person("u_chen")
    with at("2026-03-04T10:00"):
        wanted = Selection(asked_for(house.office, person, "", "2026"))
        return b"".join(exporting.export_cases(house.office, person, fmt, wanted, "report"))


def summaries() -> set[str]:
    return {clean(f"{payload}起争执已有三年之久") for payload in PAYLOADS}


def cells(content: bytes) -> Iterator[Cell]:
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows(min_row=2):
            yield from (cell for cell in row if isinstance(cell, Cell))


def test_no_cell_of_a_csv_is_a_formula_and_all_words_are_there(smuggled: House) -> None:
    rows = list(csv.DictReader(io.StringIO(taken(smuggled, "csv").decode("utf-8-sig"), newline="")))
    assert len(rows) == len(PAYLOADS)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(FORMULA)]
    assert {row["简要情况"].removeprefix("'").replace("\r\n", "\n") for row in rows} == summaries()


@pytest.mark.parametrize("fmt", [key for key, export in EXPORTS.items() if export.suffix == "xlsx"])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(fmt: str, smuggled: House) -> None:
    content = taken(smuggled, fmt)
    found = list(cells(content))
    assert {cell.data_type for cell in found} <= {"s", "inlineStr", "n"}
    assert not [cell for cell in found if cell.hyperlink]
    texts = [str(cell.value) for cell in found if cell.data_type != "n"]
    assert not [text for text in texts if text.startswith(FORMULA)]
    if fmt == "xlsx":
        assert summaries() <= {text.removeprefix("'") for text in texts}


def test_json_lines_give_back_every_word(smuggled: House) -> None:
    rows = [json.loads(line) for line in taken(smuggled, "jsonl").splitlines()]
    assert {row["summary"] for row in rows} == summaries()
    named = {clean(f"{payload}张德厚"[:50]).replace("\n", " ") for payload in PAYLOADS}
    assert not [name for name in named if not any(" ".join(name.split()) in row["parties"] for row in rows)]


def test_an_event_log_is_xml_that_holds_no_word_of_anybody(smuggled: House) -> None:
    content = taken(smuggled, "xes")
    log = ElementTree.fromstring(content)
    assert len(log.findall("{*}trace")) == len(PAYLOADS)
    assert not [one for one in ("张德厚", "起争执", "passwd", "<!ENTITY", "evil.example") if one in content.decode()]


def test_control_a_formula_would_be_seen() -> None:
    from openpyxl import Workbook

    book, held = Workbook(), io.BytesIO()
    book.active.append(["头"])
    book.active.append(["=1+1"])
    book.save(held)
    assert {cell.data_type for cell in cells(held.getvalue())} == {"f"}
