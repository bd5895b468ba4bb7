"""A whole copy of the database while others go on writing. SQLite only: PostgreSQL has its own programs for it."""

import os
from contextlib import closing
from pathlib import Path

from mediation.errors import MediationError
from mediation.store.db import Store, driver_of, sqlite_module


class NotCopied(MediationError):
    """A backup could not be made or put back, and why; nothing that was there before has changed."""


def copy_database(store: Store, to: Path) -> None:
    """Copy the database as it is at one moment into a new file that only its owner reads.

    Raises:
        NotCopied: it is no SQLite database, or what is in it is damaged.
    """
    if store.engine.dialect.name != "sqlite":
        raise NotCopied("PostgreSQL 请用它自己的 pg_dump 备份;照片和密钥照样要另存。")
    os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with store.engine.connect() as connection, closing(sqlite_module().connect(to)) as copy:
        driver_of(connection).backup(copy)
        # one file without a journal beside it; the office that opens it chooses its own mode again
        copy.execute("pragma journal_mode=delete")
        found = copy.execute("pragma integrity_check").fetchone()[0]
    if found != "ok":
        raise NotCopied(f"数据库有损坏,这份备份不能用:{found}")
