"""What the use cases of 以案定补 share: whose claims somebody sees, the scheme of a place and year, states, reasons."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from mediation.case.facts import Case, instant
from mediation.case.step import Actor
from mediation.case.subsidy import Scheme, scheme_from
from mediation.errors import MediationError
from mediation.store import people, subsidies
from mediation.store.db import Connection, Row

STATES = {
    "claimed": "已申报,等司法所初审", "checked": "初审通过,等区县复核", "published": "复核通过,公示中",
    "paid": "已发放", "refused": "不予补贴",
}  # fmt: skip
VERDICTS = {
    "claimed": "申报", "checked": "初审通过", "published": "复核通过,公示", "paid": "登记发放", "refused": "不予补贴",
}  # fmt: skip
# why a claim is refused: a closed list, so that no personal data gets there
REASONS = {
    "same_dispute": "同一纠纷已经补贴过", "file_incomplete": "卷宗不齐或前后不一", "not_performed": "查明没有履行",
    "difficulty": "难度等级没有依据", "not_genuine": "查明情况不实", "objection": "公示期内有异议,查实",
}  # fmt: skip
FLAGS = {
    "twin": "90 天内有相同当事人的同类纠纷", "late_signature": "签名日期晚于生效日期",
    "same_text": "笔录文字与别的案件相同",
}  # fmt: skip
TWIN_DAYS = 90
COUNTY = "county"


class SubsidyRefused(MediationError):
    """An act on a claim cannot be done as asked; the text says why."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The scheme for a place and year; `id` 0 where only the example stands in for it: nothing is claimed by that."""

    id: int
    scheme: Scheme


def quarter_of(day: str) -> str:
    """2026Q1, of an ISO day."""
    return f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}"


def closed_on(case: Case) -> str:
    """The day on which the closing was reviewed (ISO)."""
    at = next(step.at for step in reversed(case.done) if step.task in ("C_close", "T_reject_notice", "C_archive"))
    return instant(at).date().isoformat()


def scheme_for(connection: Connection, example: Mapping[str, Any], org: str, year: int) -> InForce:
    """The scheme of the nearest organisation above (the county, as a rule), of this year or the last before it."""
    orgs, kept = people.organisations(connection), subsidies.approved_schemes(connection)
    here: str | None = org
    while here is not None and here in orgs:
        fitting = [row for row in kept if row.org_id == here and row.year <= year]
        if fitting:
            newest = max(fitting, key=lambda row: (row.year, row.id))
            return InForce(newest.id, scheme_from(orjson.loads(newest.terms)))
        here = orgs[here].parent_id
    return InForce(0, scheme_from(example))


def claims_for(actor: Actor) -> bool:
    """调委会申报: the director of a village, the mediators of a township, for their own committee."""
    village = actor.tier == "village" and "committee_director" in actor.roles
    return village or (actor.tier == "township" and "township_mediator" in actor.roles)


def checks(actor: Actor) -> bool:
    """司法所初审."""
    return actor.tier == "township" and "reviewer" in actor.roles


def reviews(actor: Actor) -> bool:
    """区县复核、发放登记."""
    return actor.tier == COUNTY and "reviewer" in actor.roles


def sets_scheme(actor: Actor) -> bool:
    """Who writes down the county's scheme: its reviewer, or the system administrator."""
    return reviews(actor) or "system_admin" in actor.roles


def sees_payments(actor: Actor) -> bool:
    """Who takes the payment table: who checks, reviews, audits."""
    return checks(actor) or reviews(actor) or "auditor" in actor.roles


def sees(actor: Actor) -> bool:
    """Who sees claims at all."""
    return claims_for(actor) or checks(actor) or reviews(actor) or bool(actor.roles & {"auditor", "group_mediator",
        "village_mediator"})  # fmt: skip


def orgs_seen(connection: Connection, actor: Actor) -> Collection[str]:
    """The committees whose claims somebody sees: their own and those below; a group's mediators their village's."""
    if actor.tier == "group":
        above = people.organisations(connection)[actor.org].parent_id
        return {actor.org, above} if above else {actor.org}
    return {actor.org, *people.below(connection, actor.org)}


def yuan(cents: int) -> str:
    """Cents as people read them: 33.30."""
    return f"{cents / 100:.2f}"


def days_after(day: str, number: int) -> str:
    """An ISO day so many days later."""
    return date.fromordinal(date.fromisoformat(day).toordinal() + number).isoformat()


def state_words(row: Row[Any], today: str) -> str:
    """Where a claim stands; what was published long enough waits for its payment."""
    if row.state == "published" and row.published_on and row.published_on < today:
        return "公示期满,可以发放"
    return STATES[row.state]
