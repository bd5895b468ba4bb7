"""Use case: the clock moves cases whose instant has come. Safe with several tickers: the case's version decides."""

import logging
import threading

from mediation import clock
from mediation.engine.failures import ModelFailed
from mediation.errors import Busy, CaseStuck, ModelLoop
from mediation.services.case_work import Work, change
from mediation.services.office import Office, milliseconds
from mediation.store import timers
from mediation.store.db import Connection

BATCH = 100
POLL_SECONDS = 1.0
log = logging.getLogger(__name__)


class _NothingDue(Exception):
    """Somebody else was there first."""


def fire_timers(office: Office, most: int = BATCH) -> int:
    """Fire what is due now, earliest case first; gives how many cases moved."""
    with office.store.reading() as connection:
        due = timers.due(connection, milliseconds(clock.now()), most)
    return sum(fire_case(office, case_id) for case_id, _ in due)


def fire_case(office: Office, case_id: str) -> bool:
    """Fire the due timers of one case; False where nothing was due any more, or an incident was kept."""
    try:
        change(office, case_id, _act, _write)
    except _NothingDue:
        return False
    except (ModelLoop, ModelFailed, CaseStuck, Busy) as trouble:
        log.warning("case %s: timer not fired: %s", case_id, type(trouble).__name__)
        return False
    return True


def _act(work: Work) -> None:
    work.fire_due(work.at)
    if not work.fired:
        raise _NothingDue
    work.cause = "timer"


def _write(connection: Connection, work: Work, result: None) -> None:
    """A timer writes nothing but the change itself."""


def tick_until(office: Office, stop: threading.Event) -> None:
    """Poll until `stop`: what is due acts within about a second; a full batch is followed at once by the next."""
    while not stop.is_set():
        moved = fire_timers(office)
        if moved < BATCH:
            stop.wait(POLL_SECONDS)
