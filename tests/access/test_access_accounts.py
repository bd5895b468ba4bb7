"""Accounts: created by one administrator, granted by another, seen by the third; nobody does both, nor his own."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote_to_bytes

import pytest
from flask import Flask
from house import House, at, form_of, instant, steps_before, when
from surfer import Page, SignIn, Surfer
from world import C01

from mediation import clock
from mediation.services.grant_roles import grant_roles
from mediation.services.manage_people import NewAccount, create_account, reset_password

NEW = {"id": "zhangsan", "name": "张三", "org": "O-V1", "role": "village_mediator", "note": "副主任"}
GOOD = "Qiao-tou_huaishu9"


@pytest.fixture(autouse=True)
def nine_o_clock() -> Iterator[None]:
    clock.move_to(instant("2026-03-03T09:00"))
    yield


def press(surfer: Surfer, address: str, **data: object) -> Page:
    return surfer.post(address, {"csrf_token": surfer.get("/account").token, **data})


def slip(page: Page) -> str:
    """The password for one time that a page shows."""
    assert page.status == 200, page.text
    return str(page.tree.xpath("//dd[@class='secret']")[0].text_content())


def created(sign_in: SignIn, **more: object) -> str:
    return slip(press(sign_in("u_admin"), "/admin/people", **{**NEW, **more}))


def acts(house: House) -> list[tuple[str, str, str, str]]:
    return house.ask("select actor_id, action, subject, outcome from access_log where action <> 'sign_in' order by id")


def test_an_account_works_only_after_both_halves(app: Flask, house: House, sign_in: SignIn) -> None:
    password = created(sign_in)
    surfer = Surfer(app.test_client())
    refused = surfer.sign_in("zhangsan", password)
    assert refused.status == 401 and "还没有授权" in refused.text
    assert press(sign_in("u_security"), "/admin/people/zhangsan/roles", role="village_mediator").status == 303
    assert surfer.sign_in("zhangsan", password).status == 303
    assert acts(house)[:3] == [
        ("u_admin", "account_created", "zhangsan", "done"),
        ("u_admin", "role_asked", "zhangsan village_mediator", "done"),
        ("u_security", "role_granted", "zhangsan village_mediator", "done"),
    ]
    third = sign_in("u_auditing").get("/admin/acts").text
    assert "系统管理员 建立了账号 张三" in third and "授权 张三 任村调解员" in third


def test_a_password_for_one_time_opens_nothing_but_its_own_change(app: Flask, sign_in: SignIn) -> None:
    password = created(sign_in)
    press(sign_in("u_security"), "/admin/people/zhangsan/roles", role="village_mediator")
    surfer = Surfer(app.test_client())
    surfer.sign_in("zhangsan", password)
    for address in ("/worklist", "/cases", "/account", "/cases/new"):
        assert surfer.get(address).response.location == "/account/password"
    token = surfer.get("/account/password").token
    assert surfer.post("/cases/new", {"csrf_token": token}).response.location == "/account/password"
    sent = {"csrf_token": token, "old": password, "new": GOOD, "again": GOOD}
    assert surfer.post("/account/password", sent).response.location == "/worklist"
    assert surfer.get("/worklist").status == 200
    again = Surfer(app.test_client())
    assert again.sign_in("zhangsan", password).status == 401 and again.sign_in("zhangsan", GOOD).status == 303


def test_a_password_for_one_time_runs_out_after_a_fortnight(app: Flask, sign_in: SignIn) -> None:
    password = created(sign_in)
    press(sign_in("u_security"), "/admin/people/zhangsan/roles", role="village_mediator")
    clock.move_to(instant("2026-03-03T09:00") + timedelta(days=15))
    page = Surfer(app.test_client()).sign_in("zhangsan", password)
    assert page.status == 401 and "已经过期" in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "张三"}, "英文字母"), ({"id": "u_ran"}, "已经有了"), ({"name": ""}, "请写姓名"),
        ({"org": "O-NOWHERE"}, "没有这个单位"), ({"role": ["system_admin", "village_mediator"]}, "不能兼任"),
        ({"role": "wizard"}, "没有“wizard”"), ({"role": "township_mediator"}, "不能放在这一级"),
    ],
)  # fmt: skip
def test_an_account_that_is_not_right_is_not_made_and_its_words_stay(
    changes: dict[str, object], said: str, house: House, sign_in: SignIn
) -> None:
    page = press(sign_in("u_admin"), "/admin/people", **{**NEW, **changes})
    assert page.status == 422 and said in page.text
    assert page.tree.xpath("//input[@name='note'][@value='副主任']")
    assert house.ask("select count(*) from person where name = '张三'") == [(0,)]


def test_nobody_grants_himself_nor_acts_on_his_own_account(house: House, sign_in: SignIn) -> None:
    security, system = sign_in("u_security"), sign_in("u_admin")
    assert press(security, "/admin/people/u_security/roles", role="reviewer").status == 403
    assert ("u_security", "role_granted", "u_security", "refused") in acts(house)
    for act in ("password", "active", "org", "propose"):
        press(system, f"/admin/people/u_admin/{act}", org="O-V1", role="reviewer")
        assert "请另一位管理员来办" in system.get("/admin/people/u_admin").response.text
    assert house.ask("select role from person_role where person_id in ('u_admin', 'u_security') order by role") == [
        ("security_admin",),
        ("system_admin",),
    ]


def test_three_administrators_are_nothing_else(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_security")
    for roles in (["audit_admin", "reviewer"], ["system_admin", "audit_admin"]):
        press(surfer, "/admin/people/u_wen/roles", role=roles)
        assert "不能兼任" in surfer.get("/admin/people/u_wen").response.text
    assert house.ask("select role from person_role where person_id = 'u_wen'") == [("reviewer",)]


def test_what_is_granted_or_taken_holds_at_once_and_ends_every_session(house: House, sign_in: SignIn) -> None:
    ran = sign_in("u_ran")
    press(sign_in("u_security"), "/admin/people/u_ran/roles", role="village_mediator")
    assert ran.get("/worklist").status == 303
    assert house.person("u_ran").roles == {"village_mediator"}
    taken = [row for row in acts(house) if row[1] == "role_taken"]
    assert taken == [("u_security", "role_taken", "u_ran committee_director", "done")]


def test_somebody_disabled_is_out_at_once_and_can_come_back(house: House, sign_in: SignIn) -> None:
    ran, system = sign_in("u_ran"), sign_in("u_admin")
    press(system, "/admin/people/u_ran/active", active="0")
    assert ran.get("/worklist").status == 303 and sign_in("u_ran").get("/worklist").status == 303
    press(system, "/admin/people/u_ran/active", active="1")
    assert sign_in("u_ran").get("/worklist").status == 200


def test_each_administrators_chair_stays_taken(house: House, sign_in: SignIn) -> None:
    system = sign_in("u_admin")
    for person in ("u_security", "u_auditing"):
        for act, data in (("active", {"active": "0"}), ("password", {})):
            press(system, f"/admin/people/{person}/{act}", **data)
            assert "最后一位" in system.get(f"/admin/people/{person}").response.text
    assert house.ask("select count(*) from person where not active") == [(0,)]


def test_who_resets_an_administrators_password_cannot_become_him(app: Flask, house: House, sign_in: SignIn) -> None:
    office, security = house.office, house.person("u_security")
    create_account(office, house.person("u_admin"), NewAccount("second", "安二", "O-TOWN"))
    grant_roles(office, security, "second", frozenset({"security_admin"}))
    password = reset_password(office, house.person("u_admin"), "second")
    assert "还没有授权" in Surfer(app.test_client()).sign_in("second", password).text
    assert house.ask("select role from role_request where person_id = 'second'") == [("security_admin",)]
    grant_roles(office, security, "second", frozenset({"security_admin"}))
    assert Surfer(app.test_client()).sign_in("second", password).status == 303


def test_somebody_moved_has_the_new_place_and_must_sign_in_again(house: House, sign_in: SignIn) -> None:
    xiang, system = sign_in("u_xiang"), sign_in("u_admin")
    press(system, "/admin/people/u_xiang/org", org="O-TOWN")
    assert "不能放在这一级" in system.get("/admin/people/u_xiang").response.text
    press(system, "/admin/people/u_xiang/org", org="O-V2")
    assert xiang.get("/worklist").status == 303
    assert (house.person("u_xiang").org, house.person("u_xiang").tier) == ("O-V2", "village")


def test_a_lock_is_opened_by_the_security_administrator_only(app: Flask, sign_in: SignIn) -> None:
    surfer = Surfer(app.test_client())
    for _ in range(5):
        surfer.sign_in("u_ran", "wrong")
    assert surfer.sign_in("u_ran").status == 401
    assert press(sign_in("u_admin"), "/admin/people/u_ran/unlock").status == 403
    security = sign_in("u_security")
    assert "锁定中" in security.get("/admin/people/u_ran").text
    press(security, "/admin/people/u_ran/unlock")
    assert surfer.sign_in("u_ran").status == 303


def test_administrators_see_no_case_even_where_they_once_had_a_hand(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C01, steps_before(C01, "S1_read_calm"))
    clock.move_to(when(C01, "S1_read_calm"))
    surfer = sign_in("u_security")
    press(surfer, "/admin/people/u_chen/roles", role="audit_admin")
    chen = sign_in("u_chen")
    assert chen.get(f"/cases/{public_id}").status == 404
    for tab in ("mine", "waiting", "handled"):
        assert public_id not in chen.get(f"/worklist?tab={tab}").response.text
    assert public_id not in chen.get("/cases?q=张德厚").response.text


def test_home_of_an_administrator_is_the_people(sign_in: SignIn) -> None:
    assert sign_in("u_admin").get("/").response.location == "/admin/people"
    rooms = sign_in("u_admin").get("/admin/people").tree.xpath("//nav[@class='rooms']")[0].text_content()
    assert "单位和人员" in rooms and "待办" not in rooms and "纠纷" not in rooms


def term(house: House, sign_in: SignIn, until: str) -> Page:
    return press(sign_in("u_admin"), "/admin/people/u_chen/term", **{"from": "2023-03-01", "until": until})


def test_whose_term_has_ended_is_not_there_to_be_named_and_what_runs_goes_on(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C01, steps_before(C01, "T_assign"))
    clock.move_to(when(C01, "T_assign"))
    term(house, sign_in, "2026-03-01")
    page = house.page(public_id, "T_assign", "u_chen")
    assert "u_chen" not in {option.value for option in page.context.people}
    term(house, sign_in, "2026-12-31")
    house.do(public_id, "T_assign", "u_chen", form_of(C01, "T_assign"))
    term(house, sign_in, "2026-03-01")
    clock.move_to(when(C01, "S1_read_calm"))
    chen = sign_in("u_chen")
    assert "陈忠明的任期到 2026-03-01 已满" in chen.get(f"/cases/{public_id}").text
    house.do(public_id, "S1_read_calm", "u_chen", form_of(C01, "S1_read_calm"))


@pytest.mark.parametrize(("until", "said"), [("2026-04-01", "到期"), ("2026-03-02", "已满"), ("2026-12-31", "")])
def test_a_term_that_ends_soon_is_told_to_administrators(until: str, said: str, house: House, sign_in: SignIn) -> None:
    assert term(house, sign_in, until).status == 303
    text = sign_in("u_admin").get("/admin/people").text
    assert (f"任期 {until} {said}" in text) if said else ("任期已满或将满" not in text)


def test_a_term_the_wrong_way_round_is_refused(house: House, sign_in: SignIn) -> None:
    term(house, sign_in, "2020-01-01")
    assert house.ask("select term_until from person where id = 'u_chen'") == [(None,)]


def test_organisations_are_added_below_the_right_one_only(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_admin")
    data = {"fresh": "1", "id": "O-G13", "name": "白石坝村五社调解小组", "tier": "group", "parent_id": "O-V1"}
    assert "应当是村" in press(surfer, "/admin/people/orgs", **{**data, "parent_id": "O-TOWN"}).text
    assert "组没有印章" in press(surfer, "/admin/people/orgs", **{**data, "has_seal": "1"}).text
    assert press(surfer, "/admin/people/orgs", **data).status == 303
    changed = {"id": "O-G13", "name": "五社", "parent_id": "O-V2"}
    assert press(surfer, "/admin/people/orgs", **changed).status == 303
    assert house.ask("select name, tier, parent_id from organisation where id = 'O-G13'") == [("五社", "group", "O-V2")]
    with at("2026-03-03T09:00"):
        assert "五社" in surfer.get("/admin/people?org=O-V2").text


def test_people_are_found_by_name_or_account_and_no_name_stands_in_an_address(sign_in: SignIn) -> None:
    surfer, other = sign_in("u_admin"), sign_in("u_security")

    def found(words: str) -> tuple[str, str]:
        answer = press(surfer, "/admin/people/found", q=words)
        assert answer.status == 303
        address = answer.response.headers["Location"]
        assert words.encode() not in unquote_to_bytes(address)
        return surfer.get(address).text, address

    assert "陈忠明" in found("忠明")[0] and "陈忠明" in found("U_CHEN")[0] and "没有找到" in found("孙悟空")[0]
    assert surfer.get(found("忠明")[1]).tree.xpath("//input[@id='q']/@value") == ["忠明"]
    assert other.get(found("忠明")[1]).tree.xpath("//input[@id='q']/@value") == [""]  # sealed for who looked
    assert surfer.get("/admin/people?q=忠明").tree.xpath("//input[@id='q']/@value") == [""]
