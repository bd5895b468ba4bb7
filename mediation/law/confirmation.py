"""司法确认: which agreements a court may be asked to confirm, each within its own window (人民调解法 33).

The rest of a partial agreement may be agreed later: two agreements hold then, side by side, each with its own day of
effect. A changed agreement stands in the place of all that were before it (民事诉讼法解释 355: what is left out).
"""

from datetime import date

from mediation.case.facts import Agreement, Case, Clock, Confirmation
from mediation.case.step import Settings
from mediation.law import deadlines

OWNERSHIP = frozenset({"land_ownership", "forest_ownership"})
EXCLUDED_FROM_COURT = frozenset({"status_relation"}) | OWNERSHIP
VALID = "裁定有效"
WINDOW, WARNING = "judicial_confirm_window", "judicial_confirm_warn"


def standing(case: Case) -> list[int]:
    """The agreements that now hold, counted from one, the newest first."""
    found = []
    for number in range(len(case.agreements), 0, -1):
        found.append(number)
        if case.agreements[number - 1].basis is not None:
            break
    return found


def excluded(case: Case, agreement: Agreement) -> set[str]:
    """What of a case keeps an agreement from a court's confirmation: status relations, whose land or wood it is.

    An agreement on a part leaves ownership to the government with the rest: what was agreed may be confirmed.
    """
    found = set(case.screening.special_flags) & EXCLUDED_FROM_COURT if case.screening else set()
    return found - OWNERSHIP if agreement.partial else found


def applications(case: Case) -> list[Confirmation]:
    """What was said of applications to a court, in order; each may have been said of several times."""
    said = [*case.confirmed_before, *([case.confirmation] if case.confirmation else [])]
    return [one for one in said if one.applied_on is not None]


def asked(case: Case, number: int) -> bool:
    """Whether a court was asked to confirm that agreement."""
    return any(one.of == number for one in applications(case))


def awaited(case: Case) -> list[Confirmation]:
    """The applications that a court has not ruled on yet, whatever was changed in the meantime."""
    return [one for one in {one.of: one for one in applications(case)}.values() if one.ruling is None]


def unasked(case: Case) -> list[int]:
    """The agreements that hold, are written, and that no court was asked to confirm yet, the newest first."""
    return [
        number for number in standing(case) if case.agreements[number - 1].form == "written" and not asked(case, number)
    ]


def confirmable(case: Case) -> list[int]:
    """Those of them that a court may confirm: their windows are watched."""
    return [number for number in unasked(case) if not excluded(case, case.agreements[number - 1])]


def to_be_asked(case: Case) -> list[int]:
    """Those of them whose window has not closed, as far as it was watched."""
    closed = {of_clock(clock) for clock in case.clocks if clock.rung and clock.name == WINDOW}
    return [number for number in unasked(case) if number not in closed]


def of_clock(clock: Clock) -> int:
    """Which agreement a window, or a word that it closes, is about; 0 for any other term."""
    number = clock.about.partition(":")[0]
    return int(number) if clock.name in (WINDOW, WARNING) and number.isdecimal() else 0


def in_hand(case: Case) -> list[int]:
    """The agreements an application is to be noted for, or is under way for: each may have its own step open."""
    return sorted({*to_be_asked(case), *(one.of for one in awaited(case))})


def ruled_valid(case: Case) -> bool:
    """Whether a court has found an agreement valid that still holds."""
    return any(one.ruling == VALID and one.of in standing(case) for one in applications(case))


def window(agreement: Agreement, settings: Settings) -> deadlines.Deadline:
    """Until when both may ask a court to confirm an agreement."""
    return deadlines.judicial_confirm_window(date.fromisoformat(agreement.effective_on), settings)


def spoken_of(case: Case, applied_on: str | None, chosen: str | None, settings: Settings) -> int:
    """Which agreement an application is for, counted from one: the one `chosen`, else the one it was first noted for.

    A court that was asked before the agreement was changed rules on what it was asked; its window is that agreement's.
    Where nobody said which, an application belongs to the newest that holds, was not asked for, and whose window the
    day lies in.
    """
    if chosen and chosen.isdecimal() and 0 < int(chosen) <= len(case.agreements):
        return int(chosen)
    for one in reversed(awaited(case)):
        if applied_on in (None, "", one.applied_on):
            return one.of
    open_ones = unasked(case)
    fitting = [number for number in open_ones if _in_window(case.agreements[number - 1], applied_on, settings)]
    return next(iter([*fitting, *open_ones]), len(case.agreements))


def _in_window(agreement: Agreement, applied_on: str | None, settings: Settings) -> bool:
    last = window(agreement, settings).last_day.isoformat()
    return not applied_on or agreement.effective_on <= applied_on <= last
