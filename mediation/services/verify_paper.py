"""Use case: check the code printed on an agreement against this office's histories. Open to everybody; tells nothing
of what the case is about."""

import re
from dataclasses import dataclass
from datetime import datetime

from mediation.errors import HistoryBroken
from mediation.services.office import Office, moment
from mediation.store import cases, history

_TOKEN = re.compile(r"([0-9a-f]{16})-([0-9]{1,6})-([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a code fits. Where it does: when its entry was written, how many came after it, and whether the
    agreement it stands for is still the latest one."""

    fits: bool
    entered_at: datetime | None = None
    later: int = 0
    latest: bool = True


def read_token(text: str) -> str | None:
    """The code in what was typed or scanned (spaces and case aside), None where there is none."""
    found = _TOKEN.search("".join(text.split()).lower())
    return found[0] if found else None


def verify(office: Office, token: str) -> Verdict:
    """Check a code: the case's chain must be whole, and its entry of that number must have that hash."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return Verdict(False)
    public_id, count, hash_ = found[1], int(found[2]), found[3]
    with office.store.reading() as connection:
        row = next(cases.heads(connection, public_id), None)
        if row is None:
            return Verdict(False)
        entries = history.of_case(connection, row.id)
    try:
        history.verify(entries, public_id, row.history_seq, row.history_head)
    except HistoryBroken:
        return Verdict(False)
    if not 0 < count <= len(entries) or bytes(entries[count - 1].hash).hex()[:16] != hash_:
        return Verdict(False)
    agreed = [entry.seq for entry in entries if entry.subject in ("A_written", "A_amend", "A_oral")]
    return Verdict(True, moment(entries[count - 1].recorded_at), len(entries) - count, max(agreed, default=0) <= count)
