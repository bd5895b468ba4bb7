"""Folds SQLite's write-ahead log into its database file beside the presses, so that nobody's press waits for that.

A commit that finds the log a thousand pages long folds it itself, and pays for it: milliseconds in memory, far more on
a slow disk. What was folded here before, it need not. Where nobody runs this, all is as SQLite has it.
"""

import logging
import threading

from mediation.store.db import Connection, Store, driver_of

log = logging.getLogger(__name__)
# how soon a stop is noticed
LOOK_SECONDS = 1.0


def fold_until(store: Store, stop: threading.Event) -> None:
    """Fold the log whenever much has been written, until `stop`; a database without such a log needs nobody.

    What goes wrong is told and tried again later: the log only grows, and the commits fold it themselves.
    """
    while not stop.is_set():
        try:
            with store.engine.connect() as connection:
                if not keeps_log(connection):
                    return
                _fold_while_written(connection, store.much_written, stop)
        except store.failures as trouble:
            log.error("log folding: %s, trying again", type(trouble).__name__)
            stop.wait(LOOK_SECONDS)


def keeps_log(connection: Connection) -> bool:
    """Whether this database has a log that is to be folded."""
    if connection.dialect.name != "sqlite":
        return False
    return bool(driver_of(connection).execute("pragma journal_mode").fetchone()[0] == "wal")


def _fold_while_written(connection: Connection, much_written: threading.Event, stop: threading.Event) -> None:
    while not stop.is_set():
        if much_written.wait(LOOK_SECONDS):
            much_written.clear()
            # passive: as far as it goes without anybody waiting for it
            driver_of(connection).execute("pragma wal_checkpoint(passive)").fetchall()
