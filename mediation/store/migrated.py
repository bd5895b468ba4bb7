"""Cases moved to another bundle: which could be, which were, and what they were before."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import zstandard
from sqlalchemy import Connection, Row, insert, literal_column, select, update

from mediation.store.tables import case_migration, mediation_case, process_instance

Archived = Sequence[tuple[str, bytes]]


def running_on(connection: Connection, digest: str, limit: int = 500) -> list[Row[Any]]:
    """The open cases on a bundle (`public_id, register_no, tier, org_id`), the oldest first."""
    c = mediation_case.c
    query = (
        select(c.public_id, c.register_no, c.tier, c.org_id)
        .join(process_instance, process_instance.c.case_id == c.id)
        .where(process_instance.c.bundle == digest, c.status == literal_column("'open'"))
        .order_by(c.id)
        .limit(limit)
    )
    return list(connection.execute(query))


def add(connection: Connection, values: Mapping[str, Any], archived: Archived) -> None:
    """Keep a case as it was before it moved."""
    plain = [[key, b64encode(state).decode()] for key, state in archived]
    packed = zstandard.ZstdCompressor().compress(orjson.dumps(plain))
    connection.execute(insert(case_migration), {**values, "archives": packed})


def last_of(connection: Connection, case_id: int) -> Row[Any] | None:
    """The last move of a case that was not undone."""
    c = case_migration.c
    query = select(case_migration).where(c.case_id == case_id, c.undone_at.is_(None)).order_by(c.id.desc()).limit(1)
    return connection.execute(query).one_or_none()


def archives_of(row: Row[Any]) -> list[tuple[str, bytes]]:
    """The finished called processes as they were before a move."""
    plain = orjson.loads(zstandard.ZstdDecompressor().decompress(row.archives))
    return [(key, b64decode(state)) for key, state in plain]


def undone(connection: Connection, number: int, at: int) -> None:
    """A move was taken back."""
    connection.execute(update(case_migration).where(case_migration.c.id == number).values(undone_at=at))


def recent(connection: Connection, digest: str, limit: int = 200) -> list[Row[Any]]:
    """The moves to a bundle that were not undone, the newest first, with the case and whether it is untouched since."""
    c = case_migration.c
    query = (
        select(c.id, c.at, c.by, c.version, c.from_bundle, mediation_case.c.public_id, mediation_case.c.register_no,
               process_instance.c.version.label("now"))
        .join(mediation_case, mediation_case.c.id == c.case_id)
        .join(process_instance, process_instance.c.case_id == c.case_id)
        .where(c.to_bundle == digest, c.undone_at.is_(None))
        .order_by(c.id.desc())
        .limit(limit)
    )  # fmt: skip
    return list(connection.execute(query))
