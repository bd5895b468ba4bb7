"""Drafts of the method: the files of a base bundle and every edit made on top of it."""

from collections.abc import Mapping
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, func, insert, select, update

from mediation.store import bundles
from mediation.store.tables import model_draft, model_edit

OPEN, ASKED, DONE, DROPPED = "open", "asked", "done", "dropped"


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Begin a draft; gives its number."""
    result = connection.execute(insert(model_draft), {**values, "state": OPEN})
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def find(connection: Connection, draft: int) -> Row[Any] | None:
    """One draft."""
    return connection.execute(select(model_draft).where(model_draft.c.id == draft)).one_or_none()


def every(connection: Connection) -> list[Row[Any]]:
    """All drafts, the newest first."""
    return list(connection.execute(select(model_draft).order_by(model_draft.c.id.desc())))


def set_state(connection: Connection, draft: int, state: str) -> None:
    """A draft goes on: asked to be released, done, dropped, open again."""
    connection.execute(update(model_draft).where(model_draft.c.id == draft).values(state=state))


def write(connection: Connection, draft: int, name: str, content: bytes | None, by: str, at: int) -> int:
    """Add a version of a file (None: removed); gives its number. The primary key refuses two at once."""
    newest = connection.execute(select(func.max(model_edit.c.seq)).where(model_edit.c.draft_id == draft)).scalar_one()
    seq = (newest or 0) + 1
    packed = None if content is None else zstandard.ZstdCompressor(level=9).compress(content)
    values = {"draft_id": draft, "seq": seq, "name": name, "content": packed, "by": by, "at": at}
    connection.execute(insert(model_edit), values)
    return seq


def edits(connection: Connection, draft: int) -> list[Row[Any]]:
    """Every version of every file (`seq, name, removed, by, at`), the oldest first."""
    c = model_edit.c
    query = select(c.seq, c.name, c.content.is_(None).label("removed"), c.by, c.at).where(c.draft_id == draft)
    return list(connection.execute(query.order_by(c.seq)))


def content(connection: Connection, draft: int, seq: int) -> bytes | None:
    """What a version of a file held; None where it was removed, or there is no such version."""
    query = select(model_edit.c.content).where(model_edit.c.draft_id == draft, model_edit.c.seq == seq)
    packed = connection.execute(query).scalar_one_or_none()
    return None if packed is None else zstandard.ZstdDecompressor().decompress(packed)


def files(connection: Connection, draft: Row[Any]) -> dict[str, bytes]:
    """The draft's files as they now are."""
    found = bundles.files(connection, draft.base)
    newest = {row.name: row for row in edits(connection, draft.id)}
    for name, row in newest.items():
        data = None if row.removed else content(connection, draft.id, row.seq)
        if data is None:
            found.pop(name, None)
        else:
            found[name] = data
    return found
