"""Changes of settings and subsidy schemes that one person asked for and another decides."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Table, select, update

from mediation.store.tables import setting_change, subsidy_scheme

ASKED, APPROVED, REFUSED, WITHDRAWN = "asked", "approved", "refused", "withdrawn"
SETTING, SCHEME = "setting", "scheme"
_TABLES: Mapping[str, Table] = {SETTING: setting_change, SCHEME: subsidy_scheme}


def waiting(connection: Connection, kind: str) -> list[Row[Any]]:
    """What waits for a decision, the oldest first."""
    table = _TABLES[kind]
    return list(connection.execute(select(table).where(table.c.state == ASKED).order_by(table.c.id)))


def decide(connection: Connection, kind: str, number: int, values: Mapping[str, Any]) -> bool:
    """Write what was decided, where nothing was decided yet; False where it was."""
    table = _TABLES[kind]
    query = update(table).where(table.c.id == number, table.c.state == ASKED).values(**values)
    return connection.execute(query).rowcount == 1
