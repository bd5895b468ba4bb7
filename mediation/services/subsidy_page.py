"""Use case: look at the allowances: what was claimed, where it stands, what is published, what is paid; and schemes."""

from dataclasses import dataclass
from typing import Any

import orjson

from mediation import clock
from mediation.case.step import Actor
from mediation.case.subsidy import PERFORMED, SPLITS, Scheme, scheme_from
from mediation.law import codes
from mediation.services import sentences
from mediation.services import subsidies as house
from mediation.services.administering import let_pass, note
from mediation.services.office import Office, milliseconds
from mediation.services.review_subsidy import may_move
from mediation.services.subsidies import SubsidyRefused
from mediation.store import asked, people, subsidies
from mediation.store.db import Connection, Row

NEXT = {"claimed": "checked", "checked": "published", "published": "paid"}
MOST_YUAN = 100_000
BOUNDS = {"oral": MOST_YUAN, "presiding_share": 100, "case_cap": MOST_YUAN, "person_year_cap": 1_000_000,
          "claim_days": 366, "publish_days": 60}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim: `shares` are (name, yuan); `next_` is what this person may press, empty for nothing."""

    case_id: str
    number: str
    kind: str
    org: str
    quarter: str
    amount: str
    shares: list[tuple[str, str]]
    state: str
    flags: list[str]
    said: list[str]
    next_: str
    refusable: bool


@dataclass(frozen=True, slots=True)
class SubsidyView:
    """The page: claims of a quarter with their total, the quarters there are, and what this person may do."""

    lines: list[ClaimLine]
    quarters: list[str]
    quarter: str
    total: str
    claims: bool
    sets_scheme: bool
    pays: bool


def view_subsidies(office: Office, actor: Actor, quarter: str = "") -> SubsidyView:
    """The claims of this person's place.

    Raises:
        NotAllowed.
    """
    let_pass(office, actor, "see_subsidies", house.sees(actor) or house.sets_scheme(actor), "调解员和审核人")
    with office.store.reading() as connection:
        every = subsidies.claims(connection, house.orgs_seen(connection, actor)) if house.sees(actor) else []
        shown = [row for row in every if not quarter or row.quarter == quarter]
        ids = [row.case_id for row in shown]
        shares, said = subsidies.shares(connection, ids), subsidies.reviews(connection, ids)
    lines = [_line(office, actor, row, shares.get(row.case_id, {}), said.get(row.case_id, [])) for row in shown]
    total = sum(row.cents for row in shown if row.state != "refused")
    quarters = sorted({row.quarter for row in every}, reverse=True)
    return SubsidyView(
        lines, quarters, quarter, house.yuan(total), house.claims_for(actor), house.sets_scheme(actor),
        house.sees_payments(actor),
    )  # fmt: skip


def _line(office: Office, actor: Actor, row: Row[Any], shares: dict[str, int], said: list[Row[Any]]) -> ClaimLine:
    directory, today = office.directory(), clock.today().isoformat()
    following = NEXT.get(row.state, "")
    waits = following == "paid" and (not row.published_on or row.published_on >= today)
    mine = bool(following) and may_move(actor, following) and actor.id not in shares
    state = house.state_words(row, today)
    return ClaimLine(
        row.public_id, row.volume_no or "", _kind(row),
        directory.org_name(row.org_id), row.quarter, house.yuan(row.cents),
        [(directory.name(person), house.yuan(cents)) for person, cents in shares.items()],
        f"{state},到 {row.published_on}" if row.state == "published" and waits else state,
        [house.FLAGS[flag] for flag in row.flags.split()] if actor.tier != "group" else [],
        [_said(office, one) for one in said], following if mine and not waits else "", mine,
    )  # fmt: skip


def _kind(row: Row[Any]) -> str:
    return codes.DISPUTE_TYPES.get(row.dispute_type or "", "") if row.confidential_level == "normal" else "受限案件"


def _said(office: Office, row: Row[Any]) -> str:
    why = f"({house.REASONS[row.reason]})" if row.reason else ""
    return f"{sentences.at_time(row.at)} {office.directory().name(row.actor_id)} {house.VERDICTS[row.verdict]}{why}"


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A scheme that was kept; `waits`: nobody has approved it yet."""

    id: int
    org: str
    org_name: str
    year: int
    scheme: Scheme
    made: str
    waits: bool


