"""Finding a case: by what, by whom, and by whom not; and that the index holds nothing anybody could read."""

from urllib.parse import quote

import pytest
from house import WORKED_CASES, House, at, form_of, registration, when
from surfer import SignIn

from mediation import clock
from mediation.services.find_cases import Wanted, find_cases

C01, C02, C05 = WORKED_CASES["C01"], WORKED_CASES["C02"], WORKED_CASES["C05"]
ZENG = {"name": "曾单国", "phone": "13912345678"}


def found(house: House, who: str, query: str = "", **wanted: str) -> list[str]:
    return [line.case_id for line in find_cases(house.office, house.person(who), query, Wanted(**wanted)).lines]


def with_name(case: dict, **party: str) -> dict:
    """A registration whose applicant is somebody else."""
    first, *rest = case["parties"]
    return registration(case, parties=[{**first, **party}, *rest])


@pytest.fixture
def zeng(house: House) -> str:
    """A case of 曾单国 in the first group, on the day of the first worked case."""
    clock.move_to(when(C01, "T_register"))
    return house.register("u_chen", with_name(C01, **ZENG)).case_id


@pytest.mark.parametrize(
    "query",
    ["曾单国", "曾", "单国", "zengdanguo", "cengdanguo", "ZDG", "zdg", "dg", "zeng", "13912345678", "5678",
     "老槐", "白石坝村一社老槐大院", "1号", "登字1号", "登字第001号", "曾 李", "zeng 李国富 老槐", "曾单国 lgf"],
)  # fmt: skip
def test_it_is_found_by(query: str, house: House, zeng: str) -> None:
    assert found(house, "u_chen", query) == [zeng]


def test_it_is_found_by_its_whole_number(house: House, zeng: str) -> None:
    number = house.case(zeng).register_no
    assert found(house, "u_chen", number) == [zeng]
    assert found(house, "u_chen", number.replace("001", "002")) == []


NOT_ITS = ["曾国", "王", "zengguo", "1391234567", "12345", "双河", "2号", "曾 王", "。。", "%", "'"]


@pytest.mark.parametrize("query", NOT_ITS)
def test_it_is_not_found_by(query: str, house: House, zeng: str) -> None:
    assert found(house, "u_chen", query) == []


@pytest.mark.parametrize(("name", "query"), [
    ("单于青山", "chanyu"), ("解小东", "xxd"), ("仇和平", "qhp"), ("区志强", "ouzhiqiang"),
    ("查良", "zhaliang"), ("尉迟恭", "yuchigong"), ("任长霞", "ren"), ("欧阳明", "oym"), ("张·买买提", "买买提"),
])  # fmt: skip
def test_a_family_name_is_read_as_a_family_name(name: str, query: str, house: House) -> None:
    clock.move_to(when(C01, "T_register"))
    case = house.register("u_chen", with_name(C01, name=name)).case_id
    assert found(house, "u_chen", query) == [case]


def test_the_village_and_the_township_find_it_the_neighbours_do_not(house: House, zeng: str) -> None:
    for who in ("u_chen", "u_ran", "u_deng", "u_xie"):
        assert found(house, who, "曾") == [zeng], who
        assert found(house, who) == [zeng], who
    for who in ("u_luo", "u_mu", "u_tan", "u_admin", "u_grid1"):
        assert found(house, who, "曾") == [] == found(house, who), who


def test_an_auditor_sees_that_there_is_a_case_but_does_not_find_it_by_a_name(house: House, zeng: str) -> None:
    assert found(house, "u_audit") == [zeng]
    assert found(house, "u_audit", "曾") == []


def test_a_restricted_case_is_found_by_those_named_for_it_only(house: House) -> None:
    case = house.stage(C05, 3)
    clock.move_to(when(C05, "E_report", minutes=5))
    name = C05["parties"][0]["name"]
    assert found(house, "u_xiang", name) == [case] == found(house, "u_xiang")
    for who in ("u_ran", "u_deng", "u_grid1", "u_xie"):
        assert found(house, who, name) == [] == found(house, who), who


def test_a_case_that_becomes_restricted_is_found_no_more(house: House) -> None:
    clock.move_to(when(C05, "T_register"))
    case = house.register("u_xiang", registration(C05, confidential_level="normal", source_code="1")).case_id
    assert found(house, "u_ran") == [case]
    house.do(case, "T_screen", "u_xiang", form_of(C05, "T_screen"))
    assert found(house, "u_ran") == [] and found(house, "u_xiang") == [case]


