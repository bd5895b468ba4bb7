"""/healthz: says what is well without telling anything about cases."""

import os
import threading
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from mediation.app import create_app, office_of
from mediation.config import Config
from mediation.services.fire_timers import tick_until
from mediation.services.health import beat_of
from mediation.store import heartbeat


def test_a_ready_office_is_well(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"ok": True, "database": True, "schema": True, "models": True, "ticker": None}


def test_an_office_without_tables_or_models_says_so(tmp_path: Path) -> None:
    app = create_app(Config(tmp_path, f"sqlite:///{tmp_path}/empty.db"))
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json is not None and answer.json["schema"] is False and answer.json["ok"] is False


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    app = create_app(Config(tmp_path, f"sqlite:///{tmp_path}/no/such/folder/x.db"))
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503 and answer.json is not None and answer.json["database"] is False


def test_a_ticker_that_fell_silent_is_told_wherever_it_ran(app: Flask, client: FlaskClient) -> None:
    office, stop = office_of(app), threading.Event()
    beat, wait = beat_of(office), stop.wait

    def stop_after_one_round(timeout: float | None = None) -> bool:
        stop.set()
        return wait(0)

    stop.wait = stop_after_one_round  # type: ignore[method-assign]
    tick_until(office, stop)
    assert client.get("/healthz").json["ticker"] is True  # type: ignore[index]
    long_ago = beat.stat().st_mtime - heartbeat.SILENCE_SECONDS - 1
    os.utime(beat, (long_ago, long_ago))
    answer = client.get("/healthz")
    assert answer.status_code == 503 and answer.json is not None and answer.json["ticker"] is False
    heartbeat.beat(beat)
    assert client.get("/healthz").status_code == 200


def test_a_sign_of_life_is_not_written_at_every_round(tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    heartbeat.beat(beat)
    a_moment_ago = time.time() - 1
    os.utime(beat, (a_moment_ago, a_moment_ago))
    heartbeat.beat(beat)
    assert abs(beat.stat().st_mtime - a_moment_ago) < 0.01
    os.utime(beat, (0, 0))
    heartbeat.beat(beat)
    assert heartbeat.alive(beat)
