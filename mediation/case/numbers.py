"""Which serial numbers a step takes, and where they go (领域: 登记号, 人调字卷号, 终止号, 不受号)."""

from dataclasses import dataclass
from typing import Any

from mediation.case import outcome
from mediation.case.facts import Case
from mediation.case.step import Step
from mediation.law import numbering


@dataclass(frozen=True, slots=True)
class NumberWanted:
    """A number of `kind` (register | volume | termination | rejection) from the series of `org` in `year`."""

    kind: str
    org: str
    year: int


def _year(case: Case) -> int:
    accepted = case.screening.accepted_on if case.screening else None
    return int((accepted or case.apply_at or "")[:4])


def wanted(case: Case, step: Step) -> list[NumberWanted]:
    """The numbers this recorded step needs that the case does not have yet."""
    kind = {"T_register": "register", "T_reject_notice": "rejection", "T_terminate": "termination"}.get(step.task)
    if kind == "register":
        org = case.orgs["village"] if case.registered_tier == "group" else case.registered_org
        return [NumberWanted("register", org, _year(case))]
    if kind is not None:
        return [NumberWanted(kind, case.seal_org, _year(case))]
    agreeing = step.task in ("A_oral", "A_written", "A_amend")
    counted = step.task == "C_archive" and outcome.national_codes(case)["TJJG"] is not None
    if (agreeing or counted) and case.volume_no is None:
        return [NumberWanted("volume", case.seal_org, _year(case))]
    return []


def give(case: Case, values: dict[str, Any], kind: str, text: str) -> None:
    """Put a number that was taken where it belongs, in the facts and in the step's computed values."""
    if kind == "register":
        case.register_no = values["register_no"] = text
    elif kind == "volume":
        case.volume_no = text
    elif kind == "termination":
        case.terminations[-1].notice_no = values["notice_no"] = text
    else:
        values["notice_no"] = text


def settle(case: Case, step: Step, values: dict[str, Any]) -> None:
    """Fill in the numbers that follow from the ones the case has."""
    if step.task in ("A_oral", "A_written", "A_amend") and case.agreement is not None:
        number = numbering.amended(case.volume_no or "", len(case.agreements))
        case.agreement.no = values["agreement_no"] = number
    if step.task == "C_archive":
        counted = outcome.national_codes(case)["TJJG"] is not None
        values["volume_no"] = case.volume_no if counted else case.register_no
