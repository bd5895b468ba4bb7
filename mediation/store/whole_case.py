"""All that a change of a case begins with, in one query: the case, its parties, and whether its press was answered."""

from typing import NamedTuple

from sqlalchemy import bindparam, select

from mediation.store.cases import ROW, CaseRow, case_row
from mediation.store.db import Statement, Store
from mediation.store.tables import mediation_case, party, process_instance, receipt

_WHOLE = Statement(
    ROW.add_columns(
        select(receipt.c.answer)
        .where(receipt.c.actor_id == bindparam("actor"), receipt.c.key == bindparam("pressed"))
        .scalar_subquery(),
        party.c.party_no,
        party.c.sealed,
    )
    .outerjoin(party, party.c.case_id == process_instance.c.case_id)
    .where(mediation_case.c.public_id == bindparam("wanted"))
    .order_by(party.c.party_no)
)


class Whole(NamedTuple):
    """A case, what its press was once told (None: it is new), and its parties in their order as (number, sealed)."""

    row: CaseRow
    answer: str | None
    parties: list[tuple[str, bytes]]


def find(store: Store, public_id: str, actor: str, key: str) -> Whole | None:
    """All that a change of a case begins with, at one moment; None where there is no such case."""
    rows = store.ask(_WHOLE, {"wanted": public_id, "actor": actor, "pressed": key})
    if not rows:
        return None
    *row, answer, _number, _sealed = rows[0]
    parties = [(number, sealed) for *_, number, sealed in rows if number is not None]
    return Whole(case_row(row, store.vault), answer, parties)
