"""司法确认: which agreements a court may be asked to confirm (人民调解法 33, 民事诉讼法解释 355)."""

from mediation.case.facts import Case

OWNERSHIP = frozenset({"land_ownership", "forest_ownership"})
EXCLUDED_FROM_COURT = frozenset({"status_relation"}) | OWNERSHIP


def excluded(case: Case) -> set[str]:
    """What of a case keeps it from a court's confirmation: status relations, whose land or wood it is.

    An agreement on a part leaves ownership to the government with the rest: what was agreed may be confirmed.
    """
    found = set(case.screening.special_flags) & EXCLUDED_FROM_COURT if case.screening else set()
    return found - OWNERSHIP if case.agreement is not None and case.agreement.partial else found


def may_be_confirmed(case: Case) -> bool:
    """The agreement in force is written, fit for a court, and nobody has asked for its confirmation yet."""
    agreement = case.agreement
    return agreement is not None and agreement.form == "written" and not excluded(case) and not case.confirmed_asked()
