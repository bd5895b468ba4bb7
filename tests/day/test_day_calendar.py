"""The state's holidays as data: looked at, put in force at once, kept for good; what runs is moved only on purpose."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from house import WORKED_CASES, House, at, instant, steps_before
from sound import all_ailments
from surfer import SignIn

from mediation import clock
from mediation.cli import main
from mediation.errors import NotAllowed
from mediation.law import deadlines
from mediation.services import office_calendar, recompute_terms
from mediation.services.administering import ActRefused
from mediation.services.office import moment

C08 = WORKED_CASES["C08"]
WHOLE = "".join(f"2026-10-0{day},休,国庆\r\n" for day in range(1, 8))
# Monday 10 August 2026 off, Saturday the 15th worked
TABLE = f"日期,安排,名称\r\n{WHOLE}2026-08-10,休,本地\r\n2026-08-15,班,调休\r\n"


def put(house: House, table: str = TABLE) -> None:
    found = office_calendar.read(table.encode())
    office_calendar.put_in_force(house.office, house.person("u_admin"), found)


def due(house: House, case: str, name: str) -> list[str]:
    return [f"{moment(row.due_at):%Y-%m-%d}" for row in house.waiting(case) if row.name == name]


def test_it_counts_for_what_begins_from_now_on(house: House) -> None:
    put(house)
    settings = house.office.settings()
    assert deadlines.return_down(date(2026, 8, 9), settings).last_day == date(2026, 8, 12)
    case = house.stage(C08, steps_before(C08, "X_accept"))
    assert due(house, case, "return_down_2_workdays") == ["2026-08-13"]


def test_the_office_s_own_year_replaces_the_built_in_one_whole(house: House) -> None:
    put(house)
    assert not house.office.settings().holidays & {date(2026, 5, 1)}
    assert deadlines.workdays_after(date(2026, 4, 30), 1, house.office.settings()) == date(2026, 5, 1)


def test_what_runs_stays_until_somebody_says_so(house: House) -> None:
    case = house.stage(C08, steps_before(C08, "X_accept"))
    with at("2026-08-09T12:00"):
        put(house)
        assert due(house, case, "return_down_2_workdays") == ["2026-08-12"]
        found = {(one.name, one.was, one.will_be) for one in recompute_terms.differing(house.office)}
        assert ("上级退回的期限", "8月11日 24:00", "8月12日 24:00") in found
        assert recompute_terms.recompute(house.office) == 1
        assert due(house, case, "return_down_2_workdays") == ["2026-08-13"]
        assert list(recompute_terms.differing(house.office)) == []
        assert "recomputed" in [entry.action for entry in house.history(case)]
        assert all_ailments(house) == {}


def test_every_table_that_held_is_kept(house: House) -> None:
    put(house)
    put(house, TABLE.replace("2026-08-15,班,调休\r\n", ""))
    kept = [(one.year, one.free, one.worked) for one in office_calendar.past(house.office)]
    assert kept == [(2026, 8, 0), (2026, 8, 1)]


def test_another_year_is_left_as_it_was(house: House) -> None:
    put(house)
    put(house, TABLE.replace("2026", "2027"))
    years = {line.year: (line.free, line.source) for line in office_calendar.in_force(house.office)}
    assert years[2026] == (8, "本单位录入") == years[2027]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (TABLE + "2026-13-01,休,x\r\n", "第 11 行:“2026-13-01”不是日期"),
        (TABLE + "2026-12-01,放假,x\r\n", "第 11 行:安排要写“休”或“班”"),
        (TABLE + "2026-08-10,班,x\r\n", "2026-08-10 既写了休又写了班"),
        ("2026-10-01,休,x\r\n", "不像一整年的安排"),
        ("日期,安排,名称\r\n", "一天也没有"),
        ("{", "不是合格的 JSON"),
        ('{"holidays": 3}', "都要是日期的列表"),
        (TABLE.replace("2026", "1926"), "年份不对"),
    ],
)
def test_a_bad_file_is_refused_with_the_line(file: str, said: str) -> None:
    with pytest.raises(ActRefused, match=said):
        office_calendar.read(file.encode())


def test_json_says_the_same_as_a_table() -> None:
    days = [(date(2026, 10, 1) + timedelta(days=number)).isoformat() for number in range(7)]
    found = office_calendar.read(json.dumps({"holidays": [*days, "2026-08-10"], "workdays": ["2026-08-15"]}).encode())
    assert found == office_calendar.read(TABLE.encode())


def test_only_the_system_administrator_may(house: House) -> None:
    with pytest.raises(NotAllowed):
        office_calendar.put_in_force(house.office, house.person("u_deng"), office_calendar.read(TABLE.encode()))


def test_in_the_browser_it_is_looked_at_first(house: House, sign_in: SignIn) -> None:
    from io import BytesIO

    surfer = sign_in("u_admin")
    page = surfer.get("/admin/calendar")
    assert "系统自带" in page.text
    sent = {"csrf_token": page.token, "file": (BytesIO(TABLE.encode("gbk")), "2026.csv")}
    report = surfer.post("/admin/calendar", sent)
    assert "多一天休:8月10日" in report.text and house.office.settings().holidays == frozenset()
    seen = office_calendar.read(TABLE.encode()).digest
    surfer.post("/admin/calendar", {"csrf_token": page.token, "seen": seen, "text": TABLE})
    assert date(2026, 8, 10) in house.office.settings().holidays
    assert "本单位录入" in surfer.get("/admin/calendar").text


def test_what_runs_is_counted_anew_from_the_page_once_it_was_looked_at(house: House, sign_in: SignIn) -> None:
    case = house.stage(C08, steps_before(C08, "X_accept"))
    clock.move_to(instant("2026-08-09T12:00"))
    put(house)
    surfer = sign_in("u_admin")
    page = surfer.get("/admin/calendar/terms")
    assert "1 件纠纷的期限会变" in page.text and "8月12日 24:00" in page.text and case not in page.text
    stale = surfer.post("/admin/calendar/terms", {"csrf_token": page.token, "seen": "0" * 16})
    assert stale.status == 422 and "再看一遍" in stale.text
    assert due(house, case, "return_down_2_workdays") == ["2026-08-12"]
    seen = recompute_terms.preview(house.office, house.person("u_admin")).digest
    surfer.post("/admin/calendar/terms", {"csrf_token": page.token, "seen": seen})
    assert due(house, case, "return_down_2_workdays") == ["2026-08-13"]
    assert "没有要变的" in surfer.get("/admin/calendar/terms").text
    assert all_ailments(house) == {}


def test_at_the_shell_too(house: House, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIATION_DATA", str(house.folder))
    file = tmp_path / "2026.csv"
    file.write_text(TABLE, "utf-8")
    for arguments, said in (
        (["import", str(file), "--dry-run"], "没有写入"), (["import", str(file)], "已写入"), (["show"], "本单位录入"),
        (["recompute"], "共 0 处"),
    ):  # fmt: skip
        result = CliRunner().invoke(main, ["calendar", *arguments])
        assert (result.exit_code, said in result.output) == (0, True), result.output
    clock.move_to(None)
