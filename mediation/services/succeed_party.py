"""A party's place is taken by somebody else: the sealed row names them from now on, and the case is found by it.

Who stood there before stays in the registration and in the event's own form, both sealed.
"""

from typing import Any

from mediation.case.record_events import INCAPABLE
from mediation.services.search_tokens import tokens_of_people
from mediation.services.work import Work
from mediation.store import cases, search
from mediation.store.db import Connection

# what belongs to the person, not to the place in the dispute
_PERSONAL = (
    "gender", "ethnicity", "birth", "age", "id_type", "id_no", "uscc", "phone", "occupation", "literacy", "guardian",
    "agent",
)  # fmt: skip


def succeed_party(connection: Connection, work: Work, values: dict[str, Any]) -> None:
    """Write who stands in the party's place now; an incapable party keeps theirs, with a guardian beside."""
    rows = dict(work.sealed_parties)
    number, name = str(values.get("party")), str(values.get("successor_name") or "")
    if number not in rows or not name:
        return
    before = work.row.key.open(rows[number])
    after = _with_guardian(before, name) if values.get("change") == INCAPABLE else _succeeded(before, name)
    vault = work.office.store.vault
    cases.replace_party(
        connection,
        work.row.id,
        number,
        work.row.key.seal(after),
        vault.blind_index(after["name"]),
        vault.blind_index(after["id_no"]) if after.get("id_no") else None,
    )
    others = [work.row.key.open(sealed) for one, sealed in rows.items() if one != number]
    had, has = (tokens_of_people(vault, work.case, [row, *others], "") for row in (before, after))
    search.replace(connection, work.row.id, had, has)


def _with_guardian(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {**row, "capacity": "无", "guardian": {"name": name, "relation": "监护人"}}


def _succeeded(row: dict[str, Any], name: str) -> dict[str, Any]:
    kept = {key: value for key, value in row.items() if key not in _PERSONAL}
    return {**kept, "name": name, "is_minor": False, "capacity": "完全"}
