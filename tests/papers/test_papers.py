"""Every paper of every worked case, opened as PDF and as DOCX: what stands in it, and what must never stand in it."""

import re
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from house import WORKED_CASES
from paperwork import laid_out, record
from pypdf import PdfReader

from mediation.case import dossier
from mediation.documents import catalogue, docx, pdf
from mediation.documents.paper import Paper

A4 = (595, 842)
NEVER = re.compile(r"None|\{\{|undefined|True|False|(?<![0-9A-Za-z_])p[1-9](?![0-9A-Za-z_])|Decimal|\['|\[\]|\ue000")


def papers(played: Any, name: str) -> list[Paper]:
    house, ids = played
    found = record(house, ids[name])
    return [laid_out(found, sheet) for sheet in catalogue.sheets(found)]


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "")


def written(paper: Paper) -> str:
    """Everything that a paper says, from its blocks."""
    return "".join(one["text"] for one in _spans(paper.content()["blocks"]))


def _spans(part: Any) -> list[dict[str, str]]:
    if isinstance(part, dict):
        return [part] if set(part) == {"text", "style"} else [one for value in part.values() for one in _spans(value)]
    return [one for value in part for one in _spans(value)] if isinstance(part, list | tuple) else []


def fonts(page: Any) -> list[Any]:
    return [one.get_object() for one in page["/Resources"]["/Font"].values()]


@pytest.mark.parametrize("name", WORKED_CASES)
def test_the_papers_of_a_case_are_those_of_its_file_in_binding_order(name, played):
    house, ids = played
    made = [sheet.kind.name for sheet in catalogue.sheets(record(house, ids[name])) if sheet.in_file]
    assert made == dossier.papers(house.case(ids[name]))


@pytest.mark.parametrize("name", WORKED_CASES)
def test_each_prints_on_a4_with_its_fonts_inside_and_says_what_was_entered(name, played):
    for paper in papers(played, name):
        content, pages = pdf.render(paper)
        reader = PdfReader(BytesIO(content))
        assert len(reader.pages) == pages <= 3
        for page in reader.pages:
            assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
            for font in fonts(page):
                described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                assert "/FontFile3" in described and "+RangyirangSong" in described["/FontName"]
        text = text_of(content)
        assert f"第1页，共{pages}页" in text.replace(" ", "")
        assert not NEVER.search(text), (paper.label, NEVER.search(text))
        said = "".join(written(paper).split())
        assert said[:200] in "".join(text.split()), paper.label


@pytest.mark.parametrize("name", WORKED_CASES)
def test_each_opens_in_a_word_processor_with_the_same_words(name, played):
    for paper in papers(played, name):
        document = Document(BytesIO(docx.render(paper)))
        words = "".join(one.text or "" for one in document.element.body.iter() if one.tag.endswith("}t"))
        assert "".join(written(paper).split()) == "".join(words.split()).replace("见证", "", len(paper.proof)), (
            paper.label
        )
        section = document.sections[0]
        assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21, 29.7)


def test_archival_pdf_is_what_it_says(played):
    for paper in papers(played, "C01"):
        content, _ = pdf.render(paper)
        about = PdfReader(BytesIO(content)).xmp_metadata
        assert about is not None
        raw = about.stream.get_data().decode()
        assert "<pdfaid:part>2</pdfaid:part>" in raw and "<pdfaid:conformance>B</pdfaid:conformance>" in raw


def test_the_same_paper_is_the_same_bytes_whenever_it_is_printed(played):
    for _ in range(2):
        first, again = papers(played, "C02"), papers(played, "C02")
        assert [pdf.render(one)[0] for one in first[:4]] == [pdf.render(one)[0] for one in again[:4]]
        assert docx.render(first[3]) == docx.render(again[3])


def test_an_agreement_names_its_people_its_terms_in_figures_and_capitals_and_its_proof(played):
    (agreement,) = [one for one in papers(played, "C02") if one.code == "D10"]
    text = "".join(text_of(pdf.render(agreement)[0]).split())
    for words in (
        "田秀芝", "509901197312020267", "冉茂林", "支付赔偿款，金额3,000.00元（人民币叁仟元整）",
        "（人民币陆仟捌佰元整）",
        "2026年3月20日前", "本协议一式3份", "白石坝村人民调解委员会（印章）", "2026年3月10日", "冉茂林承担饲养人责任",
    ):  # fmt: skip
        assert words in text, words
    house, ids = played
    entered = next(row for row in house.history(ids["C02"]) if row.subject == "A_written")
    assert agreement.qr == f"见证 {entered.hash.hex()[:16]}" and agreement.watermark == ""


def test_what_was_said_in_confidence_is_in_no_paper(played):
    house, ids = played
    secret = [
        one
        for name in ids
        for entry in house.entered(ids[name])
        for one in (entry.get("private_statements") or {}).values()
    ]
    for name in ids:
        said = "".join(written(paper) for paper in papers(played, name))
        assert not [one for one in secret if one and one in said]


def test_who_reported_in_confidence_is_not_named(played):
    (report,) = [one for one in papers(played, "C05") if one.code == "E03"]
    assert "依规定保密" in written(report) and "向春梅" not in written(report)


def test_a_letter_that_the_font_lacks_is_refused_not_printed_blank(played):
    paper = papers(played, "C01")[2]
    odd = Paper(**{**_fields(paper), "foot": "张\U0001f600"})
    with pytest.raises(pdf.PaperFailed, match="字体"):
        pdf.render(odd)


def test_without_its_font_nothing_is_printed(played, monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "FONT", tmp_path / "gone.otf")
    with pytest.raises(pdf.PaperFailed, match="字体不见了"):
        pdf.render(papers(played, "C01")[0])


def test_a_damaged_picture_is_told_of_and_spoils_nothing(played):
    paper = papers(played, "C01")[2]
    from mediation.documents.paper import Picture, Span

    shown = Paper(**{**_fields(paper), "blocks": (*paper.blocks, Picture("ab", (Span("身份证"),)))})
    content, _ = pdf.render(shown, {"ab": pdf.Image("image/jpeg", b"\xff\xd8\xff\xe0 no picture")})
    assert "此件不能在纸上显示" in text_of(content)
    assert docx.render(shown, {"ab": pdf.Image("image/jpeg", b"\xff\xd8\xff\xe0 no picture")})


def _fields(paper: Paper) -> dict[str, Any]:
    return {name: getattr(paper, name) for name in Paper.__slots__}
