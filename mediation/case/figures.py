"""What one case adds to the statistics: its figures, the days they count on, and where. All from the facts.

Every figure counts in the period of one of three days: `registered`, `result` (agreement in force, or mediation
ended without one) and `closed` (the closing reviewed).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mediation.case import outcome
from mediation.case.facts import Case, instant, money


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """The figures of one case. `days` gives the ISO day of `registered`, `result`, `closed`; empty where not come."""

    public_id: str
    org: str
    orgs: frozenset[str]
    tier: str
    kind: str
    source: str
    days: dict[str, str]
    values: dict[str, Decimal]
    restricted: bool


def figures_of(case: Case) -> CaseFigures:
    """The figures of a case as its facts stand."""
    codes = outcome.national_codes(case)
    days = {"registered": _day(case.done[0].at), "result": _result_day(case), "closed": _closed_day(case)}
    return CaseFigures(
        case.id, case.seal_org, frozenset({case.org, case.seal_org, *case.orgs.values()}), case.tier,
        case.dispute_type or "", case.source_code or "", days, _values(case, codes, days),
        case.confidential_level != "normal",
    )  # fmt: skip


def _values(case: Case, codes: dict[str, str | None], days: dict[str, str]) -> dict[str, Decimal]:
    stats = outcome.stats(case)
    found = {name: Decimal(value) for name, value in stats.items() if isinstance(value, int) and value}
    found["amount"] = money(stats["amount"])
    for name, holds in _flags(case, codes).items():
        if holds:
            found[name] = Decimal(1)
    found["days"] = _between(case, days)
    for row in case.closing.prevention if case.closing else []:
        people = f"prevention_people_{row.get('kind')}"
        found[people] = found.get(people, Decimal(0)) + int(row.get("people") or 0)
    found["visits"], found["visits_planned"] = Decimal(len(case.visits)), Decimal(len(case.visits) + len(case.planned))
    found["whistle_due"] = Decimal(sum(one.due for one in case.whistles))
    found["whistle_on_time_"] = Decimal(sum(one.on_time for one in case.whistles))
    found["escalated"], found["returned"] = Decimal(len(case.escalations)), Decimal(case.returns)
    return {name: value for name, value in found.items() if value}


def _flags(case: Case, codes: dict[str, str | None]) -> dict[str, bool]:
    success = codes["TJJG"] == "1"
    ended = case.screening.deadline_on if case.screening else None
    result = _result_day(case)
    return {
        "accepted": outcome.accepted(case),
        "performed": codes["XYLXQK"] == "1",
        "sued": codes["XYLXQK"] == "3",
        "upheld": codes["XYLXQK"] == "4",
        "overdue": bool(ended and result and result > ended),
        "refused": outcome.standing(case) == "terminated_refused",
        "withdrawn": outcome.standing(case) == "withdrawn_reconciled",
        "handed_off": outcome.standing(case) == "handed_off",
        "success_group": success and case.tier == "group",
        "success_village": success and case.tier == "village",
        "success_township": success and case.tier == "township",
        "red": "red" in case.colors,
    }


def _between(case: Case, days: dict[str, str]) -> Decimal:
    """Days from acceptance to the result; 0 where either is missing."""
    since = case.screening.accepted_on if case.screening else None
    if not since or not days["result"]:
        return Decimal(0)
    return Decimal((date.fromisoformat(days["result"]) - date.fromisoformat(since)).days)


def _result_day(case: Case) -> str:
    if case.agreements:
        return case.agreements[0].effective_on
    ended: list[Any] = [one for one in case.terminations if one.scope == "full"]
    return _day(ended[-1].at) if ended else ""


def _closed_day(case: Case) -> str:
    closing = [step for step in case.done if step.task in ("C_close", "T_reject_notice")]
    return _day(closing[-1].at) if closing else ""


def _day(at: str) -> str:
    return instant(at).date().isoformat()
