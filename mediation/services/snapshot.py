"""What a case offers and waits for, as the rows of the worklist, the clock and the lists: looked at before and after
a change, and the difference is written."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediation.case import facts, outcome
from mediation.case.facts import Case
from mediation.law import policy
from mediation.services import timekeeping
from mediation.services.offers import offers
from mediation.services.office import milliseconds
from mediation.store.timers import TimerRow
from mediation.store.worklist import WorkItem

if TYPE_CHECKING:
    from mediation.services.work import Work


@dataclass(slots=True)
class Snapshot:
    """What a case offers and waits for, as rows: compared before and after a change.

    `summary` is what lists say of it; what is written takes it once the change has its numbers.
    """

    items: list[WorkItem]
    timers: list[TimerRow]
    hands: dict[str, tuple[bool, bool]]
    rung: frozenset[str] = frozenset()
    calls: tuple[dict[str, Any], ...] = ()
    summary: dict[str, Any] = field(default_factory=dict)


def snapshot(work: "Work") -> Snapshot:
    """The rows that a case has in the worklist, the clock and the lists."""
    at = milliseconds(work.at)
    items = [
        item
        for task in work.tasks()
        for item in offers(task.key, task.task_id, work.case, work.models.role(task.task_id), at)
    ]
    rows, hands_now = timekeeping.rows(work), hands_in(work.case)
    return Snapshot(items, rows, hands_now, timekeeping.rung(work), calls_of(work.case))


def calls_of(case: Case) -> tuple[dict[str, Any], ...]:
    """How far its calls to departments have come, as rows; almost every case has none."""
    return tuple(
        {
            "no": call.no, "kind": call.kind, "org_id": call.org, "caller_org_id": case.orgs.get("township", case.org),
            "resolved": call.resolved, "rating": call.rating,
            **{f"{name}_at": _instant_ms(getattr(call, name)) for name in ("due", "arrived", "answered", "released")},
            "called_at": _instant_ms(call.at),
        }
        for call in case.calls
    )  # fmt: skip


def _instant_ms(text: str | None) -> int | None:
    return milliseconds(facts.instant(text)) if text else None


def summary_of(case: Case) -> dict[str, Any]:
    """The columns that lists and figures read."""
    screening = case.screening
    closed = bool(case.archived_at or case.closing)
    return {
        "tier": case.tier,
        "org_id": case.org,
        "village_id": case.orgs.get("village"),
        "township_id": case.orgs.get("township"),
        "registered_org_id": case.registered_org,
        "register_no": case.register_no,
        "volume_no": case.volume_no,
        "dispute_type": case.dispute_type,
        "source_code": case.source_code,
        "risk_color": case.risk_color,
        "confidential_level": case.confidential_level,
        "accepted_on": screening.accepted_on if screening else None,
        "deadline_on": screening.deadline_on if screening else None,
        "status": "archived" if case.archived_at else "closed" if closed else "open",
        "final_status": outcome.final_status(case) if closed else None,
        "closed_at": milliseconds(facts.instant(case.archived_at)) if case.archived_at else None,
    }


def hands_in(case: Case) -> dict[str, tuple[bool, bool]]:
    """Who had a hand in the case: named for it by more than taking it in, and whether it is still running."""
    running, named = case.archived_at is None, policy.took_part(case)
    if case.former and case.confidential_level == "normal":
        named |= set(case.former)
    owners = {one.by for one in case.entrusted}
    return {person: (person in named, running) for person in {step.actor for step in case.done} | named | owners}
