"""The server that the tests ask stops whole, though a worker wakes it in the very moment in which it is told to."""

import os
import time

import pytest
from flask import Flask
from serving import served
from waitress.trigger import trigger


def test_a_server_woken_while_it_is_told_to_stop_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    pull, late = trigger._physical_pull, []

    def after_another(self: trigger) -> None:
        os.write(self.trigger, b"x")  # what a worker does that has an answer ready
        until = time.monotonic() + 1
        while not self._closed and time.monotonic() < until:
            late.append(self._closed)
            time.sleep(0.01)
        pull(self)

    with served(Flask("bare"), threads=1):
        monkeypatch.setattr(trigger, "_physical_pull", after_another)
    assert late
