"""Tables of organisations and people: looked at row by row first, taken whole or not at all, whatever the file."""

import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from house import House
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from surfer import Page, SignIn, Surfer

from mediation.cli import main
from mediation.services.administering import ActRefused
from mediation.services.import_tables import COLUMNS, ORGS, PEOPLE, SAMPLES, bring_in, dry_run
from mediation.services.sheets import Verdict, text_of

ORG_HEAD = "编码,名称,层级,上级编码,简称,区划代码,类型代码,有无印章"
PEOPLE_HEAD = "账号,姓名,单位编码,角色,备注"
NEW_ORGS = "\r\n".join(
    (
        ORG_HEAD,
        "O-G31,三河村一社,组,O-V3,,509901101203-01,,无",
        "O-V3,三河村调委会,村,O-TOWN,三河,509901101203,01,有",
    )
)


def table(head: str, *lines: str) -> str:
    return "\r\n".join((head, *lines))


def verdicts(house: House, kind: str, text: str) -> list[tuple[str, str]]:
    return [(row.verdict.value, " ".join(row.says)) for row in dry_run(house.office, kind, text).rows]


def counts(house: House) -> list[tuple[int, ...]]:
    return house.ask("select (select count(*) from organisation), (select count(*) from person)")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_table_is_read_as_a_spreadsheet_wrote_it(coding: str, house: House) -> None:
    taken = bring_in(house.office, ORGS, text_of(NEW_ORGS.encode(coding)))
    assert taken.done and [row.verdict for row in taken.report.rows] == [Verdict.NEW] * 2
    found = house.ask(
        "select name, tier, parent_id, abbr, region_code, type_code, has_seal from organisation where id = 'O-V3'"
    )
    assert found == [("三河村调委会", "village", "O-TOWN", "三河", "509901101203", "01", 1)]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_english_headers_in_any_order_and_other_marks_do_too(mark: str, house: House) -> None:
    text = mark.join(("name", "code", "level", "parent")) + "\n" + mark.join(("三河村", "O-V3", "village", "O-TOWN"))
    assert verdicts(house, ORGS, text) == [
        ("新增", "三河村(村,归青石镇人民调解委员会) 提醒:没有简称,文书编号里这一格会空着。")
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("O-X,新村,省,O-TOWN,,,,", "层级“省”不认识"), ("O-X,,村,O-TOWN,,,,", "名称要填"),
        (",新村,村,O-TOWN,,,,", "编码要填"), ("O-X,新村,村,O-NOWHERE,,,,", "没有编码为 O-NOWHERE"),
        ("O-X,新组,组,O-TOWN,,,,", "应当是村"), ("O-X,新组,组,O-V1,,,,有", "组没有印章"),
        ("O-X,新村,村,,,,,", "上级编码要填"), ("O-X,新村,村,O-TOWN,,5.09901E+11,,", "设成文本"),
        ("O-X,新村,村,O-TOWN,,,1,", "2 位数字"), ("O-X,新村,村,O-TOWN,,,,大概有", "请写“有”或“无”"),
        ("O-V1,白石坝,镇,,,,,", "不能改层级"), ("O-C,县,区县,O-TOWN,,,,", "上级编码请空着"),
    ],
)  # fmt: skip
def test_a_wrong_organisation_says_what_to_mend_and_nothing_is_written(line: str, said: str, house: House) -> None:
    text = table(ORG_HEAD, "O-V3,三河村,村,O-TOWN,三河,,,有", line)
    before = counts(house)
    (good, _), (wrong, says) = verdicts(house, ORGS, text)
    assert (good, wrong) == ("新增", "有错") and said in says
    assert not bring_in(house.office, ORGS, text).done and counts(house) == before


def test_the_same_code_twice_names_the_other_line(house: House) -> None:
    line = "O-V3,三河村,村,O-TOWN,三河,,,有"
    assert "和第 2 行的编码相同" in verdicts(house, ORGS, table(ORG_HEAD, line, line))[1][1]


