"""Figures of cases written down by the page, so that a start reads no case anew. Can be thrown away at any time."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as insert_there
from sqlalchemy.dialects.sqlite import insert as insert_here

from mediation.store.packing import pack, unpack
from mediation.store.tables import figure_page


def read(connection: Connection, made_by: str) -> Iterator[tuple[int, bytes]]:
    """The pages that this very software has written, by number."""
    query = select(figure_page.c.page, figure_page.c.body).where(figure_page.c.made_by == made_by)
    for row in connection.execute(query):
        yield row.page, unpack(row.body)


def write(connection: Connection, made_by: str, pages: Mapping[int, bytes]) -> None:
    """Write some pages anew, whoever wrote them before."""
    insert = insert_there if connection.dialect.name == "postgresql" else insert_here
    for page, body in pages.items():
        values = {"made_by": made_by, "body": pack(body)}
        written = insert(figure_page).values(page=page, **values)
        connection.execute(written.on_conflict_do_update(index_elements=["page"], set_=values))
