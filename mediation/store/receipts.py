"""The answers to presses, by person and key, so that the same press twice does one thing."""

from sqlalchemy import Connection, bindparam, delete, insert, select

from mediation.store.db import Statement
from mediation.store.tables import receipt

_RECEIPT = Statement(
    select(receipt.c.answer).where(receipt.c.actor_id == bindparam("actor"), receipt.c.key == bindparam("wanted"))
)
_GIVE = Statement(insert(receipt))


def answer(connection: Connection, actor: str, key: str) -> str | None:
    """The answer once given to this person's key, None where the key is new."""
    rows = _RECEIPT.rows(connection, {"actor": actor, "wanted": key})
    return str(rows[0][0]) if rows else None


def give_answer(connection: Connection, actor: str, key: str, case_id: int, text: str, at: int) -> None:
    """Keep the answer to a key; the primary key refuses a second one."""
    values = {"actor_id": actor, "key": key, "case_id": case_id, "answer": text, "at": at}
    _GIVE.run(connection, values)


def forget_answers(connection: Connection, before: int) -> int:
    """Forget the answers to presses older than `before` (epoch ms): nobody presses twice a week apart."""
    return connection.execute(delete(receipt).where(receipt.c.at < before)).rowcount
