"""Use case: is this office fit for work? For whoever watches over the machine; tells nothing about cases."""

from pathlib import Path

from mediation.services.office import Office
from mediation.store import health, heartbeat


def look(office: Office) -> dict[str, bool | None]:
    """What is well and what is not; `ticker` is None where none has ever run here."""
    return {**health.look(office.store), "ticker": heartbeat.alive(beat_of(office))}


def beat_of(office: Office) -> Path:
    """Where the ticker leaves its sign of life."""
    return office.files.with_name("ticker.beat")


def is_well(found: dict[str, bool | None]) -> bool:
    """Whether nothing is amiss."""
    return all(value is not False for value in found.values())
