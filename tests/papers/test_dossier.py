"""The whole file as an archive: opened without our software, checked by others' tools, altered and found out."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import bagit
import pytest
from click.testing import CliRunner
from house import WORKED_CASES, House, steps_before
from pypdf import PdfReader
from werkzeug.datastructures import FileStorage

from mediation.case import dossier
from mediation.cli import main
from mediation.errors import FormInvalid, NotAllowed, NotFound
from mediation.services.export_dossier import export_dossier
from mediation.services.issue_paper import add_signed_pages, issue_paper
from mediation.services.keep_history import verify_against, verify_all

C02 = WORKED_CASES["C02"]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


def exported(house: House, public_id: str, folder: Path, who: str = "u_xiang", reason: str = "archive") -> Path:
    made = export_dossier(house.office, house.person(who), public_id, reason)
    with made.content as content, zipfile.ZipFile(io.BytesIO(content.read())) as archive:
        archive.extractall(folder)
    return folder / f"dossier-{public_id}"


def text_of(file: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(file).pages]


@pytest.fixture
def bag(played: tuple[House, dict[str, str]], tmp_path: Path) -> Path:
    house, ids = played
    return exported(house, ids["C02"], tmp_path)


def test_others_tools_find_the_archive_whole(bag: Path) -> None:
    assert bagit.Bag(str(bag)).validate()
    about = bagit.Bag(str(bag)).info
    assert about["Source-Organization"] == "白石坝村人民调解委员会" and "人调字第" in about["External-Identifier"]


def test_one_altered_character_is_found(bag: Path) -> None:
    file = bag / "data/案件.json"
    file.write_bytes(file.read_bytes().replace("田秀芝".encode(), "田秀艺".encode(), 1))
    with pytest.raises(bagit.BagValidationError, match="案件.json"):
        bagit.Bag(str(bag)).validate()


def test_the_bound_file_has_every_paper_in_order_on_the_page_that_its_contents_name(
    bag: Path, played: tuple[House, dict[str, str]]
) -> None:
    house, ids = played
    pages = text_of(bag / "data/卷宗.pdf")
    rows = list(csv.reader(io.StringIO((bag / "data/目录.csv").read_text("utf-8-sig"))))[1:]
    assert [row[2] for row in rows] and len(rows) == len(dossier.papers(house.case(ids["C02"])))
    unnumbered = next(number for number, text in enumerate(pages) if "卷内第1页" in text)
    for _, code, _, page, _ in rows:
        if page:
            text = pages[unnumbered + int(page) - 1]
            assert f"卷内第{page}页" in text, code
    agreement = next(row for row in rows if row[1] == "D10")
    assert "自愿达成如下协议" in pages[unnumbered + int(agreement[3]) - 1]
    contents = next(text for text in pages if text.startswith("卷内目录"))
    assert f"人民调解协议书{agreement[3]}" in contents and "调解卷宗" in pages[0]


def test_the_case_its_history_its_model_and_the_way_it_took_are_there(
    bag: Path, played: tuple[House, dict[str, str]], tmp_path: Path
) -> None:
    house, ids = played
    told = json.loads((bag / "data/案件.json").read_text("utf8"))
    assert [one["task"] for one in told["submissions"]] == [step["task"] for step in C02["steps"]]
    assert told["parties"][0]["name"] == "田秀芝" and told["national_codes"]["TJJG"] == "1"
    way = list(csv.reader(io.StringIO((bag / "data/办理经过.csv").read_text("utf-8-sig"))))
    assert [row[1] for row in way[1:]] == [step["task"] for step in C02["steps"]]
    metadata = ElementTree.parse(bag / "data/metadata.xml").getroot()
    assert metadata.findtext("保管期限") == "30年" and metadata.findtext("题名") == "田秀芝与冉茂林损害赔偿纠纷"
    assert (bag / "data/流程/模型/mediation_case.bpmn").read_bytes().startswith(b"<?xml")
    drawn = ElementTree.parse(next((bag / "data/流程").glob("01-*.svg")))
    assert "登记" in "".join(drawn.getroot().itertext()) and "#e4eee8" in ElementTree.tostring(drawn.getroot()).decode()
    verify_against(house.office, (bag / "data/历程/checkpoint.txt").read_text("utf8"))


def test_its_history_is_verified_by_the_script_that_lies_beside_it(bag: Path) -> None:
    def run() -> subprocess.CompletedProcess[str]:
        asked = [sys.executable, "-I", "verify_history.py", "history.jsonl", "checkpoint.txt"]
        return subprocess.run(asked, cwd=bag / "data/历程", capture_output=True, text=True, check=False)

    assert run().returncode == 0 and run().stdout.startswith("OK")
    file = bag / "data/历程/history.jsonl"
    file.write_text(file.read_text("utf8").replace("u_xiang", "u_xiong", 1), "utf8")
    assert run().returncode == 2 and "TAMPERED" in run().stdout


def test_enclosures_and_signed_pages_lie_in_it_bound_to_what_was_printed(house: House, tmp_path: Path) -> None:
    public_id = house.stage(C02, steps_before(C02, "S4_smooth_praise"))
    person = house.person("u_xiang")
    number = issue_paper(house.office, person, public_id, "D10", 1, "pdf")
    photo = FileStorage(io.BytesIO(PNG), "../签:名?.png")
    add_signed_pages(house.office, person, public_id, number, [photo])
    bag = exported(house, public_id, tmp_path)
    assert bagit.Bag(str(bag)).validate()
    ((digest,),) = house.ask("select digest from issued_paper")
    rows = list(csv.reader(io.StringIO((bag / "data/附件目录.csv").read_text("utf-8-sig"))))[1:]
    (signed,) = [row for row in rows if row[2].startswith("签名页")]
    assert digest in signed[2] and (bag / "data" / signed[0]).read_bytes() == PNG
    assert digest in [row[4] for row in rows]
    assert "/.." not in signed[0] and {path.name for path in tmp_path.iterdir()} == {"house", bag.name}


def test_taking_it_out_needs_a_reason_and_is_kept(house: House, tmp_path: Path) -> None:
    public_id = house.stage(C02, steps_before(C02, "S4_smooth_praise"))
    for reason in ("", "just so"):
        with pytest.raises(FormInvalid):
            export_dossier(house.office, house.person("u_xiang"), public_id, reason)
    assert house.history(public_id)[-1].action != "exported"
    exported(house, public_id, tmp_path, reason="court")
    last = house.history(public_id)[-1]
    assert (last.action, last.subject, last.actor_id) == ("exported", "court", "u_xiang")
    verify_all(house.office)


@pytest.mark.parametrize(("who", "refusal"), [("u_mu", NotFound), ("u_ran", NotAllowed), ("u_grid1", NotAllowed)])
def test_only_who_handles_or_reviews_it_takes_it_out(who: str, refusal: type[Exception], house: House) -> None:
    public_id = house.stage(C02, steps_before(C02, "S4_smooth_praise"))
    with pytest.raises(refusal):
        export_dossier(house.office, house.person(who), public_id, "archive")
    assert house.history(public_id)[-1].action != "exported"


@pytest.mark.parametrize("name", sorted(WORKED_CASES))
def test_every_worked_case_has_a_whole_archive(name: str, played: tuple[House, dict[str, str]], tmp_path: Path) -> None:
    house, ids = played
    made = export_dossier(house.office, None, ids[name], "archive")
    with made.content as content, zipfile.ZipFile(io.BytesIO(content.read())) as archive:
        archive.extractall(tmp_path)
    assert bagit.Bag(str(tmp_path / f"dossier-{ids[name]}")).validate()


def test_the_shell_writes_archives_and_says_what_they_are(house: House, tmp_path: Path) -> None:
    public_id = house.stage(C02, steps_before(C02, "S4_smooth_praise"))
    data = {"MEDIATION_DATA": str(house.folder)}
    asked = ["export", "dossier", public_id, "--to", str(tmp_path / "out"), "--reason", "review"]
    done = CliRunner().invoke(main, asked, env=data)
    assert done.exit_code == 0, done.output
    (file,) = (tmp_path / "out").iterdir()
    assert file.name.startswith("卷宗-(2026)") and file.name in done.output
    assert house.history(public_id)[-1].actor_id == "system"
    wrong = CliRunner().invoke(main, ["export", "dossier", "0" * 16, "--reason", "review"], env=data)
    assert wrong.exit_code == 1 and "没有找到这件纠纷" in wrong.output
