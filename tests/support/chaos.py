"""Clients that never give up, and somebody who keeps pulling the plug: what was promised is compared with what is."""

import json
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from house import House, new_key
from values import registration

DRIVER = Path(__file__).with_name("driver.py")
CLIENTS = 8
STEPS = ("T_screen", "T_consent", "T_assign", "S1_read_calm")
TALKS_A_CASE = 10
PATIENCE = 60.0
# how the office ends: from outside at any moment, from inside just before or just after a commit
WAYS = ("after_commit", "", "before_commit")
# what leads a case straight to the talk, and there round and round
WISHES: dict[str, dict[str, Any]] = {
    "T_screen": {
        "decision": "accept", "in_scope": True, "exclusion_code": "none", "three_conditions": [True, True, True],
        "risk_flags": [], "risk_color": "blue", "forecast_code": "1", "difficulty_code": "1", "reason": None,
    },
    "T_assign": {"mediators": ["u_luo"], "recusal_requested": False},
    "T_consent": {},
    "S1_read_calm": {"decision": "continue", "cooling_needed": False, "cooling_hours": None},
    "S2_lay_talk": {"decision": "again", "attendance": {"p1": "到场", "p2": "到场"}},
}  # fmt: skip
MARK = re.compile("[0-9a-f]{32}")


class Broken(Exception):
    """The connection ended before the answer came."""


@dataclass
class Promises:
    """What the clients were told, by the key of the press."""

    done: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    replays: int = 0
    broken: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str, answer: dict[str, Any]) -> None:
        with self._lock:
            if answer["ok"]:
                self.done[key] = answer["case"]
                self.replays += answer["again"]
            else:
                self.refused[key] = answer["error"]

    def count(self) -> int:
        """How many presses were answered."""
        return len(self.done) + len(self.refused)

    def note_broken(self) -> None:
        with self._lock:
            self.broken += 1


