"""The small scripts: they agree with the server, and without them everything still works."""

import re
from pathlib import Path

import pytest
from house import WORKED_CASES, House, when
from playwright.sync_api import Browser, Page, expect
from test_browser_worked_case import PASSWORD, picture, sign_in

from mediation import clock
from mediation.expressions import compile_expression

C01 = WORKED_CASES["C01"]
pytestmark = pytest.mark.browser
VALUES = {
    "kind": 2, "code": "1", "none": None, "yes": True, "no": False, "flags": ["a", "b"], "empty": [], "text": "甲乙",
    "amount": 0, "row": {"name": "丙"}, "blank": "",
}  # fmt: skip
EXPRESSIONS = """
kind = 2 | kind = 3 | code = 1 | code = "1" | none = null | missing = null | missing != "x" | yes = true | no != true
yes = 1 | contains(flags, "a") | not contains(flags, "c") | contains(none, "a") | contains(text, "甲") | "a" in flags
"c" not in flags | len(flags) = 2 | len(empty) = 0 | len(none) = 0 | kind > 1 and kind <= 2 | none > 1 | code > 1
kind + 1 = 3 | kind * 2 - 1 >= 3 | kind / 2 = 1 | sum([1, 2]) = 3 | max(1, kind) = 2 | coalesce(none, blank, "x") = "x"
any([no, yes]) | all([]) | defined(code) | defined(none) | row.name = "丙" | row.other = null | none.name = null
flags[0] = "a" | not (kind = 2) | not none | yes and flags | no or empty | (kind if yes else none) = 2 | -kind < 0
flags = ["a", "b"] | amount = 0 | amount = false | blank = null | text < "丙" | abs(-2) = kind | min([3, 1]) = 1
"""


def test_conditions_mean_the_same_in_the_browser_and_on_the_server(phone: Page) -> None:
    phone.goto("/login")
    texts = [text.strip() for text in re.split(r"[|\n]", EXPRESSIONS) if text.strip()]
    compiled = {text: compile_expression(text) for text in texts}
    said = phone.evaluate(
        """async ([trees, values]) => {
             const { holds } = await import("/static/js/expressions.js");
             return Object.fromEntries(Object.entries(trees).map(([text, tree]) => [text, holds(tree, values)]));
           }""",
        [{text: one.to_json() for text, one in compiled.items()}, VALUES],
    )
    meant = {text: one.evaluate(VALUES, missing=None) is True for text, one in compiled.items()}
    assert said == meant and len(set(meant.values())) == 2


@pytest.fixture
def registering(phone: Page, house: House) -> Page:
    """The registration form, open."""
    clock.move_to(when(C01, "T_register"))
    sign_in(phone, "u_chen")
    phone.goto("/cases/new")
    return phone


def to_screen(page: Page, number: int) -> None:
    for _ in range(number - 1):
        page.get_by_role("button", name="下一屏").click()
    expect(page.get_by_text(re.compile(f"^第 {number} 屏,共"))).to_be_visible()


def test_a_long_form_is_shown_screen_by_screen_and_the_phones_back_goes_one_back(registering: Page) -> None:
    page = registering
    page.locator("#parties-0-name").fill("甲某")
    expect(page.get_by_role("button", name="登记这件纠纷")).to_be_hidden()
    to_screen(page, 4)
    expect(page.get_by_role("button", name="登记这件纠纷")).to_be_visible()
    expect(page.get_by_role("button", name="下一屏")).to_be_hidden()
    page.go_back()
    expect(page.get_by_text("第 3 屏,共 4 屏")).to_be_visible()
    page.get_by_role("button", name="上一屏").click()
    page.locator("#occurred_place").press("Enter")
    expect(page.get_by_text("第 3 屏,共 4 屏")).to_be_visible()
    assert page.locator("#parties-0-name").input_value() == "甲某"


def test_an_error_leads_to_its_screen(registering: Page) -> None:
    page = registering
    to_screen(page, 4)
    page.locator(".end .main:visible").click()
    expect(page.get_by_text("第 1 屏,共 4 屏")).to_be_visible()
    page.get_by_role("link", name="请选择“是不是跨村、跨镇”。").click()
    expect(page.get_by_text("第 4 屏,共 4 屏")).to_be_visible()
    expect(page.locator("#is_cross_region")).to_be_focused()


