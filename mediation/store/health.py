"""Whether the database answers at all, and is the one this software expects. Never raises."""

from sqlalchemy.exc import SQLAlchemyError

from mediation.store import bundles, schema
from mediation.store.db import Store


def look(store: Store) -> dict[str, bool]:
    """`database` reachable, `schema` the newest, `models` in force."""
    found = {"database": False, "schema": False, "models": False}
    try:
        with store.reading() as connection:
            found["database"] = True
            found["schema"] = schema.is_current(connection)
            found["models"] = found["schema"] and bundles.in_force(connection) is not None
    except SQLAlchemyError:
        return found
    return found
