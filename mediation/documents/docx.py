"""Papers as DOCX, to be changed by hand in Word or WPS: the same blocks, the computer's own 宋体."""

import zipfile
from io import BytesIO
from typing import Any

import segno
from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from mediation.documents.pages import headed, held
from mediation.documents.paper import Block, Cell, Gap, Line, NewPage, Paper, Picture, Signs, Table, Text
from mediation.documents.pdf import Images
from mediation.documents.template import plain

FONT = "宋体"
_WIDTH = 15.8  # cm between the margins
_SIZES = {"title": 20, "subtitle": 14, "note": 9.5}
# exact, for fonts differ in how high their lines are
_LEADING = {"title": Pt(26), "subtitle": Pt(22), "note": Pt(13.5), "gap": Pt(15)}
_ALIGNED = {
    "title": WD_ALIGN_PARAGRAPH.CENTER, "subtitle": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip
_PADDING = """<w:tblCellMar {ns}><w:top w:w="60" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
<w:bottom w:w="60" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>"""
_STICKY = "\u00a0"  # a space at which no line ends
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WATERMARK = """<w:r {ns}><w:pict xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office">
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
 o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>
<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" alt="{text}"
 style="position:absolute;margin-left:0;margin-top:0;width:380pt;height:126pt;rotation:322;z-index:-251658752;
 mso-position-horizontal:center;mso-position-horizontal-relative:margin;
 mso-position-vertical:center;mso-position-vertical-relative:margin"
 fillcolor="#d9d9d9" stroked="f"><v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt"
 string="{text}"/></v:shape></w:pict></w:r>"""


def render(paper: Paper, images: Images | None = None) -> bytes:
    """A paper as DOCX; the same paper gives the same bytes."""
    document = Document()
    _prepare(document, paper)
    kept = held(paper)
    for number, block in enumerate(paper.blocks):
        _put(document, block, images or {}, number in kept)
    if paper.proof:
        _proof(document, paper)
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
    _in_chinese(document)
    normal.paragraph_format.space_after = Pt(0)
    about = document.core_properties
    about.title, about.author, about.comments, about.language = paper.name, paper.author, "", "zh-CN"
    about.created = about.modified = paper.made_at.replace(tzinfo=None)
    _foot(document, section.footer.paragraphs[0], paper.foot)
    if paper.watermark:
        mark = _WATERMARK.format(ns=nsdecls("w"), text=paper.watermark)
        section.header.paragraphs[0]._p.append(parse_xml(mark))


def _in_chinese(document: Any) -> None:
    """Says that the words are Chinese of the mainland: else commas and stops stand in the middle of their square.

    Figures stand among characters without a gap, as in the PDF: a day fits into the same column.
    """
    spacing = document.styles["Normal"].element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        spacing.append(parse_xml(f'<{name} {nsdecls("w")} w:val="0"/>'))
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _foot(document: Any, foot: Any, text: str) -> None:
    foot.style = document.styles["Normal"]
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    _small(foot.add_run(f"{text}\t第 "))
    _field(foot, "PAGE")
    _small(foot.add_run(" 页，共 "))
    _field(foot, "NUMPAGES")
    _small(foot.add_run(" 页"))


def _proof(document: Any, paper: Paper) -> None:
    """What the paper is proof of, beside its code for a camera."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    for column, cell, width in zip(table.columns, table.rows[0].cells, (2.3, _WIDTH - 2.3), strict=True):
        column.width = cell.width = Cm(width)
    code, words = table.rows[0].cells
    if paper.qr:
        drawn = BytesIO()
        segno.make(paper.qr, error="m", micro=False).save(drawn, kind="png", scale=6, border=0)
        code.paragraphs[0].add_run().add_picture(drawn, width=Cm(1.8))
    for number, line in enumerate(paper.proof):
        made = words.paragraphs[0] if number == 0 else words.add_paragraph()
        made.paragraph_format.line_spacing = _LEADING["note"]
        for run in _runs(made, plain(line)):
            run.font.size = Pt(_SIZES["note"])
    # Word wants a paragraph after a table; it must not open a page of its own
    document.add_paragraph().paragraph_format.line_spacing = Pt(1)


def _put(document: Any, block: Block, images: Images, stays: bool) -> None:
    match block:
        case Text():
            _paragraph(document, block.spans, block.kind, stays)
        case Gap():
            for _ in range(block.lines):
                _paragraph(document, (), "gap", stays)
        case NewPage():
            document.add_page_break()
        case Table():
            _table(document, block)
        case Signs():
            _signs(document, block, stays)
        case Picture():
            _picture(document, block, images)


def _paragraph(document: Any, spans: Line, kind: str, stays: bool = False) -> Any:
    made = document.add_paragraph()
    made.paragraph_format.keep_with_next = stays or None
    made.alignment = _ALIGNED.get(kind)
    made.paragraph_format.line_spacing = _LEADING.get(kind, Pt(19))
    if kind == "body":
        made.paragraph_format.first_line_indent = Pt(24)
    if kind == "title":
        made.paragraph_format.space_after = Pt(10)
    for run in _runs(made, spans):
        run.bold = kind in ("title", "heading") or None
        if kind in _SIZES:
            run.font.size = Pt(_SIZES[kind])
    return made


def _runs(paragraph: Any, spans: Line) -> list[Any]:
    found = []
    for span in spans:
        line = span.style == "line"
        run = paragraph.add_run(f"{_STICKY}{span.text or _STICKY * 8}{_STICKY}" if line else span.text)
        run.underline = line or None
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
        found.append(run)
    return found


def _table(document: Any, block: Table) -> None:
    if document.paragraphs:
        document.paragraphs[-1].paragraph_format.space_after = Pt(6)
    made = document.add_table(rows=0, cols=len(block.widths), style="Table Grid")
    made.autofit = False
    made._tbl.tblPr.find(qn("w:tblLook")).addprevious(parse_xml(_PADDING.format(ns=nsdecls("w"))))
    total = sum(block.widths)
    for place, width in enumerate(block.widths):
        made.columns[place].width = Cm(_WIDTH * width / total)
    for number, cells in enumerate(block.rows):
        row = made.add_row()
        _height(row, max((cell.height for cell in cells), default=0))
        if headed(block):
            _whole(row, heads=number == 0)
        for place, width in enumerate(block.widths):
            row.cells[place].width = Cm(_WIDTH * width / total)
        at = 0
        for cell in cells:
            _cell(row.cells[at].merge(row.cells[at + cell.span - 1]) if cell.span > 1 else row.cells[at], cell)
            at += cell.span


def _whole(row: Any, heads: bool) -> None:
    """A row that no page's end cuts through; the heads come again on each page."""
    asked = row._tr.get_or_add_trPr()
    asked.append(OxmlElement("w:cantSplit"))
    if heads:
        asked.append(OxmlElement("w:tblHeader"))


def _height(row: Any, height: float) -> None:
    if height:
        row.height, row.height_rule = Cm(height), WD_ROW_HEIGHT_RULE.AT_LEAST


def _cell(place: Any, cell: Cell) -> None:
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = place.paragraphs[0]
    paragraph.paragraph_format.line_spacing = Pt(18)
    if cell.head:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _runs(paragraph, cell.spans)


def _signs(document: Any, block: Signs, stays: bool) -> None:
    # two tables with nothing between them would be one
    apart = _paragraph(document, (), "plain", stays=True)
    apart.paragraph_format.line_spacing = Pt(10)
    made = document.add_table(rows=0, cols=2)
    for at in range(0, len(block.items), 2):
        row, last = made.add_row(), at + 2 >= len(block.items)
        _height(row, 1.3)
        _whole(row, heads=False)
        for place, spans in enumerate(block.items[at : at + 2]):
            paragraph = row.cells[place].paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(18)
            paragraph.paragraph_format.keep_with_next = stays or not last or None
            _runs(paragraph, spans)


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
    """A number that the word processor counts; 1 stands there until it has."""
    for kind in ("begin", code, "separate", "1", "end"):
        run = _small(paragraph.add_run("1" if kind == "1" else ""))
        if kind == code:
            part = OxmlElement("w:instrText")
            part.text = code
            run._r.append(part)
        elif kind != "1":
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
            run._r.append(part)


def _steady(made: bytes) -> bytes:
    """The same archive without the hour at which it was packed."""
    fresh = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return fresh.getvalue()
