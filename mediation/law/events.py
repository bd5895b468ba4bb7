"""Which case events may come when (案件事件), apart from who may raise them. The diagrams only carry them out."""

from mediation.case.facts import Case

LONG_OVER = ("C_close", "C_archive")


def _risk_raised(case: Case) -> bool:
    return case.screening is not None and case.screening.decision != "reject"


def _confirmation_requested(case: Case) -> bool:
    agreement = case.agreement
    return agreement is not None and agreement.form == "written" and case.confirmation is None


def _extension_requested(case: Case) -> bool:
    accepted = case.screening is not None and case.screening.deadline_on is not None
    return accepted and case.agreement is None and case.extended is None and not case.terminations


def _help_requested(case: Case) -> bool:
    return any(report.risk_color == "red" for report in case.reports) and "township" in case.orgs


_POSSIBLE = {
    "risk_raised": _risk_raised,
    "confirmation_requested": _confirmation_requested,
    "extension_requested": _extension_requested,
    "help_requested": _help_requested,
}


def possible(event: str, case: Case) -> bool:
    """Whether an event that starts a process of its own may be raised now; unknown events may not."""
    asked = _POSSIBLE.get(event)
    over = any(step.task in LONG_OVER for step in case.done)
    return asked is not None and not over and asked(case)
