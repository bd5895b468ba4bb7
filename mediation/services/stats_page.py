"""Use case: the page of statistics: every figure with its definition, kinds, months, villages side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mediation.case.figures import CaseFigures
from mediation.case.indicators import BY_KEY, DAYS, INDICATORS, Indicator, total
from mediation.case.step import Actor
from mediation.law import codes
from mediation.services import statistics
from mediation.services.office import Office
from mediation.services.statistics import Asked, Period

WIDTH = 100
# what villages are compared by; people never are
SIDE_BY_SIDE = ("accepted", "mediation_counted", "first_tier_resolution", "performance_rate", "mean_days")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is read: `text` with its unit; `drills` where cases stand behind it."""

    indicator: Indicator
    text: str
    drills: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: `width` of 100; `key` is what it stands for."""

    key: str
    name: str
    text: str
    width: float


@dataclass(frozen=True, slots=True)
class StatsView:
    """The page."""

    asked: Asked
    org_name: str
    places: list[tuple[str, str]]
    heads: list[Figure]
    groups: list[tuple[str, list[Figure]]]
    kinds: list[Bar]
    tiers: list[Bar]
    months: list[Bar]
    villages: list[tuple[str, str, list[str]]]
    village_heads: list[str]


HEADS = ("mediation_counted", "success", "first_tier_rate", "performance_rate")
_TIERS = (("success_group", "社/组/院"), ("success_village", "村"), ("success_township", "镇"))


def view_stats(office: Office, actor: Actor, org: str = "", code: str = "", on: str = "") -> StatsView:
    """The figures of a place for a period as known on a day.

    Raises:
        NotAllowed, NotFound, PeriodWrong.
    """
    asked = statistics.asked_of(office, actor, org, code, on)
    found = statistics.of_place(office, asked.org, asked.on)
    figures = {one.key: _figure(one, total(one, found, asked.period.first, asked.period.last)) for one in INDICATORS}
    groups: dict[str, list[Figure]] = {}
    for figure in figures.values():
        groups.setdefault(figure.indicator.group, []).append(figure)
    places = statistics.places(office, actor)
    return StatsView(
        asked, places[asked.org], list(places.items()), [figures[key] for key in HEADS], list(groups.items()),
        _kinds(found, asked.period), _tiers(found, asked.period), _months(found, asked.period, asked.on),
        _villages(office, asked, found), [BY_KEY[key].name for key in SIDE_BY_SIDE],
    )  # fmt: skip


def _figure(one: Indicator, value: Decimal | None) -> Figure:
    return Figure(one, in_words(one, value), bool(value) and not one.per, DAYS[one.day])


def in_words(one: Indicator, value: Decimal | None) -> str:
    """A figure with its unit; a rate of nothing is a dash."""
    if value is None:
        return "—"
    if one.unit == "元":
        return f"{value:,.2f} 元"
    return f"{value.normalize():f} {one.unit}" if not one.per else f"{value:.1f} {one.unit}"


def _bars(rows: Sequence[tuple[str, str, Decimal]]) -> list[Bar]:
    most = max((value for _, _, value in rows), default=Decimal(0))
    return [
        Bar(key, name, f"{value.normalize():f}", round(float(value / most) * WIDTH, 1) if most else 0.0)
        for key, name, value in rows
    ]


def _sum(key: str, found: Sequence[CaseFigures], wanted: Period) -> Decimal:
    return total(BY_KEY[key], found, wanted.first, wanted.last) or Decimal(0)


def _kinds(found: Sequence[CaseFigures], wanted: Period) -> list[Bar]:
    by_kind = {code: [case for case in found if case.kind == code] for code in codes.DISPUTE_TYPES}
    rows = [(code, codes.DISPUTE_TYPES[code], _sum("accepted", some, wanted)) for code, some in by_kind.items()]
    return _bars(sorted((row for row in rows if row[2]), key=lambda row: -row[2]))


def _tiers(found: Sequence[CaseFigures], wanted: Period) -> list[Bar]:
    return _bars([(key, name, _sum(key, found, wanted)) for key, name in _TIERS])


def _months(found: Sequence[CaseFigures], wanted: Period, on: str) -> list[Bar]:
    year, first, last = wanted.first[:4], int(wanted.first[5:7]), int(wanted.last[5:7])
    months = [statistics.period(f"{year}-{month:02d}") for month in range(first, last + 1)]
    begun = [one for one in months if one.first <= on]
    return _bars([(one.code, f"{int(one.code[5:])} 月", _sum("registered", found, one)) for one in begun])


def _villages(office: Office, asked: Asked, found: Sequence[CaseFigures]) -> list[tuple[str, str, list[str]]]:
    """The places below, side by side in the order of their names: nobody is ranked."""
    rows = []
    for org in statistics.below(office, asked.org):
        own = [case for case in found if org in case.orgs]
        told = statistics.values([BY_KEY[key] for key in SIDE_BY_SIDE], own, asked.period)
        words = [in_words(BY_KEY[key], told[key]) for key in SIDE_BY_SIDE]
        rows.append((org, office.directory().org_name(org), words))
    return rows
