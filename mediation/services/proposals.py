"""What a form opens with: the office's decision tables first, else the usual practice of `law.suggestions`."""

import logging
from collections.abc import Callable
from typing import Any

from mediation.case.facts import Case, money
from mediation.case.step import Step
from mediation.expressions import ExpressionFailed
from mediation.law import follow_up, suggestions
from mediation.services.library import Models

log = logging.getLogger(__name__)


def _visit_inputs(case: Case) -> dict[str, Any]:
    agreement = case.agreement
    if agreement is None:
        return {}
    return {
        "periodic": agreement.periodic,
        "days_to_last_due": follow_up.days_to_last_due(agreement),
        "grave": follow_up.grave(case),
    }


def _visit_days(case: Case, decided: dict[str, Any]) -> dict[str, Any]:
    agreement, plan = case.agreement, decided.get("visit") or []
    days = follow_up.days(agreement, plan) if agreement is not None else []
    return {"followup_plan": [day.isoformat() for day in days]} if days else {}


def _tier_inputs(case: Case) -> dict[str, Any]:
    return {
        "tier": case.tier,
        "dispute_type": case.dispute_type,
        "people_involved": case.people_involved,
        "amount": float(money(case.amount_claimed)),
        "is_cross_region": case.is_cross_region,
    }


def _retention_inputs(case: Case) -> dict[str, Any]:
    agreement = case.agreement
    worth = max(money(case.amount_claimed), money(agreement.total_amount if agreement else None))
    return {
        "people_involved": case.people_involved,
        "amount": float(worth),
        "written": agreement is not None and agreement.form == "written",
        "difficulty_code": case.screening.difficulty_code if case.screening else None,
        "confidential_level": case.confidential_level,
    }


def _as_decided(case: Case, decided: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in decided.items() if value is not None}


Inputs = Callable[[Case], dict[str, Any]]
Outputs = Callable[[Case, dict[str, Any]], dict[str, Any]]
_DECISIONS: dict[str, tuple[str, Inputs, Outputs]] = {
    "T_screen": ("entry_tier", _tier_inputs, _as_decided),
    "S4_smooth_praise": ("follow_up_plan", _visit_inputs, _visit_days),
    "C_archive": ("retention", _retention_inputs, _as_decided),
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
