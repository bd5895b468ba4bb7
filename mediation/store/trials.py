"""Trials: the scenario library played against a bundle, with what came of it."""

from typing import Any

import orjson
import zstandard
from sqlalchemy import Connection, Row, insert, select, update

from mediation.store.tables import model_trial


def add(connection: Connection, digest: str, by: str, at: int) -> int:
    """Begin a trial; gives its number."""
    result = connection.execute(insert(model_trial), {"digest": digest, "begun_by": by, "begun_at": at})
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def find(connection: Connection, number: int) -> Row[Any] | None:
    """One trial."""
    return connection.execute(select(model_trial).where(model_trial.c.id == number)).one_or_none()


def finish(connection: Connection, number: int, report: Any, at: int) -> None:
    """Keep what came of a trial."""
    packed = zstandard.ZstdCompressor().compress(orjson.dumps(report))
    connection.execute(update(model_trial).where(model_trial.c.id == number).values(report=packed, ended_at=at))


def last_of(connection: Connection, digest: str) -> Row[Any] | None:
    """The newest trial of a bundle."""
    query = select(model_trial).where(model_trial.c.digest == digest).order_by(model_trial.c.id.desc()).limit(1)
    return connection.execute(query).one_or_none()


def report_of(row: Row[Any]) -> Any:
    """What came of a trial; None while it runs."""
    return None if row.report is None else orjson.loads(zstandard.ZstdDecompressor().decompress(row.report))
