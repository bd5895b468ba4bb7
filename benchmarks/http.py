"""The product over HTTP as people use it: sign-in, session, CSRF, real forms, waitress in a process of its own.

Beside each page the floor: an empty page through the same stack; and the CPU a request takes, which tells more than
the clock where other work shares the machine. `python -m benchmarks.http [--cases 10,100000]`
Bounded: every figure takes `--rounds` requests a client and at most `--seconds`; nothing leaves this machine.
"""

import argparse
import http.client
import itertools
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from argon2 import PasswordHasher

from benchmarks.crowd import FIRST_COPY, Copy, Stage, copy_cases, open_office, play_stages
from benchmarks.names import scatter
from benchmarks.step import percentile
from mediation import clock
from mediation.services.case_page import open_case
from mediation.services.office import Office
from mediation.services.replay import as_filled
from mediation.store import people

PASSWORD = uuid.uuid4().hex
HIDDEN = re.compile(r'name="(csrf_token|key|shown|form)" value="([^"]*)"')
SEARCHES = ("王", "zhang", "李 wang", "lgf", "解德厚", "12号", "王 李 张", "zdh 王明")
PROMISED = {"form page": 6.0, "submit": 5.0, "worklist": 10.0}
Timing = tuple[float, bool]
METERED = 40
LAST = "S4_smooth_praise"
PATIENCE = 10


@dataclass
class Browser:
    """One person's connection: keeps the session, says how long each answer took and whether it was right."""

    port: int
    who: str
    cookies: dict[str, str] = field(default_factory=dict)
    meter: "Meter | None" = None
    _line: http.client.HTTPConnection = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        if not self.cookies:
            self._sign_in()

    def _sign_in(self) -> None:
        page = self.get("/login")[1]
        form = {"csrf_token": dict(HIDDEN.findall(page))["csrf_token"], "who": self.who, "password": PASSWORD}
        status, _, _ = self.post("/login", form)
        assert status == 303, (self.who, status)

    def get(self, address: str) -> tuple[int, str, float]:
        return self._ask("GET", address, None)

    def post(self, address: str, form: object) -> tuple[int, str, float]:
        return self._ask("POST", address, urlencode(form))  # type: ignore[arg-type]

    def _ask(self, method: str, address: str, body: str | None) -> tuple[int, str, float]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.meter is not None:
            self.meter.begin()
        began = time.perf_counter()
        self._line.request(method, address, body, headers)
        answer = self._line.getresponse()
        text = answer.read()
        took = (time.perf_counter() - began) * 1000
        if self.meter is not None:
            self.meter.end()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text.decode(), took


class Meter:
    """The server's CPU over one request, in ms: what it says before and after, less what asking costs."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.last = self._began = self._asking = 0.0
        asked = [self._read() for _ in range(40)]
        self._asking = statistics.median(later - sooner for sooner, later in itertools.pairwise(asked))

    def _read(self) -> float:
        self._line.request("GET", "/bench/cpu")
        return float(self._line.getresponse().read()) * 1000

    def begin(self) -> None:
        self._began = self._read()

    def end(self) -> None:
        self.last = self._read() - self._began - self._asking


@dataclass
class Bench:
    """An office with its crowd, served; `filled` are the words each stage's form sends."""

    port: int
    crowd: list[Copy]
    filled: dict[int, list[tuple[str, str]]]
    rounds: int
    seconds: float
    browsers: dict[tuple[int, str], Browser] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def browser(self, client: int, who: str) -> Browser:
        """A client's own browser for a person."""
        if (client, who) not in self.browsers:
            # one session a person and kind of device: the clients are that person's tabs
            first = self.browsers.get((0, who))
            self.browsers[client, who] = Browser(self.port, who, first.cookies if first else {})
        return self.browsers[client, who]

    def take(self) -> Copy:
        """A case that nobody has touched yet."""
        with self._lock:
            return self.crowd.pop()

    def people(self) -> list[str]:
        """Everybody who has a step to do."""
        return sorted({stage.who.id for _, _, stage in self.crowd})


Act = Callable[[Bench, int, int], Timing]


def floor(bench: Bench, client: int, turn: int) -> Timing:
    status, _, took = bench.browser(client, "u_ran").get("/bench/empty")
    return took, status == 200


def form_page(bench: Bench, client: int, turn: int) -> Timing:
    _, public_id, stage = bench.crowd[(turn * 37 + client * 7919) % len(bench.crowd)]
    status, _, took = bench.browser(client, stage.who.id).get(f"/tasks/{public_id}-{stage.task_key}")
    return took, status == 200


def submit(bench: Bench, client: int, turn: int) -> Timing:
    _, public_id, stage = bench.take()
    browser, address = bench.browser(client, stage.who.id), f"/tasks/{public_id}-{stage.task_key}"
    page = browser.get(address)[1]
    status, _, took = browser.post(address, [*HIDDEN.findall(page)[1:], *bench.filled[stage.steps]])
    return took, status == 303


def worklist(bench: Bench, client: int, turn: int) -> Timing:
    whose = bench.people()
    tab = ("", "?tab=mine", "?tab=waiting", "?tab=near", "?tab=handled", "?page=2")[turn % 6]
    status, text, took = bench.browser(client, whose[turn % len(whose)]).get(f"/worklist{tab}")
    return took, status == 200


def case_page(bench: Bench, client: int, turn: int) -> Timing:
    _, public_id, stage = bench.crowd[(turn * 53 + client * 104729) % len(bench.crowd)]
    status, _, took = bench.browser(client, stage.who.id).get(f"/cases/{public_id}")
    return took, status == 200


