"""Use case: the page of statistics: every figure with its definition, kinds, months, villages side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mediation.case.figures import CaseFigures
from mediation.case.indicators import BY_KEY, DAYS, INDICATORS, Indicator
from mediation.case.step import Actor
from mediation.law import codes
from mediation.services import statistics
from mediation.services.office import Office
from mediation.services.periods import Period, before, months
from mediation.services.statistics import Asked

WIDTH = 100
# what villages are compared by; people never are
SIDE_BY_SIDE = (
    "accepted", "mediation_counted", "first_tier_rate", "performance_rate", "satisfied_rate", "overdue_rate",
    "mean_days",
)  # fmt: skip
HEADS = (
    "mediation_counted", "success", "first_tier_rate", "performance_rate", "satisfied_rate", "overdue_rate",
    "answer_rate", "red_minutes",
)  # fmt: skip
TALL = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is read: `text` with its unit; `drills` where cases stand behind it."""

    indicator: Indicator
    text: str
    drills: bool
    basis: str

    @property
    def rounds(self) -> bool:
        """Rounds and clues stand behind it, no cases."""
        return self.indicator.day == "walked"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: `width` of 100; `key` is what it stands for."""

    key: str
    name: str
    text: str
    width: float


@dataclass(frozen=True, slots=True)
class Head:
    """A figure that one looks at first, and what it was in the period before."""

    figure: Figure
    earlier: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month in the chart: `taken_in` and `settled` with the heights of their columns."""

    code: str
    name: str
    taken_in: str
    settled: str
    heights: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole, as a strip: it begins at `begin` of 100 and is `width` long."""

    key: str
    name: str
    text: str
    begin: float
    width: float


@dataclass(frozen=True, slots=True)
class StatsView:
    """The page."""

    asked: Asked
    org_name: str
    places: list[tuple[str, str]]
    heads: list[Head]
    groups: list[tuple[str, list[Figure]]]
    kinds: list[Bar]
    tiers: list[Bar]
    months: list[Month]
    strips: list[tuple[str, str, list[Part]]]
    villages: list[tuple[str, str, list[str]]]
    village_heads: list[str]


_TIERS = (("success_group", "社/组/院"), ("success_village", "村"), ("success_township", "镇"))


def view_stats(office: Office, actor: Actor, org: str = "", code: str = "", on: str = "") -> StatsView:
    """The figures of a place for a period as known on a day.

    Raises:
        NotAllowed, NotFound, PeriodWrong.
    """
    asked = statistics.asked_of(office, actor, org, code, on)
    found = statistics.of_place(office, asked.org, asked.on)
    told = statistics.values(INDICATORS, found, asked.period)
    figures = {one.key: _figure(one, told[one.key]) for one in INDICATORS}
    groups: dict[str, list[Figure]] = {}
    for figure in figures.values():
        groups.setdefault(figure.indicator.group, []).append(figure)
    places = statistics.places(office, actor)
    return StatsView(
        asked, places[asked.org], list(places.items()), _heads(figures, found, asked.period), list(groups.items()),
        _kinds(found, asked.period), _tiers(told), _months(found, asked.period, asked.on),
        _strips(told), _villages(office, asked, found), [BY_KEY[key].name for key in SIDE_BY_SIDE],
    )  # fmt: skip


def _heads(figures: Mapping[str, Figure], found: Sequence[CaseFigures], wanted: Period) -> list[Head]:
    earlier = before(wanted)
    told = statistics.values([BY_KEY[key] for key in HEADS], found, earlier) if earlier else {}
    return [
        Head(figures[key], f"{earlier.name} {in_words(BY_KEY[key], told[key])}" if earlier else "") for key in HEADS
    ]


def _strips(told: Mapping[str, Decimal | None]) -> list[tuple[str, str, list[Part]]]:
    """What agreements came to, and what people said, as parts of a whole."""
    done, agreed = told["performed"] or Decimal(0), told["success"] or Decimal(0)
    confirmed = min(told["judicial_confirm"] or Decimal(0), agreed - done)
    bad, marks = told["marks_bad"] or Decimal(0), told["marks"] or Decimal(0)
    return [
        ("协议履行", "调解成功的案件。", _parts(
            [("performed", "已履行", done), ("judicial_confirm", "没有履行完,法院确认过", confirmed),
             ("", "其他", agreed - done - confirmed)])),
        ("当事人评价", "当事人自己说的,没有表态的不算。", _parts(
            [("marks", "满意和基本满意", marks - bad), ("marks_bad", "不满意", bad)])),
    ]  # fmt: skip


def _parts(rows: Sequence[tuple[str, str, Decimal]]) -> list[Part]:
    whole, begin, found = sum((value for _, _, value in rows), Decimal(0)), 0.0, list[Part]()
    for key, name, value in rows if whole else ():
        width = round(float(value / whole) * WIDTH, 1)
        found.append(Part(key, name, f"{value.normalize():f}", begin, width))
        begin += width
    return found


def _figure(one: Indicator, value: Decimal | None) -> Figure:
    leads = value is not None if one.per else bool(value)
    return Figure(one, in_words(one, value), leads, DAYS[one.day].partition("(")[0])


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
    return statistics.values([BY_KEY[key]], found, wanted)[key] or Decimal(0)


def _kinds(found: Sequence[CaseFigures], wanted: Period) -> list[Bar]:
    by_kind: dict[str, list[CaseFigures]] = {code: [] for code in codes.DISPUTE_TYPES}
    for case in found:
        by_kind.setdefault(case.kind, []).append(case)
    rows = [(code, words, _sum("accepted", by_kind[code], wanted)) for code, words in codes.DISPUTE_TYPES.items()]
    return _bars(sorted((row for row in rows if row[2]), key=lambda row: -row[2]))


def _tiers(told: Mapping[str, Decimal | None]) -> list[Bar]:
    return _bars([(key, name, told[key] or Decimal(0)) for key, name in _TIERS])


def _months(found: Sequence[CaseFigures], wanted: Period, on: str) -> list[Month]:
    begun = {one.code: one for one in months(wanted) if one.first <= on}
    counted = {code: [Decimal(0), Decimal(0)] for code in begun}
    for case in found:
        for place, (day, figure) in enumerate((("registered", "registered"), ("result", "success"))):
            code = case.days.get(day, "")[:7]
            if code in counted:
                counted[code][place] += case.values.get(figure, Decimal(0))
    most = max((value for some in counted.values() for value in some), default=Decimal(0)) or Decimal(1)
    return [
        Month(
            code, f"{int(code[5:])} 月", f"{taken:f}", f"{settled:f}",
            (round(float(taken / most) * TALL, 1), round(float(settled / most) * TALL, 1)),
        )
        for code, (taken, settled) in counted.items()
    ]  # fmt: skip


def _villages(office: Office, asked: Asked, found: Sequence[CaseFigures]) -> list[tuple[str, str, list[str]]]:
    """The places below, side by side in the order of their names: nobody is ranked."""
    rows = []
    for org in statistics.below(office, asked.org):
        own = [case for case in found if org in case.orgs]
        told = statistics.values([BY_KEY[key] for key in SIDE_BY_SIDE], own, asked.period)
        words = [in_words(BY_KEY[key], told[key]) for key in SIDE_BY_SIDE]
        rows.append((org, office.directory().org_name(org), words))
    return rows
