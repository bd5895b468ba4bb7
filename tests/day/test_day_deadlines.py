"""The page of what comes due this week: in scope, the nearest first, each with its reason."""

import pytest
from house import WORKED_CASES, House, at, instant, steps_before
from surfer import SignIn

from mediation import clock
from mediation.services.deadlines_page import coming_due

C02, C08 = WORKED_CASES["C02"], WORKED_CASES["C08"]


@pytest.fixture
def both(house: House) -> House:
    """C08 in the township with its term near; C02 in the village, to be visited in March."""
    house.stage(C02, steps_before(C02, "F_visit"))
    house.stage(C08, steps_before(C08, "D_extend"))
    return house


@pytest.fixture
def one(house: House) -> House:
    """C08 alone."""
    house.stage(C08, steps_before(C08, "D_extend"))
    return house


def lines(house: House, who: str, now: str) -> list[tuple[str, str, str]]:
    with at(now):
        days = coming_due(house.office, house.person(who)).days
    return [(day, line.name, line.until) for day, found in days for line in found]


def test_what_is_due_within_a_week_stands_there_with_its_reason(one: House) -> None:
    assert lines(one, "u_deng", "2026-08-27T08:00") == [("周一 8月31日", "调解期限届满", "8月31日 24:00")]
    with at("2026-08-27T08:00"):
        [*_, (_, [line])] = coming_due(one.office, one.person("u_deng")).days
    assert line.why == "自8月2日起算30日,8月31日24:00届满(人民调解工作若干规定第33条)" and not line.late


def test_nobody_sees_what_is_not_theirs(both: House) -> None:
    names = [name for _, name, _ in lines(both, "u_xiang", "2026-03-18T08:00")]
    assert "约定的履行日" in names and "回访日" in names
    assert lines(both, "u_mu", "2026-03-18T08:00") == []


def test_what_is_late_stands_on_top_and_says_so(both: House) -> None:
    found = lines(both, "u_deng", "2026-09-02T08:00")
    assert ("已过期", "调解期限届满", "8月31日 24:00") in found


def test_the_page_shows_it_and_an_empty_week_teaches(both: House, sign_in: SignIn) -> None:
    clock.move_to(instant("2026-08-27T08:00"))
    page = sign_in("u_deng").get("/deadlines")
    assert "8月31日 24:00" in page.text and "自8月2日起算30日" in page.text
    assert "这一周没有到期的" in sign_in("u_tan").get("/deadlines").text
