"""The diagram of a case as one sees it: drawn on a tap, coloured, told in words, under the strict content policy."""

import re
from pathlib import Path

import pytest
from house import House
from playwright.sync_api import Page, expect
from test_browser_worked_case import picture, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def case_page(phone: Page, house: House) -> Page:
    """The page of a case in the middle of its talk, and what was asked of the server for it."""
    public_id = house.waiting_for("S2_lay_talk")
    sign_in(phone, "u_chen")
    phone.goto(f"/cases/{public_id}")
    return phone


def tap(page: Page) -> None:
    page.get_by_role("link", name="看流程图").click()
    expect(page.locator(".frame .is-current")).to_have_count(1)


def test_a_tap_draws_where_the_case_stands(case_page: Page, output: Path) -> None:
    tap(case_page)
    expect(case_page.locator(".frame [data-element-id=S2_lay_talk]")).to_have_class("djs-element djs-shape is-current")
    expect(case_page.locator(".frame [data-element-id=S1_read_calm].is-done")).to_be_visible()
    expect(case_page.locator(".frame [data-element-id=S2_lay_talk]")).to_be_in_viewport()
    told = case_page.locator("[data-told]:visible")
    expect(told).to_contain_text("正在办:摆一摆,谈一谈")
    picture(case_page, output / "phone-diagram")


def test_nothing_of_it_is_loaded_before_the_tap(case_page: Page) -> None:
    asked: list[str] = []
    case_page.on("request", lambda request: asked.append(request.url))
    case_page.reload(wait_until="networkidle")
    assert not [url for url in asked if "vendor" in url or url.endswith((".json", ".bpmn"))]
    tap(case_page)
    assert [url for url in asked if "vendor/bpmn-viewer.js" in url]


def test_one_goes_from_process_to_process_by_name_and_through_the_diagram(case_page: Page) -> None:
    tap(case_page)
    case_page.get_by_role("button", name="一件纠纷的一生").click()
    expect(case_page.locator(".frame [data-element-id=Mediation].is-current")).to_be_visible()
    expect(case_page.locator("[data-told]:visible h3")).to_have_text("一件纠纷的一生")
    case_page.locator(".frame [data-element-id=Mediation] .djs-hit").first.click()
    expect(case_page.locator(".frame [data-element-id=Group_tier].is-current")).to_be_visible()
    expect(case_page.get_by_role("button", name="调解阶梯")).to_have_attribute("aria-pressed", "true")


def test_bigger_and_smaller_and_whole(case_page: Page) -> None:
    tap(case_page)
    width = "document.querySelector('[data-canvas]').clientWidth"
    before = case_page.evaluate(width)
    case_page.get_by_role("button", name="放大").click()
    assert case_page.evaluate(width) > before
    case_page.get_by_role("button", name="看全图").click()
    frame = case_page.evaluate("document.querySelector('[data-frame]').clientWidth")
    assert case_page.evaluate(width) <= frame


def test_the_mark_of_the_makers_is_in_sight_and_under_nothing(case_page: Page) -> None:
    tap(case_page)
    mark = case_page.locator(".bjs-powered-by")
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box and box["width"] > 30 and box["height"] > 10
    on_top = "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.bjs-powered-by'))"
    assert case_page.evaluate(on_top, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


def test_where_the_drawing_does_not_come_the_words_are_there(case_page: Page) -> None:
    case_page.context.route(  # of the whole phone: its service worker, once awake, is what asks
        "**/vendor/bpmn-viewer.js*",
        lambda route: route.fulfill(content_type="text/javascript", body="export default 1"),
    )
    case_page.get_by_role("link", name="看流程图").click()
    expect(case_page.locator("[data-failed]")).to_be_visible()
    names = ["一件纠纷的一生", re.compile("^调解阶梯"), "问意愿", re.compile("^一级调解"), "选调解员、换调解员"]
    expect(case_page.locator("[data-told]:visible h3")).to_have_text(names)
