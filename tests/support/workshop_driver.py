"""One act of the workshop, again and again in processes of their own, each killed one write later than the one before.

    python workshop_driver.py FOLDER ACT ARGUMENTS AT [--broken]

Each act is done on a copy of the office (FOLDER-ACT-1, FOLDER-ACT-2, …) by a forked process that ends with SIGKILL as
it comes to its Nth write or commit; the last one comes through. `--broken` takes the transactions away, so that a test
can show that it would notice. Prints how many copies there are.
"""

import argparse
import itertools
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from admins import SECOND
from house import House, instant

from mediation import clock
from mediation.services import move_cases, publish_model, save_texts, text_workshop
from mediation.store.db import Connection, Store

WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT")
MOST = 80


def save(house: House, draft: int, task: str, title: str, phrases: dict[str, list[str]]) -> None:
    """Write what is read out at a step and its phrases: two files."""
    person = house.person("u_admin")
    step = text_workshop.open_step(house.office, person, draft, task)
    (first, *rest) = step.entries
    entries = [type(first)(first.at, title, first.lines, first.articles), *rest]
    save_texts.save_step(house.office, person, step.desk, task, entries, phrases, step.seen)


def ask(house: House, draft: int) -> None:
    publish_model.ask_release(house.office, house.person("u_admin"), draft, "群众反映要问清楚")


def approve(house: House, number: int) -> None:
    publish_model.approve(house.office, house.person(SECOND), number, None)


def move(house: House, case: str, digest: str) -> None:
    (report,) = move_cases.move_cases(house.office, house.person("u_admin"), [case], digest)
    assert report.verdict == "moves", report


ACTS = {"save": save, "ask": ask, "approve": approve, "move": move}


def die_at(number: int) -> None:
    """End this process as a power cut would, as it comes to its Nth write."""
    count = itertools.count(1)
    begun = Store._begun

    def watch(statement: str) -> None:
        if statement.lstrip().upper().startswith(WRITES) and next(count) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def begun_(self: Store, begin: str) -> Connection:
        connection = begun(self, begin)
        connection.connection.dbapi_connection.set_trace_callback(watch)  # type: ignore[union-attr]
        return connection

    Store._begun = begun_  # type: ignore[method-assign]


def without_transactions() -> None:
    """Every statement is kept as soon as it is done."""

    @contextmanager
    def transaction(self: Store, begin: str) -> Iterator[Connection]:
        connection = self._begun("SELECT 1")
        yield connection
        connection.close()

    Store._transaction = transaction  # type: ignore[assignment,method-assign]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("act", choices=ACTS)
    parser.add_argument("arguments", type=json.loads)
    parser.add_argument("at")
    parser.add_argument("--broken", action="store_true")
    asked = parser.parse_args()
    clock.move_to(instant(asked.at))
    ready = _read_once(asked.folder)
    if asked.broken:
        without_transactions()
    for number in range(1, MOST):
        copy = Path(shutil.copytree(asked.folder, f"{asked.folder}-{asked.act}-{number}"))
        child = os.fork()
        if not child:
            _act(copy, ready, asked.act, asked.arguments, number)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0, "it failed by itself"
            print(number)
            return
        assert os.WTERMSIG(status) == signal.SIGKILL
    raise AssertionError(f"more than {MOST} writes")


def _read_once(folder: Path) -> Any:
    """The parsed bundles of an office, which its copies share."""
    house = House.at(folder)
    house.office.library.in_force()
    for (digest,) in house.ask("select digest from model_bundle"):
        house.office.library.models(digest)
    house.office.store.close()
    house.office.store.engine.dispose()
    return house.office.library._ready


def _act(folder: Path, ready: Any, act: str, arguments: list[Any], number: int) -> None:
    code = 1
    try:
        house = House.at(folder)
        house.office.library._ready.update(ready)
        die_at(number)
        ACTS[act](house, *arguments)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
