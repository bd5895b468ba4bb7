"""A query compiled once and handed to the driver as it is, for pages that many people open all day.

Rows come back as named tuples with plain values: whole numbers for truth, bytes for blobs.
"""

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam

from mediation.store.db import Connection, Statement

SEVERAL = 24


class Query(Statement):
    """A SELECT with its values by name; `fetch` gives its rows."""

    def __init__(self, clause: Select[Any]) -> None:
        super().__init__(clause)
        names = [column.name for column in clause.selected_columns]
        self._row: Any = _row_of(names)

    def fetch(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """The rows of the query."""
        return [self._row._make(row) for row in self.rows(connection, values)]

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Any | None:
        """The first row, None where there is none."""
        rows = self.rows(connection, values)
        return self._row._make(rows[0]) if rows else None


def _row_of(names: list[str]) -> Any:
    return namedtuple("Row", names)  # noqa: PYI024  the columns are known here only


def several(name: str) -> list[Any]:
    """Places for up to `SEVERAL` values of an IN; `each` fills them."""
    return [bindparam(f"{name}_{number}") for number in range(SEVERAL)]


def each(name: str, values: Sequence[Any]) -> dict[str, Any]:
    """Values for `several`, the last again and again where they are fewer; there must be at least one."""
    padded = [*values, *[values[-1]] * (SEVERAL - len(values))]
    return {f"{name}_{number}": value for number, value in enumerate(padded)}
