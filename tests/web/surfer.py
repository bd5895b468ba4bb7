"""A person at a browser without JavaScript: opens pages, fills in what is on them, presses their buttons."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

PASSWORD = "qingshi-2026"
_ROW = re.compile(r"([A-Za-z]\w*)-(\d+)(-|$)")


@dataclass
class Page:
    """A page as it came; `form` is the one that this page is about."""

    response: TestResponse = field(repr=False)
    tree: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        text = self.response.text
        self.tree = html.fromstring(text) if text.strip().startswith("<") else None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """What a person reads, in one line."""
        return " ".join(self.tree.xpath("//main")[0].text_content().split())

    @property
    def address(self) -> str:
        return str(self.form.get("action"))

    @property
    def form(self) -> Any:
        return self.tree.xpath("//form[@data-sending]")[0]

    @property
    def links(self) -> dict[str, str]:
        """Address by words."""
        return {" ".join(a.text_content().split()): a.get("href") for a in self.tree.xpath("//main//a")}

    @property
    def token(self) -> str:
        return str(self.tree.xpath("//input[@name='csrf_token']")[0].get("value"))

    @property
    def names(self) -> set[str]:
        """The names under which the form can send something."""
        return {element.get("name") for element in self.form.xpath(".//*[@name]")}

    @property
    def standing(self) -> MultiDict[str, str]:
        """What the form would send as it stands."""
        return MultiDict(pair for element in self.form.xpath(".//*[@name]") for pair in _sent(element))


def _sent(element: Any) -> list[tuple[str, str]]:
    name, kind = element.get("name"), element.get("type", "text")
    if element.tag == "textarea":
        return [(name, (element.text or "").removeprefix("\n"))]
    if element.tag == "select":
        chosen = element.xpath("./option[@selected]") or element.xpath("./option")
        return [(name, chosen[0].get("value", ""))]
    if element.tag == "button" or kind == "file":
        return []
    if kind in ("radio", "checkbox"):
        return [(name, element.get("value"))] if element.get("checked") is not None else []
    return [(name, element.get("value", ""))]


@dataclass
class Surfer:
    """One browser."""

    client: FlaskClient

    def get(self, address: str) -> Page:
        return Page(self.client.get(address, buffered=True))

    def post(self, address: str, data: Mapping[str, Any]) -> Page:
        return Page(self.client.post(address, data=data, buffered=True))

    def sign_in(self, person: str, password: str = PASSWORD) -> Page:
        token = self.get("/login").token
        return self.post("/login", {"csrf_token": token, "who": person, "password": password})

    def fill(self, address: str, filled: Mapping[str, Any]) -> tuple[str, MultiDict[str, Any]]:
        """Open a form and fill it in, asking for more rows where they run out; what its button would send, and where.

        Everything that is filled in must be asked on the page.
        """
        page = self.get(address)
        assert page.status == 200, (address, page.status, page.text)
        while missing := [name for name in filled if name not in page.names]:
            match = _ROW.match(missing[0])
            assert match and match[1] in page.names | {one.split("-")[0] for one in page.names}, missing
            page = self.post(page.address, merged(page, filled, _add=match[1]))
            assert page.status == 200
        return page.address, merged(page, filled)

    def press(self, address: str, filled: Mapping[str, Any]) -> Page:
        """Fill in a form and press its button."""
        return self.post(*self.fill(address, filled))


SignIn = Callable[[str], Surfer]


def merged(page: Page, filled: Mapping[str, Any], **more: str) -> MultiDict[str, Any]:
    """What the form sends with these answers in the place of what stood there."""
    data = page.standing
    pairs = filled.lists() if isinstance(filled, MultiDict) else [(name, [value]) for name, value in filled.items()]
    for name, values in pairs:
        data.setlist(name, values)
    data.update(more)
    return data


def kept_in(page: Page) -> list[list[str]]:
    """The words that a sign-in page carries along."""
    found = page.tree.xpath("//input[@name='kept']")
    return json.loads(found[0].get("value")) if found else []
