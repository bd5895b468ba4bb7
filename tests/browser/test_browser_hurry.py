"""A busy machine, a slow line, a hasty hand: nothing typed is lost, overtaken or done twice."""

from collections.abc import Callable
from typing import Any

import pytest
from device import lose, sign_in, write
from house import WORKED_CASES, House, when
from line import Line
from oral import oral
from playwright.sync_api import BrowserContext, Locator, Page, Request, Route, expect
from test_browser_form_editor import DRAFT, desk, stored

from mediation import clock
from mediation.services.drafts import find_registration
from mediation.services.model_drafts import file_of

__all__ = ["desk", "oral"]
pytestmark = pytest.mark.browser
C01 = WORKED_CASES["C01"]
ERROR = "要改"


class Held:
    """Requests that stay on their way until they are let go."""

    def __init__(self, page: Page, meant: Callable[[Request], bool]) -> None:
        self.page, self.meant, self.waiting = page, meant, list[Route]()
        page.route("**/*", self._take)

    def _take(self, route: Route) -> None:
        if self.meant(route.request):
            self.waiting.append(route)
        else:
            route.fallback()

    def wait(self) -> None:
        """Until there is one."""
        while not self.waiting:
            self.page.evaluate("() => new Promise((soon) => setTimeout(soon, 20))")

    def let_go(self) -> None:
        """All, the last first."""
        while self.waiting:
            self.waiting.pop().continue_()


def posts(page: Page, part: str) -> Held:
    return Held(page, lambda request: request.method == "POST" and part in request.url)