def test_a_change_tells_before_and_after_and_empty_cells_change_nothing(house: House) -> None:
    text = table(ORG_HEAD, "O-V1,白石坝社区调委会,,,,,,", "O-V2,,,,,,,")
    assert verdicts(house, ORGS, text) == [
        ("更改", "名称:白石坝村人民调解委员会 → 白石坝社区调委会"),
        ("不变", ""),
    ]
    assert bring_in(house.office, ORGS, text).done
    assert house.ask("select name, abbr from organisation where id = 'O-V1'") == [("白石坝社区调委会", "白石坝")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x,张三,O-V1,村调解员,", "2 到 40 位"), ("zs,,O-V1,村调解员,", "姓名要填"),
        ("zs,张三,O-NO,村调解员,", "没有编码为“O-NO”"), ("zs,张三,O-V1,村长,", "角色“村长”不认识"),
        ("zs,张三,O-V1,系统管理员、审计管理员,", "不能兼任"), ("zs,张三,O-V1,镇调解员,", "不能放在这一级"),
        ("u_ran,冉启明,O-V1,审计管理员,", "不能兼任"),
    ],
)  # fmt: skip
def test_a_wrong_person_says_what_to_mend_and_nothing_is_written(line: str, said: str, house: House) -> None:
    text, before = table(PEOPLE_HEAD, "ls,李四,O-V1,村调解员、调委会主任,", line), counts(house)
    (good, _), (wrong, says) = verdicts(house, PEOPLE, text)
    assert (good, wrong) == ("新增", "有错") and said in says
    assert not bring_in(house.office, PEOPLE, text).done and counts(house) == before


def test_people_come_with_passwords_for_one_time_and_roles_that_wait_for_a_grant(house: House) -> None:
    text = table(PEOPLE_HEAD, "ls,李四,O-V1,village_mediator、主任,委员", "u_xiang,向春梅,O-V2,村调解员,")
    taken = bring_in(house.office, PEOPLE, text)
    assert taken.done and [account.id for account, _ in taken.slips] == ["ls"] and len(taken.slips[0][1]) == 14
    assert house.ask("select role from role_request where person_id = 'ls' order by role") == [
        ("committee_director",),
        ("village_mediator",),
    ]
    assert house.ask("select count(*) from person_role where person_id = 'ls'") == [(0,)]
    assert house.ask("select org_id from person where id = 'u_xiang'") == [("O-V2",)]
    assert house.ask("select distinct actor_id from access_log") == [("shell",)]


def test_a_term_of_appointment_comes_with_its_person_and_an_empty_cell_leaves_it(house: House) -> None:
    head = PEOPLE_HEAD + ",聘期自,聘期至"
    text = table(head, "ls,李四,O-V1,村调解员,,2026年1月1日,2028/12/31", "u_xiang,,,,,,2027-06-30")
    assert [says for _, says in verdicts(house, PEOPLE, text)] == [
        "李四,白石坝村人民调解委员会;拟任村调解员,等安全管理员授权;聘期2026-01-01至2028-12-31",
        "聘期:没有登记 → 不限至2027-06-30",
    ]
    assert bring_in(house.office, PEOPLE, text).done
    asked = "select id, term_from, term_until from person where id in ('ls', 'u_xiang') order by id"
    terms = [("ls", "2026-01-01", "2028-12-31"), ("u_xiang", None, "2027-06-30")]
    assert house.ask(asked) == terms
    assert verdicts(house, PEOPLE, table(head, "u_xiang,,,,,,")) == [("不变", "")]
    wrong = table(head, "zs,张三,O-V1,村调解员,,明年,", "ww,王五,O-V1,村调解员,,2028-01-01,2026-01-01")
    (_, strange), (_, turned) = verdicts(house, PEOPLE, wrong)
    assert "聘期自“明年”读不懂" in strange and "请对调" in turned
    assert not bring_in(house.office, PEOPLE, wrong).done and house.ask(asked) == terms


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"), (b"PK\x03\x04rest", "另存为"), (b"\xd0\xcf\x11\xe0", "另存为"),
        (b"\x00\x01\x02", "读不出文字"),
        ("名称\n甲".encode(), "缺少列"), (ORG_HEAD.encode(), "只有列名"), (b"\xff" * 9, "读不出文字"),
        (b"a" * 2_000_001, "太大"), ((ORG_HEAD + "\n1,2,3" * 5001).encode(), "超过 5000 行"),
    ],
)  # fmt: skip
def test_what_is_no_table_says_what_to_do(content: bytes, said: str, house: House) -> None:
    with pytest.raises(ActRefused, match=said):
        dry_run(house.office, ORGS, text_of(content))


