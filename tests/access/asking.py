"""Whatever may stand in an address: real ids of an office and hostile words, in every place where a route takes one.

Nothing here is a list of routes: places come from the application's own map, names of a query from listening to what
its routes ask a query for.
"""

import hashlib
import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from flask import Flask, Request, has_request_context, request
from house import House
from hypothesis import strategies as st
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule
from world import World

from mediation.store.db import sqlite_module
from mediation.store.tables import db

# as they stand in an address, some of them quoted by nobody
HOSTILE = (
    "张三", "长" * 400, "🧓🏽‍🌾", "２", "²", "a" * 4000, "%00", "%20", "%09", "%ff%fe", "%e5%bc", "%ed%a0%80",
    "..", ".", "%2e%2e", "..%2f..%2fetc%2fpasswd", "../../etc/passwd", "//evil.example", "/\\evil.example",
    "javascript:alert(1)", "%0d%0aSet-Cookie:a=b", "%E2%80%AE%E2%81%A6", "'%20or%201=1--", "%25%3Cscript%3E", "{{7*7}}",
    "-1", "0", "1", "2147483648", "9223372036854775808", "9" * 40, "1e400", "NaN", "0" * 16, "0" * 64,
    "2026-02-30", "2026-13", "2026Q9", "0001-01-01", "9999-12-31", "10000-01-01", "mediation_case%00.bpmn",
    "con", "__class__", "true", "null", "[]",
)  # fmt: skip
HEADERS = {
    "Accept": ("application/json", "text/html;q=nan", "*", "\x00", "," * 500),
    "Range": ("bytes=0-0", "bytes=9-1", "bytes=-99999999999999999999", "lines=1"),
    "If-None-Match": ('"', 'W/"x', "*", "汉"),
    "If-Modified-Since": ("Tue, 31 Feb 2026 25:61:61 GMT", "0", "9" * 400),
    "Accept-Language": ("zh", ";;;", "汉"),
    "Referer": ("http://evil.example/", "\x00", "/" * 3000),
    "User-Agent": ("", "汉" * 300, "\x00"),
    "X-Forwarded-For": ("127.0.0.1", "999.1.1.1, ,", "::1" * 90),
    "Sec-Fetch-Site": ("same-origin", "none", "汉"),
    "Content-Type": ("application/json", "multipart/form-data; boundary=", "text/plain; charset=x"),
}  # fmt: skip


class Listening(ImmutableMultiDict[str, str]):
    """A query that remembers which names it was asked for, by the endpoint that asked."""

    heard: dict[str, set[str]] = defaultdict(set)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(self._hear(name))

    def __contains__(self, name: object) -> bool:
        return super().__contains__(self._hear(name))

    def get(self, name: str, *more: Any, **named: Any) -> Any:
        """As a query does."""
        return super().get(self._hear(name), *more, **named)

    def getlist(self, name: str, *more: Any, **named: Any) -> Any:
        """As a query does."""
        return super().getlist(self._hear(name), *more, **named)

    def _hear(self, name: Any) -> Any:
        if has_request_context() and request.endpoint:
            self.heard[request.endpoint].add(name)
        return name


def listen(app: Flask) -> None:
    """From now on hear what the routes ask their queries for."""
    app.request_class = type("ListeningRequest", (Request,), {"parameter_storage_class": Listening})


@dataclass(frozen=True)
class Places:
    """What really stands in addresses of this office, by the name of the place."""

    real: dict[str, list[str]]
    tasks: list[tuple[str, str]]

    @classmethod
    def of(cls, world: World) -> "Places":
        """As the database has it now."""
        ask = world.house.ask
        ids = [str(row[0]) for row in ask("select public_id from mediation_case")]
        digests = [str(row[0]) for row in ask("select digest from model_bundle")]
        numbers = {name: [str(row[0]) for row in ask(f"select {key} from {name}")] for name, key in _NUMBERED.items()}
        models = world.house.office.library.in_force()
        tasks = ask("select c.public_id, w.task_key from work_item w join mediation_case c on c.id = w.case_id")
        heads = ask("select c.public_id, h.seq, h.hash from history h join mediation_case c on c.id = h.case_id")
        real = {
            "case_id": ids,
            "digest": digests + [str(row[0]) for row in ask("select digest from stored_file")],
            "person": [str(row[0]) for row in ask("select id from person")],
            "org": [str(row[0]) for row in ask("select id from organisation")],
            "event": sorted(models.forms),
            "process": sorted(models.bundle.processes),
            "name": [*models.bundle.user_tasks, *(f"{name}.form" for name in models.forms), "mediation_case.bpmn"],
            "token": [f"{case}-{seq}-{bytes(head).hex()[:16]}" for case, seq, head in heads],
            "filename": ["css/house.css", "js/all.js", "js/worker.js", "vendor"],
            "kind": ["orgs", "people"],
            "number": numbers["issued_paper"],
            "draft": numbers["model_draft"],
            "release": numbers["model_release"],
            "wanted": sorted({one for some in numbers.values() for one in some}),
        }  # fmt: skip
        return cls(real, [(str(case), str(key)) for case, key in tasks])

    def anywhere(self) -> list[str]:
        """All of them."""
        return sorted({one for some in self.real.values() for one in some})


