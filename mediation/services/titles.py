"""A case by its people and its kind, for lists: opens just the names that a page shows."""

from collections.abc import Sequence
from typing import Any

from mediation.services import sentences
from mediation.services.office import Office
from mediation.store import cases
from mediation.store.db import Connection


def titles_of(office: Office, connection: Connection, rows: Sequence[Any], key: str = "case_id") -> dict[int, str]:
    """The titles of some cases, by row id: who with whom, about what."""
    kinds = {getattr(row, key): row.dispute_type for row in rows}
    if not kinds:
        return {}
    keys = cases.keys_of(connection, office.store.vault, list(kinds))
    sides: dict[int, list[tuple[str, str]]] = {case_id: [] for case_id in kinds}
    for row in cases.parties(connection, list(kinds)):
        sides[row.case_id].append((row.role, str(keys[row.case_id].open(row.sealed).get("name") or row.party_no)))
    return {case_id: sentences.title(sides[case_id], kind) for case_id, kind in kinds.items()}
