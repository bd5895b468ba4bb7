"""Walks one cell of the matrix: a role, an endpoint, a case of some relation; says what came of it in one word.

yes: let in (also where the empty form was then refused) · no: told that it is somebody else's · hidden: as if there
were nothing · login: asked to sign in · full, masked: how names are shown · shown, absent: whether a list has the case.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from house import new_key
from surfer import Surfer
from werkzeug.test import TestResponse
from world import C01, DIGEST, RELATIONS, SEATS, World

COLUMNS = ("own", "below", "sibling", "above", "restricted")
LISTS = {
    "cases.index": ("/cases", "/cases?q=张德厚", "/cases?q=19900000011"),
    "worklist.show": tuple(f"/worklist?tab={tab}" for tab in ("mine", "free", "waiting", "visits", "near", "handled")),
}
NAME = C01["parties"][0]["name"]
IDS: dict[str, Any] = {
    "event": "official_accepted", "digest": DIGEST, "filename": "css/house.css", "person": "victim", "kind": "orgs",
    "process": "mediation_case", "draft": 1, "release": 1, "name": "T_consent.form",
    "wanted": 1, "label": "D03-1", "fmt": "pdf", "number": 1,
    "press": "0" * 32, "article": "人民调解法第4条", "which": "by_dispute", "key": "2", "task": "T_consent",
    "token": f"{'0' * 16}-1-{'0' * 16}",
}  # fmt: skip


@dataclass
class Walk:
    """A world, and the addresses of its application."""

    world: World
    tokens: dict[str, str] = field(default_factory=dict)

    def endpoints(self) -> list[str]:
        """Every `METHOD endpoint`, and what is looked at besides in the pages of some."""
        found = {
            f"{method} {rule.endpoint}"
            for rule in self.world.app.url_map.iter_rules()
            for method in (rule.methods or set()) & {"GET", "POST"}
        }
        return sorted([*found, *(f"LIST {name}" for name in LISTS), "NAMES cases.show"])

    def of_case(self, endpoint: str) -> bool:
        """Whether the answer hangs on a case."""
        method, name = endpoint.split(" ")
        if method in ("LIST", "NAMES"):
            return True
        return any("case_id" in rule.arguments for rule in self.world.app.url_map.iter_rules(name))

    def cells(self, role: str, endpoint: str) -> dict[str, str]:
        """What comes of an endpoint for a role, by relation; `-` where there is no such relation."""
        if not self.of_case(endpoint):
            return dict.fromkeys(COLUMNS, "-") | {"own": self.outcome(role, endpoint, "")}
        found = {name: self.world.cases[org] for name, org in RELATIONS[SEATS[role]].items()}
        found["restricted"] = self.world.restricted[SEATS[role] or "T1"]
        return {name: self.outcome(role, endpoint, found[name]) if name in found else "-" for name in COLUMNS}

    def outcome(self, role: str, endpoint: str, case_id: str) -> str:
        method, name = endpoint.split(" ")
        surfer = self.world.surfer(role)
        if method == "LIST":
            pages = [surfer.get(address) for address in LISTS[name]]
            shown = any(case_id in page.response.text for page in pages)
            return "login" if _word(pages[0].response) == "login" else "shown" if shown else "absent"
        if method == "NAMES":
            page = surfer.get(f"/cases/{case_id}")
            return _word(page.response) if page.status != 200 else "full" if NAME in page.text else "masked"
        address = self.address(name, method, case_id)
        if method == "GET":
            return _word(surfer.client.get(address, buffered=True))
        word = self._press(surfer, role, address)
        self._tidy(surfer, role, name, address, word)
        return word

    def _press(self, surfer: Surfer, role: str, address: str) -> str:
        return _word(
            surfer.client.post(address, data={"csrf_token": self.token(role), "key": new_key()}, buffered=True)
        )

    def _tidy(self, surfer: Surfer, role: str, name: str, address: str, word: str) -> None:
        if name == "worklist.claim" and word == "yes":
            back = address.removesuffix("claim") + "put-back"
            assert self._press(surfer, role, back) == "yes"
        if name in ("auth.leave", "auth.enter"):
            del self.world.surfers[role], self.tokens[role]

    def token(self, role: str) -> str:
        if role not in self.tokens:
            page = self.world.surfer(role).get("/login" if role == "anonymous" else "/account")
            self.tokens[role] = page.token
        return self.tokens[role]

    def address(self, name: str, method: str, case_id: str) -> str:
        values = IDS | {"case_id": case_id or "0" * 16}
        if case_id:
            values["task_key"] = self.world.first_key(case_id)
        with self.world.app.test_request_context():
            adapter = self.world.app.create_url_adapter(None) or self.world.app.url_map.bind("")
            arguments = next(
                rule.arguments for rule in self.world.app.url_map.iter_rules(name) if method in (rule.methods or ())
            )
            return adapter.build(name, {one: values[one] for one in arguments}, method=method)

    def rows(self) -> Iterator[dict[str, str]]:
        for endpoint in self.endpoints():
            for role in SEATS:
                yield {"role": role, "endpoint": endpoint, **self.cells(role, endpoint)}


def _word(response: TestResponse) -> str:
    asked = response.status_code == 303 and response.headers["Location"].startswith("/login?next=")
    if asked or response.status_code == 401:
        return "login"
    assert response.status_code < 500, response.text
    return {403: "no", 404: "hidden"}.get(response.status_code, "yes")