CELLS = st.text(max_size=12) | st.sampled_from(
    [
        "O-V1",
        "O-TOWN",
        "O-NEW",
        "村",
        "组",
        "镇",
        "区县",
        "有",
        "无",
        "u_ran",
        "u_admin",
        "村调解员、主任",
        "'01",
        '="01"',
        "-1",
    ]
)


@pytest.mark.parametrize(("kind", "head"), [(ORGS, ORG_HEAD), (PEOPLE, PEOPLE_HEAD)])
def test_no_table_is_worse_than_wrong_and_what_is_fit_is_taken(kind: str, head: str, house: House) -> None:
    seen = set[bool]()

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.lists(CELLS, max_size=9), min_size=1, max_size=4))
    def look(lines: Sequence[Sequence[str]]) -> None:
        text = "\n".join((head, *(",".join(line) for line in lines)))
        try:
            report = dry_run(house.office, kind, text)
        except ActRefused:
            return
        for row in report.rows:
            assert row.verdict is not Verdict.WRONG or row.says
        before = counts(house)
        taken = bring_in(house.office, kind, text)
        seen.add(taken.done)
        assert taken.done == (not report.count(Verdict.WRONG))
        assert taken.done or counts(house) == before

    look()
    assert False in seen


@given(st.binary(max_size=300))
def test_no_bytes_are_worse_than_refused(content: bytes) -> None:
    with suppress(ActRefused):
        assert isinstance(text_of(content), str)


# --- the page, and the shell


def upload(surfer: Surfer, kind: str, text: str) -> Page:
    token = surfer.get("/account").token
    file = (io.BytesIO(text.encode("gbk")), "单位.csv")
    return surfer.post("/admin/import", {"csrf_token": token, "kind": kind, "file": file})


def confirm(surfer: Surfer, page: Page) -> Page:
    form = page.tree.xpath("//form[.//input[@name='seen']]")[0]
    data = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    return surfer.post("/admin/import", {**data, "text": form.xpath(".//textarea")[0].text.removeprefix("\n")})


def test_a_table_is_shown_first_and_written_when_confirmed(house: House, sign_in: SignIn) -> None:
    surfer, before = sign_in("u_admin"), counts(house)
    page = upload(surfer, ORGS, NEW_ORGS)
    assert page.status == 200 and "新增 2 行" in page.text and "三河村一社(社/组/院,归三河村调委会)" in page.text
    assert counts(house) == before
    assert confirm(surfer, page).status == 303
    assert counts(house)[0][0] == before[0][0] + 2