_NUMBERED = {
    "issued_paper": "number", "model_draft": "id", "model_release": "id", "notification": "id", "audit_sample": "id",
    "clue": "id",
}  # fmt: skip
_PLACE = re.compile(r"<(?:[^<>]*:)?(\w+)>")


def paths(rule: Rule, places: Places) -> st.SearchStrategy[str]:
    """Addresses of a rule: mostly with what really stands there, and with anything."""
    wild = st.sampled_from(HOSTILE) | st.text(max_size=20).map(_quoted)
    if not rule.arguments:
        return st.just(rule.rule)
    # for a place that nothing is known of, whatever stands in others
    known = {one: st.sampled_from(places.real.get(one) or places.anywhere()) for one in sorted(rule.arguments)}
    drawn = {one: some | wild for one, some in known.items()}
    if "task_key" in rule.arguments:
        whole = st.sampled_from(places.tasks).map(lambda task: {"case_id": task[0], "task_key": task[1]})
        return (whole | st.fixed_dictionaries(drawn)).map(lambda values: filled_in(rule, values))
    return (st.fixed_dictionaries(known) | st.fixed_dictionaries(drawn)).map(lambda values: filled_in(rule, values))


def filled_in(rule: Rule, values: dict[str, str]) -> str:
    """The address as it goes over the wire, whether or not the rule would take it."""
    return _PLACE.sub(lambda place: values[place[1]], rule.rule)


def queries(names: set[str], places: Places) -> st.SearchStrategy[str]:
    """What stands after the question mark: names that are asked for and others, some more than once."""
    known = sorted(names | {"next", "_", "__proto__", "csrf_token", ""})
    name = st.sampled_from(known) | st.text(max_size=6).map(_quoted)
    value = st.sampled_from(HOSTILE) | st.sampled_from(places.anywhere()) | st.text(max_size=30).map(_quoted)
    pair = st.tuples(name, value).map("=".join)
    return st.lists(pair, max_size=4).map("&".join) | st.sampled_from(HOSTILE)


def headers() -> st.SearchStrategy[dict[str, str]]:
    """A few of what a browser sends along, as no browser would."""
    each = {name: st.sampled_from(values) for name, values in HEADERS.items()}
    return st.fixed_dictionaries({}, optional=each) | st.just({})


def _quoted(text: str) -> str:
    return quote(text.encode("utf8", "surrogatepass"), safe="")


@dataclass
class Ledger:
    """Everything an office keeps, watched for changes: its tables, and the files beside the database."""

    house: House
    known: dict[str, str] = field(default_factory=dict)
    version: int = -1

    def __post_init__(self) -> None:
        self.connection = sqlite_module().connect(f"file:{self.house.database}?mode=ro", uri=True, isolation_level=None)
        self.changed()

    def changed(self) -> set[str]:
        """Which tables (and whether the files) are not as they were when last asked."""
        found = {"files": _digest(sorted(self.house.office.files.rglob("*")))}
        (version,) = self.connection.execute("pragma data_version").fetchone()
        if version != self.version:  # somebody else has committed something since
            for table in db.metadata.tables:
                found[table] = _digest(self.connection.execute(f'select * from "{table}"'))
        self.version = version
        before, self.known = self.known, self.known | found
        return {name for name, digest in found.items() if before.get(name, digest) != digest}


def _digest(rows: Any) -> str:
    return hashlib.sha256("\n".join(map(repr, rows)).encode("utf8", "surrogatepass")).hexdigest()


def spent() -> float:
    """Seconds of processor time, of this process and those it waited for: a paused machine is nobody's fault."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
