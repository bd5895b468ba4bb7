"""Case events: buttons under 遇到情况, each with its own short form."""

from collections.abc import Iterator

import pytest
from house import WORKED_CASES, House, steps_before, when
from surfer import SignIn, Surfer

from mediation import clock

C01 = WORKED_CASES["C01"]


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.move_to(when(C01, "S2_lay_talk"))
    yield


@pytest.fixture
def public_id(house: House) -> str:
    return house.stage(C01, steps_before(C01, "S2_lay_talk"))


def press(surfer: Surfer, address: str, **filled: str):
    return surfer.press(address, filled)


def test_a_refusal_ends_the_talk_and_opens_the_notice(public_id: str, house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    page = press(surfer, f"/cases/{public_id}/events/party_refused", refused_by="p2", refusal_text="不调了,去法院")
    assert page.status == 303
    following = surfer.get(page.response.location)
    assert "已记下:有一方不愿再调。接下来:终止调解告知。" in following.text
    assert house.open_tasks(public_id) == ["T_terminate"]


def test_a_danger_seen_is_reported_beside_the_talk(public_id: str, house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    asked = surfer.get(f"/cases/{public_id}/events/risk_raised")
    assert asked.status == 200 and "“激化报告”交上以前,调解先停一停" in asked.text
    page = press(surfer, f"/cases/{public_id}/events/risk_raised")
    assert page.status == 303 and page.response.location.endswith(f"-{house.task_key(public_id, 'E_report')}")
    assert set(house.open_tasks(public_id)) == {"S2_lay_talk", "E_report"}


def test_the_same_press_twice_is_one_event(public_id: str, house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    sent = surfer.fill(f"/cases/{public_id}/events/risk_raised", {})
    assert surfer.post(*sent).status == surfer.post(*sent).status == 303
    assert house.open_tasks(public_id).count("E_report") == 1


def test_an_event_that_cannot_come_now_says_so(public_id: str, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    page = surfer.get(f"/cases/{public_id}/events/confirmation_requested")
    assert page.status == 409 and "现在不能这样办" in page.text
    sent = surfer.fill(f"/cases/{public_id}/events/party_refused", {"refusal_text": "他说不调了就是不调了"})
    surfer.post(*sent)
    again = dict(sent[1].to_dict(), key="another-key-0001")
    late = surfer.post(sent[0], again)
    assert late.status == 409 and "他说不调了就是不调了" in late.text


@pytest.mark.parametrize("event", ["nothing", "T_screen", "__class__", "撤回", "a" * 300])
def test_an_unknown_event_is_not_found(event: str, public_id: str, sign_in: SignIn) -> None:
    assert sign_in("u_chen").get(f"/cases/{public_id}/events/{event}").status == 404


def test_nobody_raises_events_on_cases_of_others(public_id: str, sign_in: SignIn) -> None:
    assert sign_in("u_mu").get(f"/cases/{public_id}/events/party_refused").status == 404
    page = sign_in("u_ran").get(f"/cases/{public_id}/events/party_refused")
    assert page.status == 403 and "不归您发起" in page.text
