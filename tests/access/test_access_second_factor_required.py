"""A second factor that a role must have: who says so, how one is led to it, and that nothing works before it."""

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from house import House, instant
from surfer import PASSWORD, Page, SignIn, Surfer
from test_access_signing_in import code_now, give, half

from mediation import clock
from mediation.services.grant_roles import code_for
from mediation.store import people

NINE = instant("2026-03-03T09:00")


@pytest.fixture(autouse=True)
def nine_o_clock() -> Iterator[None]:
    clock.move_to(NINE)
    yield


def require(house: House, **settings: object) -> None:
    with house.office.store.writing() as connection:
        people.set_settings(connection, settings)


def press(surfer: Surfer, address: str, **data: object) -> Page:
    return surfer.post(address, {"csrf_token": surfer.get("/account/code").token, **data})


def as_shipped(house: House) -> None:
    """What a real office begins with: nothing said about codes, the rules of 等保三级."""
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("delete from setting where key = 'code_required'")


def test_under_mlps3_the_three_administrators_need_one_under_asvs_nobody_until_it_is_said(house: House) -> None:
    as_shipped(house)
    assert code_for(house.office) == {"system_admin", "security_admin", "audit_admin"}
    require(house, password_rules="asvs")
    assert code_for(house.office) == frozenset()
    require(house, code_required=["reviewer"])
    assert code_for(house.office) == {"reviewer"}


def test_who_needs_one_is_led_to_it_and_can_do_nothing_else(app: Flask, house: House, sign_in: SignIn) -> None:
    as_shipped(house)
    admin = sign_in("u_admin")
    for address in ("/", "/admin/people", "/account", "/admin/import", "/notifications"):
        assert admin.get(address).response.location == "/account/code"
    page = admin.get("/account/code")
    assert page.status == 200 and "您的岗位登录时要多一道动态码" in page.text
    assert press(admin, "/admin/people", id="x1", name="某").response.location == "/account/code"
    assert house.ask("select count(*) from person where id = 'x1'") == [(0,)]
    press(admin, "/account/code", what="begin")
    assert press(admin, "/account/code", what="confirm", code="000000").status == 422
    done = press(admin, "/account/code", what="confirm", code=code_now(house, "u_admin"))
    assert done.status == 200 and len(done.tree.xpath("//li[@class='secret']")) == 10
    assert admin.get("/admin/people").status == 200
    clock.move_to(NINE + timedelta(minutes=2))
    surfer, asked = half(app, "u_admin")
    assert "动态码" in asked.text and give(surfer, asked, code_now(house, "u_admin")).status == 303
    assert surfer.get("/admin/people").status == 200


def test_who_does_not_need_one_is_not_asked(house: House, sign_in: SignIn) -> None:
    as_shipped(house)
    assert sign_in("u_chen").get("/worklist").status == 200


def test_the_security_administrator_says_which_roles_and_it_holds_from_the_next_sign_in(
    house: House, sign_in: SignIn
) -> None:
    ran, security = sign_in("u_ran"), sign_in("u_security")
    token = security.get("/account").token
    assert security.post("/admin/people/codes", {"csrf_token": token, "role": "wizard"}).status == 303
    assert code_for(house.office) == frozenset()
    security.post("/admin/people/codes", {"csrf_token": token, "role": ["committee_director"]})
    assert code_for(house.office) == {"committee_director"}
    assert ran.get("/worklist").status == 200  # nothing typed is lost
    assert sign_in("u_ran").get("/worklist").response.location == "/account/code"
    assert sign_in("u_chen").get("/worklist").status == 200
    assert "定了哪些角色必须用动态码" in sign_in("u_auditing").get("/admin/acts").text


def test_a_new_telephone_is_set_up_at_once_where_one_is_needed(house: House, sign_in: SignIn) -> None:
    require(house, code_required=["group_mediator"])
    chen = sign_in("u_chen")
    press(chen, "/account/code", what="begin")
    press(chen, "/account/code", what="confirm", code=code_now(house, "u_chen"))
    assert chen.get("/worklist").status == 200
    press(chen, "/account/code", what="drop", password=PASSWORD)
    assert chen.get("/worklist").response.location == "/account/code"
    press(chen, "/account/code", what="begin")
    press(chen, "/account/code", what="confirm", code=code_now(house, "u_chen"))
    assert chen.get("/worklist").status == 200


def test_who_lost_telephone_and_codes_starts_anew_after_the_security_administrator_helped(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    require(house, code_required=["group_mediator"])
    chen = sign_in("u_chen")
    press(chen, "/account/code", what="begin")
    press(chen, "/account/code", what="confirm", code=code_now(house, "u_chen"))
    press(sign_in("u_security"), "/admin/people/u_chen/code")
    assert chen.get("/worklist").response.location.startswith("/login")
    assert sign_in("u_chen").get("/worklist").response.location == "/account/code"


def test_a_new_password_comes_first_then_the_second_factor(house: House, sign_in: SignIn) -> None:
    require(house, code_required=["group_mediator"])
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("update person set must_change = 1 where id = 'u_chen'")
    chen = sign_in("u_chen")
    assert chen.get("/worklist").response.location == "/account/password"
    assert chen.get("/account/code").response.location == "/account/password"
    new = "Qiao-tou_huaishu9"
    token = chen.get("/account/password").token
    chen.post("/account/password", {"csrf_token": token, "old": PASSWORD, "new": new, "again": new})
    assert chen.get("/worklist").response.location == "/account/code"
    assert len(pyotp.random_base32()) == 32 and chen.get("/account/code").status == 200
