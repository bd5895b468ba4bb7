"""呼叫单 as rows: what a department was called for, and the words between it and its caller, sealed.

How far a call has come is a fact of its case; the row follows it in the same transaction.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from mediation.store.tables import call_order, mediation_case, process_instance


def keep(connection: Connection, case_id: int, calls: Sequence[Mapping[str, Any]]) -> None:
    """Write how far a case's calls have come: rows that are new, and what changed of the others."""
    known = {row.no: row for row in of_case(connection, case_id)}
    for call in calls:
        row = known.get(call["no"])
        if row is None:
            connection.execute(insert(call_order), {"case_id": case_id, **call})
        elif any(getattr(row, name) != value for name, value in call.items()):
            mine = (call_order.c.case_id == case_id, call_order.c.no == call["no"])
            connection.execute(update(call_order).where(*mine).values(dict(call)))


def of_case(connection: Connection, case_id: int) -> list[Row[Any]]:
    """A case's calls, in order."""
    query = select(call_order).where(call_order.c.case_id == case_id).order_by(call_order.c.no)
    return list(connection.execute(query))


def seal(connection: Connection, case_id: int, no: int, sealed: bytes) -> None:
    """Keep what was said so far on a call."""
    mine = (call_order.c.case_id == case_id, call_order.c.no == no)
    connection.execute(update(call_order).where(*mine).values(sealed=sealed))


def of_department(connection: Connection, org: str, most: int) -> list[Row[Any]]:
    """What a department was called for, newest first."""
    return list(connection.execute(_listed(call_order.c.org_id == org).limit(most)))


def of_caller(connection: Connection, org: str, most: int) -> list[Row[Any]]:
    """What an organisation has called others for, newest first."""
    return list(connection.execute(_listed(call_order.c.caller_org_id == org).limit(most)))


def listed_of_case(connection: Connection, case_id: int) -> list[Row[Any]]:
    """A case's calls as the lists show them."""
    return list(connection.execute(_listed(call_order.c.case_id == case_id)))


def _listed(whose: Any) -> Select[Any]:
    more = (
        mediation_case.c.public_id, mediation_case.c.dispute_type, mediation_case.c.confidential_level,
        mediation_case.c.risk_color, mediation_case.c.status, process_instance.c.wrapped_key,
    )  # fmt: skip
    return (
        select(call_order, *more)
        .join(mediation_case, mediation_case.c.id == call_order.c.case_id)
        .join(process_instance, process_instance.c.case_id == call_order.c.case_id)
        .where(whose)
        .order_by(call_order.c.called_at.desc(), call_order.c.no.desc())
    )
