"""Writes what a step says into the case's facts. One function per task; nothing is checked here (guards did)."""

from collections import Counter
from collections.abc import Callable

from mediation.case import record_closing, record_follow_up, record_intake, record_steps
from mediation.case.facts import Case, Done, Plan
from mediation.case.step import Step

_RECORDERS: dict[str, Callable[[Case, Step], None]] = {
    **record_intake.RECORDERS,
    **record_steps.RECORDERS,
    **record_follow_up.RECORDERS,
    **record_closing.RECORDERS,
}

# What a step must say to be noted at all, whatever an office's own form leaves out.
_SAID: dict[str, tuple[str, ...]] = {
    "T_screen": ("decision",),
    "T_consent": ("parties",),
    "S1_read_calm": ("decision",),
    "S2_lay_talk": ("decision",),
    "S3_mediate_yield": ("outcome",),
    "A_oral": ("terms", "seal_org"),
    "A_written": ("terms", "seal_org"),
    "A_amend": ("terms", "seal_org"),
    "X_escalate": ("to_tier", "trigger"),
    "T_terminate": ("scope", "reason_code"),
    "H_handoff": ("kind",),
    "E_report": ("risk_color", "forecast_code"),
    "F_visit": ("performance_status", "action"),
    "F_supervise": ("grace_until",),
    "C_correct": ("corrected",),
}


def lacking(step: Step) -> list[str]:
    """What a step does not say and must."""
    return [name for name in _SAID.get(step.task, ()) if step.get(name) in (None, "", [])]


def record(case: Case, step: Step) -> None:
    """Note a submitted task; a task an office has added of its own changes only the path."""
    case.done.append(Done(step.task, step.tier, step.org, step.actor.id, step.at.isoformat()))
    recorder = _RECORDERS.get(step.task)
    if recorder is not None:
        recorder(case, step)
    if case.mending:
        record_closing.settle_mending(case, step)
    _note_plans(case)


def _note_plans(case: Case) -> None:
    """Keep which visits were planned when: what is planned now goes, and the figures of a past day ask for it."""
    number, waiting = len(case.done), Counter(case.planned)
    for plan in case.plans:
        if not plan.until and waiting[plan.on]:
            waiting[plan.on] -= 1
        elif not plan.until:
            plan.until = number
    case.plans += [Plan(on, number) for on in waiting.elements()]
