"""A real Chromium in front of a real server in a thread; both see the clock that the test sets."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from house import ROOT, House
from line import Line
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from serving import served

from mediation.app import office_of

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
OUTPUT = ROOT / "test-output"
PATIENCE = 30_000  # ms: only a test that fails waits this long; a busy machine is no fault of the product
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> House:
    """The office behind the server."""
    return House(tmp_path / "house", office_of(app))


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the office's web is served, by the server that the product runs on."""
    with served(app, threads=8, ident=None) as port:
        yield f"http://127.0.0.1:{port}"


def installed() -> str:
    """Where Chromium is."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, "no Chromium: run tests/browser/ensure_browser.sh"
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The installed Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Page]:
    """A page on a small phone that reaches nothing but our server, and whose console must stay silent."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=address, has_touch=True)
    context.route(lambda url: not url.startswith(address), lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
    yield page
    context.close()
    assert [words for words in trouble if "422" not in words] == []


@pytest.fixture
def line(address: str) -> Iterator[Line]:
    """A phone's line to the office, to be cut."""
    made = Line(int(address.rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def device(chromium: Browser, line: Line) -> Iterator[BrowserContext]:
    """A phone at the end of that line."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=line.address, has_touch=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def own_browser(chromium: Browser, line: Line) -> Iterator[Callable[[Path], BrowserContext]]:
    """Starts a browser of its own on a folder, as a phone has one: what it keeps outlives it."""
    opened: list[BrowserContext] = []

    def start(folder: Path) -> BrowserContext:
        context = chromium.browser_type.launch_persistent_context(
            folder, executable_path=installed(), args=FLAGS, viewport=PHONE, locale="zh-CN", base_url=line.address
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield start
    for context in opened:
        with suppress(Error):  # one that was killed is closed already
            context.close()


@pytest.fixture
def output() -> Path:
    """Where pictures go for people to look at."""
    OUTPUT.mkdir(exist_ok=True)
    return OUTPUT
