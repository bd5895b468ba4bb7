"""The ticker's sign of life: a file whose time it renews, to be seen by whichever process is asked about it."""

import os
import time
from pathlib import Path

BEAT_SECONDS = 5.0
# so long a silence is no pause for breath any more
SILENCE_SECONDS = 60.0


def beat(path: Path) -> None:
    """Say that the ticker has just gone round; written at most every few seconds."""
    age = _age(path)
    if age is None or not 0 <= age < BEAT_SECONDS:
        path.touch(mode=0o600)
        os.utime(path)


def alive(path: Path) -> bool | None:
    """Whether a ticker went round lately; None where none ever has."""
    age = _age(path)
    return None if age is None else age < SILENCE_SECONDS


def _age(path: Path) -> float | None:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None
