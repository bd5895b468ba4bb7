"""抽查 and 审计意见: samples with their cases, findings and what was said of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from mediation.store.tables import access_log, audit_finding, audit_pick, audit_remark, audit_sample, history
from mediation.store.tables import mediation_case as listed


def add_sample(connection: Connection, values: Mapping[str, Any], picks: Sequence[Mapping[str, Any]]) -> int:
    """Keep a sample with its cases; gives its number."""
    made = connection.execute(insert(audit_sample), dict(values))
    number = int(made.inserted_primary_key[0])  # type: ignore[index]
    if picks:
        connection.execute(insert(audit_pick), [{**pick, "sample_id": number, "verdict": ""} for pick in picks])
    return number


def pressed(connection: Connection, person: str, key: str) -> int | None:
    """The sample that this press drew before."""
    c = audit_sample.c
    return connection.execute(select(c.id).where(c.made_by == person, c.key == key)).scalar_one_or_none()


def samples(connection: Connection, orgs: Collection[str]) -> list[Row[Any]]:
    """The samples of some places, newest first, with how many of their cases were looked at and are fit."""
    c, p = audit_sample.c, audit_pick.c
    query = (
        select(
            audit_sample, func.count(p.case_id).label("picked"),
            func.count().filter(p.verdict != "").label("judged"), func.count().filter(p.verdict == "fit").label("fit"),
        )
        .outerjoin(audit_pick, p.sample_id == c.id)
        .where(c.org_id.in_(orgs))
        .group_by(*c)
        .order_by(c.id.desc())
    )  # fmt: skip
    return list(connection.execute(query))


def picks(connection: Connection, sample: int) -> list[Row[Any]]:
    """The cases of a sample, in order, with their listed rows."""
    query = (
        select(audit_pick, listed)
        .join(listed, listed.c.id == audit_pick.c.case_id)
        .where(audit_pick.c.sample_id == sample)
        .order_by(audit_pick.c.case_id)
    )
    return list(connection.execute(query))


def judge(connection: Connection, sample: int, case_id: int, values: Mapping[str, Any]) -> bool:
    """Say whether a case of a sample is fit; False where it is not of the sample."""
    same = (audit_pick.c.sample_id == sample, audit_pick.c.case_id == case_id)
    return bool(connection.execute(update(audit_pick).where(*same).values(**values)).rowcount)


def add_finding(connection: Connection, values: Mapping[str, Any]) -> int:
    """Keep a finding; gives its number."""
    made = connection.execute(insert(audit_finding), dict(values))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def add_remark(connection: Connection, finding: int, values: Mapping[str, Any]) -> None:
    """Keep what was said of a finding, after what was said before."""
    last = select(func.max(audit_remark.c.seq)).where(audit_remark.c.finding_id == finding)
    number = int(connection.execute(last).scalar_one() or 0) + 1
    connection.execute(insert(audit_remark), {**values, "finding_id": finding, "seq": number})


def move(connection: Connection, finding: int, from_: Collection[str], to: str) -> bool:
    """Bring a finding from one of some states to another; False where it is in none of them."""
    same = (audit_finding.c.id == finding, audit_finding.c.state.in_(from_))
    return bool(connection.execute(update(audit_finding).where(*same).values(state=to)).rowcount)


def findings(connection: Connection, case_id: int) -> list[Row[Any]]:
    """The findings on a case, oldest first."""
    query = select(audit_finding).where(audit_finding.c.case_id == case_id)
    return list(connection.execute(query.order_by(audit_finding.c.id)))


def remarks(connection: Connection, findings: Collection[int]) -> dict[int, list[Row[Any]]]:
    """What was said of some findings, in order."""
    c = audit_remark.c
    query = select(audit_remark).where(c.finding_id.in_(findings)).order_by(c.finding_id, c.seq)
    found: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.finding_id, []).append(row)
    return found


def standing(connection: Connection, condition: Any, states: Collection[str], limit: int) -> list[Row[Any]]:
    """The findings in some states on the cases that `condition` lets through, newest first, with the listed rows."""
    query = (
        select(audit_finding.c.about, audit_finding.c.state, audit_finding.c.made_at, listed)
        .join(listed, listed.c.id == audit_finding.c.case_id)
        .where(audit_finding.c.state.in_(states), condition)
        .order_by(audit_finding.c.id.desc())
        .limit(limit)
    )
    return list(connection.execute(query))


def accesses(connection: Connection, public_ids: Sequence[str], limit: int) -> list[Row[Any]]:
    """What the access log says of some cases, newest first."""
    about = or_(*(access_log.c.subject.like(f"{one}%") for one in public_ids))
    return list(connection.execute(select(access_log).where(about).order_by(access_log.c.id.desc()).limit(limit)))


def exports(connection: Connection, since: int) -> list[Row[Any]]:
    """Every taking of a selection of cases from an instant on."""
    c = access_log.c
    query = select(access_log).where(c.action.in_(("cases_exported", "dossiers_exported")), c.at >= since)
    return list(connection.execute(query.order_by(c.id.desc())))


def accesses_by(connection: Connection, person: str, first: int, last: int, limit: int) -> list[Row[Any]]:
    """What one person had in hand between two instants (epoch ms) by the access log, newest first."""
    c = access_log.c
    query = select(access_log).where(c.actor_id == person, c.at >= first, c.at < last)
    return list(connection.execute(query.order_by(c.id.desc()).limit(limit)))


def looks(connection: Connection, case_ids: Collection[int], actions: Collection[str]) -> list[Row[Any]]:
    """The entries of some actions in the histories of some cases, newest first, with the cases' public ids."""
    c = history.c
    query = (
        select(history, listed.c.public_id)
        .join(listed, listed.c.id == c.case_id)
        .where(c.case_id.in_(case_ids), c.action.in_(actions))
    )
    return list(connection.execute(query.order_by(c.recorded_at.desc())))


def looks_by(
    connection: Connection, person: str, actions: Collection[str], first: int, last: int, limit: int
) -> list[Row[Any]]:
    """One person's entries of some actions between two instants (epoch ms), newest first."""
    c = history.c
    query = (
        select(history, listed.c.public_id)
        .join(listed, listed.c.id == c.case_id)
        .where(c.actor_id == person, c.action.in_(actions), c.recorded_at >= first, c.recorded_at < last)
    )
    return list(connection.execute(query.order_by(c.recorded_at.desc()).limit(limit)))
