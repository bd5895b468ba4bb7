"""The parties of a page of cases, sealed, each with the key of its case: one question for the whole page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from mediation.store.db import Connection
from mediation.store.query import SEVERAL, Query, each, several
from mediation.store.tables import party, process_instance

_OF_CASES = Query(
    select(
        party.c.case_id, party.c.party_no, party.c.role, party.c.kind, party.c.sealed, process_instance.c.wrapped_key
    )  # fmt: skip
    .join(process_instance, process_instance.c.case_id == party.c.case_id)
    .where(party.c.case_id.in_(several("case")))
    .order_by(party.c.case_id, party.c.party_no)
)


def of_cases(connection: Connection, case_ids: Sequence[int]) -> list[Any]:
    """The parties of some cases, in their order."""
    found: list[Any] = []
    for begin in range(0, len(case_ids), SEVERAL):
        found += _OF_CASES.fetch(connection, each("case", case_ids[begin : begin + SEVERAL]))
    return found
