"""Approvals to read a record (双人审批): asked for, let or not, until when."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from mediation.store.cases import in_orgs
from mediation.store.tables import mediation_case, read_grant

ASKED, GRANTED, REFUSED, ENDED = "asked", "granted", "refused", "ended"
_c = read_grant.c
_LISTED = select(read_grant, mediation_case.c.public_id, mediation_case.c.register_no, mediation_case.c.volume_no,
                 mediation_case.c.org_id, mediation_case.c.confidential_level).join(
    mediation_case, mediation_case.c.id == _c.case_id
)  # fmt: skip


def of_reader(connection: Connection, person: str, now: int) -> dict[str, str]:
    """What somebody may read at an instant (epoch ms): the extent by the case's public id."""
    query = (
        select(mediation_case.c.public_id, _c.extent)
        .join(mediation_case, mediation_case.c.id == _c.case_id)
        .where(_c.asked_by == person, _c.state == GRANTED, _c.until > now)
        .order_by(_c.extent.desc())
    )
    # of two on one case the wider one counts: "all" comes after "record"
    return {row.public_id: row.extent for row in connection.execute(query)}


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Keep what is asked for; gives its number."""
    made = connection.execute(insert(read_grant), dict(values))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def find(connection: Connection, number: int) -> Row[Any] | None:
    """One of them, with its case's listed row."""
    return connection.execute(_LISTED.where(_c.id == number)).one_or_none()


def waiting_for(connection: Connection, person: str, case_id: int, now: int) -> bool:
    """Whether somebody has asked for a case and was not answered, or may read it."""
    still = or_(_c.state == ASKED, (_c.state == GRANTED) & (_c.until > now))
    query = select(_c.id).where(_c.asked_by == person, _c.case_id == case_id, still).limit(1)
    return connection.execute(query).first() is not None


def listed(connection: Connection, limit: int, person: str = "") -> list[Row[Any]]:
    """What was asked for, newest first: by one person, or by everybody."""
    query = _LISTED.where(_c.asked_by == person) if person else _LISTED
    return list(connection.execute(query.order_by(_c.id.desc()).limit(limit)))


def move(connection: Connection, number: int, from_: str, values: Mapping[str, Any]) -> bool:
    """Bring one from a state to another; False where it is not in it."""
    done = connection.execute(update(read_grant).where(_c.id == number, _c.state == from_).values(**values))
    return bool(done.rowcount)


def numbered(connection: Connection, number: str, orgs: list[str]) -> str | None:
    """The public id of a case of some places by its register, volume or own number."""
    m = mediation_case.c
    query = select(m.public_id).where(
        or_(m.register_no == number, m.volume_no == number, m.public_id == number), in_orgs(orgs)
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()
