"""How people like it: big letters on every page, remembered; phrases of one's own, sealed, and nobody else's."""

import pytest
from flask import Flask
from house import WORKED_CASES, House, at, steps_before
from surfer import SignIn, Surfer

C01 = WORKED_CASES["C01"]


def is_big(surfer: Surfer, address: str) -> bool:
    return surfer.get(address).tree.get("class") == "big"


def choose(surfer: Surfer, size: str, next_: str = "/worklist") -> str:
    page = surfer.get("/login")
    token = (page if page.status == 200 else surfer.get("/account")).token
    answer = surfer.post("/text-size", {"csrf_token": token, "size": size, "next": next_})
    assert answer.status == 303
    return str(answer.response.headers["Location"])


def test_big_letters_are_chosen_before_signing_in_and_stay_on_every_page(app: Flask, house: House) -> None:
    surfer = Surfer(app.test_client())
    assert not is_big(surfer, "/login") and choose(surfer, "big", "/login") == "/login"
    assert is_big(surfer, "/login")
    surfer.sign_in("u_chen")
    assert all(is_big(surfer, address) for address in ("/worklist", "/cases", "/cases/new", "/account", "/nowhere"))


def test_the_choice_follows_its_person_to_another_device(app: Flask, house: House, sign_in: SignIn) -> None:
    choose(sign_in("u_chen"), "big")
    assert is_big(sign_in("u_chen"), "/worklist") and not is_big(sign_in("u_mu"), "/worklist")
    other = sign_in("u_chen")
    choose(other, "plain")
    assert not is_big(other, "/worklist") and not is_big(sign_in("u_chen"), "/worklist")


@pytest.mark.parametrize("strange", ["//evil.example/x", "https://evil.example", "/a/../b", "javascript:1", ""])
def test_the_way_back_is_never_a_strangers(strange: str, house: House, sign_in: SignIn) -> None:
    assert choose(sign_in("u_chen"), "big", strange) == "/worklist"


def test_an_own_phrase_is_offered_in_the_field_it_was_kept_for_and_in_no_other(house: House, sign_in: SignIn) -> None:
    with at("2026-03-03T09:00"):
        surfer = sign_in("u_chen")
        token = surfer.get("/phrases").token
        kept = {"csrf_token": token, "text": "两家共用一堵墙,", "task": "T_register", "path": "summary"}
        assert surfer.post("/phrases", kept).status == 204 and surfer.post("/phrases", kept).status == 204
        page = surfer.get("/cases/new")
        (taps,) = page.tree.xpath("//details[@data-phrases='summary']")
        assert taps.text_content().count("两家共用一堵墙") == 1
        assert "两家共用一堵墙" not in sign_in("u_mu").get("/cases/new").response.text
        assert page.response.text.count("两家共用一堵墙") == 1


def test_a_phrase_for_everywhere_is_kept_and_taken_away_on_its_page(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    token = surfer.get("/phrases").token
    assert surfer.post("/phrases", {"csrf_token": token, "text": "各让一步。"}).status == 303
    page = surfer.get("/phrases")
    assert "各让一步。" in page.text
    drop = page.tree.xpath("//form[contains(@action, '/drop')]/@action")[0]
    stranger = sign_in("u_mu")
    stranger.post(drop, {"csrf_token": stranger.get("/phrases").token})
    assert "各让一步。" in surfer.get("/phrases").text
    assert surfer.post(drop, {"csrf_token": token}).status == 303
    assert "各让一步。" not in surfer.get("/phrases").text


@pytest.mark.parametrize(("text", "said"), [("", "请写 1 到"), ("长" * 121, "请写 1 到")])
def test_a_phrase_that_cannot_be_kept_is_told_and_stays_typed(
    text: str, said: str, house: House, sign_in: SignIn
) -> None:
    surfer = sign_in("u_chen")
    page = surfer.post("/phrases", {"csrf_token": surfer.get("/phrases").token, "text": text})
    assert page.status == 422 and said in page.text and house.ask("select count(*) from own_phrase") == [(0,)]


def test_own_phrases_are_sealed_on_the_disk(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    surfer.post("/phrases", {"csrf_token": surfer.get("/phrases").token, "text": "老槐树下的李家"})
    house.office.store.engine.dispose()
    raw = b"".join(path.read_bytes() for path in house.folder.glob("mediation.db*"))
    assert "老槐树下".encode() not in raw and house.ask("select count(*) from own_phrase") == [(1,)]


def test_what_is_known_need_not_be_typed_and_no_answer_is_given_for_anybody(house: House, sign_in: SignIn) -> None:
    with at("2026-03-03T09:00"):
        standing = sign_in("u_chen").get("/cases/new").standing
        assert standing["parties-0-role"] == "applicant" and standing["parties-1-role"] == "respondent"
        assert standing["region_code"] == "509901101201"
    with at("2026-03-03T15:00"):
        public_id = house.stage(C01, steps_before(C01, "T_consent"))
        page = sign_in("u_chen").get(f"/tasks/{public_id}-{house.task_key(public_id, 'T_consent')}")
        assert page.standing["parties-p1-at"] == "2026-03-03T15:00" and "parties-p1-consent" not in page.standing


def test_what_was_agreed_upon_is_carried_into_the_agreement(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C01, steps_before(C01, "A_oral"))
    with at("2026-03-03T16:10"):
        page = sign_in("u_chen").get(f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}")
    standing = page.standing
    assert standing["terms-0-content"] == "李国富于2026-03-06前加装檐沟并引水至公沟"
    assert standing["facts"].startswith("李国富翻修偏房") and standing["recorded_by"] == "u_chen"
    assert standing["terms-0-obligor"] == "" and "party_ack" not in standing
