"""The README's pictures, taken of the demo village in a real Chromium: `make screenshots`. None may be heavy."""

import shutil
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from mediation.app import create_app, office_of
from mediation.config import Config
from mediation.services.demo import demo_cases, demo_password, play_demo_case, set_up_demo
from mediation.services.set_up import set_up

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1000, "height": 720}
FOLDER = Path(__file__).parents[2] / "static" / "readme"
HEAVIEST = 90_000


def main() -> None:
    """Set the village up in a folder of its own, serve it, take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        server = create_server(village(data), host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=server.run, daemon=True).start()
        found = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
            take(browser, f"http://127.0.0.1:{server.effective_port}", str(demo_password(data)))
            browser.close()
    heavy = [path.name for path in FOLDER.glob("*.png") if path.stat().st_size > HEAVIEST]
    sys.exit(f"too heavy: {heavy}" if heavy else 0)


def village(data: Path) -> object:
    """The demo village's web."""
    app = create_app(Config(data, f"sqlite:///{data}/mediation.db"))
    office = office_of(app)
    set_up(office)
    set_up_demo(office, data)
    for case in demo_cases():
        play_demo_case(office, case)
    return app


def take(browser: Browser, address: str, password: str) -> None:
    """All the pictures."""
    phone = signed_in(browser, address, password, "u_mu", PHONE)
    save(phone, "phone-worklist")
    phone = signed_in(browser, address, password, "u_luo", PHONE)
    phone.locator(".cards h2 a").first.click()
    save(phone, "phone-step")
    phone.locator(".back a").click()
    save(phone, "phone-case")
    laptop = signed_in(browser, address, password, "u_deng", LAPTOP)
    laptop.locator(".cards h2 a").first.click()
    laptop.locator(".back a").click()
    laptop.get_by_role("link", name="看流程图").click()
    laptop.locator(".frame .is-current").first.wait_for()
    laptop.get_by_role("button", name="调解阶梯").click()
    laptop.get_by_role("button", name="看全图").click()
    laptop.evaluate("document.querySelector('h1').scrollIntoView({ behavior: 'instant' })")
    save(laptop, "laptop-diagram")
    laptop.goto("/cases")
    save(laptop, "laptop-cases")


def signed_in(browser: Browser, address: str, password: str, person: str, size: dict[str, int]) -> Page:
    """A window of this size with somebody at work in it."""
    scale = 1 if size is PHONE else 0.8
    context = browser.new_context(viewport=size, device_scale_factor=scale, locale="zh-CN", base_url=address)
    page = context.new_page()
    page.goto("/login")
    page.locator(f"#who-{person}").check()
    page.locator("#password").fill(password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="待办", exact=True).wait_for()
    return page


def save(page: Page, name: str) -> None:
    """One picture."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
