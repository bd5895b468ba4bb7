"""What is typed is kept while it is typed: by whom, for whom, until when, and never over something newer unasked."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from house import WORKED_CASES, House, form_of, registration, steps_before, when
from surfer import SignIn, Surfer, merged
from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.services import drafts
from mediation.services.register_page import open_register_page
from mediation.services.replay import as_filled

C01 = WORKED_CASES["C01"]
SAID = "张德厚说的原话"


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


def case_of(address: str) -> str:
    return address.removeprefix("/tasks/").split("-")[0]


def typed(surfer: Surfer, address: str, **words: str) -> MultiDict[str, str]:
    """The page at an address with these words in it, as its script would send it."""
    return merged(surfer.get(address), words)


def keep(surfer: Surfer, address: str, data: MultiDict[str, str]) -> tuple[int, dict]:
    response = surfer.post(f"{address}/draft", data).response
    return response.status_code, response.json or {}


def test_what_is_being_typed_is_there_when_the_form_is_opened_again(task: str, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    status, told = keep(surfer, task, typed(surfer, task, reason=SAID))
    clock.move_to(clock.now() + timedelta(days=1))
    elsewhere = sign_in("u_chen").get(task)
    assert (status, elsewhere.standing["reason"]) == (200, SAID)
    assert "上次没写完的内容还在(昨天" in elsewhere.text
    assert elsewhere.standing["_seen"] == str(told["at"])


def test_what_is_thrown_away_is_gone(task: str, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    keep(surfer, task, typed(surfer, task, reason=SAID))
    page = surfer.post(f"{task}/draft", {**typed(surfer, task).to_dict(), "_drop": "1"})
    assert page.status == 303 and page.response.location == task
    again = surfer.get(task)
    assert again.standing["reason"] == "" and "没写完" not in again.text


def test_words_of_another_page_are_not_covered_unasked(task: str, sign_in: SignIn) -> None:
    phone, laptop = sign_in("u_chen"), sign_in("u_chen")
    on_phone, on_laptop = typed(phone, task, reason="手机上写的"), typed(laptop, task, reason="电脑上写的")
    assert keep(phone, task, on_phone)[0] == 200
    status, told = keep(laptop, task, on_laptop)
    assert status == 409 and told["kept_at"].startswith("今天")
    assert phone.get(task).standing["reason"] == "手机上写的"
    on_laptop["_seen"] = str(told["at"])
    assert keep(laptop, task, on_laptop)[0] == 200
    assert phone.get(task).standing["reason"] == "电脑上写的"


def test_a_page_goes_on_with_its_own_words_though_it_never_heard_that_they_were_kept(
    task: str, sign_in: SignIn
) -> None:
    surfer = sign_in("u_chen")
    data = typed(surfer, task, reason="第一句")
    keep(surfer, task, data)
    data["reason"] = "第一句,第二句"
    assert keep(surfer, task, data)[0] == 200
    assert surfer.get(task).standing["reason"] == "第一句,第二句"


def test_putting_aside_does_not_cover_another_page_either_until_pressed_again(task: str, sign_in: SignIn) -> None:
    phone, laptop = sign_in("u_chen"), sign_in("u_chen")
    on_laptop = typed(laptop, task, reason="电脑上写的")
    keep(phone, task, typed(phone, task, reason="手机上写的"))
    asked = laptop.post(task, {**on_laptop.to_dict(), "_save": "1"})
    assert asked.status == 409 and asked.standing["reason"] == "电脑上写的" and "您在别处又写过" in asked.text
    assert phone.get(task).standing["reason"] == "手机上写的"
    assert laptop.post(task, {**asked.standing.to_dict(), "_save": "1"}).status == 303
    assert phone.get(task).standing["reason"] == "电脑上写的"


def test_nothing_typed_is_nothing_kept(task: str, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    data = typed(surfer, task, reason=SAID)
    keep(surfer, task, data)
    bare = MultiDict((name, data[name]) for name in ("csrf_token", "key", "form", "shown", "_seen"))
    assert keep(surfer, task, bare)[1] == {"at": 0}
    assert "没写完" not in surfer.get(task).text


def test_once_the_step_is_taken_its_words_are_forgotten_and_a_late_one_is_not_kept(
    house: House, task: str, sign_in: SignIn
) -> None:
    surfer = sign_in("u_chen")
    filled = house.filled(case_of(task), "T_screen", "u_chen", form_of(C01, "T_screen"))
    address, data = surfer.fill(task, filled)
    keep(surfer, task, data)
    assert surfer.post(address, data).status == 303
    assert surfer.post(f"{task}/draft", data).status == 409
    assert house.ask("select count(*) from draft") == [(0,)]


def test_only_who_may_do_a_step_keeps_words_for_it(house: House, task: str, sign_in: SignIn) -> None:
    data = typed(sign_in("u_chen"), task, reason=SAID)
    for person, status in (("u_ran", 403), ("u_mu", 404), ("u_admin", 404)):
        other = sign_in(person)
        data["csrf_token"] = other.get("/account").token
        assert other.post(f"{task}/draft", data).status == status
    assert house.ask("select count(*) from draft") == [(0,)]


def test_what_is_typed_for_an_event_is_kept_and_forgotten_with_it(house: House, sign_in: SignIn) -> None:
    clock.move_to(None)
    public_id = house.stage(C01, steps_before(C01, "S2_lay_talk"))
    house.let_pass(public_id, when(C01, "S2_lay_talk"))
    clock.move_to(when(C01, "S2_lay_talk"))
    address, surfer = f"/cases/{public_id}/events/party_refused", sign_in("u_chen")
    assert keep(surfer, address, typed(surfer, address, refusal_text=SAID))[0] == 200
    again = surfer.get(address)
    assert again.standing["refusal_text"] == SAID and "没写完的内容还在" in again.text
    assert surfer.press(address, {"refused_by": "p2"}).status == 303
    assert house.ask("select count(*) from draft") == [(0,)]


# ------------------------------------------------------------------ a case that is not there yet


def telling(surfer: Surfer, **words: str) -> MultiDict[str, str]:
    return typed(surfer, "/cases/new", **words)


def test_a_registration_half_typed_is_there_again_on_any_device(house: House, sign_in: SignIn) -> None:
    phone = sign_in("u_chen")
    assert keep(phone, "/cases/new", telling(phone, summary=SAID))[0] == 200
    page = sign_in("u_chen").get("/cases/new")
    assert page.standing["summary"] == SAID and "上次没写完的内容还在(今天" in page.text
    assert sign_in("u_ran").get("/cases/new").standing["summary"] == ""


def test_a_registration_half_typed_is_sealed_with_a_key_of_its_own(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    keep(surfer, "/cases/new", telling(surfer, summary=SAID))
    [(wrapped, sealed)] = house.ask("select wrapped_key, sealed from registration_draft")
    assert SAID in str(house.office.store.vault.unwrap(wrapped).open(sealed))
    house.office.store.engine.dispose()
    raw = b"".join(path.read_bytes() for path in house.folder.glob("mediation.db*"))
    assert SAID.encode() not in raw


def filled_registration(house: House, surfer: Surfer) -> tuple[str, MultiDict[str, str]]:
    page = open_register_page(house.office, house.person("u_chen"))
    return surfer.fill("/cases/new", as_filled(page.definition, page.context, registration(C01)))


def test_a_case_registered_takes_its_half_typed_words_and_their_key_with_it(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    address, data = filled_registration(house, surfer)
    keep(surfer, "/cases/new", data)
    assert surfer.post(address, data).status == 303
    assert house.ask("select count(*) from registration_draft") == [(0,)]
    assert keep(surfer, "/cases/new", data) == (200, {"at": 0})
    assert house.ask("select count(*) from registration_draft") == [(0,)]


def test_a_case_registered_leaves_what_another_device_is_telling(house: House, sign_in: SignIn) -> None:
    surfer, phone = sign_in("u_chen"), sign_in("u_chen")
    address, data = filled_registration(house, surfer)
    keep(phone, "/cases/new", telling(phone, summary="另一件事"))
    assert surfer.post(address, data).status == 303
    assert phone.get("/cases/new").standing["summary"] == "另一件事"


def test_who_registers_nothing_keeps_nothing(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_wen")
    data = {"csrf_token": surfer.get("/account").token, "key": "k" * 32, "summary": SAID}
    assert surfer.post("/cases/new/draft", data).status == 403
    assert house.ask("select count(*) from registration_draft") == [(0,)]


def test_words_typed_while_signed_out_come_back_after_signing_in_beside_what_was_kept_elsewhere(
    sign_in: SignIn,
) -> None:
    surfer, phone = sign_in("u_chen"), sign_in("u_chen")
    data = telling(surfer, summary="这一页写的")
    keep(phone, "/cases/new", telling(phone, summary="手机上写的"))
    clock.move_to(clock.now() + timedelta(minutes=31))
    asked = surfer.post("/cases/new", data)
    assert asked.status == 401
    back = surfer.post("/login", {**form_values(asked), "who": "u_chen", "password": "qingshi-2026"})
    assert back.standing["summary"] == "这一页写的"
    assert keep(surfer, "/cases/new", back.standing)[0] == 409
    assert sign_in("u_chen").get("/cases/new").standing["summary"] == "手机上写的"


def form_values(page) -> dict[str, str]:
    return {one.get("name"): one.get("value", "") for one in page.tree.xpath("//main//form//input[@name]")}


# ------------------------------------------------------------------ a word that comes late


def race(app: Flask, house: House, task: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> int:
    """The step is taken while a word for it is on its way and has passed the first look; drafts left behind."""
    surfer, typist = sign_in("u_chen"), sign_in("u_chen")
    filled = house.filled(case_of(task), "T_screen", "u_chen", form_of(C01, "T_screen"))
    address, data = surfer.fill(task, filled)
    cookie = surfer.client.get_cookie("mediation")
    assert cookie is not None
    typist.client.set_cookie("mediation", cookie.value)
    looked, taken = threading.Event(), threading.Event()
    keeping = drafts.keep_draft

    def slowly(*args, **more):
        looked.set()
        assert taken.wait(10)
        return keeping(*args, **more)

    monkeypatch.setattr(drafts, "keep_draft", slowly)
    late = threading.Thread(target=lambda: typist.post(f"{task}/draft", data))
    late.start()
    assert looked.wait(10)
    assert surfer.post(address, data).status == 303
    taken.set()
    late.join(10)
    return house.ask("select count(*) from draft")[0][0]


def test_a_word_that_overtakes_its_own_press_leaves_nothing_behind(
    app: Flask, house: House, task: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert race(app, house, task, sign_in, monkeypatch) == 0


def test_control_without_the_look_at_the_press_a_late_word_would_stay(
    app: Flask, house: House, task: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts.receipts, "answer", lambda *_: None)
    assert race(app, house, task, sign_in, monkeypatch) == 1
