"""以案定补: what a closed case earns its mediators under a scheme, and why not, where it earns nothing.

A scheme is data, made by the county for a year; nothing here is an amount of law (人民调解法 16 only says that there
is to be a suitable allowance for lost work). One dispute is paid once, however many tiers had it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import ROUND_DOWN, Decimal
from typing import Any

from mediation.case import dossier, outcome
from mediation.case.facts import Case

PERFORMED = {"full": "协议全部履行", "partial": "协议至少履行过一部分", "none": "达成协议即可"}
SPLITS = {"equal": "平均分", "presiding": "主持的多得"}
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Scheme:
    """方案: amounts in whole yuan. The defaults are the example of the worked cases, nobody's official rates.

    `oral`, `written` (by difficulty code), `by_type` (kind of dispute → difficulty code → amount, before both);
    `presiding_share` per cent of a case goes to who presided, where the split says so; `case_cap` and
    `person_year_cap` 0 for none; `unpaid` are people who draw a salary for it already.
    """

    oral: int = 30
    written: Mapping[str, int] = field(default_factory=lambda: {"1": 50, "2": 100, "3": 500, "4": 300})
    by_type: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    performed: str = "full"
    visited: bool = False
    papers: bool = False
    split: str = "equal"
    presiding_share: int = 70
    case_cap: int = 0
    person_year_cap: int = 0
    claim_days: int = 0
    publish_days: int = 5
    unpaid: tuple[str, ...] = ()


def scheme_from(values: Mapping[str, Any]) -> Scheme:
    """A stored scheme; keys that are not known are left aside."""
    known = {item.name for item in fields(Scheme)}
    found = {key: value for key, value in values.items() if key in known}
    found["unpaid"] = tuple(found.get("unpaid", ()))
    return Scheme(**found)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a case earns: `shares` person → yuan; `refusals` say what is lacking, empty where it may be claimed."""

    amount: Decimal
    shares: Mapping[str, Decimal]
    refusals: tuple[str, ...] = ()

    @property
    def eligible(self) -> bool:
        """Nothing is lacking."""
        return not self.refusals


def claim(case: Case, scheme: Scheme) -> Claim:
    """What a case earns under a scheme."""
    refusals = tuple(words for lacking, words in _conditions(case, scheme) if lacking)
    if refusals:
        return Claim(Decimal(0), {}, refusals)
    amount = rate(case, scheme)
    return Claim(amount, shares(case, scheme, amount))


def _conditions(case: Case, scheme: Scheme) -> list[tuple[bool, str]]:
    codes = outcome.national_codes(case)
    return [
        (not outcome.closed(case), "还没有结案"),
        (codes["TJJG"] != "1", "没有调解成功"),
        (codes["TJJG"] == "1" and not _performed(case, scheme), f"方案要求{PERFORMED[scheme.performed]}"),
        (scheme.visited and not case.visits, "方案要求做过回访"),
        (scheme.papers and bool(dossier.missing(case)), "方案要求卷宗齐全"),
        (codes["TJJG"] == "1" and not paid_people(case, scheme), "经办人按方案不领补贴"),
    ]


def _performed(case: Case, scheme: Scheme) -> bool:
    if scheme.performed == "none" or outcome.performed(case):
        return True
    return scheme.performed == "partial" and any(visit.status in ("全部履行", "部分履行") for visit in case.visits)


def rate(case: Case, scheme: Scheme) -> Decimal:
    """The amount of one case, by kind of dispute, form of agreement and difficulty, under the cap."""
    codes = outcome.national_codes(case)
    difficulty = codes["AJNDJB"] or "1"
    written = scheme.by_type.get(codes["JFLB"] or "", {}).get(difficulty, scheme.written.get(difficulty, 0))
    found = scheme.oral if codes.get("TJLX") == "1" else written
    return Decimal(min(found, scheme.case_cap) if scheme.case_cap else found)


def earners(case: Case) -> tuple[list[str], list[str]]:
    """Who presided and took part in the last turn, and who helped: 谁调解补助谁; who had to step back gets nothing."""
    last = case.episodes[-1] if case.episodes else None
    if last is None:
        return [], []
    mediators = [one for one in last.mediators if one not in last.recused]
    helpers = [one for one in last.co_mediators if one not in last.recused and one not in mediators]
    return mediators, helpers


def paid_people(case: Case, scheme: Scheme) -> list[str]:
    """Who is to be paid, who presided first."""
    mediators, helpers = earners(case)
    return [one for one in (*mediators, *helpers) if one not in scheme.unpaid]


def shares(case: Case, scheme: Scheme, amount: Decimal) -> dict[str, Decimal]:
    """An amount parted among those who are paid, to the cent; what cannot be parted goes to who presided."""
    people = paid_people(case, scheme)
    if not people:
        return {}
    parts = dict.fromkeys(people, Decimal(1) / len(people))
    if scheme.split == "presiding" and len(people) > 1:
        first = Decimal(scheme.presiding_share) / 100
        parts = {one: first if one == people[0] else (1 - first) / (len(people) - 1) for one in people}
    found = {one: (amount * part).quantize(CENT, ROUND_DOWN) for one, part in parts.items()}
    found[people[0]] += amount - sum(found.values(), Decimal(0))
    return found
