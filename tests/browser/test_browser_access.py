"""Every page of the demo village, as not everybody meets it: read aloud, by keyboard only, on a weak line."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from house import ROOT
from playwright.sync_api import Browser, Page, expect

from mediation.app import create_app, office_of
from mediation.config import Config
from mediation.services.demo import demo_cases, demo_password, play_demo_case, set_up_demo
from mediation.services.set_up import set_up

AXE = (ROOT / "tests/browser/vendor/axe.min.js").read_text("utf-8")
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((one) => [one.id, one.impact, ...one.nodes.slice(0, 3).map((node) => node.html)]);
}"""
SIZES = {"phone": {"width": 360, "height": 740}, "laptop": {"width": 1280, "height": 800}}
PEOPLE = [
    "u_chen",
    "u_xiang",
    "u_ran",
    "u_deng",
    "u_grid1",
    "u_admin",
    "u_audit",
    "u_xie",
    "u_wen",
    "u_security",
    "u_auditadm",
]
AT_LEAST = {
    **dict.fromkeys(("u_admin", "u_security", "u_auditadm"), {"/guide", "/admin/people"}),
    "u_audit": {"/guide", "/audit", "/stats", "/exports", "/cases/…"},
}
EVERY_WALK = [*(("phone", one) for one in PEOPLE), *(("laptop", one) for one in ("u_xiang", "u_ran", "u_admin"))]
# who leads a committee sees most; the others' walks are part of `make prove-browser`
WALKS = [("phone", "u_ran"), ("phone", "u_admin"), ("laptop", "u_ran")]
SHIFTS = """() => { window.shifted = [0]; new PerformanceObserver((found) => {
  for (const one of found.getEntries().filter((one) => !one.hadRecentInput)) {
    window.shifted[0] += one.value;
    window.shifted.push(...one.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.textContent));
  }
}).observe({ type: "layout-shift", buffered: true }); }"""
STILL = 0.02  # what a page may shift about while it comes, all in all
FIRST_PAGE = 60_000
pytestmark = pytest.mark.browser


# what is downloaded or opened by another program: no page
TAKEN_AWAY = re.compile(r"/files/|\.(csv|xlsx|zip|docx|pdf|bpmn|json|jsonl|xes|svg)(\?|$)|/(pdf|docx)$")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, str]:
    """The demo village with its cases in every state, and its password."""
    folder = tmp_path_factory.mktemp("demo")
    made = create_app(Config(folder, f"sqlite:///{folder}/mediation.db"))
    office = office_of(made)
    set_up(office)
    set_up_demo(office, folder)
    for case in demo_cases():
        play_demo_case(office, case)
    return made, str(demo_password(folder))


@pytest.fixture
def app(demo: tuple[Flask, str]) -> Flask:
    """Served instead of a test's own office."""
    return demo[0]


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """A page on a phone, and one on a laptop."""
    context = chromium.new_context(viewport=SIZES[request.param], locale="zh-CN", base_url=address)
    context.add_init_script(f"({SHIFTS})()")
    yield context.new_page()
    context.close()


def enter(page: Page, person: str, demo: tuple[Flask, str]) -> None:
    page.goto("/login")
    page.locator(f"#who-{person}").check()
    page.locator("#password").fill(demo[1])
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def faults(page: Page) -> list[Any]:
    """What axe finds on a page; what sticks out at its side; whether it shifted about while it came.

    The line that says that the network is gone may shift it; only pages of this module are watched for it.
    """
    page.evaluate(AXE)
    found: list[Any] = page.evaluate(RUN)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    shifted = page.evaluate("document.querySelector('.net') ? [0] : window.shifted ?? [0]")
    return [
        *found,
        *([["too wide", wide]] if wide > 0 else []),
        *([["shifts", *shifted]] if shifted[0] > STILL else []),
    ]


def kind(address: str) -> str:
    """What a page is, whatever case it is about."""
    return re.sub(r"[0-9a-f]{16}(-\d+)?|\bu_\w+", "…", re.split(r"[?#]", address)[0])


def walk(page: Page, start: str, of_a_kind: int = 1) -> Iterator[str]:
    """Open every kind of page that one comes to by links, one or a few of each."""
    waiting, seen, kinds = [start], set[str](), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        if address in seen or kinds.get(kind(address), 0) >= of_a_kind:
            continue
        seen.add(address)
        kinds[kind(address)] = kinds.get(kind(address), 0) + 1
        page.goto(address)
        yield address
        links = page.eval_on_selector_all("a[href^='/']", "all => all.map((one) => one.getAttribute('href'))")
        waiting += [link for link in links if not TAKEN_AWAY.search(link)]


@pytest.mark.parametrize(("page", "person"), WALKS, indirect=["page"])
def test_no_page_of_the_demo_has_an_access_fault(person: str, page: Page, demo: tuple[Flask, str]) -> None:
    enter(page, person, demo)
    assert page.evaluate("Array.isArray(window.shifted)")
    found = {address: faults(page) for address in walk(page, "/")}
    assert {address: what for address, what in found.items() if what} == {}
    expected = AT_LEAST.get(person, {"/guide", "/worklist", "/cases", "/cases/…"})
    assert expected <= {kind(address) for address in found}


