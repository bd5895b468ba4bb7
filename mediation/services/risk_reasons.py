"""Why a case has its colour: the office's table of signs (`risk_colour.dmn`), told in words a mediator understands.

The table may only be stricter than the law's own list (`law.risk`), which the guards hold whatever it says.
"""

import logging
from collections.abc import Iterable
from typing import NamedTuple

from mediation.case.facts import Case
from mediation.case.step import Step
from mediation.errors import GuardRefused
from mediation.expressions import ExpressionFailed
from mediation.law import risk
from mediation.law.codes import RISK_COLORS
from mediation.law.guards_risk import MAY_LOWER
from mediation.services.library import Models
from mediation.services.table_facts import common

TABLE = "risk_colour"
# how much money and how many people, as one sign: a hint beside what somebody ticked
NUMBERS = "numbers"
_FIELDS = {"T_screen": "risk_color", "S1_read_calm": "risk_recheck"}
log = logging.getLogger(__name__)


class Reason(NamedTuple):
    """One sign that was met: the colour it calls for, and what it is in words."""

    color: str
    why: str


def of_case(models: Models, case: Case) -> list[Reason]:
    """What gave a case its colour at the screening and in its reports, and what its figures hint at."""
    screening = case.screening
    if screening is None:
        return []
    forecasts: list[str | None] = [report.forecast_code for report in case.reports]
    signs = _signs(screening.risk_flags, screening.special_flags, forecasts or [screening.forecast_code])
    return _gravest_first(models, case, [*signs, NUMBERS])


def heed(models: Models, case: Case, step: Step) -> None:
    """Let a step pass whose colour is not milder than the office's table says, or who may lower it chose it.

    Raises:
        GuardRefused: naming the signs.
    """
    field = _FIELDS.get(step.task)
    if field is None or step.actor.roles & MAY_LOWER:
        return
    found = _gravest_first(models, case, _signs_of(step))
    if found and risk.lower(step.get(field), found[0].color):
        why = "、".join(reason.why for reason in found if reason.color == found[0].color)
        name = RISK_COLORS[found[0].color][0]
        raise GuardRefused(
            "color", f"按本单位的风险表不能低于{name}色({why});降级须由主任、镇调解员办理。", field=field
        )


def _signs_of(step: Step) -> list[str]:
    if step.task == "S1_read_calm":
        return [sign for sign in ("weapon_observed", "alcohol") if step.get(sign)]
    return _signs(step.get("risk_flags", ()), step.get("special_flags", ()), [step.get("forecast_code")])


def _signs(flags: Iterable[str], special: Iterable[str], forecasts: Iterable[str | None]) -> list[str]:
    grave = [flag for flag in special if flag in risk.SPECIAL]
    return list(dict.fromkeys([*flags, *grave, *(f"AJYC={code}" for code in forecasts if code)]))


def _gravest_first(models: Models, case: Case, signs: Iterable[str]) -> list[Reason]:
    table = models.bundle.decisions.get(TABLE)
    if table is None:
        return []
    found: dict[Reason, None] = {}
    facts = common(case)
    for sign in signs:
        try:
            hit = table.decide({"risk_sign": sign, **facts})
        except ExpressionFailed as failure:
            log.warning("decision %s: %s", TABLE, failure)
            continue
        found |= dict.fromkeys(map(Reason, _listed(hit.get("color")), _listed(hit.get("why"))))
    known = [reason for reason in found if reason.color in risk.ORDER]
    return sorted(known, key=lambda reason: -risk.ORDER[reason.color])


def _listed(value: object) -> list[str]:
    """An output of a table that collects, or of one that an office has made to give a single row."""
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
