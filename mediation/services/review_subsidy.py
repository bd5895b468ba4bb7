"""Use case: claims are checked by the township, reviewed by the county, published, paid; or refused with a reason."""

from typing import Any

import orjson

from mediation import clock
from mediation.case.step import Actor
from mediation.case.subsidy import scheme_from
from mediation.errors import NotFound
from mediation.services import subsidies as house
from mediation.services.administering import let_pass, note
from mediation.services.office import Office, milliseconds
from mediation.services.subsidies import REASONS, SubsidyRefused
from mediation.store import cases, subsidies
from mediation.store.db import Connection, Row

WHO = {"checked": "司法所审核人", "published": "区县审核人", "paid": "区县审核人"}


def may_move(actor: Actor, to: str) -> bool:
    """Whether somebody's desk it is."""
    return house.checks(actor) if to == "checked" else house.reviews(actor)


def review_subsidy(office: Office, actor: Actor, case_id: str, verdict: str, reason: str = "") -> None:
    """Move a claim on: `checked` (初审), `published` (复核), `paid` (发放), or `refused` at any of these desks.

    Raises:
        NotAllowed: it is another desk's.
        NotFound: no such claim here.
        SubsidyRefused: not in this state, no reason given, published too shortly, or one's own allowance.
    """
    desk = may_move(actor, verdict) if verdict in WHO else house.checks(actor) or house.reviews(actor)
    let_pass(office, actor, "review_subsidy", desk, WHO.get(verdict, "司法所、区县审核人"))
    with office.store.writing() as connection:
        _move(connection, actor, case_id, verdict, reason)


def _move(connection: Connection, actor: Actor, public_id: str, verdict: str, reason: str) -> None:
    row = cases.summary(connection, public_id)
    seen = subsidies.claims(connection, house.orgs_seen(connection, actor)) if row is not None else []
    claim = next((one for one in seen if one.public_id == public_id), None)
    if claim is None:
        raise NotFound("没有找到这件申报。")
    if verdict not in (*WHO, "refused"):
        raise SubsidyRefused("请选通过或不予补贴。")
    if verdict == "refused" and reason not in REASONS:
        raise SubsidyRefused("不予补贴,请选一个原因。")
    if actor.id in subsidies.shares(connection, [claim.case_id]).get(claim.case_id, {}):
        raise SubsidyRefused("自己领补贴的案件,请换一位审核人。")
    today = clock.today().isoformat()
    if verdict == "paid" and (not claim.published_on or claim.published_on >= today):
        raise SubsidyRefused(f"公示到 {claim.published_on or '期满'},期满才能登记发放。")
    if not subsidies.move(connection, claim.case_id, _ways(actor, verdict), _until(connection, claim, verdict)):
        raise SubsidyRefused("这件申报现在不在这一步,请刷新后再看。")
    at = milliseconds(clock.now())
    subsidies.add_review(connection, claim.case_id, verdict, reason if verdict == "refused" else "", actor.id, at)
    note(connection, actor.id, f"subsidy_{verdict}", public_id, reason)


def _ways(actor: Actor, verdict: str) -> dict[str, str]:
    if verdict == "refused":
        states = ("claimed",) if house.checks(actor) else ("checked", "published")
        return dict.fromkeys(states, "refused")
    return {{"checked": "claimed", "published": "checked", "paid": "published"}[verdict]: verdict}


def _until(connection: Connection, claim: Row[Any], verdict: str) -> str | None:
    """The last day of the publication, where it begins now."""
    if verdict != "published":
        return None
    kept = next(row for row in subsidies.schemes(connection) if row.id == claim.scheme_id)
    return house.days_after(clock.today().isoformat(), scheme_from(orjson.loads(kept.terms)).publish_days)
