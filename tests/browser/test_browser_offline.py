"""A dead phone and a dead network cost nobody a word, and nothing is done twice."""

from collections.abc import Iterator

import pytest
from house import WORKED_CASES
from line import Line
from playwright.sync_api import Browser, BrowserContext, Page, expect

C01 = WORKED_CASES["C01"]
PASSWORD = "qingshi-2026"
PHONE = {"width": 360, "height": 740}
pytestmark = pytest.mark.browser


@pytest.fixture
def line(address: str) -> Iterator[Line]:
    """The phone's line to the office."""
    made = Line(int(address.rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def device(chromium: Browser, line: Line) -> Iterator[BrowserContext]:
    """A phone of one's own at the end of the line."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=line.address, has_touch=True)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def sign_in(page: Page, person: str) -> None:
    page.goto("/login")
    page.get_by_label("账号").fill(person)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible()


def ready(page: Page) -> None:
    """Until the phone has its service worker, its key, and the form for a new case."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    until(page, "keptForms", "(found) => found.some((one) => one.address === '/cases/new')", "forms")


def until(page: Page, ask: str, holds: str, module: str) -> None:
    """Wait until what a module of the device answers is so."""
    page.evaluate(
        f"""async () => {{
              const {{ {ask} }} = await import("/static/js/device/{module}.js");
              const holds = {holds};
              while (!holds(await {ask}())) await new Promise((soon) => setTimeout(soon, 40));
            }}"""
    )


def lose(device: BrowserContext, line: Line) -> None:
    line.break_off()
    device.set_offline(True)


def find(device: BrowserContext, line: Line) -> None:
    line.mend()
    device.set_offline(False)


def test_a_form_opens_without_a_network_and_what_is_typed_into_it_is_there_the_next_time(
    device: BrowserContext, line: Line
) -> None:
    page = device.new_page()
    sign_in(page, "u_chen")
    ready(page)
    lose(device, line)
    page.goto("/cases/new")
    write(page, "#parties-0-name", "甲某")
    page.reload()
    expect(page.locator(".net")).to_have_text("没有网络,写的都存在手机里")
    expect(page.get_by_text("上次没写完的内容还在(今天")).to_be_visible()
    assert page.locator("#parties-0-name").input_value() == "甲某"


def write(page: Page, where: str, words: str) -> None:
    """Type into a form until the device has it."""
    page.locator("form[data-ready]").wait_for()
    page.locator(where).fill(words)
    page.locator("form[data-kept=device]").wait_for()
