"""What was smuggled into the forms of a case comes out of its papers as the plain words it is, and does nothing."""

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from house import WORKED_CASES, House
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject
from smuggled import PAYLOADS, bare, on_paper, smuggle
from test_papers import text_of, written

from mediation.documents.template import fill
from mediation.services import case_papers, issue_paper, replay

# /A alone is the attributes of a part that is tagged
ACTS = {"/AA", "/JS", "/URI", "/OpenAction", "/Annots", "/AcroForm", "/EmbeddedFiles", "/Launch", "/JavaScript"}
FIELD = re.compile(r"<w:(hyperlink|fldSimple|object|control|altChunk)\b")
# each of the payloads falls on other fields in each of these
CASES = {"C02": 0, "C05": 13}
PLAIN = {on_paper(payload) for payload in PAYLOADS}


def played(house: House, name: str) -> tuple[str, str]:
    """A case with something smuggled into every field of its forms, to its end, and its mediator."""
    case = smuggle(WORKED_CASES[name], house.office.library.in_force().forms, CASES[name])
    found = replay.play(house.office, case)
    assert found.differences == [] and found.final_status
    return found.public_id, case["steps"][1]["actor"]


def printed(house: House, public_id: str, who: str, fmt: str) -> dict[str, bytes]:
    """Every paper of a case as it was printed, by its label."""
    person, made = house.person(who), {}
    with case_papers.opened(house.office, person, public_id) as (_, papers):
        sheets = [(one.kind.code, one.nth) for one in papers.sheets]
    for code, nth in sheets:
        number = issue_paper.issue_paper(house.office, person, public_id, code, nth, fmt)
        opened = issue_paper.open_printed(house.office, person, public_id, number)
        made[f"{code}-{nth}"] = b"".join(opened.content)
    return made


def blocks(house: House, public_id: str, who: str) -> dict[str, str]:
    """What each paper says, from its blocks, without blanks."""
    with case_papers.opened(house.office, house.person(who), public_id) as (_, papers):
        others = [one for one in papers.sheets if not (one.in_file or one.kind.closing)]
        made = [*case_papers.with_contents(house.office, papers)[0]]
        made += [case_papers.lay_out(house.office, papers, one) for one in others]
        return {f"{one.code}-{one.nth}": bare(written(one)) for one in made}


def keys_in(reader: PdfReader) -> set[str]:
    """The names of everything in a PDF."""
    found: set[str] = set()
    waiting: list[Any] = [reader.trailer]
    seen: set[int] = set()
    while waiting:
        part = waiting.pop().get_object()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, DictionaryObject | StreamObject):
            found |= {str(key) for key in part}
            waiting += part.values()
        elif isinstance(part, ArrayObject):
            waiting += part
    return found


@pytest.mark.parametrize("name", CASES)
def test_every_paper_prints_and_says_what_was_smuggled_in_as_words(name: str, house: House) -> None:
    public_id, who = played(house, name)
    said, smuggled = blocks(house, public_id, who), set()
    for label, content in printed(house, public_id, who, "pdf").items():
        text = bare(text_of(content))
        found = {payload for payload in PLAIN if payload in said[label]}
        assert found - {payload for payload in found if payload in text} == set(), label
        assert not keys_in(PdfReader(BytesIO(content))) & ACTS, label
        assert "root:" not in text, label
        smuggled |= found
    assert len(smuggled) > len(PLAIN) / 3  # else the run proves nothing


@pytest.mark.parametrize("name", CASES)
def test_the_same_in_a_word_processor(name: str, house: House) -> None:
    public_id, who = played(house, name)
    said = blocks(house, public_id, who)
    for label, content in printed(house, public_id, who, "docx").items():
        body = Document(BytesIO(content)).element.body
        words = bare("".join(one.text or "" for one in body.iter() if one.tag.endswith("}t")))
        assert {payload for payload in PLAIN if payload in said[label] and payload not in words} == set(), label
        with zipfile.ZipFile(BytesIO(content)) as parts:
            inside = {one: parts.read(one).decode("utf8", "replace") for one in parts.namelist()}
        assert not [one for one, text in inside.items() if FIELD.search(text)], label
        assert not [one for one, text in inside.items() if 'TargetMode="External"' in text], label


def test_control_a_link_in_a_paper_would_be_seen(house: House) -> None:
    import typst

    linked = typst.compile(b'#link("http://evil.example")[x]', pdf_standards=["a-2b"])
    assert keys_in(PdfReader(BytesIO(linked))) & ACTS


def test_control_layout_that_is_part_of_a_template_does_act(house: House) -> None:
    (page,) = fill("T", "[换页]", {})
    assert page.kind == "page"
