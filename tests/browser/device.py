"""A phone that loses its line: what it shows, what it keeps, what a stranger could read of it."""

import json
from typing import Any

from line import Line
from playwright.sync_api import BrowserContext, Locator, Page, expect

PASSWORD = "qingshi-2026"
# everything that lies in the browser's stores, as text: what is bytes as what their letters would be
DUMP = """async () => {
  const read = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
    if (value instanceof CryptoKey) return value.extractable ? "an open key" : "a key";
    if (Array.isArray(value)) return value.map(read);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, read(one)]));
    }
    return value;
  };
  const found = {};
  const { all } = await import("/static/js/device/store.js");
  for (const place of ["keys", "typed", "forms", "queue"]) found[place] = (await all(place)).map(read);
  found.caches = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.caches.push([request.url, await (await cache.match(request)).text()]);
    }
  }
  found.session = { ...sessionStorage };
  found.local = { ...localStorage };
  return JSON.stringify(found);
}"""


def sign_in(page: Page, person: str) -> None:
    """Sign in and wait until the phone has its service worker, its key and the form for a new case."""
    page.goto("/login")
    page.get_by_label("账号").fill(person)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible()
    ready(page)


def ready(page: Page, *addresses: str) -> None:
    """Wait until the phone holds these forms, and the one for a new case."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.evaluate(
        """async (wanted) => {
             const { keptForms } = await import("/static/js/device/forms.js");
             const there = async () => (await keptForms()).map((one) => one.address);
             for (let found = []; !wanted.every((one) => found.includes(one)); found = await there()) {
               await new Promise((soon) => setTimeout(soon, 40));
             }
           }""",
        ["/cases/new", *addresses],
    )


def lose(context: BrowserContext, line: Line) -> None:
    """No network: for the browser, and for the service worker behind it."""
    line.break_off()
    context.set_offline(True)


def find(context: BrowserContext, line: Line) -> None:
    """The network is back."""
    line.mend()
    context.set_offline(False)


def write(page: Page, where: str, words: str) -> None:
    """Type into a form until the device has it."""
    page.locator("form[data-ready]").wait_for()
    page.locator(where).fill(words)
    page.locator("form[data-kept=device]").wait_for()


def press(page: Page) -> None:
    """The button at the end of the form that is open, on whichever screen that is."""
    following = page.get_by_role("button", name="下一屏")
    while following.is_visible():
        following.click()
    page.locator(".end .main:visible").click()


def to_field(page: Page, where: str) -> Locator:
    """A field, on its screen."""
    page.locator("form[data-ready]").wait_for()
    page.locator(where).first.evaluate("(one) => (location.hash = one.id)")
    return page.locator(where).first


def all_sent(page: Page) -> None:
    """Wait until nothing waits on the phone any more."""
    page.evaluate(
        """async () => {
             const { counts } = await import("/static/js/device/counts.js");
             while ((await counts()).waiting) await new Promise((soon) => setTimeout(soon, 40));
           }"""
    )


def words_on(page: Page) -> list[list[str]]:
    """What the open form would send, as its script reads it."""
    found: list[list[str]] = page.evaluate(
        "import('/static/js/words.js').then(({ wordsOf }) => wordsOf(document.querySelector('[data-typing]')))"
    )
    return sorted(found)


def stored(page: Page) -> dict[str, Any]:
    """All that lies in the browser's stores."""
    found: dict[str, Any] = json.loads(page.evaluate(DUMP))
    return found
