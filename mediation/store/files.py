"""Uploaded files: on disk under the name of their SHA-256, and as rows of their case. Owns every path below its folder.

A file is whole and safe on disk before any row points to it; one without a row is harmless.
"""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from mediation.store.tables import stored_file

_DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(folder: Path, digest: str, content: bytes) -> None:
    """Put a file in its place, durable when this returns; the same content again changes nothing."""
    place = path_of(folder, digest)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, place)
    _sync_folder(place.parent)


def path_of(folder: Path, digest: str) -> Path:
    """Where a file with this digest is kept.

    Raises:
        ValueError: it is no digest.
    """
    if not _DIGEST.fullmatch(digest):
        raise ValueError(digest)
    return folder / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there; the rename itself is journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def add(connection: Connection, case_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note files of a case; one that the case has already is not noted twice."""
    known = {row.digest for row in of_case(connection, case_id)}
    fresh = {row["digest"]: {"case_id": case_id, **row} for row in rows if row["digest"] not in known}
    if fresh:
        connection.execute(insert(stored_file), list(fresh.values()))


def of_case(connection: Connection, case_id: int) -> list[Row[Any]]:
    """The files of a case, oldest first."""
    query = select(stored_file).where(stored_file.c.case_id == case_id)
    return list(connection.execute(query.order_by(stored_file.c.at, stored_file.c.digest)))
