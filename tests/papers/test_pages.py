"""Where papers' pages end, PDF and DOCX: no signatures alone, no list without its heads, no draft without its mark."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from house import ROOT, House
from paperwork import laid_out, record
from pypdf import PdfReader

from mediation.documents import catalogue, docx, pdf
from mediation.documents.pages import held
from mediation.documents.paper import Block, Cell, Paper, Signs, Span, Table, Text
from mediation.services import replay

MADE = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HEADS = ("序号", "文书名称")


def words(text: str, kind: str = "body") -> Text:
    return Text((Span(text),), kind)


def _signs(*names: str) -> Signs:
    return Signs(tuple((Span(name),) for name in names))


def paper(blocks: list[Block], **more: Any) -> Paper:
    return Paper("D10", 1, "协议书", tuple(blocks), MADE, "白石坝村人民调解委员会", **more)


def closing(lines: int) -> Paper:
    """So many lines of text, the last words, and what is signed."""
    blocks: list[Block] = [words("人民调解协议书", "title"), *(words(f"第{number}款。") for number in range(lines))]
    blocks += [words("本协议一式三份。"), words("当事人", "heading"), _signs("申请人：", "被申请人：")]
    blocks += [words("调委会（印章）", "right"), words("某年某月某日", "right"), words("签署登记。", "note")]
    return paper(blocks, proof=("历程见证",), qr="见证")


def pages(content: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


@pytest.mark.parametrize("lines", range(20, 40))
def test_signatures_seal_and_proof_never_stand_on_a_page_without_words(lines: int) -> None:
    content, count = pdf.render(closing(lines))
    last = pages(content)[-1]
    assert count <= 2
    for part in ("一式三份", "当事人", "被申请人：", "（印章）", "某年某月某日", "签署登记", "历程见证"):
        assert part in last, (lines, part)


def test_control_without_holding_them_together_the_end_is_torn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "held", lambda _: frozenset())
    torn = [lines for lines in range(20, 40) if "一式三份" not in pages(pdf.render(closing(lines))[0])[-1]]
    assert torn


def listed(rows: int) -> Paper:
    heads = tuple(Cell((Span(head),), head=True) for head in HEADS)
    body = [(Cell((Span(str(number)),), head=True), Cell((Span("回访记录"),))) for number in range(1, rows + 1)]
    return paper([Table((2, 9), (heads, *body))])


def test_a_lists_heads_come_again_on_each_page_in_both_formats() -> None:
    content, count = pdf.render(listed(60))
    assert count > 1 and all(HEADS[0] in page and HEADS[1] in page for page in pages(content))
    (table,) = Document(BytesIO(docx.render(listed(60)))).tables
    assert [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [
        True, *[False] * 60
    ]  # fmt: skip
    single = Document(BytesIO(docx.render(listed(0)))).tables[0]
    assert single.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is None


def test_columns_are_as_wide_in_a_word_processor_as_on_paper() -> None:
    (table,) = Document(BytesIO(docx.render(listed(2)))).tables
    first, second = (column.width for column in table.columns)
    assert abs(second / first - 9 / 2) < 0.01


def test_a_draft_says_so_across_the_page_in_a_word_processor_too() -> None:
    drawn = Document(BytesIO(docx.render(paper([words("正文")], watermark="未生效"))))
    header = drawn.sections[0].header._element
    shape = next(one for one in header.iter() if one.tag.endswith("}shape"))
    kinds = [one for one in header.iter() if one.tag.endswith("}shapetype")]
    assert shape.get("type") == f"#{kinds[0].get('id')}"
    assert next(one for one in shape if one.tag.endswith("}textpath")).get("string") == "未生效"


def test_a_word_processor_is_told_that_the_words_are_chinese() -> None:
    styles = Document(BytesIO(docx.render(paper([words("正文")])))).styles.element
    assert {one.get(qn("w:eastAsia")) for one in styles.iter(qn("w:lang"))} == {"zh-CN"}


def test_an_agreement_of_two_people_is_one_page_with_its_proof(played: Any) -> None:
    house, ids = played
    found = record(house, ids["C02"])
    (sheet,) = [one for one in catalogue.sheets(found) if one.kind.code == "D10"]
    made = laid_out(found, sheet)
    assert pdf.render(made)[1] == 1 and held(made)


def test_a_groups_paper_bears_no_seal_and_goes_by_its_name(house: House) -> None:
    file = json.loads((ROOT / "tests/scenarios/branch_cases.json").read_text("utf8"))
    case = next(one for one in file["cases"] if one["case_id"] == "B29")
    found = record(house, replay.play(house.office, case).public_id)
    text = {}
    for sheet in catalogue.sheets(found):
        if sheet.kind.code in ("E04", "E05"):
            text[sheet.kind.code] = "".join(pages(pdf.render(laid_out(found, sheet))[0]))
    assert found.last("X_escalate").tier == "group"
    assert "调解小组调解，现因" in text["E04"] and "（印章）" not in text["E04"]
    assert "调解小组：" in text["E05"] and "白石坝村人民调解委员会（印章）" in text["E05"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_prints_each_paper_on_as_many_pages(played: Any, tmp_path: Path) -> None:
    house, ids = played
    found = record(house, ids["C02"])
    made = [laid_out(found, sheet) for sheet in catalogue.sheets(found)]
    made = [*made, replace(made[-1], code="E99", watermark="未生效")]
    for one in made:
        (tmp_path / f"{one.label}.docx").write_bytes(docx.render(one))
    command = [
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
        "--outdir", str(tmp_path), *(str(one) for one in sorted(tmp_path.glob("*.docx"))),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    counted = {one.label: len(PdfReader(tmp_path / f"{one.label}.pdf").pages) for one in made}
    assert counted == {one.label: pdf.render(one)[1] for one in made}
