"""Threads that are stopped at named points, so that a test chooses how two acts run into each other.

The points are laid by replacing functions for the time of a test; the product knows nothing of them.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from mediation.services import case_work, register_case

PATIENCE = 20.0
# before the case is read, when all is done in memory, when all is written but not committed
POINTS = ("before_load", "before_write", "before_commit")


class Player(threading.Thread):
    """One act in a thread of its own; `outcome` is what it gave or raised."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._act = act
        self._changed = threading.Condition()
        self._allowed = ""  # the point to stop at, "" for none
        self._at: str | None = None
        self.outcome: Any = None

    def run(self) -> None:
        try:
            self.outcome = self._act()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test judges it
            self.outcome = error
        with self._changed:
            self._at = "end"
            self._changed.notify_all()

    def stop_at(self, point: str) -> None:
        """Start, or go on, until this point is reached for the first time (or the act ends)."""
        with self._changed:
            self._allowed, self._at = point, None
            self._changed.notify_all()
        if not self.is_alive():
            self.start()
        with self._changed:
            assert self._changed.wait_for(lambda: self._at is not None, PATIENCE), f"never came to {point}"

    def let_go(self) -> None:
        """Start, or go on, without stopping again."""
        with self._changed:
            self._allowed, self._at = "", None
            self._changed.notify_all()
        if not self.is_alive() and self.outcome is None:
            self.start()

    def finish(self) -> Any:
        """Go on to the end; gives the outcome."""
        self.let_go()
        self.join(PATIENCE)
        assert not self.is_alive(), "never came to its end"
        return self.outcome

    def passing(self, point: str) -> None:
        """Called in this thread when it comes to a point."""
        with self._changed:
            if point != self._allowed:
                return
            self._at = point
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._at is None, PATIENCE), f"left standing at {point}"


def _passing(point: str) -> None:
    here = threading.current_thread()
    if isinstance(here, Player):
        here.passing(point)


def lay_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the three points into the services."""
    load, commit, written = case_work.open_pressed, case_work.commit, case_work.write_projections

    def open_pressed(*given: Any) -> Any:
        _passing("before_load")
        return load(*given)

    def commit_(*given: Any) -> Any:
        _passing("before_write")
        return commit(*given)

    def write_projections(*given: Any) -> Any:
        written(*given)
        _passing("before_commit")

    monkeypatch.setattr(case_work, "open_pressed", open_pressed)
    monkeypatch.setattr(case_work, "write_projections", write_projections)
    for module in (case_work, register_case):
        monkeypatch.setattr(module, "commit", commit_)
