"""The connection to the database: SQLite (WAL, FULL, BEGIN IMMEDIATE) or PostgreSQL. Owns no table and no rule."""

import itertools
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from mediation.errors import Busy, ConfigWrong
from mediation.store.pipeline import answered, driver_of
from mediation.store.statement import Statement
from mediation.store.vault import Vault

__all__ = ["Clash", "Connection", "Row", "Statement", "Store", "driver_of", "engine_options", "sqlite_module"]

# Before 3.51.3 a WAL could be reset under a reader and lose commits; such a library gets the slower rollback journal.
SAFE_WAL = (3, 51, 3)
BUSY_SECONDS = 10
# so many commits and the log has grown by two, three hundred pages; at a thousand a commit folds it itself
MUCH = 16
T = TypeVar("T")
# how SQLite says that somebody else is writing, and how it and PostgreSQL say that a key is taken
_HELD = ("locked", "busy")
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
    """Options for `create_engine`, by database.

    Raises:
        ConfigWrong: it is no address of a database that can be used here.
    """
    try:
        make_url(uri).get_dialect()
    except ArgumentError as error:
        raise ConfigWrong(
            "环境变量 MEDIATION_DATABASE 不是数据库的地址:不用就清空,要用 PostgreSQL 请写 postgresql+psycopg://…"
        ) from error
    if uri.startswith("sqlite"):
        return {
            "module": sqlite_module(),
            "poolclass": NullPool,
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 256},
        }
    return {"poolclass": NullPool}


def _prepare_sqlite(engine: Engine) -> None:
    safe = sqlite_module().sqlite_version_info >= SAFE_WAL

    @event.listens_for(engine, "connect")
    def pragmas(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        mode, sync = ("wal", "full") if safe else ("delete", "extra")
        for pragma in (f"journal_mode={mode}", f"synchronous={sync}", "foreign_keys=on", "cache_size=-65536"):
            raw.execute(f"pragma {pragma}")


def _prepare_postgres(engine: Engine) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def wait(connection: Connection, *_statement: Any) -> None:
        # SQLAlchemy looks at the answer at once
        answered(connection)


def _discard(connection: Connection) -> None:
    # of no more use; a transaction that it could not even roll back ends with it
    connection.invalidate()
    connection.close()


@dataclass(frozen=True, slots=True)
class Store:
    """The database and the vault beside it; every service gets one.

    Connections are kept open and handed out by turns; transactions are begun and ended here by hand: a pool's and a
    library's book-keeping would cost as much as the step itself. `much_written` says that there is log to fold.
    """

    engine: Engine
    vault: Vault
    much_written: threading.Event = field(default_factory=threading.Event)
    _idle: deque[Connection] = field(default_factory=deque)
    _commits: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def on(cls, engine: Engine, vault: Vault) -> "Store":
        """A store on an engine whose connections have not been used yet."""
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        else:
            _prepare_postgres(engine)
        return cls(engine.execution_options(isolation_level="AUTOCOMMIT"), vault)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; nothing is written."""
        # SQLite's reader sees one moment anyway; PostgreSQL must be asked to
        sqlite = self.engine.dialect.name == "sqlite"
        with self._transaction("BEGIN" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed (durable) when the block ends, rolled back when it raises.

        Raises:
            Busy: another writer held the database longer than the patience of this one.
            Clash: a row with the same key has been written meanwhile.
        """
        begin = "BEGIN IMMEDIATE" if self.engine.dialect.name == "sqlite" else "BEGIN"
        try:
            with self._transaction(begin) as connection:
                yield connection
            self.count_commit()
        except self.failures as error:
            if any(words in str(error) for words in _HELD):
                raise Busy("系统正忙,您填的内容已保留,请稍等几秒再按一次。") from error
            if any(words in str(error) for words in _TAKEN):
                raise Clash from error
            raise

    def count_commit(self) -> None:
        """One commit more; `much_written` is set after each `MUCH` of them."""
        if next(self._commits) % MUCH == 0:
            self.much_written.set()

    @property
    def place(self) -> str:
        """Where the database is, without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What the database may fail with: disk full, gone away, held too long."""
        return (DBAPIError, self._driver_error)

    @property
    def _driver_error(self) -> type[Exception]:
        found: type[Exception] = self.engine.dialect.dbapi.Error  # type: ignore[union-attr]
        return found

    def ask(self, statement: Statement, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of one query, without a transaction: a single query sees one moment anyway."""
        connection, rows = self._on_live(lambda connection: statement.rows(connection, values))
        self._idle.append(connection)
        return rows

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        connection = self._begun(begin)
        try:
            yield connection
            driver_of(connection).execute("COMMIT")
            answered(connection)
        except BaseException as error:
            self._roll_back(connection, isinstance(error, self.failures))
            raise
        self._idle.append(connection)

    def _begun(self, begin: str) -> Connection:
        return self._on_live(lambda connection: driver_of(connection).execute(begin))[0]

    def _on_live(self, first: Callable[[Connection], T]) -> tuple[Connection, T]:
        """A connection and what came of the first act on it: an idle one, or a fresh one where the idle are dead."""
        while self._idle:
            with suppress(IndexError):
                connection = self._idle.pop()
                try:
                    return connection, first(connection)
                except self._driver_error as error:
                    _discard(connection)
                    if any(words in str(error) for words in _HELD):
                        raise
        connection = self.engine.connect()
        try:
            return connection, first(connection)
        except self._driver_error:
            _discard(connection)
            raise

    def _roll_back(self, connection: Connection, failed: bool) -> None:
        try:
            try:
                answered(connection)
            except self._driver_error:
                failed = True
            driver_of(connection).execute("ROLLBACK")
        except self._driver_error:
            _discard(connection)
        else:
            if failed and connection.dialect.name != "sqlite":
                # what psycopg was preparing behind the statement that failed was never prepared, and it does not know
                _discard(connection)
            else:
                self._idle.append(connection)

    def close(self) -> None:
        """Close the idle connections: the store is not used any more."""
        while self._idle:
            self._idle.pop().close()

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
