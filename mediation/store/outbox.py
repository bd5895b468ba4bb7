"""What is to be told to people, written in the transaction of what it tells of, and told at least once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_there
from sqlalchemy.dialects.sqlite import insert as insert_here

from mediation.store.db import Statement
from mediation.store.tables import mediation_case, outbox


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing one person is told once: `key` says person and matter; ids and codes only. `at` is epoch ms."""

    key: str
    kind: str
    case_id: int | None
    person_id: str
    task_key: str
    subject: str
    created_at: int


_VALUES: dict[str, Any] = {name: bindparam(name) for name in Matter.__slots__}
_PUT = {
    "sqlite": Statement(insert_here(outbox).values(_VALUES).on_conflict_do_nothing()),
    "postgresql": Statement(insert_there(outbox).values(_VALUES).on_conflict_do_nothing()),
}
_WAITING = (
    select(outbox, mediation_case.c.public_id)
    .outerjoin(mediation_case, mediation_case.c.id == outbox.c.case_id)
    .where(outbox.c.delivered_at.is_(None))
    .order_by(outbox.c.created_at, outbox.c.id)
    .limit(bindparam("most"))
)
_DELIVERED = Statement(update(outbox).where(outbox.c.id == bindparam("wanted")).values(delivered_at=bindparam("at")))


def put(connection: Connection, matters: Sequence[Matter]) -> None:
    """Leave matters to be told; one that was left before is not told again."""
    for matter in matters:
        _PUT[connection.dialect.name].run(connection, asdict(matter))


def waiting(connection: Connection, most: int = 100) -> list[Row[Any]]:
    """What has not been told yet, oldest first, with the public id of its case."""
    return list(connection.execute(_WAITING, {"most": most}))


def delivered(connection: Connection, row_ids: Sequence[int], at: int) -> None:
    """Note that matters were told."""
    _DELIVERED.run_each(connection, [{"wanted": row_id, "at": at} for row_id in row_ids])


def keys_with(connection: Connection, prefix: str) -> list[str]:
    """The keys of all matters that begin so."""
    query = select(outbox.c.key).where(outbox.c.key >= prefix, outbox.c.key < prefix + "\uffff")
    return list(connection.execute(query).scalars())


def forget(connection: Connection, before: int) -> int:
    """Forget what was told before an instant (epoch ms); gives how much."""
    query = delete(outbox).where(outbox.c.delivered_at.is_not(None), outbox.c.created_at < before)
    return connection.execute(query).rowcount
