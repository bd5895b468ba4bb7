"""Use case: is this office fit for work? For whoever watches over the machine; tells nothing about cases."""

import threading

from mediation.services.office import Office
from mediation.store import health

TICKER = "ticker"


def look(office: Office, ticker: threading.Thread | None = None) -> dict[str, bool | None]:
    """What is well and what is not; `ticker` is None where this process is not known to run one."""
    known = ticker or next((thread for thread in threading.enumerate() if thread.name == TICKER), None)
    return {**health.look(office.store), TICKER: known.is_alive() if known else None}


def is_well(found: dict[str, bool | None]) -> bool:
    """Whether nothing is amiss."""
    return all(value is not False for value in found.values())
