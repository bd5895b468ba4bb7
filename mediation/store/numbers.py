"""Serial numbers: one series per committee, year and kind, taken inside the transaction that uses them."""

from sqlalchemy import Connection, insert, select, update

from mediation.store.tables import number_series


def take(connection: Connection, org_id: str, year: int, kind: str) -> int:
    """The next number of a series, from 1; a rolled-back transaction gives its number back."""
    mine = (number_series.c.org_id == org_id) & (number_series.c.year == year) & (number_series.c.kind == kind)
    changed = connection.execute(update(number_series).where(mine).values(last=number_series.c.last + 1))
    if changed.rowcount == 0:
        connection.execute(insert(number_series), {"org_id": org_id, "year": year, "kind": kind, "last": 1})
        return 1
    return int(connection.execute(select(number_series.c.last).where(mine)).scalar_one())
