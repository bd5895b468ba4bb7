"""One served office with two administrators at their desks, for the tests of the workshop; what they all do there."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from admins import PASSWORD, SECOND, appoint
from house import WORKED_CASES, House, steps_before, when
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import served

from mediation import clock
from mediation.app import create_app, office_of
from mediation.config import Config
from mediation.services.library import Library
from mediation.services.model_drafts import begin_draft, file_of, save_file

OLD = WORKED_CASES["C01"]
NOW = when(OLD, "S2_lay_talk")
PATIENCE = 30_000  # ms: only a test that fails waits this long
DESK = {"width": 1280, "height": 800}


@dataclass
class Workshop:
    """One served office, two administrators at their desks, a case that was begun before anything changed."""

    house: House
    address: str
    one: BrowserContext
    other: BrowserContext
    old_case: str

    def draft(self, title: str) -> str:
        """A new draft's address."""
        number = begin_draft(self.house.office, self.house.person("u_admin"), title)
        return f"/admin/models/drafts/{number}"

    def text(self, draft: str, name: str) -> bytes:
        """A file of a draft as it now is."""
        number = int(draft.rsplit("/", 1)[1])
        return file_of(self.house.office, self.house.person("u_admin"), number, name).data

    def write(self, draft: str, name: str, text: bytes, seen: int = 0, who: str = "u_admin") -> None:
        """Save a file past the editor."""
        save_file(self.house.office, self.house.person(who), int(draft.rsplit("/", 1)[1]), name, text, seen)


@pytest.fixture(scope="module")
def workshop(
    village: tuple[Path, Library], tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Workshop]:
    """Everything that the tests of this module share."""
    folder = tmp_path_factory.mktemp("workshop") / "house"
    shutil.copytree(village[0], folder)
    app = create_app(Config(folder, f"sqlite:///{folder}/mediation.db"))
    office_of(app).library._ready.update(village[1]._ready)
    house = House(folder, office_of(app))
    appoint(house)
    old_case = house.stage(OLD, steps_before(OLD, "S2_lay_talk"))
    clock.move_to(NOW)
    with served(app, threads=8) as port:
        address = f"http://127.0.0.1:{port}"
        desks = [_desk(chromium, address, person) for person in ("u_admin", SECOND)]
        yield Workshop(house, address, desks[0], desks[1], old_case)
        for desk in desks:
            desk.close()
    office_of(app).store.engine.dispose()


def _desk(chromium: Browser, address: str, person: str) -> BrowserContext:
    context = chromium.new_context(viewport=DESK, locale="zh-CN", base_url=address)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("账号").fill(person)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    page.close()
    return context


def drawing(page: Page, draft: str, name: str, element: str = "") -> None:
    """Open a diagram of a draft, at an element."""
    page.goto(f"{draft}/drawing/{name}{f'#{element}' if element else ''}")
    page.locator("[data-drawing][data-ready]").wait_for()
    expect(page.locator("[data-findings] [role=status]")).to_be_visible()


def pad(page: Page, entry: str) -> None:
    """Press an entry of the little menu at what is selected."""
    page.locator(f".djs-context-pad .entry[data-action='{entry}']").click()


def keep(page: Page) -> None:
    page.get_by_role("button", name="存下", exact=True).click()
    expect(page.locator("[data-state]")).to_contain_text("存好了")
    expect(page.locator("[data-findings] [role=status]")).to_be_visible()
