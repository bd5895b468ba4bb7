"""What people prefer, and the phrases they keep for themselves."""

from sqlalchemy import Connection, Row, delete, insert, select

from mediation.store.tables import own_phrase, preference


def find(connection: Connection, person_id: str, name: str) -> str | None:
    """A person's preference, None where there is none."""
    query = select(preference.c.value).where(preference.c.person_id == person_id, preference.c.name == name)
    return connection.execute(query).scalar_one_or_none()


def keep(connection: Connection, person_id: str, name: str, value: str) -> None:
    """Set a preference; the newest holds."""
    mine = (preference.c.person_id == person_id) & (preference.c.name == name)
    connection.execute(delete(preference).where(mine))
    connection.execute(insert(preference), {"person_id": person_id, "name": name, "value": value})


def phrases(connection: Connection, person_id: str) -> list[Row]:
    """A person's own phrases, newest first."""
    query = select(own_phrase).where(own_phrase.c.person_id == person_id).order_by(own_phrase.c.id.desc())
    return list(connection.execute(query))


def add_phrase(connection: Connection, person_id: str, place: str, wrapped_key: bytes, sealed: bytes) -> None:
    """Keep a phrase, sealed."""
    row = {"person_id": person_id, "place": place, "wrapped_key": wrapped_key, "sealed": sealed}
    connection.execute(insert(own_phrase), row)


def drop_phrase(connection: Connection, person_id: str, number: int) -> None:
    """Forget a phrase of this person's."""
    connection.execute(delete(own_phrase).where(own_phrase.c.person_id == person_id, own_phrase.c.id == number))
