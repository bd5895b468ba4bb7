"""A case by its people and its kind, for lists: opens just the names that a page shows."""

from collections.abc import Sequence
from typing import Any

from mediation.case import facts
from mediation.case.step import Actor
from mediation.law import visibility
from mediation.services import sentences
from mediation.services.office import Office
from mediation.store import cases, sealed_parties
from mediation.store.db import Connection
from mediation.store.vault import CaseKey


def titles_of(
    office: Office, connection: Connection, rows: Sequence[Any], key: str = "case_id", reader: Actor | None = None
) -> dict[int, str]:
    """The titles of some cases, by row id: who with whom, about what.

    With a `reader`, names are whole only where that person may read them; without, whole: the rows are their tasks.
    """
    kinds = {getattr(row, key): row.dispute_type for row in rows}
    keys: dict[int, CaseKey] = {}
    sides: dict[int, list[tuple[str, str]]] = {case_id: [] for case_id in kinds}
    hidden = _hidden(connection, reader, list(kinds)) if reader is not None else frozenset()
    for row in sealed_parties.of_cases(connection, list(kinds)):
        if row.case_id not in keys:
            keys[row.case_id] = office.store.vault.unwrap(row.wrapped_key)
        name = str(keys[row.case_id].open(row.sealed).get("name") or row.party_no)
        shown = visibility.masked_name(name, row.kind == 1) if row.case_id in hidden else name
        sides[row.case_id].append((row.role, shown))
    return {case_id: sentences.title(sides[case_id], kind) for case_id, kind in kinds.items()}


def _hidden(connection: Connection, reader: Actor, ids: list[int]) -> frozenset[int]:
    """The cases of which this person sees the summary only."""
    known = cases.facts_of(connection, ids)
    return frozenset(one for one in ids if not visibility.names_in_full(reader, facts.load(known[one])))
