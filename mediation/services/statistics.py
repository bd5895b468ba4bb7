"""Use case: the figures of a place for a period, as they were known on a day; from each figure to its cases."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from mediation import clock
from mediation.case import facts
from mediation.case.as_of import as_of
from mediation.case.figures import CaseFigures, figures_of
from mediation.case.indicators import BY_KEY, INDICATORS, Indicator, counts, total
from mediation.case.step import Actor
from mediation.errors import MediationError, NotAllowed, NotFound
from mediation.law import policy
from mediation.services.administering import note
from mediation.services.office import Office, milliseconds
from mediation.services.titles import titles_of
from mediation.services.worklist_page import SEEING_ROLES, status_of
from mediation.store import cases, many_cases, people
from mediation.store.db import Connection

_PERIOD = re.compile(r"(20\d\d)(?:Q([1-4])|H([12])|-(0[1-9]|1[0-2]))?")
MOST_LISTED = 300


class PeriodWrong(MediationError):
    """What was asked is no period or day; the text says how they are written."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year, half-year, quarter or month: `first` and `last` are ISO days."""

    code: str
    name: str
    first: str
    last: str


def period(code: str = "") -> Period:
    """2026, 2026H1, 2026Q1 or 2026-03; nothing is the quarter that runs.

    Raises:
        PeriodWrong.
    """
    today = clock.today()
    code = code or f"{today.year}Q{(today.month + 2) // 3}"
    found = _PERIOD.fullmatch(code)
    if found is None:
        raise PeriodWrong("期间请写成 2026(年)、2026H1(半年)、2026Q1(季)或 2026-03(月)。")
    year, quarter, half, month = int(found[1]), found[2], found[3], found[4]
    if quarter:
        return _between(code, f"{year} 年第 {quarter} 季度", year, int(quarter) * 3 - 2, 3)
    if half:
        return _between(code, f"{year} 年{'上' if half == '1' else '下'}半年", year, int(half) * 6 - 5, 6)
    if month:
        return _between(code, f"{year} 年 {int(month)} 月", year, int(month), 1)
    return _between(code, f"{year} 年", year, 1, 12)


def _between(code: str, name: str, year: int, month: int, months: int) -> Period:
    after = date(year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1)
    return Period(code, name, f"{year}-{month:02d}-01", (after - timedelta(days=1)).isoformat())


def figures_in(office: Office, connection: Connection, orgs: Sequence[str], on: str = "") -> list[CaseFigures]:
    """The figures of every case of some places, now or as they were known at the end of a day (ISO)."""
    standing = many_cases.versions(connection, orgs)
    if on and on < clock.today().isoformat():
        return _as_known(connection, [case for case, _ in standing], on)
    kept = office.figures.kept
    stale = [case for case, version in standing if kept.get(case, (-1,))[0] != version]
    versions = dict(standing)
    for case, packed in many_cases.facts(connection, stale):
        kept[case] = (versions[case], figures_of(facts.load(packed)))
    return [kept[case][1] for case, _ in standing]


def _as_known(connection: Connection, ids: list[int], on: str) -> list[CaseFigures]:
    end = datetime.combine(date.fromisoformat(on) + timedelta(days=1), time(), clock.SHANGHAI)
    known = many_cases.steps_known(connection, milliseconds(end) - 1)
    then = [(known.get(case, 0), packed) for case, packed in many_cases.facts(connection, ids) if case in known]
    found = [as_of(facts.load(packed), steps, end) for steps, packed in then]
    return [figures_of(case) for case in found if case is not None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What figures are looked at: of which place, for which period, as known on which day."""

    org: str
    period: Period
    on: str


def asked_of(office: Office, actor: Actor, org: str = "", code: str = "", on: str = "") -> Asked:
    """What somebody asks for, within their own place and what is below it.

    Raises:
        NotAllowed: this person looks at no figures.
        NotFound: no such place within theirs.
        PeriodWrong.
    """
    if policy.sees_no_case(actor) or not actor.roles & SEEING_ROLES:
        with office.store.writing() as connection:
            note(connection, actor.id, "see_stats", org[:40], outcome="refused")
        raise NotAllowed("统计给调解员、审核人和审计员看。")
    org = org or actor.org
    if org not in places(office, actor):
        raise NotFound("没有这个单位,或不在您的辖区。")
    return Asked(org, period(code), day(on))


def day(text: str) -> str:
    """An ISO day; nothing is today.

    Raises:
        PeriodWrong.
    """
    try:
        return date.fromisoformat(text).isoformat() if text else clock.today().isoformat()
    except ValueError as error:
        raise PeriodWrong("日期请写成 2026-03-31。") from error


def places(office: Office, actor: Actor) -> dict[str, str]:
    """The organisations whose figures somebody may look at, by id: one's own and those below."""
    with office.store.reading() as connection:
        seen = {actor.org, *people.below(connection, actor.org)}
    directory = office.directory()
    return {org: str(row.name) for org, row in directory.orgs.items() if org in seen}


def below(office: Office, org: str) -> list[str]:
    """The organisations right below one, in a steady order."""
    return sorted(one for one, row in office.directory().orgs.items() if row.parent_id == org)


def of_place(office: Office, org: str, on: str = "") -> list[CaseFigures]:
    """The figures of the cases of a place and all below it."""
    with office.store.reading() as connection:
        return figures_in(office, connection, [org, *sorted(people.below(connection, org))], on)


def values(indicators: Sequence[Indicator], found: Sequence[CaseFigures], wanted: Period) -> dict[str, Decimal | None]:
    """Every figure of these cases for a period."""
    return {one.key: total(one, found, wanted.first, wanted.last) for one in indicators}


def every_value(office: Office, asked: Asked) -> dict[str, Decimal | None]:
    """Every figure of a place."""
    return values(INDICATORS, of_place(office, asked.org, asked.on), asked.period)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case behind a figure."""

    case_id: str
    title: str
    number: str
    status: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The cases behind a figure: `unseen` are counted but not for this person's eyes."""

    indicator: Indicator
    lines: list[CaseLine]
    unseen: int
    number: int


def behind(office: Office, actor: Actor, asked: Asked, key: str, kind: str = "") -> Behind:
    """The cases that a figure counts.

    Raises:
        NotFound: there is no such figure.
    """
    if key not in BY_KEY:
        raise NotFound("没有这个指标。")
    one = BY_KEY[key]
    found = [
        case
        for case in of_place(office, asked.org, asked.on)
        if counts(one, case, asked.period.first, asked.period.last) and (not kind or case.kind == kind)
    ]
    with office.store.reading() as connection:
        rows = many_cases.listed(connection, [case.public_id for case in found[:MOST_LISTED]])
        known = cases.facts_of(connection, [row.id for row in rows])
        shown = [row for row in rows if policy.in_scope(actor, facts.load(known[row.id]))]
        titles = titles_of(office, connection, shown, "id", actor)
    lines = [
        CaseLine(row.public_id, titles[row.id], row.volume_no or row.register_no or "", status_of(row)) for row in shown
    ]
    return Behind(one, lines, len(found) - len(lines), len(found))