def twice(page: Page, button: Locator, between: Callable[[], None]) -> None:
    """Tap twice at one place, the second time once `between` has come to pass."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    between()
    page.mouse.click(x, y)


def test_what_is_typed_while_a_form_is_saved_is_saved_behind_it_and_clashes_with_nobody(
    desk: Page, house: House
) -> None:
    desk.goto(f"{DRAFT}/forms/S2_lay_talk.form")
    saving = posts(desk, "/files/")
    title = desk.get_by_label("表单叫什么")
    title.fill("摆一摆")
    desk.keyboard.press("Control+s")
    saving.wait()
    title.fill("摆一摆谈一谈")
    expect(desk.get_by_role("button", name="存下", exact=True)).to_be_disabled()
    desk.keyboard.press("Control+s")
    saving.let_go()
    saving.wait()
    saving.let_go()
    expect(desk.get_by_text("已存下")).to_be_visible()
    expect(desk.locator("[data-clash]")).to_be_hidden()
    assert stored(house, "S2_lay_talk.form")["properties"]["title"] == "摆一摆谈一谈"


def test_an_answer_that_comes_while_a_field_is_pressed_takes_neither_press_nor_focus_away(desk: Page) -> None:
    desk.goto(f"{DRAFT}/forms/S2_lay_talk.form")
    entries = desk.locator(".entry")
    entries.filter(has_text="各人的话").click()
    judging = posts(desk, "/preview")
    desk.get_by_label("问法", exact=True).fill("")
    judging.wait()
    pressed = entries.filter(has_text="接下来")
    pressed.hover()
    desk.mouse.down()
    judging.let_go()
    expect(entries.filter(has_text="(没有写问法)")).to_contain_text(ERROR)
    expect(pressed).to_be_focused()
    desk.mouse.up()
    expect(desk.locator(".entry[aria-current]")).to_contain_text("接下来")


def test_a_number_typed_into_a_condition_stays_when_the_comparison_is_chosen(desk: Page, house: House) -> None:
    desk.goto(f"{DRAFT}/forms/S2_lay_talk.form")
    desk.locator(".entry", has_text="接下来").click()
    asked = desk.get_by_role("group", name="只在这些情况下才问")
    if not asked.get_by_role("button", name="加一条").is_visible():
        asked.get_by_role("button", name="再加一条").click()
    else:
        asked.get_by_role("button", name="加一条").click()
    asked.get_by_label("第 1 条:哪一项").select_option(label="案件:涉及人数")
    asked.get_by_label("第 1 条:比什么").fill("30")
    asked.get_by_label("第 1 条:怎么比").select_option(label="不小于")
    expect(asked.get_by_label("第 1 条:比什么")).to_have_value("30")


def test_a_rules_note_is_saved_while_it_is_still_being_written(desk: Page, house: House) -> None:
    desk.goto(f"{DRAFT}/tables/entry_tier.dmn")
    note = desk.get_by_label("第 4 条的说明")
    note.fill("五人以上,镇里来办")
    desk.keyboard.press("Control+s")
    expect(desk.get_by_text("已存下")).to_be_visible()
    assert "五人以上,镇里来办".encode() in file_of(house.office, house.person("u_admin"), 1, "entry_tier.dmn").data
    desk.get_by_role("button", name="撤销").click()
    expect(note).to_have_value("五人以上,建议镇里办")


def test_a_late_answer_marks_no_rule_that_has_been_moved_meanwhile(desk: Page) -> None:
    desk.goto(f"{DRAFT}/tables/entry_tier.dmn")
    desk.get_by_label("登记在哪一级", exact=True).select_option("village")
    hit = desk.locator("tr.hit")
    expect(hit).to_have_count(1)
    place = int(hit.get_attribute("data-rule") or 0)
    trying = posts(desk, "/try")
    desk.get_by_role("textbox", name="涉及人数").fill("2")
    trying.wait()
    # the next question is put off, so that the answer to the last one comes first
    desk.evaluate("() => { const soon = setTimeout; window.setTimeout = (act, after) => soon(act, after * 20); }")
    desk.get_by_role("button", name=f"上移第 {place} 条").click()
    with desk.expect_response(lambda response: trying.meant(response.request)) as answer:
        trying.let_go()
    answer.value.finished()
    desk.evaluate("() => new Promise((soon) => requestAnimationFrame(() => requestAnimationFrame(soon)))")
    assert hit.count() == 0


def test_a_rule_goes_by_two_quick_presses_alone(desk: Page) -> None:
    desk.goto(f"{DRAFT}/tables/entry_tier.dmn")
    rules = desk.locator("[data-rule]")
    many = rules.count()
    twice(desk, desk.get_by_role("button", name=f"删去第 {many - 1} 条"), lambda: expect(rules).to_have_count(many - 1))
    expect(desk.locator(".settling")).to_have_count(0)
    assert rules.count() == many - 1


@pytest.fixture
def registering(phone: Page) -> Page:
    """The form for a new case on a phone, ready to be written in."""
    clock.move_to(when(C01, "T_register"))
    sign_in(phone, "u_chen")
    phone.goto("/cases/new")
    phone.locator("form[data-ready]").wait_for()
    return phone


def at_the_office(house: House) -> str:
    """What the office holds of the half-written registration, as its page shows it."""
    found = find_registration(house.office, house.person("u_chen"))
    return found.words.get("parties-0-name", "") if found else ""


def test_what_was_typed_first_never_arrives_behind_what_was_typed_later(registering: Page, house: House) -> None:
    page = registering
    name = page.locator("#parties-0-name")
    drafts = posts(page, "/cases/new/draft")
    name.fill("甲")
    drafts.wait()
    name.fill("甲乙")
    page.evaluate(
        """async () => {
             const { typedInto } = await import("/static/js/device/typed.js");
             const there = async () => (await typedInto("/cases/new"))?.words.some(([, value]) => value === "甲乙");
             while (!(await there())) await new Promise((soon) => setTimeout(soon, 20));
           }"""
    )
    assert len(drafts.waiting) == 1
    drafts.let_go()
    drafts.wait()
    drafts.let_go()
    page.locator("form[data-kept=office]").wait_for()
    assert at_the_office(house) == "甲乙"


def test_who_chooses_this_pages_words_has_them_sent_at_once(registering: Page, house: House) -> None:
    first = registering
    other = first.context.new_page()
    other.goto("/cases/new")
    other.locator("form[data-ready]").wait_for()
    first.locator("#parties-0-name").fill("先写的")
    first.locator("form[data-kept=office]").wait_for()
    other.locator("#parties-0-name").fill("后写的")
    other.keyboard.press("Tab")
    other.locator("form[data-kept=device]").wait_for()
    other.get_by_role("button", name="用这一页的").click()
    other.locator("form[data-kept=office]").wait_for()
    assert at_the_office(house) == "后写的"


UNTIL_SLOW = "async () => { while (!window.goOn) await new Promise((soon) => setTimeout(soon, 20)); }"
SLOW = """if (sessionStorage.slow) {
  const open = crypto.subtle.decrypt.bind(crypto.subtle);
  crypto.subtle.decrypt = async (...how) => {
    await new Promise((goOn) => (window.goOn = goOn));
    return open(...how);
  };
}"""


def test_words_brought_back_late_do_not_cover_what_is_being_typed(device: BrowserContext, line: Line) -> None:
    page = device.new_page()
    page.add_init_script(SLOW)
    sign_in(page, "u_chen")
    lose(device, line)
    page.goto("/cases/new")
    write(page, "#parties-0-name", "甲某")
    page.evaluate("sessionStorage.slow = 1")
    page.reload()
    page.evaluate(UNTIL_SLOW)
    name = page.locator("#parties-0-name")
    name.fill("乙某")
    page.evaluate("window.goOn()")
    page.get_by_role("button", name="换成手机里的").wait_for()
    expect(name).to_have_value("乙某")
    page.get_by_role("button", name="换成手机里的").click()
    expect(name).to_have_value("甲某")


PAPER: Any = {"name": "纸.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}


def test_photos_brought_back_late_stand_beside_those_just_chosen(oral: Page) -> None:
    oral.locator("input#photo").set_input_files(PAPER)
    thumbs = oral.locator(".thumbs li")
    expect(thumbs).to_have_count(1)
    oral.locator("input#photo").evaluate(
        "(one) => one.dispatchEvent(new CustomEvent('put-back', { detail: [new File(['x'], 'y.pdf')] }))"
    )
    expect(thumbs).to_have_count(2)


def test_a_photo_taken_away_while_it_was_being_kept_is_not_kept(oral: Page) -> None:
    oral.evaluate(
        """() => {
             const seal = crypto.subtle.encrypt.bind(crypto.subtle);
             window.waiting = [];
             crypto.subtle.encrypt = async (...how) => {
               if (window.waiting) await new Promise((goOn) => window.waiting.push(goOn));
               return seal(...how);
             };
           }"""
    )
    oral.locator("input#photo").set_input_files(PAPER)
    oral.evaluate("async () => { while (!window.waiting.length) await new Promise((soon) => setTimeout(soon, 20)); }")
    while oral.get_by_role("button", name="下一屏").is_visible():
        oral.get_by_role("button", name="下一屏").click()
    oral.locator(".thumbs .drop-row").click()
    expect(oral.locator(".thumbs li")).to_have_count(0)
    kept = """async () => {
      const { photosFor } = await import("/static/js/device/typed.js");
      const first = window.waiting;
      window.waiting = null;
      for (const goOn of first) goOn();
      for (let many = 0; many < 20; many += 1) {
        await new Promise((soon) => setTimeout(soon, 20));
        await photosFor(location.pathname);
      }
      return [await photosFor(location.pathname), document.querySelector("form[data-typing]").elements._photos.value];
    }"""
    assert oral.evaluate(kept) == [None, ""]


def test_a_second_tap_meant_for_the_last_screen_does_nothing_on_the_next(registering: Page) -> None:
    page = registering
    screen = page.locator(".progress")
    twice(page, page.get_by_role("button", name="下一屏"), lambda: expect(screen).to_contain_text("第 2 屏"))
    assert page.locator("form.settling").count() == 1
    expect(page.locator("form.settling")).to_have_count(0)
    assert page.locator("form :checked:visible").count() == page.locator("form [checked]:visible").count()
    expect(screen).to_contain_text("第 2 屏")


def test_a_second_tap_takes_no_second_row_away(registering: Page) -> None:
    page = registering
    rows = page.locator("#parties > [data-row]")
    page.locator("#parties > .add-row").click()
    expect(rows).to_have_count(3)
    twice(page, rows.nth(0).locator("> .drop-row"), lambda: expect(rows).to_have_count(2))
    expect(page.locator(".settling")).to_have_count(0)
    assert rows.count() == 2
