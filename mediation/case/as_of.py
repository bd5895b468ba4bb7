"""A case as it was known at a past moment: what its first so many recorded steps had made of it.

Figures of a past date rest on this: what was recorded later does not change them, whenever it happened.
"""

from copy import copy
from datetime import datetime

from mediation.case.facts import Case, HandOff, instant
from mediation.law.codes import AGREEMENTS


def as_of(case: Case, steps: int, at: datetime) -> Case | None:
    """The case after its first `steps` recorded steps, events until `at` among them; None before it was registered."""
    if steps <= 0:
        return None
    if steps >= len(case.done):
        whole = copy(case)
        whole.raised = [one for one in case.raised if instant(one.at) <= at]
        whole.handoffs = _handed(case, len(case.handoffs), at)
        return whole
    then = copy(case)
    then.done = case.done[:steps]
    tasks = [step.task for step in then.done]
    then.screening = case.screening if "T_screen" in tasks else None
    then.agreements = case.agreements[: sum(tasks.count(task) for task in AGREEMENTS)]
    then.smoothed = case.smoothed[: tasks.count("S4_smooth_praise")]
    then.visits = case.visits[: tasks.count("F_visit")]
    then.planned = [plan.on for plan in case.plans if plan.since <= steps and not 0 < plan.until <= steps]
    then.terminations = case.terminations[: tasks.count("T_terminate")]
    then.reports = case.reports[: tasks.count("E_report")]
    if then.reports != case.reports:
        seen = [then.screening.risk_color] if then.screening else []
        then.colors = [*seen, *(report.risk_color for report in then.reports)]
    then.handoffs = _handed(case, tasks.count("H_handoff"), at)
    then.whistles = case.whistles[: tasks.count("E_whistle")]
    asked = [*case.confirmed_before, *([case.confirmation] if case.confirmation else [])][: tasks.count("J_confirm")]
    then.confirmed_before, then.confirmation = asked[:-1], next(reversed(asked), None)
    then.raised = [one for one in case.raised if instant(one.at) <= at]
    then.closing = case.closing if "C_close" in tasks else None
    then.archived_at = case.archived_at if "C_archive" in tasks else None
    _ladder(case, then, tasks)
    # a step says which tier had the case when it was taken: the next one, where it had come to
    then.tier, then.org = case.done[steps].tier, case.done[steps].org
    return then


def _ladder(case: Case, then: Case, tasks: list[str]) -> None:
    """The tiers' turns with the case until then, and the requests that were answered."""
    accepted, returned = tasks.count("X_accept"), tasks.count("X_return")
    then.returns = returned
    then.escalations = []
    for number, asked in enumerate(case.escalations[: tasks.count("X_escalate")]):
        known = copy(asked)
        if number >= accepted + returned:
            known.accepted = None
        then.escalations.append(known)
    moves = [number for number, one in enumerate(case.episodes) if one.how in ("accepted", "returned")]
    then.episodes = case.episodes[: ([*moves, len(case.episodes)])[accepted + returned]]


def _handed(case: Case, number: int, at: datetime) -> list[HandOff]:
    """The first so many hand-overs with what the other side had said by an instant: it says so between steps."""
    found = []
    for one in case.handoffs[:number]:
        call = next((call for call in case.calls if call.kind == "handoff" and call.at == one.at), None)
        known = copy(one)
        if call is not None and call.arrived and instant(call.arrived) > at:
            known.signed = False
        if call is not None and call.answered and instant(call.answered) > at:
            known.resolved = None
        found.append(known)
    return found
