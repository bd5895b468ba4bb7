"""What makes an archival PDF one, looked for by another program than the one that made it.

This is no validator of PDF/A: it looks for the properties by which PDF/A-2b is known, not for everything it forbids.
Where veraPDF, which is one, is installed, `make prove-archival` has it judge every paper.
"""

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from house import WORKED_CASES
from paperwork import laid_out, record
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, TextStringObject

from mediation.documents import catalogue, pdf

FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData"}


def faults(content: bytes) -> list[str]:
    """What a PDF lacks of an archival one, or has and must not."""
    reader = PdfReader(BytesIO(content))
    catalog = reader.root_object
    parts = (_identity(reader), _colours(catalog), _fonts(reader), _actions(reader), _streams(reader), _shown(reader))
    return [*_file(content), *(fault for part in parts for fault in part)]


def _file(content: bytes) -> Iterator[str]:
    """ISO 19005-2, 6.1.2 and 6.1.3: how the file begins and ends."""
    first, second = content.split(b"\n", 2)[:2]
    if not first.startswith(b"%PDF-1.") or len(first) != 8:
        yield "does not begin with its version"
    if not second.startswith(b"%") or sum(byte > 127 for byte in second[1:5]) != 4:
        yield "does not say that it is binary"
    if content.rstrip(b"\r\n")[-5:] != b"%%EOF":
        yield "goes on after its end"


def _identity(reader: PdfReader) -> Iterator[str]:
    about = reader.xmp_metadata
    raw = about.stream.get_data().decode() if about is not None else ""
    if "<pdfaid:part>2</pdfaid:part>" not in raw or "<pdfaid:conformance>B</pdfaid:conformance>" not in raw:
        yield "does not say that it is PDF/A-2b"
    if reader.is_encrypted or "/Encrypt" in reader.trailer:
        yield "is encrypted"
    if "/ID" not in reader.trailer:
        yield "has no file identifier"
    if about is not None and reader.metadata and reader.metadata.title != (about.dc_title or {}).get("x-default"):
        yield "is titled twice differently"

    told = reader.metadata.creation_date if reader.metadata else None
    if about is not None and told and about.xmp_create_date != told.replace(tzinfo=None):
        yield "was made at two times"


def _shown(reader: PdfReader) -> Iterator[str]:
    """What may change how it looks (6.2.8, 6.2.9, 6.3, 6.4): smoothed pictures, PostScript, forms, hidden layers."""
    catalog = reader.root_object
    form = catalog.get("/AcroForm")
    if form is not None and {"/XFA", "/NeedAppearances"} & set(form.get_object()):
        yield "has a form that is drawn by the reader"
    if "/OCProperties" in catalog:
        yield "has layers that can be hidden"
    for part in _objects(reader):
        if not isinstance(part, DictionaryObject):
            continue
        if part.get("/Subtype") == "/Image" and ("/Alternates" in part or part.get("/Interpolate")):
            yield "has a picture that looks different elsewhere"
        if part.get("/Subtype") == "/PS" or part.get("/Subtype2") == "/PS" or "/Ref" in part and "/BBox" in part:
            yield "has content that is not its own"
        if part.get("/Type") == "/Annot" and part.get("/Subtype") != "/Popup" and "/F" not in part:
            yield "has a note that may not be printed"


def _colours(catalog: DictionaryObject) -> Iterator[str]:
    intents = [one.get_object() for one in catalog.get("/OutputIntents", ())]
    fitting = [one for one in intents if one.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in one]
    if not fitting:
        yield "has no output intent with a colour profile"
    elif fitting[0]["/DestOutputProfile"].get_object().get_data()[36:40] != b"acsp":
        yield "has something else where the colour profile should be"


