"""The first worked case as its people live it: on a small phone, in a real browser, by the words on the pages."""

from pathlib import Path
from typing import Any

import pytest
from hand import Hand
from house import WORKED_CASES, House, instant
from playwright.sync_api import Page, expect

from mediation import clock
from mediation.services import comparison
from mediation.services.register_page import open_register_page
from mediation.services.replay import Played

PASSWORD = "qingshi-2026"
SMALLEST = 44
TARGETS = """a.main, a.second, button:not(.default-button), .choice, select, summary, nav a,
  input.target:not([type=radio], [type=checkbox])"""
TOO_SMALL = """(found, least) => found.map((one) => [one.textContent.trim().slice(0, 20) || one.name, one])
  .map(([words, one]) => [words, one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && box.height < least).map(([words, box]) => `${words} ${box.height}`)"""
pytestmark = pytest.mark.browser


def test_the_first_worked_case_is_lived_on_a_phone(phone: Page, house: House, output: Path) -> None:
    case, played = WORKED_CASES["C01"], Played("C01")
    for number, step in enumerate(case["steps"]):
        at = instant(step["at"])
        if played.public_id:
            house.let_pass(played.public_id, at)
        clock.move_to(at)
        sign_in(phone, step["actor"])
        take(phone, house, case, step, played, output / f"phone-{number:02d}-{step['task']}")
        played.public_id = played.public_id or house.all_cases()[0].public_id
    phone.goto(f"/cases/{played.public_id}")
    picture(phone, output / "phone-case-archived")
    comparison.compare(house.office, case, played)
    assert played.differences == []


def sign_in(phone: Page, person: str, first: str = "待办") -> None:
    phone.context.clear_cookies()
    phone.goto("/login")
    phone.get_by_label("账号").fill(person)
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    expect(phone.get_by_role("heading", name=first, exact=True)).to_be_visible()


def take(phone: Page, house: House, case: dict[str, Any], step: dict[str, Any], played: Played, shot: Path) -> None:
    """Go to the step as its person does, fill it in, press its button."""
    if step["task"] == "T_register":
        page: Any = open_register_page(house.office, house.person(step["actor"]))
        phone.get_by_role("navigation").get_by_role("link", name="登记").click()
        values = {**step["form"], "parties": case["parties"]}
    else:
        page = house.page(played.public_id, step["task"], step["actor"])
        picture(phone, shot.with_name(f"{shot.name}-worklist"))
        phone.get_by_role("link", name=page.name, exact=True).click()
        values = step["form"]
    expect(phone.locator("form[data-sending]")).to_be_visible()
    phone.wait_for_load_state()
    picture(phone, shot)
    Hand(phone, page.context).fill(page.definition, values)
    picture(phone, shot.with_name(f"{shot.name}-filled"))
    phone.locator(".end .main:visible").click()
    expect(phone.locator(".said.good")).to_contain_text("办好了")


def picture(phone: Page, path: Path) -> None:
    """Look at a page: nothing sticks out at the side, nothing is too small for a thumb."""
    phone.screenshot(path=f"{path}.png", full_page=True)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360, path.name
    assert phone.eval_on_selector_all(TARGETS, TOO_SMALL, SMALLEST) == [], path.name
