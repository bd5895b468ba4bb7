"""以案定补 as rows: schemes, claims and their shares, reviews. Knows no rule."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from mediation.store.asked import APPROVED
from mediation.store.tables import (
    mediation_case,
    party,
    subsidy_claim,
    subsidy_review,
    subsidy_scheme,
    subsidy_share,
    subsidy_text,
)


def add_scheme(connection: Connection, values: Mapping[str, Any]) -> int:
    """Keep a scheme; those before it stay."""
    made = connection.execute(insert(subsidy_scheme), dict(values))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def approved_schemes(connection: Connection) -> list[Row[Any]]:
    """The schemes that somebody else has approved, newest first."""
    return [row for row in schemes(connection) if row.state == APPROVED]


def schemes(connection: Connection) -> list[Row[Any]]:
    """Every scheme that was ever written down, newest first."""
    return list(connection.execute(select(subsidy_scheme).order_by(subsidy_scheme.c.id.desc())))


def closed_cases(connection: Connection, orgs: Collection[str]) -> list[Row[Any]]:
    """The closed cases of these committees and their groups that nobody has claimed for, newest first."""
    c = mediation_case.c
    query = (
        select(mediation_case)
        .outerjoin(subsidy_claim, subsidy_claim.c.case_id == c.id)
        .where(subsidy_claim.c.case_id.is_(None), c.status != "open", or_(*_sealed_by(orgs)))
        .order_by(c.registered_at.desc())
    )
    return list(connection.execute(query))


def _sealed_by(orgs: Collection[str]) -> list[Any]:
    """A group's cases are its village's, whose seal they bear."""
    c = mediation_case.c
    return [c.org_id.in_(orgs), (c.tier == "group") & c.village_id.in_(orgs)]


def add_claim(connection: Connection, values: Mapping[str, Any], shares: Mapping[str, int]) -> None:
    """Claim a case; its key refuses a second time."""
    connection.execute(insert(subsidy_claim), dict(values))
    rows = [{"case_id": values["case_id"], "person_id": one, "cents": cents} for one, cents in shares.items()]
    connection.execute(insert(subsidy_share), rows)


def add_texts(connection: Connection, case_id: int, marks: Collection[bytes]) -> None:
    """Keep the marks of a claimed case's texts."""
    rows = [{"mark": mark, "case_id": case_id} for mark in sorted(marks)]
    if rows:
        connection.execute(insert(subsidy_text), rows)


def same_texts(connection: Connection, marks: Collection[bytes]) -> list[int]:
    """Claimed cases that hold one of these texts."""
    query = select(subsidy_text.c.case_id).where(subsidy_text.c.mark.in_(list(marks))).distinct()
    return list(connection.execute(query).scalars()) if marks else []


def claims(connection: Connection, orgs: Collection[str], quarter: str = "") -> list[Row[Any]]:
    """The claims of these committees, with the listed row of their cases, newest first."""
    c = subsidy_claim.c
    query = (
        select(subsidy_claim, mediation_case.c.public_id, mediation_case.c.volume_no, mediation_case.c.dispute_type)
        .add_columns(mediation_case.c.confidential_level)
        .join(mediation_case, mediation_case.c.id == c.case_id)
        .where(c.org_id.in_(orgs))
        .order_by(c.quarter.desc(), c.case_id.desc())
    )
    return list(connection.execute(query.where(c.quarter == quarter) if quarter else query))


def standing(connection: Connection, before: int | None = None) -> dict[int, tuple[int, int]]:
    """The claims that stand: cents and when they were made (epoch ms), by case; before an instant, if given."""
    c, said = subsidy_claim.c, subsidy_review.c
    refused = select(said.case_id).where(said.verdict == "refused")
    query = select(c.case_id, c.cents, c.claimed_at)
    if before is not None:
        refused, query = refused.where(said.at < before), query.where(c.claimed_at < before)
    rows = connection.execute(query.where(c.case_id.not_in(refused)))
    return {row.case_id: (row.cents, row.claimed_at) for row in rows}


def shares(connection: Connection, cases: Sequence[int]) -> dict[int, dict[str, int]]:
    """Who gets how much of some cases, in cents, who presided (the most) first."""
    query = select(subsidy_share).where(subsidy_share.c.case_id.in_(cases)).order_by(subsidy_share.c.cents.desc())
    found: dict[int, dict[str, int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.case_id, {})[row.person_id] = row.cents
    return found


def earned(connection: Connection, people: Collection[str], year: str) -> dict[str, int]:
    """What people have been claimed for in a year so far, in cents; what was refused does not count."""
    query = (
        select(subsidy_share.c.person_id, func.sum(subsidy_share.c.cents))
        .join(subsidy_claim, subsidy_claim.c.case_id == subsidy_share.c.case_id)
        .where(subsidy_share.c.person_id.in_(people), subsidy_claim.c.quarter.like(f"{year}Q_"))
        .where(subsidy_claim.c.state != "refused")
        .group_by(subsidy_share.c.person_id)
    )
    return {person: int(cents) for person, cents in connection.execute(query)}


def move(connection: Connection, case_id: int, states: Mapping[str, str], published_on: str | None = None) -> bool:
    """Bring a claim from a state to the next (from → to); False where it is in none of them."""
    for before, after in states.items():
        same = (subsidy_claim.c.case_id == case_id, subsidy_claim.c.state == before)
        values = {"state": after} | ({"published_on": published_on} if published_on else {})
        if connection.execute(update(subsidy_claim).where(*same).values(values)).rowcount:
            return True
    return False


def add_review(connection: Connection, case_id: int, verdict: str, reason: str, actor: str, at: int) -> None:
    """Keep who said what of a claim."""
    values = {"case_id": case_id, "verdict": verdict, "reason": reason, "actor_id": actor, "at": at}
    connection.execute(insert(subsidy_review), values)


def reviews(connection: Connection, cases: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Who said what of some claims, oldest first."""
    query = select(subsidy_review).where(subsidy_review.c.case_id.in_(cases)).order_by(subsidy_review.c.id)
    found: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.case_id, []).append(row)
    return found


def twins(connection: Connection, case_id: int, within: int) -> list[tuple[int, bool]]:
    """Cases of the same kind within `within` ms in which a party of each side is the same: row id, and if claimed."""
    c, here, there = mediation_case.c, party.alias(), party.alias()
    mine = connection.execute(select(c.dispute_type, c.registered_at).where(c.id == case_id)).one()
    same = or_(here.c.id_index == there.c.id_index, here.c.name_index == there.c.name_index)
    query = (
        select(there.c.case_id, func.count(here.c.party_no.distinct()), subsidy_claim.c.state)
        .join(here, same)
        .join(mediation_case, c.id == there.c.case_id)
        .outerjoin(subsidy_claim, subsidy_claim.c.case_id == there.c.case_id)
        .where(here.c.case_id == case_id, there.c.case_id != case_id, c.dispute_type == mine.dispute_type)
        .where(c.registered_at.between(mine.registered_at - within, mine.registered_at + within))
        .group_by(there.c.case_id, subsidy_claim.c.state)
    )
    rows = connection.execute(query).all()
    return [(case, state not in (None, "refused")) for case, people, state in rows if people > 1]
