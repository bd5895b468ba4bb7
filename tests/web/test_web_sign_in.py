"""Signing in and out: who gets in, for how long, and that nothing typed is lost when a session runs out."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from house import WORKED_CASES, House, instant
from surfer import PASSWORD, SignIn, Surfer, kept_in

from mediation import clock
from mediation.services import sign_in as signing
from mediation.services.office import Office
from mediation.store import people

NINE = instant("2026-03-03T09:00")
COOKIE = "mediation"


@pytest.fixture(autouse=True)
def nine_o_clock() -> None:
    clock.move_to(NINE)


def later(**span: float) -> None:
    clock.move_to(NINE + timedelta(**span))


def test_a_stranger_is_sent_to_sign_in_and_comes_back_where_they_were(client: FlaskClient) -> None:
    surfer = Surfer(client)
    sent = surfer.get("/cases/new")
    assert (sent.status, sent.response.location) == (303, "/login?next=/cases/new")
    page = surfer.get(sent.response.location)
    data = {"csrf_token": page.token, "who": "u_chen", "password": PASSWORD, "next": "/cases/new"}
    assert surfer.post("/login", data).response.location == "/cases/new"


@pytest.mark.parametrize(
    "next_", ["https://else.example/", "//else.example", "/\\else.example", "javascript:x", "/a?b"]
)
def test_signing_in_never_leads_away(next_: str, client: FlaskClient) -> None:
    surfer = Surfer(client)
    data = {"csrf_token": surfer.get("/login").token, "who": "u_chen", "password": PASSWORD, "next": next_}
    assert surfer.post("/login", data).response.location == "/worklist"


def test_a_wrong_name_and_a_wrong_password_are_told_the_same(client: FlaskClient) -> None:
    surfer = Surfer(client)
    wrong, unknown = surfer.sign_in("u_chen", "no"), surfer.sign_in("u_nobody", "no")
    assert wrong.status == unknown.status == 401
    said = [page.tree.xpath("//*[@data-error-summary]")[0].text_content() for page in (wrong, unknown)]
    assert said[0] == said[1] and "账号或密码不对" in said[0]


@pytest.mark.parametrize("who", ["", "x" * 5000, "u_chen\x00", "'; drop table person; --", "\ud800"])
def test_a_strange_name_is_only_a_wrong_one(who: str, client: FlaskClient) -> None:
    assert Surfer(client).sign_in(who.encode("utf8", "surrogatepass").decode("utf8", "replace")).status == 401


def test_five_failures_lock_out_even_the_right_password_for_half_an_hour(client: FlaskClient) -> None:
    surfer = Surfer(client)
    for _ in range(signing.FAILURES):
        assert surfer.sign_in("u_chen", "wrong").status == 401
    assert surfer.sign_in("u_chen").status == 401
    later(minutes=31)
    assert surfer.sign_in("u_chen").status == 303


def test_signing_in_gives_a_new_session_and_kills_the_old_one(client: FlaskClient) -> None:
    surfer = Surfer(client)
    surfer.sign_in("u_chen")
    old = client.get_cookie(COOKIE)
    surfer.sign_in_again = surfer.get("/cases/new")  # type: ignore[attr-defined]
    token = surfer.sign_in_again.token  # type: ignore[attr-defined]
    surfer.post("/login", {"csrf_token": token, "who": "u_chen", "password": PASSWORD})
    assert old and client.get_cookie(COOKIE) != old
    client.set_cookie(COOKIE, old.value)
    assert surfer.get("/worklist").status == 303


def test_after_signing_out_the_cookie_is_worth_nothing(client: FlaskClient) -> None:
    surfer = Surfer(client)
    surfer.sign_in("u_chen")
    old = client.get_cookie(COOKIE)
    assert old is not None
    surfer.post("/logout", {"csrf_token": surfer.get("/cases/new").token})
    client.set_cookie(COOKIE, old.value)
    assert surfer.get("/worklist").status == 303


def test_half_an_hour_of_silence_ends_a_session(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    later(minutes=29)
    assert surfer.get("/worklist").status == 200
    later(minutes=60)
    assert surfer.get("/worklist").status == 303


def test_no_session_outlives_a_working_day(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    for twenty in range(1, 24):
        later(minutes=20 * twenty)
        assert surfer.get("/worklist").status == 200
    later(minutes=8 * 60 + 1)
    assert surfer.get("/worklist").status == 303


def test_somebody_disabled_is_out_at_once(office: Office, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    with office.store.writing() as connection:
        connection.exec_driver_sql("update person set active = 0 where id = 'u_chen'")
    assert surfer.get("/worklist").status == 303


def test_the_cookie_is_closed_to_scripts_and_other_sites_and_to_plain_http_elsewhere(app: Flask) -> None:
    here = app.test_client().get("/login").headers["Set-Cookie"]
    assert here.startswith("mediation=") and "HttpOnly" in here and "SameSite=Lax" in here and "Secure" not in here
    elsewhere = app.test_client().get("/login", base_url="http://tiaojie.example").headers["Set-Cookie"]
    assert elsewhere.startswith("__Host-mediation=") and "Secure" in elsewhere and "Path=/" in elsewhere


def test_the_people_to_try_are_shown_in_a_demo_on_this_machine_only(app: Flask, office: Office) -> None:
    def shown(**more: str) -> bool:
        return "陈忠明" in app.test_client().get("/login", **more).text  # type: ignore[arg-type]

    assert not shown()
    with office.store.writing() as connection:
        people.set_settings(connection, {"demo": True})
    assert shown() and not shown(base_url="https://tiaojie.example")
    app.config["DEMO"] = False
    assert not shown()


def test_a_demo_lists_its_people_by_committee_with_their_roles(app: Flask) -> None:
    app.config["DEMO"] = True
    page = Surfer(app.test_client()).get("/login")
    assert "白石坝村一社(老槐大院)调解小组 陈忠明 小组调解员" in page.text
    assert page.tree.xpath("//input[@name='who'][@value='u_ran'][@type='radio']")


def test_words_typed_while_the_session_ran_out_come_back_after_signing_in(house: House, sign_in: SignIn) -> None:
    case = WORKED_CASES["C01"]
    public_id = house.stage(case, 1)
    later(minutes=20)
    surfer = sign_in("u_chen")
    address, data = surfer.fill(f"/tasks/{public_id}-{house.task_key(public_id, 'T_screen')}", {"reason": "吴家的鸡"})
    later(minutes=90)
    asked = surfer.post(address, data)
    assert asked.status == 401 and ["reason", "吴家的鸡"] in kept_in(asked)
    back = surfer.post("/login", {**hidden(asked), "who": "u_chen", "password": PASSWORD})
    assert (back.status, back.response.location) == (303, address)
    assert surfer.get(address).standing["reason"] == "吴家的鸡"


def test_a_wrong_password_does_not_lose_the_words_either(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    address, data = surfer.fill("/cases/new", {"summary": "屋檐滴水,墙脚湿了一片"})
    later(hours=2)
    asked = surfer.post(address, data)
    again = surfer.post("/login", {**hidden(asked), "who": "u_chen", "password": "wrong"})
    assert kept_in(again) == kept_in(asked)
    page = surfer.post("/login", {**hidden(again), "who": "u_chen", "password": PASSWORD})
    assert page.status == 200 and page.standing["summary"] == "屋檐滴水,墙脚湿了一片"


@pytest.mark.parametrize("kept", ["x", "[1]", '[["a"]]', '{"a": "b"}', '[["a", 1]]', "[" * 5000])
def test_garbage_in_the_place_of_kept_words_is_left_aside(kept: str, client: FlaskClient) -> None:
    surfer = Surfer(client)
    data = {"csrf_token": surfer.get("/login").token, "who": "u_chen", "password": PASSWORD, "kept": kept}
    assert surfer.post("/login", data).status == 303


def hidden(page) -> dict[str, str]:
    return {one.get("name"): one.get("value") for one in page.tree.xpath("//main//input[@type='hidden']")}