def test_lists_are_narrowed(house: House, zeng: str) -> None:
    other = house.stage(C02, len(C02["steps"]))
    clock.move_to(None)
    assert found(house, "u_deng", status="archived") == [other]
    assert found(house, "u_deng", status="open") == [zeng]
    assert found(house, "u_deng", final_status=C02["expected"]["final_status"]) == [other]
    assert found(house, "u_deng", dispute_type=C01["steps"][0]["form"]["dispute_type"]) == [zeng]
    assert found(house, "u_deng", place="O-G11") == [zeng]
    assert set(found(house, "u_deng")) == {zeng, other}


def test_the_volume_number_finds_it_once_it_has_one(house: House) -> None:
    case = house.stage(C01, len(C01["steps"]))
    assert found(house, "u_chen", house.case(case).volume_no) == [case]
    assert found(house, "u_chen", "人调字1号") == [case]


def test_pages_leave_nothing_out(house: House) -> None:
    clock.move_to(when(C01, "T_register"))
    made = [house.register("u_chen", with_name(C01, **ZENG)).case_id for _ in range(43)]
    for query in ("", "曾", "曾 zdg 老槐"):
        seen, after = [], ""
        while True:
            page = find_cases(house.office, house.person("u_chen"), query, after=after)
            seen += [line.case_id for line in page.lines]
            after = page.next_
            if not after:
                break
        assert seen == made[::-1], query


def test_the_index_holds_nothing_that_can_be_read(house: House, zeng: str) -> None:
    rows = house.ask("select token, case_id from search_token")
    assert len(rows) > 20 and all(len(token) == 8 for token, _ in rows)
    whole = house.database.read_bytes() + house.database.with_name("mediation.db-wal").read_bytes()
    for word in ("曾单国", "曾单", "zengdanguo", "13912345678"):
        assert word.encode() not in whole


def test_the_same_name_stands_otherwise_in_another_office(house: House, zeng: str, tmp_path) -> None:
    other = House.build(tmp_path / "other")
    with at(when(C01, "T_register")):
        other.register("u_chen", with_name(C01, **ZENG))
    tokens = {token for token, _ in house.ask("select token, case_id from search_token")}
    assert not tokens & {token for token, _ in other.ask("select token, case_id from search_token")}
    other.office.store.engine.dispose()


def test_a_press_that_fails_leaves_nothing_to_find(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from mediation.store import cases

    clock.move_to(when(C01, "T_register"))

    def failing(*_: object) -> None:
        raise KeyError("disk")

    monkeypatch.setattr(cases, "save", failing)
    with pytest.raises(KeyError):
        house.register("u_chen", with_name(C01, **ZENG))
    assert house.ask("select count(*) from search_token") == [(0,)]


ANYTHING = [
    "q=%E6%9B%BE", "q=zdg&status=open", "q=" + "x" * 500, "status=nonsense", "after=9-9-9", "after=" + "9" * 60,
    "after=%C2%B2-%C2%B2", "kind=99&risk=%00&place='", "q=" + "%E6%9B%BE+" * 30,
    "after=99999999999999999999-9999999999999999999",
]  # fmt: skip


@pytest.mark.parametrize("query", ANYTHING)
def test_whatever_is_asked_there_is_a_page(query: str, zeng: str, sign_in: SignIn) -> None:
    assert sign_in("u_chen").get(f"/cases?{query}").status == 200


def test_the_page_finds_and_says_how_when_it_does_not(zeng: str, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    assert f"/cases/{zeng}" in surfer.get("/cases?q=zdg").links.values()
    assert "没有找到" in surfer.get("/cases?q=王五").text


def test_what_is_looked_for_stands_in_no_address(zeng: str, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    page = surfer.get("/cases")
    assert page.tree.xpath("//form[@role='search']/@method") == ["post"]
    for words in ("曾德高", "19900000011"):
        went = surfer.post("/cases", {"csrf_token": page.token, "q": words, "status": "open"})
        address = went.response.headers["Location"]
        assert went.status == 303 and quote(words) not in address and words not in address and "status=open" in address
        found = surfer.get(address)
        assert found.status == 200 and found.tree.xpath("//input[@id='q']/@value") == [words]
        # sent on to somebody else it says nothing
        assert sign_in("u_luo").get(address).tree.xpath("//input[@id='q']/@value") == [""]
    for strange in ("x", "=", "é" * 20, "A" * 600):
        assert surfer.get(f"/cases?words={strange}").status == 200


def test_a_house_may_have_the_number_that_the_case_gets(house: House) -> None:
    """The number of the house and of the register are one word of the index, and it stands there once."""
    clock.move_to(when(C01, "T_register"))
    for number in range(1, 4):
        assert house.register("u_chen", registration(C01, occurred_place=f"青石街{number}号")).case_id
    assert house.ask("select count(*) from mediation_case") == [(3,)]
