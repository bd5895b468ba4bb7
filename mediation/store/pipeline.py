"""PostgreSQL's statements sent together: what nobody waits for goes out with the next that somebody does.

Each answer waited for is a change of process there and back; a step has a dozen statements and needs three answers.
SQLite, which is no other process, has nothing of this.
"""

from typing import Any

from sqlalchemy import Connection

_OPEN = "pipeline"


def driver_of(connection: Connection) -> Any:
    """The driver's own connection: both drivers execute on it without a cursor being asked for."""
    return connection.connection.dbapi_connection


def queueing(connection: Connection) -> Any:
    """The driver, which from now on takes statements without waiting; what is wrong with one is said later."""
    driver = driver_of(connection)
    if _OPEN not in connection.info:
        block = driver.pipeline()
        connection.info[_OPEN] = block, block.__enter__()
    return driver


def known(connection: Connection) -> None:
    """Wait for all that was sent, and go on taking statements; raises the driver's error where one failed."""
    if _OPEN in connection.info:
        connection.info[_OPEN][1].sync()


def answered(connection: Connection) -> None:
    """Wait for all that was sent, and wait for each from now on; raises the driver's error where one failed."""
    if _OPEN in connection.info:
        connection.info.pop(_OPEN)[0].__exit__(None, None, None)
