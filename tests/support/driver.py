"""The office as a process of its own that can be killed: JSON lines over a socket, one thread for each client.

    python driver.py FOLDER SOCKET [--die before_commit:N | after_commit:N] [--broken ack_first | no_receipts]

It only speaks for the services. `--die` ends it with SIGKILL at the Nth time it comes to a point; `--broken` takes a
guard away, so that a test can show that it would notice.
"""

import argparse
import itertools
import json
import os
import random
import signal
import socketserver
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from house import House
from values import fill
from werkzeug.datastructures import MultiDict

from mediation.errors import MediationError
from mediation.services import case_work, register_case, replay
from mediation.services.submit_task import Answer, submit_task
from mediation.store import receipts

Request = dict[str, Any]


class Desk:
    """Answers requests."""

    def __init__(self, house: House) -> None:
        self.house = house

    def answer(self, request: Request) -> Request:
        """What one request came to; refusals by their name."""
        try:
            return {"ok": True, **getattr(self, request["op"])(request)}
        except MediationError as refusal:
            return {"ok": False, "error": type(refusal).__name__, "text": str(refusal)}

    def register(self, request: Request) -> Request:
        return _said(self.house.register(request["who"], request["form"], request["key"]))

    def open_tasks(self, request: Request) -> Request:
        return {"tasks": self.house.open_tasks(request["case"])}

    def page(self, request: Request) -> Request:
        """A task's form as a browser gets it, filled in with valid values and with what the client wishes."""
        case, task, who = request["case"], request["task"], request["who"]
        page = self.house.page(case, task, who)
        form = fill(self.house, case, task, random.Random(request["key"]), request["wish"])
        pairs = list(replay.as_filled(page.definition, page.context, form).items(multi=True))
        return {"task_key": page.task_key, "shown": page.shown, "pairs": pairs}

    def submit(self, request: Request) -> Request:
        filled, person = MultiDict(request["pairs"]), self.house.person(request["who"])
        case, task_key, shown = request["case"], request["task_key"], request["shown"]
        office = self.house.office
        return _said(submit_task(office, person, case, task_key, filled, key=request["key"], shown=shown))


def _said(answer: Answer) -> Request:
    return {"case": answer.case_id, "task": answer.task, "again": answer.again}


class Handler(socketserver.StreamRequestHandler):
    """One client: a request a line, an answer a line."""

    def handle(self) -> None:
        server: Any = self.server
        for line in self.rfile:
            request = json.loads(line)
            if server.ack_first and request["op"] in ("register", "submit"):
                self._say({"ok": True, "case": request.get("case", ""), "task": "", "again": False})
                server.desk.answer(request)
            else:
                self._say(server.desk.answer(request))

    def _say(self, answer: Request) -> None:
        self.wfile.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")


class Server(socketserver.ThreadingUnixStreamServer):
    """Listens; never waits for its clients when it ends."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


def die_at(point: str, number: int) -> None:
    """End this process as a power cut would, the Nth time a change comes to a point."""
    count = itertools.count(1)
    commit, written = case_work.commit, case_work.write_projections

    def fall() -> None:
        if next(count) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def commit_(*given: Any) -> None:
        commit(*given)
        fall()

    def write_projections(*given: Any) -> None:
        written(*given)
        fall()

    if point == "before_commit":
        case_work.write_projections = write_projections
    else:
        case_work.commit = register_case.commit = commit_  # type: ignore[assignment]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("socket")
    parser.add_argument("--die", default="")
    parser.add_argument("--broken", default="", choices=["", "ack_first", "no_receipts"])
    asked = parser.parse_args()
    if asked.die:
        point, number = asked.die.split(":")
        die_at(point, int(number))
    if asked.broken == "no_receipts":
        receipts.give_answer = lambda *given: None
    house = House.at(asked.folder)
    house.office.library.in_force()
    server = Server(asked.socket, Handler)
    server.desk, server.ack_first = Desk(house), asked.broken == "ack_first"  # type: ignore[attr-defined]
    server.serve_forever()


if __name__ == "__main__":
    main()
