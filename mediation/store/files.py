"""Uploaded files: sealed on disk with their case's key, and as rows of their case. Owns every path below its folder.

A file is whole and safe on disk before any row points to it; one without a row is harmless and forgotten after a day.
Its name on disk is derived from the case's key: nobody without it can tell whether a known picture is here.
"""

import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Row, insert, select

from mediation.store import sealed_stream
from mediation.store.tables import process_instance, stored_file
from mediation.store.vault import CaseKey

_DIGEST = re.compile(r"[0-9a-f]{64}")
ORPHAN_SECONDS = 24 * 3600
MOST_ORPHANS = 20


def keep(folder: Path, key: CaseKey, digest: str, content: bytes) -> None:
    """Put a case's file in its place, durable when this returns; the same content again changes nothing."""
    place = path_of(folder, key, digest)
    try:
        os.utime(place)  # it is wanted again: not to be taken for forgotten
        return
    except FileNotFoundError:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.writelines(sealed_stream.seal(_secret(key, digest), content))
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, place)
    _sync_folder(place.parent)


def read(folder: Path, key: CaseKey, digest: str) -> Iterator[bytes]:
    """The content of a file, piece by piece; it is opened before this returns.

    Raises:
        FileNotFoundError.
        VaultLocked: while reading: it was altered.
    """
    return _read(path_of(folder, key, digest).open("rb"), _secret(key, digest))


def _read(file: BinaryIO, secret: bytes) -> Iterator[bytes]:
    with file:
        yield from sealed_stream.unseal(secret, file)


def is_there(folder: Path, key: CaseKey, digest: str, size: int) -> bool:
    """Whether a file of this size lies in its place; nothing of it is read."""
    try:
        return path_of(folder, key, digest).stat().st_size == sealed_stream.sealed_size(size)
    except FileNotFoundError:
        return False


def path_of(folder: Path, key: CaseKey, digest: str) -> Path:
    """Where a case keeps the file with this digest.

    Raises:
        ValueError: it is no digest.
    """
    if not _DIGEST.fullmatch(digest):
        raise ValueError(digest)
    name = key.derived(f"place {digest}").hex()
    return folder / name[:2] / name


def plain_path(folder: Path, digest: str) -> Path | None:
    """Where an older version kept the file unsealed; None where it is not."""
    place = folder / digest[:2] / digest
    if not place.is_file():
        return None
    with place.open("rb") as file:
        return None if sealed_stream.is_sealed(file.read(8)) else place


def forget_orphans(folder: Path, wanted: Iterable[Path]) -> int:
    """Remove what no row points to and nobody touched for a day; gives how many.

    Nothing is removed where most would be: then it is the rows that are missing (an empty or an old database).
    """
    there, known = {path for path in folder.rglob("*") if path.is_file()} if folder.is_dir() else set(), set(wanted)
    long_ago = time.time() - ORPHAN_SECONDS
    orphans = [path for path in there - known if path.stat().st_mtime < long_ago]
    if len(orphans) > max(MOST_ORPHANS, len(known & there)):
        return 0
    for path in orphans:
        path.unlink()
    return len(orphans)


def _secret(key: CaseKey, digest: str) -> bytes:
    return key.derived(f"file {digest}")


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


def every(connection: Connection) -> list[Row[Any]]:
    """Every file of every case with the wrapped key of its case, case by case."""
    query = select(stored_file.c.case_id, stored_file.c.digest, process_instance.c.wrapped_key)
    query = query.join(process_instance, process_instance.c.case_id == stored_file.c.case_id)
    return list(connection.execute(query.order_by(stored_file.c.case_id)))
