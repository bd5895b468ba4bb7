"""How much of a case each person sees: names, identity, telephone, files, private words; and looking at them whole."""

from collections.abc import Iterator
from typing import Any

import pytest
from house import WORKED_CASES, House, steps_before, when
from hypothesis import given
from hypothesis import strategies as st
from surfer import Page, SignIn, Surfer

from mediation import clock, verify_history
from mediation.law import visibility
from mediation.services.keep_history import verify_all
from mediation.store.history import ACTIONS

C01, C05 = WORKED_CASES["C01"], WORKED_CASES["C05"]
PHONE, IDENTITY = C01["parties"][0]["phone"], C01["parties"][0]["id_no"]


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.move_to(when(C01, "S2_lay_talk"))
    yield


@pytest.fixture
def public_id(house: House) -> str:
    found = house.stage(C01, steps_before(C01, "S2_lay_talk"))
    clock.move_to(when(C01, "S2_lay_talk"))
    return found


def look(surfer: Surfer, public_id: str, reason: str) -> Page:
    address = f"/cases/{public_id}/parties"
    return surfer.post(address, {"csrf_token": surfer.get("/account").token, "reason": reason})


def test_a_summary_says_the_family_name_only_and_hides_everything_else(
    public_id: str, house: House, sign_in: SignIn
) -> None:
    for person in ("u_xiang", "u_deng", "u_grid1", "u_audit"):
        surfer = sign_in(person)
        page = surfer.get(f"/cases/{public_id}")
        assert page.status == 200 and "张* 与 李*" in page.text, person
        for address in (f"/cases/{public_id}", "/cases", "/cases?q=张德厚"):
            text = surfer.get(address).response.text
            body = text.replace('value="张德厚"', "")
            assert "德厚" not in body and "国富" not in body and "199****" not in body, (person, address)


def test_no_page_that_a_summary_leads_to_says_more_than_the_summary(public_id: str, sign_in: SignIn) -> None:
    looked_at = set()
    for person in ("u_xiang", "u_deng", "u_grid1", "u_audit"):
        surfer = sign_in(person)
        led_to = {one for one in surfer.get(f"/cases/{public_id}").links.values() if public_id in one}
        for address in (*led_to, "/worklist?tab=waiting", "/deadlines", "/notifications"):
            text = surfer.get(address).response.text
            assert "德厚" not in text and "国富" not in text, (person, address)
        looked_at |= {one.rsplit("/", 1)[-1] for one in led_to}
    assert "escalation_requested" in looked_at  # the township may ask for it, and is asked who wants it


def test_who_handles_it_and_the_director_read_the_names(public_id: str, sign_in: SignIn) -> None:
    for person in ("u_chen", "u_ran"):
        surfer = sign_in(person)
        assert "张德厚 与 李国富" in surfer.get(f"/cases/{public_id}").text
        assert "张德厚 与 李国富" in surfer.get("/cases").text


def test_the_address_goes_to_the_village_only(public_id: str, sign_in: SignIn) -> None:
    text = sign_in("u_chen").get(f"/cases/{public_id}").text
    assert PHONE not in text and IDENTITY not in text and "199****0011" in text
    address = C01["parties"][0]["address"]
    assert address not in text and visibility.masked_address(address) in text


def test_looking_at_everything_needs_a_reason_and_stands_in_the_history(
    public_id: str, house: House, sign_in: SignIn
) -> None:
    surfer, before = sign_in("u_chen"), len(house.history(public_id))
    assert PHONE not in surfer.get(f"/cases/{public_id}/parties").text
    assert look(surfer, public_id, "").status == 422 and look(surfer, public_id, "curious").status == 422
    assert len(house.history(public_id)) == before
    page = look(surfer, public_id, "contact")
    assert PHONE in page.text and IDENTITY in page.text and page.response.headers["Cache-Control"] == "no-store"
    entry = house.history(public_id)[-1]
    assert (entry.action, entry.actor_id, entry.subject) == ("revealed", "u_chen", "contact")
    assert house.ask("select actor_id, subject, outcome from access_log where action = 'revealed'") == [
        ("u_chen", f"{public_id} contact", "done")
    ]
    assert "陈忠明 查看了当事人的完整信息(联系当事人)" in surfer.get(f"/cases/{public_id}").text
    assert PHONE not in surfer.get(f"/cases/{public_id}/parties").text
    assert verify_all(house.office)[0] == 1 and "revealed" in ACTIONS and verify_history