@dataclass(frozen=True, slots=True)
class SchemeView:
    """The schemes, newest first, the example, and where a new one may be made for."""

    kept: list[SchemeLine]
    example: Scheme
    places: list[tuple[str, str]]
    year: int
    may_set: bool


def view_schemes(office: Office, actor: Actor) -> SchemeView:
    """The schemes that are, or were, in force, and those that wait for approval.

    Raises:
        NotAllowed.
    """
    let_pass(office, actor, "see_subsidies", house.sees(actor) or house.sets_scheme(actor), "调解员和审核人")
    directory = office.directory()
    with office.store.reading() as connection:
        rows = subsidies.schemes(connection)
        places = _places(connection, actor)
    kept = [
        SchemeLine(
            row.id, row.org_id, directory.org_name(row.org_id), row.year, scheme_from(orjson.loads(row.terms)),
            f"{sentences.at_time(row.made_at)} {directory.name(row.made_by)}", row.state == asked.ASKED,
        )
        for row in rows
        if row.state in (asked.ASKED, asked.APPROVED)
    ]  # fmt: skip
    example = scheme_from(office.settings().subsidy_example)
    return SchemeView(kept, example, places, clock.today().year, house.sets_scheme(actor))


def _places(connection: Connection, actor: Actor) -> list[tuple[str, str]]:
    """A scheme is made for a county, or for a township that stands alone."""
    orgs = people.organisations(connection)
    top = [row for row in orgs.values() if row.tier in ("county", "township")]
    mine = top if "system_admin" in actor.roles else [row for row in top if row.id == actor.org]
    return [(row.id, row.name) for row in sorted(mine, key=lambda row: (row.tier != "county", row.id))]


def set_scheme(office: Office, actor: Actor, org: str, values: dict[str, str]) -> None:
    """Ask for a scheme for a place and a year; approved, the newest of a year holds for what is claimed from then on.

    Raises:
        NotAllowed.
        SubsidyRefused: a value is none, and which.
    """
    let_pass(office, actor, "set_scheme", house.sets_scheme(actor), "区县审核人、系统管理员")
    terms = _terms(values)
    year = _number(values.get("year", ""), "年度", 2100)
    with office.store.writing() as connection:
        if org not in dict(_places(connection, actor)):
            raise SubsidyRefused("请选方案适用的区县或乡镇。")
        at = milliseconds(clock.now())
        row = {"org_id": org, "year": year, "terms": orjson.dumps(terms).decode(), "made_by": actor.id, "made_at": at,
               "state": asked.ASKED}  # fmt: skip
        subsidies.add_scheme(connection, row)
        note(connection, actor.id, "subsidy_scheme_set", org, str(year))


NAMES = {"oral": "口头协议", "presiding_share": "主持人所得比例", "case_cap": "一案上限",
         "person_year_cap": "一人一年上限", "claim_days": "申报期", "publish_days": "公示期"}  # fmt: skip


def _terms(values: dict[str, str]) -> dict[str, Any]:
    numbers = {name: _number(values.get(name, ""), NAMES[name], most) for name, most in BOUNDS.items()}
    written = {
        code: _number(values.get(f"written_{code}", ""), f"书面协议·{words}", MOST_YUAN)
        for code, words in codes.DIFFICULTIES.items()
    }
    if values.get("performed") not in PERFORMED or values.get("split") not in SPLITS:
        raise SubsidyRefused("请选履行条件和分配办法。")
    unpaid = sorted({one for one in values.get("unpaid", "").replace(",", " ").replace("、", " ").split() if one})
    chosen = {name: bool(values.get(name)) for name in ("visited", "papers")}
    return {**numbers, "written": written, "performed": values["performed"], "split": values["split"],
            "unpaid": unpaid, **chosen}  # fmt: skip


def _number(text: str, name: str, most: int) -> int:
    text = text.strip() or "0"
    if not text.isdecimal() or len(text) > 7 or int(text) > most:
        raise SubsidyRefused(f"“{name}”请填 0 到 {most} 的整数。")
    return int(text)