def test_what_is_written_is_what_was_shown(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_admin")
    page = upload(surfer, ORGS, table(ORG_HEAD, "O-V1,白石坝社区,村,O-TOWN,,,,"))
    bring_in(house.office, ORGS, table(ORG_HEAD, "O-V1,白石坝新村,村,O-TOWN,,,,"))
    again = confirm(surfer, page)
    assert again.status == 422 and "情况有变化" in again.text
    assert house.ask("select name from organisation where id = 'O-V1'") == [("白石坝新村",)]
    assert confirm(surfer, again).status == 303


def test_a_wrong_row_is_shown_and_cannot_be_confirmed(sign_in: SignIn) -> None:
    page = upload(sign_in("u_admin"), PEOPLE, table(PEOPLE_HEAD, "zs,张三,O-NO,村长,", "ls,李四,O-V1,村调解员,"))
    assert page.status == 422 and "1 行有错" in page.text and "没有编码为“O-NO”" in page.text
    assert not page.tree.xpath("//input[@name='seen']")


def test_nobody_imports_himself_another_role(house: House, sign_in: SignIn) -> None:
    page = upload(sign_in("u_admin"), PEOPLE, table(PEOPLE_HEAD, "u_admin,系统管理员,O-TOWN,安全管理员,"))
    assert "您自己的账号" in page.text


def test_the_samples_are_fit_to_be_imported(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_admin")
    for kind in (ORGS, PEOPLE):
        text = surfer.client.get(f"/admin/import/{kind}.csv").data
        assert text == SAMPLES[kind].encode("utf-8-sig")
        assert bring_in(house.office, kind, text_of(text)).done


def shell(house: House, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    monkeypatch.setenv("MEDIATION_DATA", str(house.folder))
    result = CliRunner().invoke(main, ["people", *words])
    return result.exit_code, result.output


def test_the_shell_looks_imports_and_says_no(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(table(PEOPLE_HEAD, "ls,李四,O-V1,村调解员,").encode("gbk"))
    before = counts(house)
    code, said = shell(house, monkeypatch, "import", str(file), "--what", "people", "--dry-run")
    assert code == 0 and "第 2 行 ls 新增" in said and "可以导入" in said and counts(house) == before
    code, said = shell(house, monkeypatch, "import", str(file), "--what", "people")
    assert code == 0 and "一次性密码" in said and counts(house) != before
    file.write_text(table(PEOPLE_HEAD, "ls,李四,O-NO,村调解员,"), encoding="utf8")
    code, said = shell(house, monkeypatch, "import", str(file), "--what", "people")
    assert code == 1 and "✗ 第 2 行" in said and "什么都没有写入" in said
    file.write_bytes(b"PK\x03\x04")
    assert shell(house, monkeypatch, "import", str(file), "--what", "orgs")[0] == 1


def test_a_new_office_gets_three_administrators_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mediation.store import schema

    empty = House.at(tmp_path)
    schema.upgrade(empty.office.store.engine)
    names = ("--system", "甲", "--security", "乙", "--audit")
    assert "三个不同的人" in shell(empty, monkeypatch, "administrators", *names, "甲")[1]
    code, said = shell(empty, monkeypatch, "administrators", *names, "丙")
    assert code == 0 and said.count("-") >= 6
    assert empty.ask("select person_id, role from person_role order by role") == [
        ("auditadmin", "audit_admin"), ("secadmin", "security_admin"), ("sysadmin", "system_admin"),
    ]  # fmt: skip
    assert empty.ask("select count(*) from person where must_change") == [(3,)]
    assert "已经有管理员了" in shell(empty, monkeypatch, "administrators", *names, "丙")[1]
    code, said = shell(empty, monkeypatch, "rescue", "secadmin")
    assert code == 0 and "一次性密码" in said and shell(empty, monkeypatch, "rescue", "nobody")[0] == 1
    empty.office.store.engine.dispose()


def test_every_column_of_a_sample_is_explained_and_understood(sign_in: SignIn) -> None:
    page = sign_in("u_admin").get("/admin/import")
    for kind, sample in SAMPLES.items():
        heads = sample.splitlines()[0].split(",")
        assert list(COLUMNS[kind]) == heads
        assert set(heads) <= set(page.tree.xpath("//table//th/text()"))
    assert "聘期自" in page.text and "聘期至" in page.text
