"""Model bundles: the files of diagrams, decisions and forms as one immutable thing, named by its digest."""

from base64 import b64decode, b64encode
from collections.abc import Mapping

import orjson
import zstandard
from sqlalchemy import Connection, insert, select

from mediation.store.tables import model_bundle


def keep(connection: Connection, digest: str, files: Mapping[str, bytes], by: str, at: int) -> None:
    """Keep a bundle; nothing runs on it by that."""
    known = connection.execute(select(model_bundle.c.digest).where(model_bundle.c.digest == digest)).one_or_none()
    if known is None:
        packed = zstandard.ZstdCompressor(level=9).compress(
            orjson.dumps({name: _as_json(data) for name, data in files.items()})
        )
        values = {"digest": digest, "files": packed, "published_at": at, "published_by": by}
        connection.execute(insert(model_bundle), values)


def files(connection: Connection, digest: str) -> dict[str, bytes]:
    """The files of a bundle, by name.

    Raises:
        ValueError: what is stored of it was damaged.
    """
    packed = connection.execute(select(model_bundle.c.files).where(model_bundle.c.digest == digest)).scalar_one()
    try:
        unpacked = orjson.loads(zstandard.ZstdDecompressor().decompress(packed))
    except zstandard.ZstdError as error:
        raise ValueError(f"model bundle {digest} is damaged") from error
    return {name: _as_bytes(stored) for name, stored in unpacked.items()}


def _as_json(data: bytes) -> str | dict[str, str]:
    """A file as text; one that is not UTF-8 (a diagram may be GB 18030) byte for byte."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": b64encode(data).decode()}


def _as_bytes(stored: str | dict[str, str]) -> bytes:
    return stored.encode() if isinstance(stored, str) else b64decode(stored["base64"])
