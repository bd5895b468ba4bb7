"""The list of cases, the page of one, and the worklist: who sees what, and in which words."""

import re
from collections.abc import Iterator

import pytest
from house import WORKED_CASES, House, steps_before, when
from surfer import SignIn

from mediation import clock

C01, C05, C06, C09 = (WORKED_CASES[name] for name in ("C01", "C05", "C06", "C09"))
LATIN = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.move_to(when(C01, "T_screen"))
    yield


def at_step(house: House, case: dict, task: str) -> str:
    public_id = house.stage(case, steps_before(case, task))
    house.let_pass(public_id, when(case, task))
    clock.move_to(when(case, task))
    return public_id


def test_the_case_page_says_who_where_and_what_comes_next(house: House, sign_in: SignIn) -> None:
    public_id = at_step(house, C01, "S2_lay_talk")
    page = sign_in("u_chen").get(f"/cases/{public_id}")
    for words in ("张德厚 与 李国富 · 邻里纠纷", "摆一摆,谈一谈", "调解期限到 4月2日 24:00", "陈忠明 办理了“选调解员”"):
        assert words in page.text
    assert page.links["去办“摆一摆,谈一谈”"].startswith(f"/tasks/{public_id}-")


def test_identity_and_telephone_are_masked(house: House, sign_in: SignIn) -> None:
    text = sign_in("u_chen").get(f"/cases/{at_step(house, C01, 'T_screen')}").response.text
    assert "199****0011" in text and "19900000011" not in text and "195804110235" not in text


def test_no_code_and_no_english_shows_through(house: House, sign_in: SignIn) -> None:
    public_id = at_step(house, C01, "C_close")
    for person in ("u_ran", "u_chen", "u_grid1"):
        surfer = sign_in(person)
        for address in ("/worklist", "/cases", f"/cases/{public_id}"):
            assert not LATIN.findall(surfer.get(address).text), address


def test_a_case_waiting_for_its_day_says_for_which(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C01, steps_before(C01, "F_visit"))
    assert "等 回访日:3月10日" in sign_in("u_chen").get(f"/cases/{public_id}").text


def test_a_file_has_its_cover_once_it_is_bound(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_mu")
    before = surfer.get(f"/cases/{house.stage(C06, len(C06['steps']) - 1)}")
    assert "受理登记表" in before.text and "卷宗封面" not in before.text and "封底" not in before.text
    assert "卷宗封面" in surfer.get(f"/cases/{house.stage(C06, len(C06['steps']))}").text


def test_an_archived_case_offers_nothing_more(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C06, len(C06["steps"]))
    clock.move_to(None)
    page = sign_in("u_mu").get(f"/cases/{public_id}")
    assert "已归档:终止并告知(一方拒绝)" in page.text and "没有要办的了" in page.text
    assert not page.tree.xpath("//main//a[contains(@href, '/tasks/') or contains(@href, '/events/')]")


@pytest.mark.parametrize("person", ["u_mu", "u_tan", "u_luo", "u_admin"])
def test_another_units_case_is_as_if_there_were_none(person: str, house: House, sign_in: SignIn) -> None:
    public_id, surfer = at_step(house, C01, "T_screen"), sign_in(person)
    nowhere = surfer.get("/cases/0123456789abcdef")
    page = surfer.get(f"/cases/{public_id}")
    assert page.status == nowhere.status == 404 and page.text == nowhere.text
    assert public_id not in surfer.get("/cases").response.text + surfer.get("/worklist").response.text


def test_a_case_with_violence_is_seen_by_its_few_only(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C05, 3)
    clock.move_to(when(C05, "E_report", minutes=5))
    assert sign_in("u_xiang").get(f"/cases/{public_id}").status == 200
    for person in ("u_grid1", "u_chen", "u_deng"):
        surfer = sign_in(person)
        assert surfer.get(f"/cases/{public_id}").status == 404
        assert public_id not in surfer.get("/cases").response.text


def test_the_township_sees_the_cases_of_its_villages(house: House, sign_in: SignIn) -> None:
    public_id = at_step(house, C01, "T_screen")
    assert f"/cases/{public_id}" in sign_in("u_deng").get("/cases").links.values()


def test_an_empty_worklist_teaches_what_to_do(sign_in: SignIn) -> None:
    page = sign_in("u_chen").get("/worklist")
    assert "现在没有要您办的事" in page.text and page.links["登记一件纠纷"] == "/cases/new"
    assert "您的岗位不办理案件" in sign_in("u_admin").get("/worklist").text


def test_home_is_the_worklist(sign_in: SignIn) -> None:
    assert sign_in("u_chen").get("/").response.location == "/worklist"


def test_the_head_says_who_i_am_and_for_whom(sign_in: SignIn) -> None:
    head = sign_in("u_ran").get("/worklist").tree.xpath("//header")[0].text_content()
    for words in ("冉启明", "调委会主任", "白石坝村人民调解委员会", "退出"):
        assert words in head


def test_a_cooling_case_shows_until_when(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C09, steps_before(C09, "T_terminate"))
    clock.move_to(when(C09, "S1_read_calm", minutes=5))
    text = sign_in("u_luo").get(f"/cases/{public_id}").text
    assert "冷静期满" in text