class Client(threading.Thread):
    """A mediator with a bad line: presses, and presses again with the same key until there is an answer."""

    def __init__(self, chaos: "Chaos", number: int) -> None:
        super().__init__(daemon=True)
        self.chaos, self.chance = chaos, random.Random(f"{chaos.seed} {number}")
        self._line: Any = None

    def run(self) -> None:
        while not self.chaos.stop.is_set():
            try:
                self.work()
            except Broken:
                self.chaos.promises.note_broken()
        self.hang_up()

    def work(self) -> None:
        """One press on some case, or a new case."""
        case = self.chaos.some_case(self.chance)
        if case is None:
            form = {**registration(self.chance), "occurred_place": (key := new_key())}
            self.chaos.add_case(self.press({"op": "register", "who": "u_luo", "form": form, "key": key})["case"])
            return
        tasks = self.ask({"op": "open_tasks", "case": case})["tasks"]
        if tasks:
            self.step(case, tasks[0])

    def step(self, case: str, task: str) -> None:
        key = new_key()
        wish = {**WISHES[task], **_marked(task, key)}
        if task == "S2_lay_talk":
            self.chaos.talked(case)
        page = self.ask({"op": "page", "case": case, "task": task, "who": "u_luo", "key": key, "wish": wish})
        if page["ok"]:
            del page["ok"]
            self.press({"op": "submit", "case": case, "who": "u_luo", "key": key, **page})

    def press(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send until answered: the same press however often it is sent."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = self.ask(request)
            except Broken:
                self.chaos.promises.note_broken()
                continue
            self.chaos.promises.note(request["key"], answer)
            return answer
        raise AssertionError("never answered")

    def hang_up(self) -> None:
        with suppress(OSError):
            if self._line is not None:
                self._line.close()
        self._line = None

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """One request on the line.

        Raises:
            Broken: it ended before the answer.
        """
        try:
            self._line = self._line or self.chaos.connect()
            self._line.write(json.dumps(request).encode() + b"\n")
            self._line.flush()
            answer = self._line.readline()
        except OSError:
            answer = b""
        if not answer.endswith(b"\n"):
            self.hang_up()
            raise Broken
        return json.loads(answer)


def _marked(task: str, key: str) -> dict[str, Any]:
    """The press's own key, somewhere in what it says: so that its effect can be found again."""
    if task == "T_consent":
        said = {"consent": "同意", "method": key, "at": time.strftime("%Y-%m-%dT00:00")}
        said |= {"rights_notice_ack": True, "guardian_consent": True}
        return {"parties": [{"party_id": party, **said} for party in ("p1", "p2")]}
    place = {"T_screen": "limitation_warning", "T_assign": "disclosure", "S1_read_calm": "note", "S2_lay_talk": "place"}
    return {place[task]: key}


@dataclass
class Chaos:
    """An office under fire."""

    folder: Path
    seed: int
    broken: str = ""
    ways: tuple[str, ...] = WAYS
    promises: Promises = field(default_factory=Promises)
    stop: threading.Event = field(default_factory=threading.Event)
    kills: Counter[str] = field(default_factory=Counter)
    _talks: Counter[str] = field(default_factory=Counter)
    _cases: list[str] = field(default_factory=list)
    _process: Any = None
    _clients: list[Client] = field(default_factory=list)

    @property
    def address(self) -> str:
        return str(self.folder / "socket")

    def some_case(self, chance: random.Random) -> str | None:
        """A case that is still talked about; None when there are too few of them."""
        going = [case for case in self._cases if self._talks[case] < TALKS_A_CASE]
        return chance.choice(going) if len(going) >= CLIENTS // 2 else None

    def add_case(self, case: str) -> None:
        if case:
            self._cases.append(case)

    def talked(self, case: str) -> None:
        self._talks[case] += 1

    def connect(self) -> Any:
        """A line to the office as soon as it answers the door."""
        until = time.monotonic() + PATIENCE
        while True:
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(PATIENCE)
            try:
                line.connect(self.address)
                return line.makefile("rwb")
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)  # the door is being put back
            finally:
                line.close()  # the file made of it keeps the line

    def start(self, die: str = "") -> None:
        Path(self.address).unlink(missing_ok=True)
        command = [sys.executable, str(DRIVER), str(self.folder), self.address, "--die", die, "--broken", self.broken]
        self._process = subprocess.Popen(command)

    def rage(self, kills: int, presses: int) -> None:
        """Serve eight clients and let the office die again and again, each time after some `presses` more."""
        chance = random.Random(self.seed)
        self._clients = [Client(self, number) for number in range(CLIENTS)]
        for number in range(kills):
            self._live(self.ways[number % len(self.ways)], chance.randint(3, presses))
        self.start()
        self._calm_down()

    def _live(self, way: str, after: int) -> None:
        """One life of the office and its end."""
        self.start(f"{way}:{after}" if way else "")
        for client in self._clients:
            if not client.ident:
                client.start()
        until, answered = time.monotonic() + PATIENCE, self.promises.count()
        while self._process.poll() is None and time.monotonic() < until:
            if not way and self.promises.count() >= answered + after:
                self._process.kill()
            time.sleep(0.002)
        assert self._process.poll() is not None, "it did not die"
        self.kills[way or "anywhere"] += 1

    def _calm_down(self) -> None:
        """Let everybody get their last answer, then close the office."""
        self.stop.set()
        for client in self._clients:
            client.join(PATIENCE)
            assert not client.is_alive(), "a client was never answered"
        self._process.terminate()
        self._process.wait()


@dataclass(frozen=True)
class Account:
    """What is in the database, held against what was promised."""

    lost: list[str]
    doubled: list[str]
    ghosts: list[str]
    gaps: list[str]


def settle(house: House, promises: Promises) -> Account:
    """Compare every promise with the database."""
    marks, gaps = Counter[str](), []
    for row in house.all_cases():
        case, entered = house.case(row.public_id), house.entered(row.public_id)
        path = [step.task for step in case.done]
        expected = ["T_register", *STEPS, *["S2_lay_talk"] * len(path)][: len(path)]
        if path != expected or row.version != len(path) or len(entered) != len(path):
            gaps.append(f"{row.public_id} version {row.version}, {len(entered)} submissions, path {path}")
        for values in entered:
            marks.update(set(MARK.findall(json.dumps(values))))
    lost = [key for key in promises.done if not marks[key]]
    doubled = [key for key, count in marks.items() if count > 1]
    ghosts = [key for key in promises.refused if marks[key]]
    return Account(lost, doubled, ghosts, gaps)