def _fonts(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for font in (page.get("/Resources", {}).get("/Font") or {}).values():
            inner = font.get_object()
            inner = inner["/DescendantFonts"][0].get_object() if "/DescendantFonts" in inner else inner
            described = inner.get("/FontDescriptor", {}).get_object() if "/FontDescriptor" in inner else {}
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
                yield f"{inner.get('/BaseFont')} is not embedded"
            elif "/ToUnicode" not in font.get_object():
                yield f"{inner.get('/BaseFont')} cannot be read back as text"


def _actions(reader: PdfReader) -> Iterator[str]:
    for part in _objects(reader):
        if isinstance(part, DictionaryObject):
            if part.get("/S") in FORBIDDEN_ACTIONS or "/JS" in part or "/AA" in part:
                yield "has an action that an archive must not have"
            if "/EmbeddedFiles" in part:
                yield "has files inside"


def _streams(reader: PdfReader) -> Iterator[str]:
    for part in _objects(reader):
        if isinstance(part, DictionaryObject) and "/LZWDecode" in str(part.get("/Filter")):
            yield "is packed by LZW"
        if isinstance(part, DictionaryObject) and "/F" in part and "/Length" in part:
            yield "has content in another file"


def _objects(reader: PdfReader) -> Iterator[Any]:
    for number in range(1, int(reader.trailer["/Size"])):
        yield from _with_what_is_in_it(reader.get_object(number))


def _with_what_is_in_it(part: Any) -> Iterator[Any]:
    """An object, and what stands written out inside it; what it only points to comes by itself."""
    yield part
    inside = part.values() if isinstance(part, DictionaryObject) else part if isinstance(part, ArrayObject) else ()
    for one in inside:
        if isinstance(one, DictionaryObject | ArrayObject):
            yield from _with_what_is_in_it(one)


def test_every_paper_and_the_bound_file_have_what_archives_ask_for(played) -> None:
    house, ids = played
    for name in ("C02", "C05"):
        found = record(house, ids[name])
        made = [laid_out(found, sheet) for sheet in catalogue.sheets(found)]
        assert {paper.label: faults(pdf.render(paper)[0]) for paper in made if faults(pdf.render(paper)[0])} == {}
        assert faults(pdf.bind(made, found.title).content) == []


def test_control_a_plain_pdf_and_one_with_a_script_are_told_apart(played) -> None:
    house, ids = played
    assert WORKED_CASES["C02"] and "does not say that it is PDF/A-2b" in faults(_plain())
    found = record(house, ids["C02"])
    content = pdf.render(laid_out(found, catalogue.sheets(found)[0]))[0]
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('1')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    del writer.root_object[NameObject("/OutputIntents")]
    spoilt = BytesIO()
    writer.write(spoilt)
    told = faults(spoilt.getvalue())
    assert "has an action that an archive must not have" in told
    assert "has no output intent with a colour profile" in told
    assert "goes on after its end" in faults(content + b"more")
    assert "does not begin with its version" in faults(b"\n" + content)


def test_control_a_smoothed_picture_a_layer_and_a_hidden_note_are_seen(played) -> None:
    house, ids = played
    found = record(house, ids["C02"])
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf.render(laid_out(found, catalogue.sheets(found)[0]))[0])))
    image = {NameObject("/Subtype"): NameObject("/Image"), NameObject("/Interpolate"): BooleanObject(True)}
    note = {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Text")}
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject()
    writer.root_object[NameObject("/Odd")] = ArrayObject([DictionaryObject(image), DictionaryObject(note)])
    spoilt = BytesIO()
    writer.write(spoilt)
    told = faults(spoilt.getvalue())
    assert {"has layers that can be hidden", "has a picture that looks different elsewhere",
            "has a note that may not be printed"} <= set(told)  # fmt: skip


def _plain() -> bytes:
    writer, made = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(made)
    return made.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not installed")
def test_every_paper_passes_a_full_validator(played, tmp_path: Path) -> None:
    house, ids = played
    for name in ids:
        found = record(house, ids[name])
        made = [laid_out(found, sheet) for sheet in catalogue.sheets(found)]
        for paper in made:
            (tmp_path / f"{name}-{paper.label}.pdf").write_bytes(pdf.render(paper)[0])
        (tmp_path / f"{name}.pdf").write_bytes(pdf.bind(made, found.title).content)
    files = sorted(tmp_path.glob("*.pdf"))
    command = ["verapdf", "--flavour", "2b", "--format", "text", *map(str, files)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False).stdout.splitlines()
    assert len(told) >= len(files) and [line for line in told if not line.startswith("PASS")] == []
