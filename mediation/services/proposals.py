"""What a form opens with: the office's decision tables first, else the usual practice of `law.suggestions`."""

import logging
from collections.abc import Callable
from typing import Any

from mediation.case.facts import Case, money
from mediation.case.step import Step
from mediation.expressions import ExpressionFailed
from mediation.law import follow_up, suggestions
from mediation.services.library import Models
from mediation.services.table_facts import common

log = logging.getLogger(__name__)


def _visit_inputs(case: Case) -> dict[str, Any]:
    agreement = case.agreement
    if agreement is None:
        return {}
    return {
        **common(case),
        "periodic": agreement.periodic,
        "days_to_last_due": follow_up.days_to_last_due(agreement),
        "grave": follow_up.grave(case),
    }


def _visit_days(case: Case, decided: dict[str, Any]) -> dict[str, Any]:
    agreement, plan = case.agreement, decided.get("visit") or []
    days = follow_up.days(agreement, plan) if agreement is not None else []
    return {"followup_plan": [day.isoformat() for day in days]} if days else {}


def retention_inputs(case: Case) -> dict[str, Any]:
    """What the table of retention is told: the greater of what was claimed and what was agreed."""
    agreement = case.agreement
    worth = max(money(case.amount_claimed), money(agreement.total_amount if agreement else None))
    written = agreement is not None and agreement.form == "written"
    return {**common(case), "amount": float(worth), "written": written}


def _as_decided(case: Case, decided: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in decided.items() if value is not None}


Inputs = Callable[[Case], dict[str, Any]]
Outputs = Callable[[Case, dict[str, Any]], dict[str, Any]]
_DECISIONS: dict[str, tuple[str, Inputs, Outputs]] = {
    "T_screen": ("entry_tier", common, _as_decided),
    "S4_smooth_praise": ("follow_up_plan", _visit_inputs, _visit_days),
    "C_archive": ("retention", retention_inputs, _as_decided),
}


def for_task(models: Models, case: Case, step: Step) -> dict[str, Any]:
    """The proposals for a task's form, by field key; a table that fails is passed over, not in anybody's way."""
    return {**suggestions.for_task(case, step), **_decided(models, case, step.task)}


def _decided(models: Models, case: Case, task: str) -> dict[str, Any]:
    if task not in _DECISIONS:
        return {}
    decision, inputs, outputs = _DECISIONS[task]
    table = models.bundle.decisions.get(decision)
    if table is None:
        return {}
    try:
        return outputs(case, table.decide(inputs(case)))
    except ExpressionFailed as failure:
        log.warning("decision %s: %s", decision, failure)
        return {}
