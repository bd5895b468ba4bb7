"""The texts beside the forms, written by an official at a desk and on a phone, with what mediators will see beside."""

import re
from pathlib import Path

import pytest
from house import House
from playwright.sync_api import Page, expect
from test_browser_access import faults
from test_browser_form_editor import DRAFT, desk, stored  # noqa: F401

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def test_a_line_to_read_out_is_written_seen_and_kept(desk: Page, house: House, output: Path) -> None:  # noqa: F811
    desk.goto(DRAFT)
    desk.get_by_role("link", name="文字", exact=True).click()
    desk.get_by_role("link", name="登记", exact=True).click()
    shown = desk.frame_locator("iframe")
    shown.locator("details.beside > summary", has_text="可以这样告诉当事人").click()
    desk.get_by_label("要念的话").first.fill("您慢慢说,我记着。")
    expect(desk.get_by_text("有改动还没有存")).to_be_visible()
    expect(shown.get_by_text("您慢慢说,我记着。")).to_be_visible()  # what was unfolded stays so
    desk.get_by_role("button", name="加一块要念的话").click()
    expect(desk.locator(".fold")).to_have_count(2)
    desk.locator("#fold-1-title").fill("三让")
    desk.locator("#fold-1-lines").fill("让一让,心情平和。")
    desk.get_by_role("button", name=re.compile("上移.*第 2 块")).click()
    expect(desk.locator("#fold-0-title")).to_have_value("三让")
    assert stored(house, "beside.json")["steps"]["T_register"][0]["title"] == "可以这样告诉当事人"
    desk.get_by_role("button", name="存下").first.click()
    expect(desk.get_by_text("“登记”旁边的文字已存进草稿。")).to_be_visible()
    kept = stored(house, "beside.json")["steps"]["T_register"]
    assert [one["title"] for one in kept] == ["三让", "可以这样告诉当事人"]
    assert faults(desk) == []
    desk.screenshot(path=output / "texts_step.png")


@pytest.mark.parametrize(
    "page",
    ["texts", "texts/steps/T_consent", "texts/new-article", "texts/articles/民法典第290条", "texts/lists/by_dispute/2",
     "texts/customs", "tables/entry_tier.dmn", "forms/S2_lay_talk.form", ""],
)  # fmt: skip
def test_every_page_of_a_draft_fits_a_phone(desk: Page, page: str) -> None:  # noqa: F811
    desk.set_viewport_size(PHONE)
    desk.goto(f"{DRAFT}/{page}".rstrip("/"))
    assert faults(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
