"""Incidents: a case that could not go on by itself. Written in a transaction of their own, visible until resolved."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from mediation.store.tables import incident, mediation_case


def add(connection: Connection, case_id: int, kind: str, subject: str, told: str, at: int) -> None:
    """Note what happened (`kind`), where (`subject`: a task or element id) and who is told."""
    values = {"case_id": case_id, "kind": kind, "subject": subject[:60], "told": told[:120], "at": at}
    connection.execute(insert(incident), values)


def unresolved(connection: Connection) -> list[Row[Any]]:
    """Open incidents with the public id of their case, newest first."""
    query = (
        select(incident, mediation_case.c.public_id)
        .join(mediation_case, mediation_case.c.id == incident.c.case_id)
        .where(incident.c.resolved_at.is_(None))
        .order_by(incident.c.at.desc())
    )
    return list(connection.execute(query))


def of_case(connection: Connection, case_id: int) -> list[Row[Any]]:
    """The open incidents of one case."""
    query = select(incident).where(incident.c.case_id == case_id, incident.c.resolved_at.is_(None))
    return list(connection.execute(query))