def test_pages_that_say_no_have_no_access_fault(page: Page, demo: tuple[Flask, str]) -> None:
    page.goto("/login")
    assert faults(page) == []
    page.locator("#who-u_chen").check()
    page.locator("#password").fill("falsch")
    page.get_by_role("button", name="登录").click()
    assert page.locator("[data-error-summary]").count() and faults(page) == []
    enter(page, "u_chen", demo)
    page.goto("/nowhere")
    assert faults(page) == []
    page.goto("/cases/new")
    page.evaluate("document.querySelector('form[data-sending]').submit()")
    page.wait_for_selector("[data-error-summary]")
    assert faults(page) == []


def test_the_open_diagram_has_no_access_fault(page: Page, demo: tuple[Flask, str], output: Path) -> None:
    enter(page, "u_deng", demo)
    page.goto("/cases")
    page.locator(".cards h2 a").first.click()
    page.get_by_role("link", name="看流程图").click()
    expect(page.locator(".drawn .frame .djs-shape").first).to_be_visible()
    assert faults(page) == []


def test_the_checker_finds_a_fault_that_is_there(page: Page) -> None:
    page.goto("/login")
    page.evaluate("document.querySelector('label[for=password]').remove()")
    assert [one[0] for one in faults(page)] == ["label"]


def test_one_gets_from_signing_in_to_a_step_without_a_mouse(page: Page, demo: tuple[Flask, str]) -> None:
    page.goto("/login")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.locator("#who-u_xiang").focus()
    page.keyboard.press("Space")
    tab_to(page, "#password")
    page.keyboard.type(demo[1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible()
    tab_to(page, ".cards h2 a")
    assert page.evaluate("getComputedStyle(document.activeElement, '::after').outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("form[data-sending]")).to_be_visible()
    tab_to(page, ".form-pages .target")


def test_the_diagram_is_opened_and_gone_through_by_keyboard(page: Page, demo: tuple[Flask, str]) -> None:
    enter(page, "u_deng", demo)
    page.goto("/cases")
    tab_to(page, ".cards h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")
    tab_to(page, "[data-open-diagram]")
    page.keyboard.press("Enter")
    expect(page.locator(".drawn .frame .djs-shape").first).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "diagram-title"
    tab_to(page, "[data-process]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-process]").first).to_have_attribute("aria-pressed", "true")
    tab_to(page, "[data-frame]")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is there; every stop on the way can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab never came to {wanted}")


@pytest.mark.slow
@pytest.mark.parametrize(("page", "person"), EVERY_WALK, indirect=["page"])
def test_no_page_of_several_of_a_kind_has_an_access_fault(person: str, page: Page, demo: tuple[Flask, str]) -> None:
    enter(page, person, demo)
    found = {address: faults(page) for address in walk(page, "/", of_a_kind=4)}
    assert {address: what for address, what in found.items() if what} == {}


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_the_first_page_is_light_whichever_it_is(page: Page, demo: tuple[Flask, str]) -> None:
    enter(page, "u_xiang", demo)
    heavy = {}
    for address in [one for one in walk(page, "/") if not one.endswith("/diagram")]:  # that one was asked for
        weight = weigh(page, address)
        if weight > FIRST_PAGE:
            heavy[address] = weight
    assert heavy == {}


def weigh(page: Page, address: str) -> int:
    """The bytes that come over the wire for a page that nothing is known of yet, headers included."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    # what the phone keeps for bad days would weigh nothing
    wire.send("Network.setBypassServiceWorker", {"bypass": True})
    came: list[int] = []
    wire.on("Network.loadingFinished", lambda event: came.append(int(event["encodedDataLength"])))
    page.goto(address, wait_until="networkidle")
    wire.detach()
    assert came
    return sum(came)


@pytest.mark.parametrize("page", ["laptop"], indirect=True)
def test_the_guide_prints_on_two_sheets_for_mediators_and_one_for_administrators(page: Page) -> None:
    page.goto("/guide")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3


def test_paper_shows_no_buttons_and_every_group_of_a_form(page: Page, demo: tuple[Flask, str]) -> None:
    enter(page, "u_xiang", demo)
    page.locator(".cards h2 a").first.click()
    expect(page.locator("form[data-sending]")).to_be_visible()
    groups = page.locator(".form-pages > .page:not(:has(> details))")
    page.emulate_media(media="print")
    assert groups.count() > 1 and all(one.is_visible() for one in groups.all())
    page.emulate_media(media="screen")
    page.locator(".back a").click()
    for place in (page.url, "/worklist", "/cases"):
        page.goto(place)
        page.emulate_media(media="print")
        pressed = "main button, main a.main, main a.second, nav.rooms, .leave"
        assert not [one.text_content() for one in page.locator(pressed).all() if one.is_visible()]
        expect(page.locator(".who-org")).to_be_visible()
        page.emulate_media(media="screen")
