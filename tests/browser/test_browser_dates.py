"""Days are read in Chinese whatever the browser's language (this one's is English); empty ones print as a line."""

import io
import re
import unicodedata
from pathlib import Path

import pytest
from oral import oral
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from test_browser_worked_case import picture

__all__ = ["oral"]
pytestmark = pytest.mark.browser
BLANK = re.compile(r"^\s*年\s+月\s+日")


def to_a_day(page: Page) -> None:
    while not page.locator(".day:visible").count():
        page.get_by_role("button", name="下一屏").click()


def test_a_day_says_what_it_is_in_the_order_people_here_say_it(oral: Page, output: Path) -> None:
    page = oral
    to_a_day(page)
    day = page.locator(".day:visible").first
    day.locator("input").fill("")
    expect(day.locator(".day-said")).to_have_text(BLANK)
    picture(page, output / "phone-day-empty")
    day.locator("input").fill("2026-03-04")
    expect(day.locator(".day-said")).to_have_text("2026年3月4日")
    day.locator("xpath=following-sibling::button").click()
    assert day.locator("input").input_value() != "2026-03-04"
    picture(page, output / "phone-day")


def test_a_row_that_is_added_reads_its_own_day(oral: Page) -> None:
    page = oral
    to_a_day(page)
    rows = page.locator("#terms > [data-row]")
    first, second = (rows.nth(at).locator(".day").first for at in (0, 1))
    first.locator("input").fill("2026-03-04")
    page.locator("#terms > .add-row").click()
    expect(second.locator(".day-said")).to_have_text(BLANK)
    second.locator("input").fill("2026-12-31")
    expect(second.locator(".day-said")).to_have_text("2026年12月31日")
    expect(first.locator(".day-said")).to_have_text("2026年3月4日")


def test_an_empty_day_prints_as_a_line_to_write_on(oral: Page, output: Path) -> None:
    page = oral
    page.evaluate("for (const one of document.querySelectorAll('.day input')) one.value = ''")
    data = page.pdf()
    (output / "form-empty-days.pdf").write_bytes(data)
    read = "".join(one.extract_text() for one in PdfReader(io.BytesIO(data)).pages)
    text = unicodedata.normalize("NFKC", read)
    assert re.search(r"年\s*月\s*日", text) and "yyyy" not in text
