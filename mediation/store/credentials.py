"""What proves who somebody is: password hashes, also past ones, and the second factor. Only sealed or hashed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from mediation.store.tables import password_past, person, recovery_code, second_factor


def set_password(connection: Connection, person_id: str, hashed: str, at: int, *, must_change: bool) -> None:
    """Put a new password in force; what was in force joins the past."""
    old = connection.execute(select(person.c.password_hash).where(person.c.id == person_id)).scalar_one()
    if old:
        connection.execute(insert(password_past), {"person_id": person_id, "password_hash": old})
    values = {"password_hash": hashed, "password_at": at, "must_change": must_change}
    connection.execute(update(person).where(person.c.id == person_id).values(**values))


def past_passwords(connection: Connection, person_id: str, last: int) -> list[str]:
    """The hashes of the last passwords before the one in force."""
    query = select(password_past.c.password_hash).where(password_past.c.person_id == person_id)
    return list(connection.execute(query.order_by(password_past.c.id.desc()).limit(last)).scalars())


def forget_past(connection: Connection, person_id: str, keep: int) -> None:
    """Forget the oldest hashes: only so many are ever asked for."""
    mine = select(password_past.c.id).where(password_past.c.person_id == person_id)
    newest = list(connection.execute(mine.order_by(password_past.c.id.desc()).limit(keep)).scalars())
    old = (password_past.c.person_id == person_id) & password_past.c.id.not_in(newest)
    connection.execute(delete(password_past).where(old))


def second(connection: Connection, person_id: str) -> Row[Any] | None:
    """A person's second factor, confirmed or begun; None where there is none."""
    return connection.execute(select(second_factor).where(second_factor.c.person_id == person_id)).one_or_none()


def begin_second(connection: Connection, person_id: str, wrapped: bytes, sealed: bytes) -> None:
    """Keep a fresh secret that is not in force until a code of it was shown."""
    drop_second(connection, person_id)
    values = {"person_id": person_id, "wrapped_key": wrapped, "sealed": sealed, "used": 0}
    connection.execute(insert(second_factor), values)


def confirm_second(connection: Connection, person_id: str, at: int, recovery: Iterable[bytes]) -> None:
    """Put the second factor in force, with its recovery codes' digests."""
    mine = second_factor.c.person_id == person_id
    connection.execute(update(second_factor).where(mine).values(confirmed_at=at))
    connection.execute(delete(recovery_code).where(recovery_code.c.person_id == person_id))
    connection.execute(insert(recovery_code), [{"person_id": person_id, "digest": one} for one in recovery])


def use_step(connection: Connection, person_id: str, step: int) -> bool:
    """Take the code of a time step; False where it, or a later one, was taken before."""
    mine = (second_factor.c.person_id == person_id) & (second_factor.c.used < step)
    return connection.execute(update(second_factor).where(mine).values(used=step)).rowcount == 1


def use_recovery(connection: Connection, person_id: str, digest: bytes) -> bool:
    """Take a recovery code; False where it is none, or was taken before."""
    mine = (recovery_code.c.person_id == person_id) & (recovery_code.c.digest == digest)
    return connection.execute(delete(recovery_code).where(mine)).rowcount == 1


def recovery_left(connection: Connection, person_id: str) -> int:
    """How many recovery codes are left."""
    query = select(recovery_code.c.digest).where(recovery_code.c.person_id == person_id)
    return len(connection.execute(query).all())


def drop_second(connection: Connection, person_id: str) -> None:
    """Forget a second factor."""
    connection.execute(delete(recovery_code).where(recovery_code.c.person_id == person_id))
    connection.execute(delete(second_factor).where(second_factor.c.person_id == person_id))