def test_on_a_laptop_all_groups_stand_below_each_other(registering: Page) -> None:
    page = registering
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("button", name="登记这件纠纷")).to_be_visible()
    expect(page.get_by_role("button", name="下一屏")).to_be_hidden()
    expect(page.locator("#occurred_place")).to_be_visible()


def test_fields_that_do_not_apply_go_away_and_come_back(registering: Page) -> None:
    page = registering
    guardian = page.locator("#parties-0-guardian")
    expect(guardian).to_be_hidden()
    page.locator("#parties > [data-row='0'] > .more > summary").click()
    page.locator("#parties-0-is_minor").check()
    expect(guardian).to_be_visible()
    page.get_by_label("法人单位").first.check()
    expect(page.locator("#parties-0-is_minor")).to_be_hidden()
    to_screen(page, 3)
    page.locator("#source_code-2").check()
    expect(page.get_by_label("移送单位", exact=False).first).to_be_visible()


def test_rows_come_and_go_without_a_new_page_and_the_server_understands_them(registering: Page, output: Path) -> None:
    page = registering
    parties = page.locator("#parties")
    page.evaluate("window.same = true")
    for at, name in enumerate(("甲某", "乙某", "丙某")):
        if at == 2:
            parties.get_by_role("button", name=re.compile("^再加一位")).click()
        parties.locator("> [data-row]").nth(at).get_by_label("姓名或单位名称").fill(name)
    expect(parties.locator("> [data-row] > legend")).to_have_text(["第 1 位当事人", "第 2 位当事人", "第 3 位当事人"])
    parties.get_by_role("button", name="去掉这一位当事人").nth(1).click()
    expect(parties.locator("> [data-row] > legend")).to_have_text(["第 1 位当事人", "第 2 位当事人"])
    assert page.evaluate("window.same")
    ids = page.eval_on_selector_all("[id]", "(found) => found.map((one) => one.id)")
    assert len(ids) == len(set(ids))
    to_screen(page, 4)
    page.locator(".end .main:visible").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    names = [page.locator(f"#parties-{at}-name").input_value() for at in (0, 2)]
    assert names == ["甲某", "丙某"]
    picture(page, output / "phone-errors")


def test_a_button_pressed_twice_sends_once(phone: Page, house: House) -> None:
    public_id = house.waiting_for("S1_read_calm")
    sign_in(phone, "u_chen")
    phone.goto(f"/cases/{public_id}/events/risk_raised")
    # counted in the page: what goes through a service worker is not always told to who listens from outside
    phone.evaluate(
        "addEventListener('submit', (event) => {"
        " if (!event.defaultPrevented) sessionStorage.sent = Number(sessionStorage.sent ?? 0) + 1; })"
    )
    phone.locator(".end .main").dblclick()
    expect(phone.locator(".said.good")).to_be_visible()
    assert phone.evaluate("sessionStorage.sent") == "1"


def test_without_scripts_rows_are_added_and_words_kept(chromium: Browser, address: str, house: House) -> None:
    clock.move_to(when(C01, "T_register"))
    context = chromium.new_context(java_script_enabled=False, base_url=address, locale="zh-CN")
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("账号").fill("u_chen")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto("/cases/new")
    expect(page.locator("#parties-0-guardian")).to_be_visible()
    page.get_by_label("简要情况").fill("屋檐滴水,墙脚湿了一片")
    page.locator("#parties > .add-row").click()
    expect(page.locator("#parties > [data-row]")).to_have_count(3)
    assert page.url.endswith("#parties")
    assert page.get_by_label("简要情况").input_value() == "屋檐滴水,墙脚湿了一片"
    page.get_by_label("简要情况").press("Tab")
    page.locator("#occurred_place").press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [320, *(pytest.param(more, marks=pytest.mark.slow) for more in (768, 1280))])
def test_no_page_sticks_out_at_any_width(width: int, chromium: Browser, address: str, house: House) -> None:
    public_id = house.waiting_for("A_oral")
    context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=address, locale="zh-CN")
    page = context.new_page()
    sign_in(page, "u_chen")
    task = f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}"
    for place in ("/worklist", "/cases", "/cases/new", f"/cases/{public_id}", task, "/nowhere"):
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
    context.close()
