"""Whether the database answers at all, and is the one this software expects. Never raises."""

from sqlalchemy.exc import SQLAlchemyError

from mediation import clock
from mediation.store import releases, schema
from mediation.store.db import Store


def look(store: Store) -> dict[str, bool]:
    """`database` reachable, `schema` the newest, `models` in force."""
    found = {"database": False, "schema": False, "models": False}
    try:
        with store.reading() as connection:
            found["database"] = True
            found["schema"] = schema.is_current(connection)
            found["models"] = found["schema"] and releases.in_force(connection, _now()) is not None
    except SQLAlchemyError:
        return found
    return found


def _now() -> int:
    return int(clock.now().timestamp() * 1000)
