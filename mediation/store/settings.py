"""What an office has set, from which day, by whom and why: changes are only ever added."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from mediation.store.tables import setting_change


def changes(connection: Connection) -> list[Row[Any]]:
    """Every change, in the order in which they count: by the day from which they hold, then by when they were made."""
    c = setting_change.c
    return list(connection.execute(select(setting_change).order_by(c.effective_on, c.id)))


def add_change(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep a change; those before it stay."""
    connection.execute(insert(setting_change), dict(values))
