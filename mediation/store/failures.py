"""Failed sign-ins in a row, by account and by the device they came from (empty for one that nobody is known on)."""

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from mediation.store.tables import login_failure


def of(connection: Connection, person_id: str, device: str = "") -> tuple[int, int]:
    """How often in a row it failed there, and when last (epoch ms)."""
    query = select(login_failure.c["count"], login_failure.c.last_at).where(*_there(person_id, device))
    row = connection.execute(query).one_or_none()
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


def worst(connection: Connection, person_id: str) -> tuple[int, int]:
    """The highest count of any device, and when last there."""
    query = select(login_failure.c["count"], login_failure.c.last_at).where(login_failure.c.person_id == person_id)
    return max(((int(row[0]), int(row[1])) for row in connection.execute(query)), default=(0, 0))


def put(connection: Connection, person_id: str, device: str, count: int, at: int) -> None:
    """Note the count."""
    connection.execute(delete(login_failure).where(*_there(person_id, device)))
    values = {"person_id": person_id, "device": device, "count": count, "last_at": at}
    connection.execute(insert(login_failure), values)


def take_back(connection: Connection, person_id: str, device: str) -> None:
    """One that was counted beforehand was none after all."""
    there = (*_there(person_id, device), login_failure.c["count"] > 0)
    connection.execute(update(login_failure).where(*there).values(count=login_failure.c["count"] - 1))


def forget(connection: Connection, person_id: str, device: str | None = None) -> None:
    """Begin to count anew; for all devices where none is named."""
    there = [login_failure.c.person_id == person_id] if device is None else _there(person_id, device)
    connection.execute(delete(login_failure).where(*there))


def _there(person_id: str, device: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return login_failure.c.person_id == person_id, login_failure.c.device == device
