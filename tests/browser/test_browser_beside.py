"""What stands beside the questions, under the thumb: phrases at the writing mark, folds to read out, big letters."""

from pathlib import Path

import pytest
from house import House
from playwright.sync_api import Browser, Page, expect
from test_browser_access import faults
from test_browser_worked_case import PASSWORD, sign_in

from mediation import clock

pytestmark = pytest.mark.browser


@pytest.fixture
def step(house: House) -> str:
    """The address of 读一读缓一缓, ready to be done."""
    public_id = house.waiting_for("S1_read_calm")
    return f"/tasks/{public_id}-{house.task_key(public_id, 'S1_read_calm')}"


def test_a_phrase_goes_where_the_writing_mark_stands_and_ones_own_is_kept_from_the_field(
    phone: Page, house: House
) -> None:
    clock.move_to(None)
    sign_in(phone, "u_chen")
    phone.goto("/cases/new")
    phone.get_by_role("button", name="下一屏").click()
    summary = phone.locator("#summary")
    summary.fill("张家和李家昨晚")
    summary.evaluate("(field) => field.setSelectionRange(4, 4)")
    phrases = phone.locator("details[data-phrases=summary]")
    phrases.locator("summary").click()
    phrases.get_by_role("button", name="双方是邻居,").click()
    assert summary.input_value() == "张家和李双方是邻居,家昨晚"
    summary.fill("两家共用一口井,")
    phrases.get_by_role("button", name="把刚写的存成常用语").click()
    expect(phrases.locator("[role=status]")).to_have_text("存好了。")
    phone.reload()
    phone.locator("details[data-phrases=summary] > summary").click()
    expect(phone.get_by_role("button", name="两家共用一口井,")).to_be_visible()


def test_a_phrase_goes_into_the_first_empty_line_of_a_list(phone: Page, house: House) -> None:
    clock.move_to(None)
    sign_in(phone, "u_chen")
    phone.goto("/cases/new")
    phone.get_by_role("button", name="下一屏").click()
    phone.locator("#claims-0").fill("修墙")
    phone.locator("#occurred_place").focus()
    phone.locator("#claims .add-row").click()
    phone.locator("#occurred_place").focus()
    phrases = phone.locator("[data-phrases='claims.value']")
    phrases.locator("summary").click()
    phrases.get_by_role("button", name="赔礼道歉").click()
    assert [phone.locator(f"#claims-{at}").input_value() for at in (0, 1)] == ["修墙", "赔礼道歉"]


def test_the_rights_are_unfolded_by_keyboard_and_the_question_mark_too(phone: Page, step: str) -> None:
    sign_in(phone, "u_chen")
    phone.goto(step)
    rights = phone.locator(".beside", has_text="权利和义务")
    rights.locator("> summary").focus()
    phone.keyboard.press("Enter")
    expect(rights.get_by_text("愿意就调,不愿意就不调")).to_be_visible()
    rights.locator(".article > summary").first.click()
    expect(rights.get_by_text("（二）接受调解、拒绝调解或者要求终止调解；")).to_be_visible()
    ask = phone.locator("[data-field=mode] .ask")
    ask.locator("summary").focus()
    phone.keyboard.press("Enter")
    expect(ask.get_by_text("这叫背靠背")).to_be_visible()
    assert ask.locator("summary").inner_text().strip().endswith("“怎样谈”怎么填")
    right = phone.locator("[data-field=mode]").evaluate("(field) => field.getBoundingClientRect().right")
    assert abs(ask.locator("summary").evaluate("(one) => one.getBoundingClientRect().right") - right) < 2
    assert faults(phone) == []


def test_without_scripts_folds_and_question_marks_open_and_phrases_are_not_offered(
    chromium: Browser, address: str, house: House, step: str
) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=address, locale="zh-CN")
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("账号").fill("u_chen")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(step)
    page.locator(".beside > summary").first.click()
    expect(page.get_by_text("让一让,化了纠纷,又去挣钱。")).to_be_visible()
    page.locator(".ask > summary").first.click()
    expect(page.locator(".ask[open] p").first).to_be_visible()
    assert not any(one.is_visible() for one in page.locator(".phrases").all())
    page.get_by_role("button", name="大字").click()
    assert page.url.endswith(step) and page.locator("html.big").count() == 1
    context.close()


def test_big_letters_come_at_once_keep_what_is_typed_and_break_no_page(
    phone: Page, house: House, step: str, output: Path
) -> None:
    phone.goto("/login")
    phone.get_by_role("button", name="大字").click()
    expect(phone.locator("html.big")).to_have_count(1)
    assert phone.get_by_role("button", name="大字").get_attribute("aria-pressed") == "true"
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_label("账号").fill("u_chen")
    phone.wait_for_load_state("networkidle")
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    case = step.split("/")[2].split("-")[0]
    pages = ("/worklist", "/cases", "/notifications", "/account", "/phrases", f"/cases/{case}", "/cases/new", step)
    for place in pages:
        phone.goto(place)
        assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "23px", place
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, place
        assert faults(phone) == [], place
    phone.screenshot(path=output / "phone-big.png")
    phone.locator(".own input:visible").first.fill("院约第二条")
    phone.get_by_role("button", name="大字").click()
    expect(phone.locator("html.big")).to_have_count(0)
    assert phone.locator(".own input:visible").first.input_value() == "院约第二条"
