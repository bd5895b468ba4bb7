"""司法确认: which agreements a court may be asked to confirm (人民调解法 33, 民事诉讼法解释 355)."""

from mediation.case.facts import Agreement, Case

OWNERSHIP = frozenset({"land_ownership", "forest_ownership"})
EXCLUDED_FROM_COURT = frozenset({"status_relation"}) | OWNERSHIP


def excluded(case: Case) -> set[str]:
    """What of a case keeps it from a court's confirmation: status relations, whose land or wood it is.

    An agreement on a part leaves ownership to the government with the rest: what was agreed may be confirmed.
    """
    found = set(case.screening.special_flags) & EXCLUDED_FROM_COURT if case.screening else set()
    return found - OWNERSHIP if case.agreement is not None and case.agreement.partial else found


def awaited(case: Case) -> bool:
    """A court was asked and has not ruled yet, whatever was changed in the meantime."""
    asked = case.confirmation
    return asked is not None and asked.applied_on is not None and asked.ruling is None


def spoken_of(case: Case, applied_on: str | None) -> int:
    """Which agreement an application of a day is for, counted from one: the one it was first noted for.

    A court that was asked before the agreement was changed rules on what it was asked (人民调解法 33); its window
    is that agreement's. Any other application is for the agreement now in force.
    """
    asked = case.confirmation
    if asked is not None and awaited(case) and applied_on in (None, "", asked.applied_on):
        return asked.of
    return len(case.agreements)


def at_court(case: Case, applied_on: str | None) -> Agreement | None:
    """That agreement itself; None where nothing is agreed."""
    return case.agreements[spoken_of(case, applied_on) - 1] if case.agreements else None


def may_be_confirmed(case: Case) -> bool:
    """The agreement in force is written, fit for a court, and nobody has asked for its confirmation yet."""
    agreement = case.agreement
    return agreement is not None and agreement.form == "written" and not excluded(case) and not case.confirmed_asked()
