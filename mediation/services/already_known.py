"""What nobody should have to type because it is known: the place, the hour, who writes, what was said a step before.

A start to be changed, never a will, an outcome or a satisfaction.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mediation.case import calls
from mediation.case.facts import Case
from mediation.case.own_words import OWN
from mediation.case.step import Actor
from mediation.clock import localize
from mediation.services.directory import Directory
from mediation.services.office import Office
from mediation.services.work import Work
from mediation.store import cases

Submitted = dict[str, dict[str, Any]]
SIGNING = frozenset({"applicant", "respondent", "representative"})
AGREEMENTS = frozenset({"A_oral", "A_written"})


def for_task(directory: Directory, case: Case, actor: Actor, task: str, at: datetime) -> dict[str, Any]:
    """What the office itself knows for a task's form, by field key."""
    if task == "T_register":
        return _registration(directory, case)
    if task == "T_consent":
        now = localize(at).strftime("%Y-%m-%dT%H:%M")
        return {"parties": [{"party_id": party.id, "at": now} for party in case.parties]}
    if task == "T_assign":
        known = {} if actor.id in case.episode.recused else {"mediators": [actor.id]}
        along = [who for who in case.episode.co_mediators if who not in (actor.id, OWN)]
        return {**known, "co_mediators": along} if along else known  # who presides is replaced, the others go on
    if task == "A_written":
        who = [party.id for party in case.parties if party.role in SIGNING] + case.episode.mediators[:1]
        return {"signatures": [{"who": one} for one in who]}
    if task == "E_whistle":
        return _called(directory, case)
    return {"recorded_by": actor.id} if task == "A_oral" else {}


def _called(directory: Directory, case: Case) -> dict[str, Any]:
    """Which departments were called in the system, when, and when they were there."""
    rows = [
        {"dept": directory.org_name(call.org), "called_at": _minute(call.at), "arrived_at": _minute(call.arrived)}
        for call in calls.whistled(case)
    ]
    return {"called": rows} if rows else {}


def _minute(at: str | None) -> str | None:
    return localize(datetime.fromisoformat(at)).strftime("%Y-%m-%dT%H:%M") if at else None


def _registration(directory: Directory, case: Case) -> dict[str, Any]:
    """Two sides there always are, and the place is the committee's own."""
    org = directory.orgs.get(case.orgs.get("village") or case.org)
    place = {"region_code": str(org.region_code)} if org is not None and org.region_code else {}
    return {"parties": [{"role": "applicant", "kind": 1}, {"role": "respondent", "kind": 1}], **place}


def carry_over(office: Office, work: Work, task: str) -> dict[str, Any]:
    """What was written at an earlier step and belongs into an agreement too: the facts, what was agreed upon."""
    if task not in AGREEMENTS:
        return {}
    with office.store.reading() as connection:
        rows = cases.submissions(connection, work.row.id)
    said: Submitted = {row.task: work.row.key.open(row.sealed) for row in rows if row.task in _SOURCES}
    found = {key: take(said) for key, take in _CARRIED.items()}
    return {key: value for key, value in found.items() if value}


def _agreed(said: Submitted) -> list[dict[str, Any]]:
    return [{"content": item} for item in said.get("S3_mediate_yield", {}).get("agreed_items") or []]


_SOURCES = frozenset({"T_register", "S2_lay_talk", "S3_mediate_yield"})
_CARRIED: dict[str, Callable[[Submitted], Any]] = {
    "facts": lambda said: said.get("T_register", {}).get("summary"),
    "dispute_points": lambda said: said.get("S2_lay_talk", {}).get("dispute_focus"),
    "terms": _agreed,
}
