"""No step is longer than a thumb likes: every task's form at 360 × 740, screen by screen, in phone heights."""

import json
from typing import Any

import pytest
from house import MORE_FILE, WORKED, WORKED_CASES, House, instant
from playwright.sync_api import Page
from test_browser_worked_case import PASSWORD, sign_in

from mediation import clock
from mediation.services.set_up import load_village

HEIGHT = 740
MOST = 3.0  # phone heights a screen of questions may take, with two parties
OPENED_BY = {"D_extend": "extension_requested", "J_confirm": "confirmation_requested", "E_whistle": "help_requested"}
LONG = {"T_register", "T_consent", "S2_lay_talk", "S3_mediate_yield", "A_written", "A_amend", "F_visit", "H_handoff"}
pytestmark = pytest.mark.browser
MORE: dict[str, Any] = json.loads(MORE_FILE.read_text("utf-8"))
CASES: dict[str, Any] = {case["case_id"]: case for case in (*WORKED["cases"], *MORE["cases"])}


def places() -> dict[str, tuple[str, int]]:
    """Where each task comes first: a case of two people, and how many steps lie before."""
    found: dict[str, tuple[str, int]] = {}
    for name, case in sorted(CASES.items(), key=lambda item: (item[0] not in WORKED_CASES, len(item[1]["parties"]))):
        for number, step in enumerate(case["steps"]):
            if number:
                found.setdefault(step["task"], (name, number))
    return found


def measure(page: Page) -> list[float]:
    """The height of every screen of the form at hand."""
    heights = []
    following = page.locator("form[data-sending]").get_by_role("button", name="下一屏")
    while True:
        heights.append(round(page.evaluate("document.querySelector('main').offsetHeight") / HEIGHT, 1))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        if not (following.count() and following.is_visible()):
            return heights
        following.click()


def dosed() -> list[Any]:
    """Every day the long ones; all of them by `make prove-browser`."""
    others = [pytest.param(task, marks=pytest.mark.slow) for task in sorted({*places()} - LONG)]
    return [*sorted(LONG), *others]


@pytest.mark.parametrize("task", dosed())
def test_no_screen_of_a_step_is_longer_than_three_phone_heights(task: str, phone: Page, house: House) -> None:
    clock.move_to(None)
    if task == "T_register":
        sign_in(phone, "u_chen")
        phone.goto("/cases/new")
    else:
        name, number = places()[task]
        step = CASES[name]["steps"][number]
        if name not in WORKED_CASES:
            load_village(house.office, MORE, PASSWORD)
        public_id = house.stage(CASES[name], number)
        clock.move_to(instant(step["at"]))
        house.let_pass(public_id, instant(step["at"]))
        if task in OPENED_BY and task not in house.open_tasks(public_id):
            house.raise_event(public_id, OPENED_BY[task], step["actor"])
        sign_in(phone, step["actor"])
        phone.goto(f"/tasks/{public_id}-{house.task_key(public_id, task)}")
    heights = measure(phone)
    print(f"\n{task:<18}{len(heights)} screens of {heights} phone heights")
    assert len(heights) <= 4 and max(heights) <= MOST


def test_the_measure_notices_a_form_that_is_too_long(phone: Page, house: House) -> None:
    sign_in(phone, "u_chen")
    phone.goto("/cases/new")
    phone.evaluate("document.querySelector('.page').style.paddingBottom = '3000px'")
    assert measure(phone)[0] > MOST
