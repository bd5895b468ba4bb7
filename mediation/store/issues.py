"""What was printed of a case's papers, and which signed pages came back for it, as rows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from mediation.store.tables import issued_paper, signed_page


def of_case(connection: Connection, case_id: int) -> list[Row[Any]]:
    """Every printing of a case's papers, oldest first."""
    query = select(issued_paper).where(issued_paper.c.case_id == case_id)
    return list(connection.execute(query.order_by(issued_paper.c.number)))


def find(connection: Connection, case_id: int, number: int) -> Row[Any] | None:
    """One printing, None where there is none of this number."""
    c = issued_paper.c
    return connection.execute(select(issued_paper).where(c.case_id == case_id, c.number == number)).one_or_none()


def add(connection: Connection, case_id: int, values: Mapping[str, Any]) -> int:
    """Note a printing; gives its number in the case."""
    highest = select(func.max(issued_paper.c.number)).where(issued_paper.c.case_id == case_id)
    number = int(connection.execute(highest).scalar_one() or 0) + 1
    connection.execute(insert(issued_paper), {"case_id": case_id, "number": number, **values})
    return number


def signed(connection: Connection, case_id: int) -> list[Row[Any]]:
    """The signed pages of a case, oldest first."""
    query = select(signed_page).where(signed_page.c.case_id == case_id)
    return list(connection.execute(query.order_by(signed_page.c.at, signed_page.c.digest)))


def add_signed(connection: Connection, case_id: int, values: Mapping[str, Any]) -> None:
    """Note a signed page of a printing; the same picture again changes nothing."""
    known = {(row.number, row.digest) for row in signed(connection, case_id)}
    if (values["number"], values["digest"]) not in known:
        connection.execute(insert(signed_page), {"case_id": case_id, **values})
