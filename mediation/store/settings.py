"""What an office has set, from which day, by whom and why: changes are only ever added, and decided once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from mediation.store.asked import APPROVED
from mediation.store.tables import setting_change


def changes(connection: Connection) -> list[Row[Any]]:
    """Every change that was ever asked for, in the order in which they count: by day, then by when they were made."""
    c = setting_change.c
    return list(connection.execute(select(setting_change).order_by(c.effective_on, c.id)))


def approved(connection: Connection) -> list[Row[Any]]:
    """The changes that hold from their day, in the order in which they count."""
    return [row for row in changes(connection) if row.state == APPROVED]


def add_change(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep a change; those before it stay."""
    connection.execute(insert(setting_change), dict(values))
