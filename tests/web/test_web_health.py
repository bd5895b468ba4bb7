"""/healthz: says what is well without telling anything about cases."""

import threading
from pathlib import Path

from flask.testing import FlaskClient

from mediation.app import create_app
from mediation.config import Config


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


def test_a_ticker_that_died_is_told(client: FlaskClient) -> None:
    dead = threading.Thread(target=lambda: None)
    dead.start()
    dead.join()
    client.application.extensions["ticker"] = dead
    answer = client.get("/healthz")
    assert answer.status_code == 503 and answer.json is not None and answer.json["ticker"] is False
