"""Statements of the hot path, on either database: compiled once, and executed by the driver itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Executable

from mediation.store.pipeline import driver_of, known, queueing


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
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = _Compiled.of(self._clause, connection)
        return found

    def run(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Execute with one set of values; on PostgreSQL a failure may be said only by a later statement or the end."""
        compiled = self._for(connection)
        compiled.driver(connection).execute(compiled.text, compiled.bound(values))

    def touched(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Execute with one set of values; gives how many rows it touched."""
        compiled = self._for(connection)
        done = compiled.driver(connection).execute(compiled.text, compiled.bound(values))
        known(connection)
        return int(done.rowcount)

    def run_each(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute with several sets of values; nothing for none."""
        if not rows:
            return
        compiled = self._for(connection)
        driver = compiled.driver(connection)
        if len(rows) == 1:
            driver.execute(compiled.text, compiled.bound(rows[0]))
        else:
            driver.cursor().executemany(compiled.text, [compiled.bound(row) for row in rows])

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of a query, as tuples in the order of its columns."""
        compiled = self._for(connection)
        return list(driver_of(connection).execute(compiled.text, compiled.bound(values)).fetchall())


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as a driver takes it: `pick` takes its values where they go by place, `constants` are its own."""

    text: str
    pick: Callable[[Mapping[str, Any]], Any] | None
    constants: Mapping[str, Any]

    @classmethod
    def of(cls, clause: Executable, connection: Connection) -> "_Compiled":
        compiled: Any = clause.compile(dialect=connection.dialect)  # type: ignore[attr-defined]
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        order = tuple(compiled.positiontup) if compiled.positional else None
        return cls(str(compiled), None if order is None else _picking(order), constants)

    def driver(self, connection: Connection) -> Any:
        """What executes it: on PostgreSQL (values by name) without waiting."""
        return queueing(connection) if self.pick is None else driver_of(connection)

    def bound(self, values: Mapping[str, Any]) -> Any:
        given = {**self.constants, **values} if self.constants else values
        return dict(given) if self.pick is None else self.pick(given)


def _picking(order: tuple[str, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Takes values in an order; for two and more as fast as C can."""
    if len(order) > 1:
        return itemgetter(*order)
    return lambda given: tuple(given[name] for name in order)
