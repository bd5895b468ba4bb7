"""Papers as DOCX, to be changed by hand in Word or WPS: the same blocks, the computer's own 宋体."""

import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from mediation.documents.paper import Block, Cell, Gap, Line, NewPage, Paper, Picture, Signs, Table, Text
from mediation.documents.pdf import Images
from mediation.documents.template import plain

FONT = "宋体"
_WIDTH = 15.8  # cm between the margins
_SIZES = {"title": 20, "subtitle": 14, "note": 9.5}
_ALIGNED = {
    "title": WD_ALIGN_PARAGRAPH.CENTER, "subtitle": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WATERMARK = """<w:r {ns}><w:pict><v:shape id="watermark" type="#_x0000_t136" alt="{text}"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 style="position:absolute;width:380pt;height:126pt;rotation:322;z-index:-251658752;
 mso-position-horizontal:center;mso-position-horizontal-relative:margin;
 mso-position-vertical:center;mso-position-vertical-relative:margin"
 fillcolor="#d9d9d9" stroked="f"><v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt"
 string="{text}"/></v:shape></w:pict></w:r>"""


def render(paper: Paper, images: Images | None = None) -> bytes:
    """A paper as DOCX; the same paper gives the same bytes."""
    document = Document()
    _prepare(document, paper)
    for block in paper.blocks:
        _put(document, block, images or {})
    if paper.proof:
        _paragraph(document, (), "plain")
        for line in paper.proof:
            _paragraph(document, plain(line), "note")
    made = BytesIO()
    document.save(made)
    return _steady(made.getvalue())


def _prepare(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.3)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.4)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 1.5, Pt(0)
    about = document.core_properties
    about.title, about.author, about.comments, about.language = paper.name, paper.author, "", "zh-CN"
    about.created = about.modified = paper.made_at.replace(tzinfo=None)
    foot = section.footer.paragraphs[0]
    _small(foot.add_run(f"{paper.foot}    第 "))
    _field(foot, "PAGE")
    _small(foot.add_run(" 页，共 "))
    _field(foot, "NUMPAGES")
    _small(foot.add_run(" 页"))
    if paper.watermark:
        mark = _WATERMARK.format(ns=nsdecls("w"), text=paper.watermark)
        section.header.paragraphs[0]._p.append(parse_xml(mark))


def _put(document: Any, block: Block, images: Images) -> None:
    match block:
        case Text():
            _paragraph(document, block.spans, block.kind)
        case Gap():
            for _ in range(block.lines):
                _paragraph(document, (), "plain")
        case NewPage():
            document.add_page_break()
        case Table():
            _table(document, block)
        case Signs():
            _signs(document, block)
        case Picture():
            _picture(document, block, images)


def _paragraph(document: Any, spans: Line, kind: str) -> Any:
    made = document.add_paragraph()
    made.alignment = _ALIGNED.get(kind)
    if kind == "body":
        made.paragraph_format.first_line_indent = Pt(24)
    if kind == "title":
        made.paragraph_format.space_after = Pt(14)
    for run in _runs(made, spans):
        run.bold = kind in ("title", "heading") or None
        if kind in _SIZES:
            run.font.size = Pt(_SIZES[kind])
    return made


def _runs(paragraph: Any, spans: Line) -> list[Any]:
    found = []
    for span in spans:
        line = span.style == "line"
        run = paragraph.add_run(f" {span.text or '        '} " if line else span.text)
        run.underline = line or None
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
        found.append(run)
    return found


def _table(document: Any, block: Table) -> None:
    made = document.add_table(rows=0, cols=len(block.widths), style="Table Grid")
    made.autofit = False
    total = sum(block.widths)
    for cells in block.rows:
        row = made.add_row()
        _height(row, max((cell.height for cell in cells), default=0))
        for place, width in enumerate(block.widths):
            row.cells[place].width = Cm(_WIDTH * width / total)
        at = 0
        for cell in cells:
            _cell(row.cells[at].merge(row.cells[at + cell.span - 1]) if cell.span > 1 else row.cells[at], cell)
            at += cell.span


def _height(row: Any, height: float) -> None:
    if height:
        row.height, row.height_rule = Cm(height), WD_ROW_HEIGHT_RULE.AT_LEAST


def _cell(place: Any, cell: Cell) -> None:
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = place.paragraphs[0]
    paragraph.paragraph_format.line_spacing = 1.2
    if cell.head:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _runs(paragraph, cell.spans)


def _signs(document: Any, block: Signs) -> None:
    made = document.add_table(rows=0, cols=2)
    for at in range(0, len(block.items), 2):
        row = made.add_row()
        _height(row, 1.6)
        for place, spans in enumerate(block.items[at : at + 2]):
            _runs(row.cells[place].paragraphs[0], spans)


def _picture(document: Any, block: Picture, images: Images) -> None:
    image = images.get(block.digest)
    try:
        if image is not None:
            document.add_picture(BytesIO(image.content), width=Cm(_WIDTH))
    except (UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError, ZeroDivisionError):
        image = None
    if image is None:
        _paragraph(document, plain("(此件不能在纸上显示，原件见卷宗附件。)"), "note")
    _paragraph(document, block.spans, "subtitle")


def _small(run: Any) -> Any:
    run.font.size, run.font.color.rgb = Pt(9), RGBColor(70, 70, 70)
    return run


def _field(paragraph: Any, code: str) -> None:
    run = _small(paragraph.add_run())
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)


def _steady(made: bytes) -> bytes:
    """The same archive without the hour at which it was packed."""
    fresh = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return fresh.getvalue()
