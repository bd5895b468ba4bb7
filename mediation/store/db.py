"""The connection to the database: SQLite (WAL, FULL, BEGIN IMMEDIATE) or PostgreSQL. Owns no table and no rule."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, Executable, Row, event
from sqlalchemy.exc import IntegrityError, OperationalError

from mediation.errors import Busy
from mediation.store.vault import Vault

__all__ = ["Clash", "Connection", "Row", "Statement", "Store", "engine_options", "sqlite_module"]

# Before 3.51.3 a WAL could be reset under a reader and lose commits; such a library gets the slower rollback journal.
SAFE_WAL = (3, 51, 3)
BUSY_SECONDS = 10
# how SQLite and PostgreSQL say that a key is taken
_TAKEN = ("UNIQUE constraint failed", "duplicate key value")


class Clash(Exception):
    """What was to be written is there already: somebody was faster. Nothing was saved."""


def sqlite_module() -> ModuleType:
    """The SQLite binding with the newest library: the wheel's own where there is one, else Python's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2


def engine_options(uri: str) -> dict[str, Any]:
    """Options for `create_engine`, by database."""
    if uri.startswith("sqlite"):
        return {
            "module": sqlite_module(),
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 256},
        }
    return {"pool_pre_ping": True}


def _prepare_sqlite(engine: Engine) -> None:
    safe = sqlite_module().sqlite_version_info >= SAFE_WAL

    @event.listens_for(engine, "connect")
    def pragmas(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        mode, sync = ("wal", "full") if safe else ("delete", "extra")
        for pragma in (f"journal_mode={mode}", f"synchronous={sync}", "foreign_keys=on", "cache_size=-65536"):
            raw.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


class Statement:
    """A statement for the hot path: compiled once per dialect, then handed to the driver as it is.

    Only plain values (text, whole numbers, bytes, None) may be bound, and rows come back as plain tuples: nothing
    of SQLAlchemy stands between, which is worth a third of a submission's time.
    """

    def __init__(self, clause: Executable) -> None:
        self._clause = clause
        self._compiled: dict[str, _Compiled] = {}

    def _for(self, connection: Connection) -> "_Compiled":
        name = connection.dialect.name
        if name not in self._compiled:
            self._compiled[name] = _Compiled.of(self._clause, connection)
        return self._compiled[name]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Execute with one set of values; gives how many rows it touched."""
        compiled = self._for(connection)
        cursor = connection.connection.cursor()
        cursor.execute(compiled.text, compiled.bound(values))
        return int(cursor.rowcount)

    def run_each(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute with several sets of values; nothing for none."""
        if rows:
            compiled = self._for(connection)
            bound = [compiled.bound(row) for row in rows]
            connection.connection.cursor().executemany(compiled.text, bound)

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of a query, as tuples in the order of its columns."""
        compiled = self._for(connection)
        cursor = connection.connection.cursor()
        cursor.execute(compiled.text, compiled.bound(values))
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as a driver takes it: `order` of its values where they go by place, `constants` written into it."""

    text: str
    order: tuple[str, ...] | None
    constants: Mapping[str, Any]

    @classmethod
    def of(cls, clause: Executable, connection: Connection) -> "_Compiled":
        compiled: Any = clause.compile(dialect=connection.dialect)  # type: ignore[attr-defined]
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        order = tuple(compiled.positiontup) if compiled.positional else None
        return cls(str(compiled), order, constants)

    def bound(self, values: Mapping[str, Any]) -> Any:
        given = {**self.constants, **values} if self.constants else values
        return dict(given) if self.order is None else tuple([given[name] for name in self.order])


@dataclass(frozen=True, slots=True)
class Store:
    """The database and the vault beside it; every service gets one."""

    engine: Engine
    vault: Vault

    @classmethod
    def on(cls, engine: Engine, vault: Vault) -> "Store":
        """A store on an engine whose connections have not been used yet."""
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        return cls(engine, vault)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; nothing is written."""
        with self.engine.connect().execution_options(reads=True) as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed (durable) when the block ends, rolled back when it raises.

        Raises:
            Busy: another writer held the database longer than the patience of this one.
            Clash: a row with the same key has been written meanwhile.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except (OperationalError, sqlite_module().OperationalError) as error:
            if "locked" in str(error) or "busy" in str(error):
                raise Busy("系统正忙,您填的内容已保留,请稍等几秒再按一次。") from error
            raise
        except IntegrityError as error:
            if any(words in str(error.orig) for words in _TAKEN):
                raise Clash from error
            raise

    def unsafe_settings(self) -> list[str]:
        """Settings of the database under which an answered submission could be lost; empty when it is safe."""
        with self.reading() as connection:
            if self.engine.dialect.name == "sqlite":
                sync = connection.exec_driver_sql("pragma synchronous").scalar_one()
                keys = connection.exec_driver_sql("pragma foreign_keys").scalar_one()
                return [
                    text for bad, text in ((sync < 2, "synchronous 低于 FULL"), (not keys, "foreign_keys 关着")) if bad
                ]
            found = []
            for name in ("fsync", "synchronous_commit"):
                if connection.exec_driver_sql(f"show {name}").scalar_one() == "off":
                    found.append(f"{name} 关着")
            return found