def search(bench: Bench, client: int, turn: int) -> Timing:
    query = urlencode({"q": SEARCHES[turn % len(SEARCHES)]})
    status, _, took = bench.browser(client, ("u_deng", "u_ran")[turn % 2]).get(f"/cases?{query}")
    return took, status == 200


ACTS: dict[str, Act] = {
    "floor": floor, "form page": form_page, "submit": submit, "worklist": worklist, "case page": case_page,
    "search": search,
}  # fmt: skip


def run(bench: Bench, act: Act, clients: int) -> list[Timing]:
    """What `clients` people at once get, each for `rounds` turns or until time is up."""
    found: list[Timing] = []
    for client in range(clients):
        for who in (*bench.people(), "u_deng", "u_ran"):
            bench.browser(client, who)
    until = time.monotonic() + bench.seconds

    def work(client: int) -> None:
        for turn in range(bench.rounds):
            if time.monotonic() > until:
                return
            try:
                found.append(act(bench, client, turn))
            except (OSError, http.client.HTTPException):
                found.append((float("inf"), False))

    threads = [threading.Thread(target=work, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def cpu_of(bench: Bench, act: Act) -> float:
    """The median CPU of a request, in ms, one client."""
    meter, found, until = Meter(bench.port), [], time.monotonic() + bench.seconds
    for turn in range(METERED):
        if time.monotonic() > until:
            break
        for browser in bench.browsers.values():
            browser.meter = meter
        act(bench, 0, turn)
        found.append(meter.last)
    for browser in bench.browsers.values():
        browser.meter = None
    return statistics.median(found)


def prepare(folder: Path, size: int, rounds: int) -> tuple[list[Copy], dict[int, list[tuple[str, str]]]]:
    """An office with `size` cases of every stage, and what each stage's form sends."""
    office = open_office(folder)
    stages = _of_one_day(play_stages(office))
    with office.store.writing() as connection:
        hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        for person in office.directory().people:
            people.set_password(connection, person, hashed)
    crowd = copy_cases(office, stages, max(size, 1))
    if size < rounds * 20:  # a small office gets fresh cases to submit; they count as cases while they are there
        crowd += copy_cases(office, stages, (rounds + METERED) * 10, first=FIRST_COPY * 2)
    scatter(office, crowd)
    filled = {stage.steps: _filled(office, stage) for stage in stages}
    with office.store.writing() as connection:
        connection.exec_driver_sql("analyze")
    office.store.close()
    return crowd, filled


def _of_one_day(stages: list[Stage]) -> list[Stage]:
    """The stages up to the agreement; the server's clock stands at the last of them, before any of their terms is over.

    A server has one clock: what a life does weeks later cannot be asked of it in the same minute.
    """
    now = next(stage.at for stage in stages if stage.task == LAST)
    clock.move_to(now)
    return [stage for stage in stages if stage.at <= now]


def _filled(office: Office, stage: Stage) -> list[tuple[str, str]]:
    opened = open_case(office, stage.public_id)
    context = opened.context(stage.who, stage.task)
    words = as_filled(opened.models.form(stage.task), context, stage.values)
    opened.work.instance.release()
    return list(words.items(multi=True))


@contextmanager
def served(folder: Path, threads: int) -> Iterator[int]:
    """The office served by waitress in a process of its own; gives its port."""
    command = [sys.executable, "-m", "benchmarks.http_server", str(folder), clock.now().isoformat(), str(threads)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", default="10,100000")
    parser.add_argument("--clients", default="1,8")
    parser.add_argument("--rounds", type=int, default=90, help="requests a client and figure")
    parser.add_argument("--seconds", type=float, default=30.0, help="at most, a figure")
    parser.add_argument("--only", default="", help="one of: " + ", ".join(ACTS))
    options = parser.parse_args()
    for size in (int(text) for text in options.cases.split(",")):
        with tempfile.TemporaryDirectory() as name:
            crowd, filled = prepare(Path(name), size, options.rounds)
            with served(Path(name), 8) as port:
                bench = Bench(port, crowd, filled, options.rounds, options.seconds)
                for clients in (int(text) for text in options.clients.split(",")):
                    _table(bench, size, clients, options.only)


def _table(bench: Bench, size: int, clients: int, only: str) -> None:
    print(f"\n{size} cases, {clients} client(s): milliseconds over HTTP with session and CSRF (SQLite, FULL)")
    print(f"{'':<10} {'n':>5} {'p50':>8} {'p95':>8} {'p50/floor':>10} {'failures':>9} {'CPU':>6}")
    base = 0.0
    for name, act in ACTS.items():
        if only and name not in ("floor", only):
            continue
        run(bench, act, 1) if name == "floor" else None
        found = run(bench, act, clients)
        times = [took for took, _ in found]
        middle = statistics.median(times)
        base = base or middle
        failures = sum(not right for _, right in found)
        cpu = f"{cpu_of(bench, act):>6.2f}" if clients == 1 else ""
        promised = f"  promised p50 {PROMISED[name]:.0f}" if name in PROMISED and clients == 1 else ""
        print(
            f"{name:<10} {len(times):>5} {middle:>8.2f} {percentile(times, 0.95):>8.2f} {middle / base:>10.1f}"
            f" {failures:>9} {cpu}{promised}"
        )


if __name__ == "__main__":
    main()
