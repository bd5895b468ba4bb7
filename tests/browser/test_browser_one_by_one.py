"""Long rows on a phone: one signer at a time, a line for each other; what is to be mended is never shut away."""

import pytest
from house import WORKED_CASES, House, steps_before, when
from playwright.sync_api import Browser, Page, expect
from test_browser_worked_case import PASSWORD, sign_in

from mediation import clock

C02 = WORKED_CASES["C02"]
WHO = next(step["actor"] for step in C02["steps"] if step["task"] == "A_written")
pytestmark = pytest.mark.browser


@pytest.fixture
def place(house: House) -> str:
    """A written agreement, waiting to be filled in."""
    clock.move_to(None)
    public_id = house.stage(C02, steps_before(C02, "A_written"))
    clock.move_to(when(C02, "A_written"))
    return f"/tasks/{public_id}-{house.task_key(public_id, 'A_written')}"


def test_signers_are_filled_in_one_after_the_other(phone: Page, house: House, place: str) -> None:
    sign_in(phone, WHO)
    phone.goto(f"{place}#signatures")
    rows = phone.locator("#signatures > .row")
    first, second = rows.nth(0), rows.nth(1)
    expect(first.get_by_label("谁")).to_be_visible()
    expect(second.get_by_label("谁")).to_be_hidden()
    expect(second).to_contain_text("还没填完")
    first.get_by_label("签名", exact=True).check()
    first.get_by_role("button", name="今天").click()
    first.get_by_role("button", name="好了,下一个签名").click()
    expect(first.locator("summary").first).to_contain_text("签名")
    expect(first).not_to_contain_text("还没填完")
    expect(second.get_by_label("谁")).to_be_visible()
    count = rows.count()
    phone.locator("#signatures > .add-row").click()
    expect(rows).to_have_count(count + 1)
    expect(rows.last.get_by_label("谁")).to_be_visible()
    expect(second.get_by_label("谁")).to_be_hidden()


def test_rows_to_be_mended_lie_open(phone: Page, house: House, place: str) -> None:
    sign_in(phone, WHO)
    phone.goto(f"{place}#signatures")
    for row in phone.locator("#signatures > .row").all()[::2]:
        if row.locator(".one:not([open]) > summary").count():
            row.locator(".one > summary").click()
        row.get_by_label("签名", exact=True).check()
    while phone.get_by_role("button", name="下一屏").is_visible():
        phone.get_by_role("button", name="下一屏").click()
    phone.locator(".end .main:visible").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    shut = "[...document.querySelectorAll('.field-error')].filter((one) => one.closest('details:not([open])')).length"
    assert phone.evaluate(shut) == 0 and phone.locator("#signatures .field-error").count() == 2
    phone.locator("[data-error-summary] a[href^='#signatures-2']").first.click()
    expect(phone.locator("#signatures > .row").nth(2).get_by_label("哪天签的")).to_be_visible()


def test_without_scripts_and_on_a_wide_screen_all_rows_lie_open(
    chromium: Browser, address: str, house: House, place: str
) -> None:
    for scripts in (True, False):
        context = chromium.new_context(
            java_script_enabled=scripts, base_url=address, viewport={"width": 1280, "height": 800}
        )
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("账号").fill(WHO)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.goto(place)
        expect(page.locator("#signatures > .row .one:not([open])")).to_have_count(0)
        expect(page.locator("#signatures > .row .one > summary:visible")).to_have_count(0)
        expect(page.locator("#signatures-1-who")).to_be_visible()
        context.close()
