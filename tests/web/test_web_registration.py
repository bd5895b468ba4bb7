"""Registering a dispute over HTTP."""

from collections.abc import Iterator

import pytest
from house import WORKED_CASES, House, registration, when
from surfer import SignIn, merged
from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.services.register_page import open_register_page
from mediation.services.replay import as_filled

C01 = WORKED_CASES["C01"]


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.move_to(when(C01, "T_register"))
    yield


def filled(house: House, person: str = "u_chen", **changes: object) -> MultiDict[str, str]:
    page = open_register_page(house.office, house.person(person))
    return as_filled(page.definition, page.context, registration(C01, **changes))


def test_a_dispute_told_becomes_a_case_whose_next_step_opens_at_once(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    page = surfer.press("/cases/new", filled(house))
    assert page.status == 303 and page.response.location.startswith("/tasks/")
    assert "“登记”办好了。接下来:受理审查。" in surfer.get(page.response.location).text
    assert "张德厚 与 李国富" in surfer.get("/worklist").text


def test_a_grid_worker_registers_what_was_found_and_hands_it_over(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_grid1")
    form = filled(house, "u_grid1", apply_mode="主动发现", source_code="2")
    page = surfer.press("/cases/new", form)
    assert page.status == 303 and page.response.location.startswith("/cases/")
    assert "接下来“受理审查”由白石坝村人民调解委员会的" in surfer.get(page.response.location).text


def test_who_registers_nothing_is_told_who_does(sign_in: SignIn) -> None:
    for person in ("u_admin", "u_audit", "u_wen"):
        page = sign_in(person).get("/cases/new")
        assert page.status == 403 and "本级的调解员或网格员" in page.text
        assert not page.tree.xpath("//nav//a[@href='/cases/new']")


def test_what_is_missing_is_said_and_every_word_kept(house: House, sign_in: SignIn) -> None:
    surfer, form = sign_in("u_chen"), filled(house)
    form.setlist("summary", ["太短"])
    page = surfer.press("/cases/new", form)
    assert page.status == 422 and not house.all_cases()
    kept = page.standing
    assert (kept["summary"], kept["parties-1-name"], kept["parties-0-phone"]) == ("太短", "李国富", "19900000011")


def test_a_folded_answer_that_must_be_mended_is_unfolded(house: House, sign_in: SignIn) -> None:
    surfer, form = sign_in("u_chen"), filled(house)
    form.setlist("parties-0-birth", ["2030-01-01"])
    page = surfer.press("/cases/new", form)
    field = page.tree.xpath("//*[@id='parties-0-birth']")[0]
    assert field.xpath("ancestor::details/@open") == [""] and field.get("aria-invalid") == "true"


def test_a_third_party_gets_a_row_of_their_own(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    page = surfer.get("/cases/new")
    more = surfer.post("/cases/new", merged(page, {"parties-0-name": "甲", "parties-1-name": "乙"}, _add="parties"))
    assert more.status == 200 and {"parties-2-name", "parties-1-name"} <= more.names
    assert more.standing["parties-1-name"] == "乙"


def test_pressing_twice_registers_one_case(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    sent = surfer.fill("/cases/new", filled(house))
    assert surfer.post(*sent).response.location == surfer.post(*sent).response.location
    assert len(house.all_cases()) == 1


def test_nothing_typed_stands_readable_in_the_database(house: House, sign_in: SignIn) -> None:
    sign_in("u_chen").press("/cases/new", filled(house))
    house.office.store.engine.dispose()
    raw = b"".join(path.read_bytes() for path in house.folder.glob("mediation.db*"))
    for word in ("张德厚", "509901195804110235", "19900000011", "屋檐滴水"):
        assert word.encode() not in raw


def test_the_way_begins_at_its_first_stop(sign_in: SignIn) -> None:
    here = sign_in("u_chen").get("/cases/new").tree.xpath("//ol[@class='way']/li[@aria-current='step']")
    assert [stop.text_content() for stop in here] == ["登记受理"]


def test_names_that_look_like_markup_stay_names_on_every_page(house: House, sign_in: SignIn) -> None:
    surfer, form = sign_in("u_chen"), filled(house)
    nasty = "<img src=x onerror=alert(1)>{{7*7}}"
    for name in ("parties-0-name", "occurred_place", "claims-0"):
        form.setlist(name, [nasty])
    following = surfer.press("/cases/new", form).response.location
    public_id = house.all_cases()[0].public_id
    for address in ("/worklist", "/cases", f"/cases/{public_id}", following):
        page = surfer.get(address)
        assert page.status == 200 and nasty in page.text
        assert not page.tree.xpath("//main//img | //@onerror")
