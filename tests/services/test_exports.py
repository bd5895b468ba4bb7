"""A selection of cases leaves the house: in one's scope, masked, safe, streamed, and the taking of it is kept."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import pytest
from house import WORKED_CASES, House
from openpyxl import load_workbook

from mediation.errors import FormInvalid, NotFound
from mediation.exports.registry import EXPORTS
from mediation.services import export_cases as exporting
from mediation.services import replay
from mediation.services.export_cases import Selection, asked_for
from mediation.services.export_dossiers import export_dossiers
from mediation.services.export_progress import progress_of
from mediation.store import many_cases

XES = "{http://www.xes-standard.org/}"
TYPED = {"string", "date", "int", "float", "boolean", "id", "list"}


@pytest.fixture
def full(house: House) -> House:
    for name in ("C01", "C02", "C05", "C06"):
        assert replay.play(house.office, WORKED_CASES[name]).differences == []
    return house


def taken(house: House, who: str, fmt: str, **wanted: str) -> bytes:
    person = house.person(who)
    selection = Selection(asked_for(house.office, person, wanted.pop("org", ""), "2026"), **wanted)
    return b"".join(exporting.export_cases(house.office, person, fmt, selection, "report"))


def table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_an_auditor_takes_everything_ordinary_and_every_name_is_masked(full: House) -> None:
    rows = table(taken(full, "u_audit", "csv"))
    assert len(rows) == 3 and all("*" in row["当事人"] and not row["简要情况"] for row in rows)
    assert {row["调解结果"] for row in rows} == {"调解成功", ""}


def test_who_handles_a_case_has_its_names_and_nobody_has_what_is_beside(full: House) -> None:
    rows = table(taken(full, "u_chen", "csv"))
    assert [("张德厚" in row["当事人"], bool(row["简要情况"])) for row in rows] == [(True, True)]
    assert {row["调委会"] for row in table(taken(full, "u_mu", "csv"))} == {"双河村人民调解委员会"}
    with pytest.raises(NotFound):
        taken(full, "u_mu", "csv", org="O-V1")


def test_a_formula_for_a_name_stays_words_in_csv_and_xlsx(house: House) -> None:
    case = json.loads(json.dumps(WORKED_CASES["C01"]))
    case["steps"][0]["form"]["summary"] = '=HYPERLINK("http://x","屋檐滴水浸湿墙面")起争执'
    house.stage(case, 1)
    (row,) = table(taken(house, "u_chen", "csv"))
    assert row["简要情况"].startswith("'=HYPERLINK")
    sheet = load_workbook(io.BytesIO(taken(house, "u_chen", "xlsx")))["案件"]
    cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line if "HYPERLINK" in str(cell.value)]
    assert [cell.data_type for cell in cells] == ["s"] and str(cells[0].value).startswith("'")


def test_the_event_log_is_what_the_standard_asks_for(full: House) -> None:
    log = ElementTree.fromstring(taken(full, "u_audit", "xes"))
    assert log.tag == f"{XES}log" and log.get("xes.version") == "1849-2016"
    prefixes = {one.get("prefix") for one in log.findall(f"{XES}extension")}
    traces = log.findall(f"{XES}trace")
    assert len(traces) == 3
    for trace in traces:
        stamps = []
        for event in trace.findall(f"{XES}event"):
            keys = [part.get("key") for part in event]
            assert len(keys) == len(set(keys)) and all(part.tag.removeprefix(XES) in TYPED for part in event)
            assert {key.split(":")[0] for key in keys if key} <= prefixes | {"mediation"}
            stamps += [part.get("value") for part in event if part.get("key") == "time:timestamp"]
        assert stamps and stamps == sorted(stamps) and all("+08:00" in str(stamp) for stamp in stamps)
    assert len(traces[0].findall(f"{XES}event")) == len(WORKED_CASES["C01"]["expected"]["path"])


def test_the_ministrys_columns_hold_codes(full: House) -> None:
    rows = {row["案号"]: row for row in table(taken(full, "u_audit", "sft0018"))}
    national = [WORKED_CASES[name]["expected"]["national"]["JFLB"] for name in ("C01", "C02", "C06")]
    assert sorted(row["纠纷类别(JFLB)"] for row in rows.values()) == sorted(national)


def test_what_broke_off_goes_on_after_the_last_case(full: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_cases, "PAGE", 1)
    whole = [json.loads(line) for line in taken(full, "u_audit", "jsonl").splitlines()]
    rest = [json.loads(line) for line in taken(full, "u_audit", "jsonl", after=whole[0]["case_id"]).splitlines()]
    assert len(whole) == 3 and rest == whole[1:]


def test_a_selection_is_narrowed_by_each_of_its_words(full: House) -> None:
    assert len(table(taken(full, "u_audit", "csv", mediator="u_xiang"))) == 1
    assert len(table(taken(full, "u_audit", "csv", tier="group"))) == 1
    assert table(taken(full, "u_audit", "csv", status="open")) == []


@pytest.mark.parametrize("fmt", sorted(EXPORTS))
def test_each_taking_is_kept_with_its_reason_before_a_byte_leaves(fmt: str, full: House) -> None:
    person = full.person("u_audit")
    wanted = Selection(asked_for(full.office, person, "", "2026"))
    with pytest.raises(FormInvalid):
        exporting.export_cases(full.office, person, fmt, wanted, "curious")
    exporting.export_cases(full.office, person, fmt, wanted, "audit")
    (kept,) = full.ask("select subject from access_log where action = 'cases_exported'")
    assert fmt in kept[0] and "audit 2026" in kept[0]


def zipped(house: House, who: str, **wanted: str) -> tuple[zipfile.ZipFile, list[dict[str, str]]]:
    person = house.person(who)
    selection = Selection(asked_for(house.office, person, "", "2026"), **wanted)
    content = b"".join(export_dossiers(house.office, person, selection, "audit"))
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive, table(archive.read("清单.csv"))


def test_an_auditor_takes_outlines_of_a_selection_without_a_word_of_anybody(full: House) -> None:
    archive, listed = zipped(full, "u_audit")
    assert len(listed) == 3 and all(row["清单摘要 SHA-256"] for row in listed)
    spoken = "".join(str(one) for case in ("C01", "C02", "C06") for one in WORKED_CASES[case]["parties"])
    for name in archive.namelist()[:-1]:
        inner = zipfile.ZipFile(io.BytesIO(archive.read(name)))
        words = b"".join(inner.read(one) for one in inner.namelist() if "流程/" not in one).decode("utf8", "replace")
        assert not [one["name"] for one in WORKED_CASES["C01"]["parties"] if one["name"] in words] and spoken
        assert WORKED_CASES["C01"]["steps"][0]["form"]["summary"] not in words and "*" in words
        assert any(one.endswith("历程/history.jsonl") for one in inner.namelist())
    (row,) = full.ask("select count(*) from history where action = 'exported' and subject = 'audit'")
    assert row == (3,) and full.ask("select count(*) from access_log where action = 'dossiers_exported'") == [(1,)]


def test_a_mediator_takes_whole_files_of_their_own_and_is_told_of_the_others(full: House) -> None:
    archive, listed = zipped(full, "u_xiang")
    left_out = [row["说明"] for row in listed if not row["文件"]]
    assert len(left_out) < len(listed) and left_out and all("只给经办人" in words for words in left_out)
    inner = zipfile.ZipFile(io.BytesIO(archive.read(next(one for one in archive.namelist() if "卷宗" in one))))
    assert any(one.endswith("卷宗.pdf") for one in inner.namelist())


def test_dossiers_that_broke_off_go_on_after_the_last_case(full: House) -> None:
    _, listed = zipped(full, "u_audit")
    _, rest = zipped(full, "u_audit", after=listed[0]["案件标识"])
    assert [row["案件标识"] for row in rest] == [row["案件标识"] for row in listed[1:]]
    auditor = full.person("u_audit")
    with pytest.raises(FormInvalid):
        export_dossiers(full.office, auditor, Selection(asked_for(full.office, auditor, "", "2026")), "curious")


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_how_far_an_export_is_can_be_asked_by_who_began_it(
    fmt: str, full: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_cases, "PAGE", 1)
    person, key = full.person("u_audit"), "k" * 32
    wanted = Selection(asked_for(full.office, person, "", "2026"))
    pieces = exporting.export_cases(full.office, person, fmt, wanted, "audit", key=key)
    told = progress_of(full.office, person, key)
    assert (told.done, told.all, told.state) == (0, 4, "running")
    first = next(pieces)
    assert first and (fmt == "xlsx" or told.done < 4)
    assert isinstance(b"".join(pieces), bytes) and (told.done, told.state) == (4, "done")
    with pytest.raises(NotFound):
        progress_of(full.office, full.person("u_mu"), key)


def test_an_export_that_nobody_receives_any_more_is_told_as_broken_off(
    full: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_cases, "PAGE", 1)
    person, key = full.person("u_audit"), "b" * 32
    wanted = Selection(asked_for(full.office, person, "", "2026"))
    pieces = export_dossiers(full.office, person, wanted, "audit", key=key)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    told = progress_of(full.office, person, key)
    assert told.state == "broken" and told.done < told.all
