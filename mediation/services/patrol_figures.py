"""What rounds and clues add to the figures: as known before an instant, beside the cases."""

from collections import Counter
from datetime import datetime
from decimal import Decimal

from mediation.case.figures import CaseFigures
from mediation.services.office import Office, milliseconds
from mediation.store import patrols
from mediation.store.db import Connection

OF_STATE = {"settled": "prevented", "case": "clues_case", "passed": "clues_passed"}


def figures_of_rounds(office: Office, connection: Connection, orgs: list[str], before: datetime) -> list[CaseFigures]:
    """One row for each round and each clue, to be summed like the cases' own; none of them is a case."""
    at = milliseconds(before)
    clues = patrols.all_clues(connection, orgs, at)
    found = Counter(row.patrol_id for row in clues)
    rows = []
    for row in patrols.all_rounds(connection, orgs, at):
        values = {"patrols": 1, "patrols_zero": int(not found[row.id])}
        rows.append(_row(office, row.org_id, row.walked_on, values))
    for row in clues:
        state = row.state if row.decided_at and row.decided_at < at else "open"
        rows.append(_row(office, row.org_id, row.found_on, {"clues": 1, OF_STATE.get(state, ""): 1}))
    return rows


def _row(office: Office, org: str, day: str, values: dict[str, int]) -> CaseFigures:
    orgs, here, row = {org}, org, office.directory().orgs
    while here in row and row[here].parent_id:
        here = str(row[here].parent_id)
        orgs.add(here)
    tier = str(row[org].tier) if org in row else ""
    kept = {name: Decimal(value) for name, value in values.items() if name and value}
    return CaseFigures("", org, frozenset(orgs), tier, "", "", {"walked": day}, kept, False)
