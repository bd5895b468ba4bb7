"""Use case: the figures of a place for a period, as they were known on a day; from each figure to its cases."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from mediation import clock
from mediation.case import facts
from mediation.case.as_of import as_of
from mediation.case.figures import CaseFigures, figures_of
from mediation.case.indicators import BY_KEY, INDICATORS, Indicator, counts, tally, told
from mediation.case.step import Actor
from mediation.errors import Busy, NotAllowed, NotFound
from mediation.law import policy
from mediation.services import kept_figures
from mediation.services.administering import note
from mediation.services.figure_store import FigureStore
from mediation.services.kept_figures import nothing_thrown_away
from mediation.services.office import Office, milliseconds, moment
from mediation.services.patrol_figures import figures_of_rounds
from mediation.services.periods import Period, day, period
from mediation.services.titles import titles_of
from mediation.services.worklist_page import SEEING_ROLES, status_of
from mediation.store import cases, many_cases, people, subsidies
from mediation.store.db import Connection
from mediation.store.health import look

MOST_LISTED = 300
WARM_SECONDS = 3600.0
log = logging.getLogger(__name__)


def figures_in(office: Office, connection: Connection, orgs: Sequence[str], on: str = "") -> list[CaseFigures]:
    """The figures of every case of some places, now or as they were known at the end of a day (ISO)."""
    standing = many_cases.versions(connection, orgs)
    if on and on < clock.today().isoformat():
        end = _end(on)
        past = office.figures.past(on, lambda: dict(_as_known(office, connection, end)))
        return _with_claims(connection, [(case, past[case]) for case, _ in standing if case in past], end)
    _refresh(connection, office.figures, standing)
    kept = office.figures.kept
    return _with_claims(connection, [(case, kept[case][1]) for case, _ in standing])


def warm(office: Office) -> None:
    """Read the figures of every case and write down what is new: the next start, and who asks first, need not wait."""
    if not look(office.store)["schema"]:
        return
    with office.store.reading() as connection:
        _refresh(connection, office.figures, _standing(connection))
    if office.figures.fresh:
        fresh, kept = set(office.figures.fresh), dict(office.figures.kept)
        with office.store.writing() as connection:
            kept_figures.write(connection, kept, fresh)
        office.figures.fresh -= fresh


def warm_until(office: Office, stop: threading.Event) -> None:
    """Do so every hour until `stop`, in a thread of its own: no timer waits for it."""
    troubles: tuple[type[Exception], ...] = (Busy, *office.store.failures)
    while not stop.is_set():
        try:
            warm(office)
        except troubles as trouble:
            log.error("figures: %s, trying again", type(trouble).__name__)
        stop.wait(WARM_SECONDS)


def _standing(connection: Connection) -> list[tuple[int, int]]:
    return many_cases.versions(connection, list(people.organisations(connection)))


def _refresh(connection: Connection, store: FigureStore, standing: list[tuple[int, int]]) -> None:
    """Bring what is kept of some cases to the version they stand at."""
    with nothing_thrown_away():
        if not store.kept:
            store.kept.update(kept_figures.read(connection))
        stale = [case for case, version in standing if store.kept.get(case, (-1,))[0] != version]
        versions = dict(standing)
        for case, packed in many_cases.facts(connection, stale):
            store.kept[case] = (versions[case], figures_of(facts.load(packed)))
            store.fresh.add(case)


def _end(on: str) -> datetime:
    return datetime.combine(date.fromisoformat(on) + timedelta(days=1), time(), clock.SHANGHAI)


def _with_claims(
    connection: Connection, found: list[tuple[int, CaseFigures]], before: datetime | None = None
) -> list[CaseFigures]:
    """What was claimed for the cases (以案定补), as known before an instant: it stands beside the facts."""
    claimed = subsidies.standing(connection, milliseconds(before) if before else None)
    return [_with_claim(case, *claimed[row]) if row in claimed else case for row, case in found]


def _with_claim(case: CaseFigures, cents: int, at: int) -> CaseFigures:
    values = {**case.values, "subsidized": Decimal(1), "subsidy": Decimal(cents) / 100}
    return replace(case, values=values, days={**case.days, "claimed": moment(at).date().isoformat()})


def _as_known(office: Office, connection: Connection, end: datetime) -> list[tuple[int, CaseFigures]]:
    """Every case as it was known before an instant; those of which nothing was recorded since are as they are."""
    last, kept = milliseconds(end) - 1, office.figures.kept
    known, untouched = many_cases.steps_known(connection, last), many_cases.untouched(connection, last)
    _refresh(connection, office.figures, [one for one in _standing(connection) if one[0] in untouched])
    same = [(case, kept[case][1]) for case in sorted(set(known) & untouched)]
    with nothing_thrown_away():
        touched = many_cases.facts(connection, sorted(set(known) - untouched))
        found = ((row, as_of(facts.load(packed), known[row], end)) for row, packed in touched)
        return [*same, *((row, figures_of(case)) for row, case in found if case is not None)]


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
    on = on or clock.today().isoformat()
    with office.store.reading() as connection:
        orgs = [org, *sorted(people.below(connection, org))]
        rounds = figures_of_rounds(office, connection, orgs, _end(on))
        return [*figures_in(office, connection, orgs, on), *rounds]


def values(indicators: Sequence[Indicator], found: Sequence[CaseFigures], wanted: Period) -> dict[str, Decimal | None]:
    """Every figure of these cases for a period."""
    sums = tally(found, wanted.first, wanted.last)
    return {one.key: told(one, sums) for one in indicators}


def every_value(office: Office, asked: Asked) -> dict[str, Decimal | None]:
    """Every figure of a place."""
    return values(INDICATORS, of_place(office, asked.org, asked.on), asked.period)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case behind a figure; `share` is what it adds to it."""

    case_id: str
    title: str
    number: str
    status: str
    share: str


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
        if case.public_id and counts(one, case, asked.period.first, asked.period.last)
        if not kind or case.kind == kind
    ]
    with office.store.reading() as connection:
        rows = many_cases.listed(connection, [case.public_id for case in found[:MOST_LISTED]])
        known = cases.facts_of(connection, [row.id for row in rows])
        shown = [row for row in rows if policy.in_scope(actor, facts.load(known[row.id]))]
        titles = titles_of(office, connection, shown, "id", actor)
    shares = {case.public_id: _share(one, case) for case in found}
    lines = [
        CaseLine(
            row.public_id, titles[row.id], row.volume_no or row.register_no or "", status_of(row), shares[row.public_id]
        )
        for row in shown
    ]  # fmt: skip
    return Behind(one, lines, len(found) - len(lines), len(found))


def _share(one: Indicator, case: CaseFigures) -> str:
    """What a case adds to a figure, so that anybody can add it up by hand."""
    value = case.values.get(one.figure, Decimal(0))
    if one.per:
        below = sum((case.values.get(name, Decimal(0)) for name in one.per), Decimal(0))
        return f"{value.normalize():f} ÷ {below.normalize():f}"
    return f"{value:,.2f} 元" if one.unit == "元" else f"{value.normalize():f} {one.unit}"
