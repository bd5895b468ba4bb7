"""What one case adds to the statistics: its figures, the days they count on, and where. All from the facts.

Every figure counts in the period of one of three days: `registered`, `result` (agreement in force, or mediation
ended without one) and `closed` (the closing reviewed).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mediation.case import outcome
from mediation.case.facts import Case, instant, money

Pairs = Iterator[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """The figures of one case. `days` gives ISO days by their key; what has not come is empty or not there."""

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
    if stats["mediation_counted"]:
        found["days"] = _between(case, days)
    for row in case.closing.prevention if case.closing else []:
        people = f"prevention_people_{row.get('kind')}"
        found[people] = found.get(people, Decimal(0)) + int(row.get("people") or 0)
    found["visits"], found["visits_planned"] = Decimal(len(case.visits)), Decimal(len(case.visits) + len(case.planned))
    found["whistle_due"] = Decimal(sum(one.due for one in case.whistles))
    found["whistle_on_time_"] = Decimal(sum(one.on_time for one in case.whistles))
    found["escalated"], found["returned"] = Decimal(_asked_up(case)), Decimal(case.returns)
    for name, value in (*_marks(case), *_calls(case), *_red(case), *_reviews(case)):
        found[name] = Decimal(value)
    return {name: value for name, value in found.items() if value}


def _asked_up(case: Case) -> int:
    """How often the tier above was asked, also where the question had lost its object before it was answered."""
    return sum(step.task == "X_escalate" for step in case.done)


def _marks(case: Case) -> Pairs:
    """What the parties said of the mediation, of the four steps and at each visit."""
    said = [mark for marks in (*case.smoothed, *(visit.satisfaction for visit in case.visits)) for mark in marks]
    yield "marks", len(said)
    yield "marks_good", sum(mark != "不满意" for mark in said)
    yield "marks_bad", sum(mark == "不满意" for mark in said)


def _calls(case: Case) -> Pairs:
    """一事一考: each department whistled for and each hand-over is a call."""
    handed = [one for one in case.handoffs if one.kind == "transfer"]
    called = [call for whistle in case.whistles for call in whistle.calls]
    arrived = sum(bool(arrival) for _, arrival in called)
    yield "calls", len(handed) + len(called)
    yield "calls_answered", sum(one.signed for one in handed) + arrived
    # a whistle is submitted only once it is settled on the spot
    yield "calls_resolved", sum(one.resolved is True for one in handed) + arrived
    yield "whistles", len(case.whistles)


def _red(case: Case) -> Pairs:
    """Minutes from the moment a danger was known (screening, or the button) to its report."""
    known = [one.at for one in case.raised if one.name == "risk_raised"]
    if case.screening and case.screening.risk_color == "red":
        known += [step.at for step in case.done if step.task == "T_screen"]
    red = [report for report in case.reports if report.risk_color == "red"]
    spans = []
    for report in red:
        before = [instant(at) for at in known if instant(at) <= instant(report.at)]
        if before:
            spans.append(int((instant(report.at) - max(before)).total_seconds() // 60))
    yield "red_reports", len(spans)
    yield "red_minutes", sum(spans)


def _reviews(case: Case) -> Pairs:
    """The closing reviewed; and whether it was fit without being sent back."""
    reviewed = any(step.task == "C_close" for step in case.done)
    yield "reviewed", int(reviewed)
    yield "fit_at_once", int(reviewed and not any(one.name == "sent_back" for one in case.raised))


def _flags(case: Case, codes: dict[str, str | None]) -> dict[str, bool]:
    success = codes["TJJG"] == "1"
    ended = case.screening.deadline_on if case.screening else None
    result, standing = _result_day(case), outcome.standing(case)
    late = bool(ended and result and result > ended)
    return {
        "accepted": outcome.accepted(case),
        "performed": codes["XYLXQK"] == "1",
        "sued": codes["XYLXQK"] == "3",
        "upheld": codes["XYLXQK"] == "4",
        "overdue": late,
        "overdue_mediated": late and bool(outcome.stats(case)["mediation_counted"]),
        "refused": standing == "terminated_refused",
        "withdrawn": standing == "withdrawn_reconciled",
        "handed_off": standing == "handed_off",
        "success_group": success and case.tier == "group",
        "success_village": success and case.tier == "village",
        "success_township": success and case.tier == "township",
        "red": "red" in case.colors,
        "asked_up": bool(_asked_up(case)),
        "sent_down": case.returns > 0,
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
