"""Use case: an auditor's office: samples drawn, findings that stand, who may be asked about."""

from dataclasses import dataclass
from typing import Any

import orjson

from mediation.case import facts
from mediation.case.step import Actor
from mediation.errors import NotFound
from mediation.law import auditing, policy
from mediation.services import audit_sampling, periods, sentences, statistics
from mediation.services.audit_sampling import WHY
from mediation.services.findings import STATES
from mediation.services.office import Office
from mediation.services.titles import titles_of
from mediation.services.worklist_page import status_of
from mediation.store import audits, cases
from mediation.store.db import Connection, Row

MOST = 100


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A sample: by what rule it was drawn, how far it was looked at."""

    number: int
    place: str
    period: str
    rule: str
    seed: str
    cases: int
    picked: int
    judged: int
    fit: int
    drawn: str

    @property
    def fit_rate(self) -> str:
        """案卷合格率 of what was looked at."""
        return f"{self.fit * 100 / self.judged:.1f} %" if self.judged else "—"


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding that is not closed, with its case."""

    case_id: str
    title: str
    about: str
    state: str
    since: str


@dataclass(frozen=True, slots=True)
class AuditView:
    """The page."""

    places: list[tuple[str, str]]
    people: list[tuple[str, str]]
    samples: list[SampleLine]
    standing: list[Standing]


@dataclass(frozen=True, slots=True)
class Pick:
    """A case of a sample; `title` is empty where the auditor may no longer see it."""

    case_id: str
    title: str
    number: str
    status: str
    why: str
    verdict: str
    said: str


@dataclass(frozen=True, slots=True)
class SampleView:
    """One sample with its cases."""

    sample: SampleLine
    picks: list[Pick]


def view_audit(office: Office, actor: Actor) -> AuditView:
    """The office of an auditor.

    Raises:
        NotAllowed.
    """
    audit_sampling.require_auditor(office, actor, "see_audit")
    orgs = {actor.org, *actor.jurisdiction}
    directory = office.directory()
    with office.store.reading() as connection:
        samples = [_sample(office, row) for row in audits.samples(connection, orgs)]
        standing = _standing(office, connection, actor, sorted(orgs))
    staff = [(one.id, f"{one.name}({one.org_name})") for one in directory.people.values() if one.org in orgs]
    return AuditView(list(statistics.places(office, actor).items()), staff, samples, standing)


def view_sample(office: Office, actor: Actor, number: int) -> SampleView:
    """One sample.

    Raises:
        NotAllowed, NotFound.
    """
    audit_sampling.require_auditor(office, actor, "see_audit")
    with office.store.reading() as connection:
        rows = audits.samples(connection, {actor.org, *actor.jurisdiction})
        row = next((one for one in rows if one.id == number), None)
        if row is None:
            raise NotFound("没有找到这次抽查。")
        picked = audits.picks(connection, number)
        known = cases.facts_of(connection, [one.case_id for one in picked])
        shown = [one for one in picked if policy.in_scope(actor, facts.load(known[one.case_id]))]
        titles = titles_of(office, connection, shown, "case_id", actor)
    return SampleView(_sample(office, row), [_pick(office, one, titles.get(one.case_id, "")) for one in picked])


def _sample(office: Office, row: Row[Any]) -> SampleLine:
    rule = orjson.loads(row.rule)
    said = [f"随机 {rule['percent']}%"] if rule["percent"] else []
    said += [f"全部{WHY[name]}" for name in WHY if rule.get(name)]
    wanted = periods.known(row.period)
    return SampleLine(
        row.id, office.directory().org_name(row.org_id), wanted.name if wanted else row.period, "、".join(said),
        rule["seed"], row.cases, row.picked, row.judged, row.fit,
        f"{sentences.at_time(row.made_at)} {office.directory().name(row.made_by)}",
    )  # fmt: skip


def _pick(office: Office, row: Row[Any], title: str) -> Pick:
    said = f"{sentences.at_time(row.at)} {office.directory().name(row.by)}" if row.at else ""
    return Pick(
        row.public_id if title else "", title, (row.volume_no or row.register_no or "") if title else "",
        status_of(row) if title else "现在是受限案件,不在这里显示", audit_sampling.reasons_in_words(row.why.split(" ")),
        row.verdict, said,
    )  # fmt: skip


def _standing(office: Office, connection: Connection, actor: Actor, orgs: list[str]) -> list[Standing]:
    rows = audits.standing(connection, cases.in_orgs(orgs) & cases.unrestricted(), ("open", "answered"), MOST)
    titles = titles_of(office, connection, rows, "id", actor)
    return [
        Standing(row.public_id, titles[row.id], auditing.ABOUT[row.about], STATES[row.state],
                 sentences.at_time(row.made_at))
        for row in rows
    ]  # fmt: skip
