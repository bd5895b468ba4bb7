"""Takes what waits in the outbox to people, through adapters. At least once: who listens outside goes by the key.

An adapter is one function; the registry below names them all, an office's setting `notify_through` picks.
"""

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson

from mediation import clock
from mediation.services.office import Office, milliseconds, moment
from mediation.store import notifications, outbox, people
from mediation.store.db import Row
from mediation.store.outbox import Matter

BATCH = 100
# reminders of terms: so many at once stand alone, more are one
TIMELY = frozenset({"clock", "deadline"})
FEW = 5
KEPT_DAYS = 90
Rows = Sequence[Row[Any]]
Adapter = Callable[[Office, Rows], None]


def in_app(office: Office, rows: Rows) -> None:
    """Into the person's list in the app, where the same key a second time changes nothing."""
    with office.store.writing() as connection:
        for row in gathered(rows):
            notifications.keep(connection, row)


def gathered(rows: Rows) -> list[Any]:
    """The same rows, but of more than a few reminders for one person only one that says how many there are."""
    by_person: dict[str, list[Row[Any]]] = {}
    for row in rows:
        if row.kind in TIMELY:
            by_person.setdefault(row.person_id, []).append(row)
    many = {person: some for person, some in by_person.items() if len(some) > FEW}
    kept: list[Any] = [row for row in rows if not (row.kind in TIMELY and row.person_id in many)]
    return kept + [_digest(person, some) for person, some in many.items()]


def _digest(person: str, rows: Rows) -> Matter:
    # the first row's own number: delivered again after a crash, it is the same digest
    key, at = f"digest:{person}:{rows[0].id}", max(row.created_at for row in rows)
    return Matter(key, "digest", None, person, "", str(len(rows)), at)


def to_file(office: Office, rows: Rows) -> None:
    """As JSON lines into a file by month, for a gateway that sends them on (SMS, a government app): ids, no names."""
    folder = folder_of(office)
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(folder / f"{clock.now():%Y-%m}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(b"".join(_line(row) for row in rows))
        file.flush()
        os.fsync(file.fileno())


ADAPTERS: dict[str, Adapter] = {"in_app": in_app, "file": to_file}
USUAL = ("in_app",)
log = logging.getLogger(__name__)


def folder_of(office: Office) -> Path:
    """Where the files of `to_file` are."""
    return office.files.with_name("outbox")


def _line(row: Row[Any]) -> bytes:
    said = {
        "key": row.key, "kind": row.kind, "person": row.person_id, "case": row.public_id, "task_key": row.task_key,
        "subject": row.subject, "at": moment(row.created_at).isoformat(),
    }  # fmt: skip
    return orjson.dumps(said) + b"\n"


def deliver(office: Office) -> int:
    """Deliver what waits, oldest first; gives how much. What fails stays and is tried again."""
    with office.store.reading() as connection:
        rows = outbox.waiting(connection, BATCH)
        chosen = people.settings(connection).get("notify_through", USUAL) if rows else ()
    if not rows:
        return 0
    try:
        for name, adapter in ADAPTERS.items():
            if name in chosen:
                adapter(office, rows)
    except OSError as trouble:
        log.error("outbox: %s, trying again", type(trouble).__name__)
        return 0
    with office.store.writing() as connection:
        outbox.delivered(connection, [row.id for row in rows], milliseconds(clock.now()))
    return len(rows)


def forget_told(office: Office) -> int:
    """Forget what was told a season ago; gives how much."""
    before = milliseconds(clock.now()) - KEPT_DAYS * 86_400_000
    with office.store.writing() as connection:
        return outbox.forget(connection, before) + notifications.forget(connection, before)
