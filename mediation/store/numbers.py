"""Serial numbers: one series per committee, year and kind, taken inside the transaction that uses them."""

from sqlalchemy import Connection, bindparam, insert, select, update

from mediation.store.db import Statement
from mediation.store.tables import number_series

_MINE = (
    number_series.c.org_id == bindparam("org"),
    number_series.c.year == bindparam("in_year"),
    number_series.c.kind == bindparam("of_kind"),
)
_NEXT = Statement(update(number_series).where(*_MINE).values(last=number_series.c.last + 1))
_LAST = Statement(select(number_series.c.last).where(*_MINE))
_FIRST = Statement(insert(number_series))


def take(connection: Connection, org_id: str, year: int, kind: str) -> int:
    """The next number of a series, from 1; a rolled-back transaction gives its number back."""
    mine = {"org": org_id, "in_year": year, "of_kind": kind}
    if _NEXT.touched(connection, mine) == 0:
        _FIRST.run(connection, {"org_id": org_id, "year": year, "kind": kind, "last": 1})
        return 1
    return int(_LAST.rows(connection, mine)[0][0])
