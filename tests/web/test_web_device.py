"""What a phone asks of the office so that it can work without it: its key, a fresh token, which forms to take."""

import base64
from collections.abc import Iterator

import pytest
from flask import Flask
from house import WORKED_CASES, House, form_of, steps_before, when
from surfer import SignIn

from mediation import clock

C01 = WORKED_CASES["C01"]
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.move_to(when(C01, "T_screen"))
    yield


@pytest.fixture
def task(house: House) -> str:
    """The address of a screening that waits for u_chen."""
    clock.move_to(None)
    public_id = house.stage(C01, steps_before(C01, "T_screen"))
    clock.move_to(when(C01, "T_screen"))
    return f"/tasks/{public_id}-{house.task_key(public_id, 'T_screen')}"


def asked(sign_in: SignIn, person: str, what: str) -> dict:
    return sign_in(person).client.get(f"/device/{what}").json


def test_everybody_has_one_key_of_their_own_on_all_devices(sign_in: SignIn) -> None:
    chen, again, ran = (asked(sign_in, person, "key") for person in ("u_chen", "u_chen", "u_ran"))
    assert chen == again and chen["key"] != ran["key"] and chen["me"] != ran["me"]
    assert len(base64.b64decode(chen["key"])) == 32 and "chen" not in chen["me"]


def test_every_page_says_whose_it_is_without_saying_who(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    mark = surfer.client.get("/device/token").json["me"]
    assert surfer.get("/worklist").tree.xpath("//body/@data-me") == [mark]
    assert sign_in("u_ran").get("/worklist").tree.xpath("//body/@data-me") != [mark]


def test_nobody_gets_a_key_or_a_token_without_signing_in(app: Flask) -> None:
    for what in ("key", "token", "forms"):
        answer = app.test_client().get(f"/device/{what}")
        assert answer.status_code == 303 and answer.headers["Location"].startswith("/login")


def test_no_other_site_gets_them_either(sign_in: SignIn) -> None:
    client = sign_in("u_chen").client
    for what in ("key", "token"):
        assert client.get(f"/device/{what}", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
        assert client.get(f"/device/{what}").headers["Cache-Control"] == "no-store"


def test_the_forms_to_take_along_are_those_of_my_open_tasks_and_the_registration(task: str, sign_in: SignIn) -> None:
    assert asked(sign_in, "u_chen", "forms") == {"forms": [task, "/cases/new"]}
    assert asked(sign_in, "u_ran", "forms") == {"forms": ["/cases/new"]}
    assert asked(sign_in, "u_wen", "forms") == {"forms": []}


def test_the_page_for_no_network_names_nobody_whoever_asks_for_it(app: Flask, sign_in: SignIn) -> None:
    mine, nobodys = sign_in("u_chen").client.get("/offline"), app.test_client().get("/offline")
    assert mine.text == nobodys.text and "陈忠明" not in mine.text
    assert 'data-me=""' in mine.text


def test_the_service_worker_is_a_script_of_ours_for_all_pages_and_changes_with_them(
    app: Flask, sign_in: SignIn
) -> None:
    first = app.test_client().get("/worker.js")
    assert first.mimetype == "text/javascript" and first.headers["Service-Worker-Allowed"] == "/"
    app.extensions["edition"][""] = "another"
    assert app.test_client().get("/worker.js").text != first.text


def test_a_press_that_waited_is_answered_once_and_the_same_again_without_a_page(
    house: House, task: str, sign_in: SignIn
) -> None:
    surfer, case_id = sign_in("u_chen"), task.removeprefix("/tasks/").split("-")[0]
    filled = house.filled(case_id, "T_screen", "u_chen", form_of(C01, "T_screen"))
    address, data = surfer.fill(task, filled)
    data["csrf_token"] = surfer.client.get("/device/token").json["token"]
    first, second = (surfer.client.post(address, data=data, headers=JSON) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json == second.json and first.json["case"] == case_id
    assert len(house.history(case_id)) == 2
    assert "办好了" not in surfer.get("/worklist").text


def test_a_press_that_waited_and_is_refused_says_so_by_its_status(task: str, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    data = surfer.get(task).standing
    assert surfer.client.post(task, data=data, headers=JSON).status_code == 422
    clock.move_to(when(C01, "T_screen", minutes=31))
    assert surfer.client.post(task, data=data, headers=JSON).status_code == 401


def test_a_form_that_the_device_fetches_to_keep_does_not_take_the_words_that_are_said_once(
    house: House, sign_in: SignIn, task: str
) -> None:
    surfer = sign_in("u_chen")
    with surfer.client.session_transaction() as session:
        session["_flashes"] = [("good", "办好了。")]
    kept = surfer.client.get("/cases/new", headers={"X-To-Keep": "1"})
    assert "办好了。" not in kept.text and "Set-Cookie" not in kept.headers
    assert "办好了。" in surfer.client.get("/cases/new").text
    assert "办好了。" not in surfer.client.get("/cases/new").text
