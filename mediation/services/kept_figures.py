"""The figures of every case, between two starts: read from pages, written by the hour; no step waits for it.

A page holds what each of its cases adds to the statistics, with the case's version: another version is read anew. What
another version of this software wrote does not count, for it may have counted otherwise.
"""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import orjson

import mediation
from mediation.case.figures import CaseFigures
from mediation.services.figure_store import Present
from mediation.store import figure_pages
from mediation.store.db import Connection

PAGE = 512
# what figures are made by: facts, outcomes and the rules beside them
_MAKERS = ("case", "law")


@cache
def maker() -> str:
    """A digest of the code that makes figures."""
    found, root = hashlib.sha256(), Path(mediation.__file__).parent
    for path in sorted(path for room in _MAKERS for path in (root / room).glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def read(connection: Connection) -> Present:
    """What is written of all cases."""
    return {
        int(case): _opened(row)
        for _, body in figure_pages.read(connection, maker())
        for case, row in orjson.loads(body).items()
    }


def write(connection: Connection, kept: Present, changed: set[int]) -> None:
    """Write the pages on which cases have changed, and those that are not there yet."""
    there = {page for page, _ in figure_pages.read(connection, maker())}
    wanted = {case // PAGE for case in changed} | {case // PAGE for case in kept} - there
    pages: dict[int, dict[str, Any]] = {page: {} for page in wanted}
    for case, (version, figures) in kept.items():
        if case // PAGE in pages:
            pages[case // PAGE][str(case)] = _closed(version, figures)
    figure_pages.write(connection, maker(), {page: orjson.dumps(rows) for page, rows in pages.items()})


def _closed(version: int, one: CaseFigures) -> list[Any]:
    values = {name: int(value) if value == int(value) else str(value) for name, value in one.values.items()}
    return [version, one.public_id, one.org, sorted(one.orgs), one.tier, one.kind, one.source, one.days, values,
            one.restricted]  # fmt: skip


def _opened(row: list[Any]) -> tuple[int, CaseFigures]:
    version, public_id, org, orgs, tier, kind, source, days, values, restricted = row
    told = {name: Decimal(value) for name, value in values.items()}
    return version, CaseFigures(public_id, org, frozenset(orgs), tier, kind, source, days, told, restricted)


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """While thousands of small things are made that stay, Python need not look through all of them for what may go."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
