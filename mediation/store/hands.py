"""Who had a hand in which case. A projection of the facts, rewritten in the instance's transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, true, update

from mediation.store.db import Statement
from mediation.store.tables import hand, mediation_case, work_item

_OF_ONE = (hand.c.person_id == bindparam("person"), hand.c.case_id == bindparam("wanted"))
_DROP = Statement(delete(hand).where(*_OF_ONE))
_ADD = Statement(insert(hand))
_CHANGE = Statement(
    update(hand).where(*_OF_ONE).values(named=bindparam("is_named"), running=bindparam("is_running"))
)  # fmt: skip

Hands = Mapping[str, tuple[bool, bool]]
"""By person: named for the case by more than taking it in, and whether it is still running."""


def replace(connection: Connection, case_id: int, before: Hands, after: Hands) -> None:
    """Write the difference; on most steps there is none."""
    if before == after:
        return
    gone = [{"person": person, "wanted": case_id} for person in before if person not in after]
    new = [_row(case_id, person, after[person]) for person in after if person not in before]
    other = [
        {"person": person, "wanted": case_id, "is_named": after[person][0], "is_running": after[person][1]}
        for person in after
        if person in before and before[person] != after[person]
    ]
    _DROP.run_each(connection, gone)
    _ADD.run_each(connection, new)
    _CHANGE.run_each(connection, other)


def _row(case_id: int, person: str, state: tuple[bool, bool]) -> dict[str, Any]:
    return {"person_id": person, "case_id": case_id, "named": state[0], "running": state[1]}


def of_case(connection: Connection, case_id: int, people: Sequence[str]) -> dict[str, tuple[bool, bool]]:
    """What stands of some people's hands in a case."""
    query = select(hand).where(hand.c.case_id == case_id, hand.c.person_id.in_(people))
    return {row.person_id: (row.named, row.running) for row in connection.execute(query)}


def running_of(connection: Connection, person: str) -> set[str]:
    """The public ids of the running cases in which somebody has a hand or an open task by name."""
    hands = select(mediation_case.c.public_id).join(hand, hand.c.case_id == mediation_case.c.id)
    tasks = select(mediation_case.c.public_id).join(work_item, work_item.c.case_id == mediation_case.c.id)
    found = set(connection.execute(hands.where(hand.c.person_id == person, hand.c.running == true())).scalars())
    return found | set(connection.execute(tasks.where(work_item.c.person_id == person)).scalars())