def test_looking_stops_nobody_who_is_filling_in_the_next_step(public_id: str, house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    filled = house.filled(public_id, "S2_lay_talk", "u_chen", _form("S2_lay_talk"))
    address, data = surfer.fill(f"/tasks/{public_id}-{house.task_key(public_id, 'S2_lay_talk')}", filled)
    look(surfer, public_id, "visit")
    assert surfer.post(address, data).status == 303


def _form(task: str) -> dict[str, Any]:
    return next(step["form"] for step in C01["steps"] if step["task"] == task)


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("u_xiang", 403), ("u_ran", 403), ("u_deng", 403), ("u_grid1", 403), ("u_audit", 403), ("u_admin", 404),
        ("u_mu", 404),
    ],
)  # fmt: skip
def test_nobody_else_looks_and_who_tried_is_kept(
    person: str, status: int, public_id: str, house: House, sign_in: SignIn
) -> None:
    page = look(sign_in(person), public_id, "contact")
    assert page.status == status and PHONE not in page.text
    tried = house.ask("select count(*) from access_log where action = 'revealed' and outcome = 'refused'")
    assert tried == [(1 if status == 403 else 0,)]
    assert house.history(public_id)[-1].action != "revealed"


def test_private_words_are_for_who_presides_only(public_id: str, house: House) -> None:
    case = house.case(public_id)
    for person in ("u_chen", "u_ran", "u_xiang", "u_deng", "u_wen", "u_audit", "u_admin", "u_grid1"):
        assert visibility.reads_private(house.person(person), case, len(case.done)) == (person == "u_chen"), person


def test_violence_at_home_is_read_by_its_few_only_and_not_by_the_director(house: House) -> None:
    public_id = house.stage(C05, 3)
    case = house.case(public_id)
    assert case.confidential_level != "normal"
    named = {step.actor for step in case.done if step.task != "T_register"}
    everyone = ("u_chen", "u_ran", "u_xiang", "u_deng", "u_wen", "u_audit", "u_admin", "u_grid1", "u_mu")
    readers = {person for person in everyone if visibility.reads_record(house.person(person), case)}
    assert readers == named & set(everyone) and "u_ran" not in readers
    assert {person for person in everyone if visibility.reveals(house.person(person), case)} == readers


def test_the_reviewer_reads_at_the_end_not_before(house: House) -> None:
    before = house.case(house.stage(C01, steps_before(C01, "S2_lay_talk")))
    after = house.case(house.stage(C01, steps_before(C01, "C_close")))
    wen = house.person("u_wen")
    assert not visibility.reads_record(wen, before) and visibility.reads_record(wen, after)


def test_a_countys_auditor_sees_the_villages_below_masked_and_no_restricted_case(
    public_id: str, house: House, sign_in: SignIn
) -> None:
    hidden = house.stage(C05, 3)
    clock.move_to(when(C05, "E_report", minutes=5))
    surfer = sign_in("u_audit")
    listed = surfer.get("/cases").response.text
    assert public_id in listed and hidden not in listed
    assert surfer.get(f"/cases/{hidden}").status == 404


@given(st.text(max_size=30))
def test_a_mask_never_shows_the_whole(word: str) -> None:
    assert visibility.masked_phone(word) != word or not word
    assert visibility.masked_identity(word) != word or not word
    assert not word or visibility.masked_name(word) != word or word.endswith("*")


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("青石镇白石坝村一社12号", "青石镇白石坝村***"), ("云屏区锦江社区3栋2单元", "云屏区锦江社区***"),
        ("云屏区青石镇", "云屏区***"), ("幸福里 12 号", "***"), ("白石坝村", "白石坝村"), ("", ""),
    ],
)  # fmt: skip
def test_an_address_is_shown_to_the_village(whole: str, shown: str) -> None:
    assert visibility.masked_address(whole) == shown


@pytest.mark.parametrize(("whole", "shown"), [("张德厚", "张*"), ("欧阳锋", "欧阳*"), ("欧阳", "欧*"), ("", "")])
def test_a_name_is_shown_by_its_family_name(whole: str, shown: str) -> None:
    assert visibility.masked_name(whole) == shown and visibility.masked_name("甲公司", natural=False) == "甲公司"
