"""What falls due soon in the places somebody works for, the nearest first; who sees which case is decided anew."""

from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, or_, select

from mediation.store.query import Query
from mediation.store.tables import hand, mediation_case, timer
from mediation.store.timers import WAITING

_c = mediation_case.c
_HERE = or_(
    *(column == bindparam("org") for column in (_c.org_id, _c.registered_org_id, _c.village_id, _c.township_id)),
    exists().where(hand.c.person_id == bindparam("person"), hand.c.case_id == _c.id),
)
# these only remind of another term that stands there itself
ASIDE = ("deadline_warn", "judicial_confirm_warn", "escalate_urge", "consent_contact")
_SAID = and_(*(timer.c.name != name for name in ASIDE))
_COMING = Query(
    select(
        timer.c.case_id, timer.c.timer_key, timer.c.name, timer.c.due_at, _c.public_id, _c.volume_no, _c.register_no,
        _c.dispute_type, _c.risk_color,
    )
    .join(mediation_case, _c.id == timer.c.case_id)
    .where(timer.c.state == WAITING, timer.c.due_at <= bindparam("until"), _HERE, _SAID)
    .order_by(timer.c.due_at, timer.c.case_id, timer.c.timer_key)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)  # fmt: skip


def until(connection: Connection, org: str, person: str, at: int, most: int, skip: int) -> list[Any]:
    """The waiting timers due by an instant (epoch ms), of an organisation's cases or those a person had a hand in."""
    values = {"org": org, "person": person, "until": at, "most": most, "skip": skip}
    return _COMING.fetch(connection, values)


def next_of_all(connection: Connection, most: int) -> list[Any]:
    """What falls due next in the whole office: a name and an instant (epoch ms), no case."""
    query = select(timer.c.name, timer.c.due_at).where(timer.c.state == WAITING, _SAID).order_by(timer.c.due_at)
    return list(connection.execute(query.distinct().limit(most)))
