"""Use case: the clock moves cases whose instant has come. Safe with several tickers: the case's version decides."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from mediation import clock
from mediation.errors import Busy, CaseUnreadable, MediationError
from mediation.services.case_work import change
from mediation.services.deliver import deliver, forget_told
from mediation.services.health import beat_of
from mediation.services.office import Office, milliseconds
from mediation.services.terms_of_office import warn_of_appointments
from mediation.services.tidy_files import forget_orphans
from mediation.services.work import Work
from mediation.store import cases, heartbeat, incidents, receipts, timers
from mediation.store.db import Connection

BATCH = 100
POLL_SECONDS = 1.0
TIDY_SECONDS = 3600.0
ANSWERS_KEPT = timedelta(days=7)
log = logging.getLogger(__name__)


class _NothingDue(Exception):
    """Somebody else was there first."""


def fire_timers(office: Office, most: int = BATCH) -> int:
    """Fire what is due now, earliest case first; gives how many cases moved."""
    with office.store.reading() as connection:
        due = timers.due(connection, milliseconds(clock.now()), most)
    return sum(fire_case(office, case_id) for case_id, _ in due)


def fire_case(office: Office, case_id: str) -> bool:
    """Fire the due timers of one case; False where nothing was due any more, or trouble kept it from firing.

    One case's trouble never stops the clock of the others.
    """
    try:
        change(office, case_id, _act, _write)
    except _NothingDue:
        return False
    except MediationError as trouble:
        log.warning("case %s: timer not fired: %s", case_id, type(trouble).__name__)
        if isinstance(trouble, CaseUnreadable):
            _set_aside(office, case_id, trouble)
        return False
    return True


def _set_aside(office: Office, case_id: str, trouble: CaseUnreadable) -> None:
    """Keep an incident of a damaged case, so that the clock does not run into it again."""
    with office.store.writing() as connection:
        row = cases.summary(connection, case_id)
        if row is not None and not incidents.of_case(connection, row.id):
            at = milliseconds(clock.now())
            incidents.add(connection, row.id, type(trouble).__name__, str(trouble), row.org_id, at)


def _act(work: Work) -> None:
    work.fire_due(work.at)
    if not work.fired:
        raise _NothingDue
    work.cause = "timer"


def _write(connection: Connection, work: Work, result: None) -> None:
    """A timer writes nothing but the change itself."""


def tidy(office: Office) -> int:
    """Forget what is of no more use: answers to presses of more than a week ago; gives how many."""
    with office.store.writing() as connection:
        return receipts.forget_answers(connection, milliseconds(clock.now() - ANSWERS_KEPT))


def tick_until(
    office: Office, stop: threading.Event, each_turn: Callable[[Office], None] = lambda office: None
) -> None:  # fmt: skip
    """Poll until `stop`: what is due acts within about a second; a full batch is followed at once by the next.

    `each_turn` is done before each look at what is due (a demo's clock is read).
    A database that fails for a while (full disk, restart) does not end the ticker: it is logged and tried again.
    """
    tidied = float("-inf")
    troubles: tuple[type[Exception], ...] = (Busy, *office.store.failures)
    while not stop.is_set():
        moved = 0
        heartbeat.beat(beat_of(office))
        try:
            each_turn(office)
            if time.monotonic() - tidied > TIDY_SECONDS:
                tidy(office)
                forget_told(office)
                forget_orphans(office)
                warn_of_appointments(office)
                tidied = time.monotonic()
            moved = fire_timers(office)
            deliver(office)
        except troubles as trouble:
            log.error("ticker: %s, trying again", type(trouble).__name__)
        if moved < BATCH:
            stop.wait(POLL_SECONDS)
