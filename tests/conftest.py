"""What all tests share: an office of their own, its web application, a clock that is given back, no network.

`app` has the village of the worked cases, everybody with `PASSWORD`; `house` is the same office without the web.
"""

import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from pytest_socket import socket_allow_hosts

sys.path.insert(0, str(Path(__file__).parent / "support"))

from house import WORKED  # noqa: E402

from mediation import clock  # noqa: E402
from mediation.app import create_app, office_of  # noqa: E402
from mediation.config import Config  # noqa: E402
from mediation.services.library import Library  # noqa: E402
from mediation.services.office import Office  # noqa: E402
from mediation.services.set_up import load_village, set_up  # noqa: E402
from mediation.store import people  # noqa: E402

PASSWORD = "qingshi-2026"
# as safe as a test needs: checking it costs a thousandth of what the product's own hashes do
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
LOOPBACK = ["127.0.0.1", "::1"]


def pytest_runtest_setup() -> None:
    """No test reaches further than this machine."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(autouse=True)
def real_time_again() -> Iterator[None]:
    """A test may move the clock and leave it so; the next one finds the real time."""
    yield
    clock.move_to(None)
    clock.run_ahead(timedelta())


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Library]:
    """A village that is ready: its data, of which every test gets a copy, and its models, read once."""
    folder = tmp_path_factory.mktemp("village")
    made = create_app(Config(folder, f"sqlite:///{folder}/mediation.db"))
    office = office_of(made)
    set_up(office)
    load_village(office, WORKED)
    with office.store.writing() as connection:
        for user in WORKED["users"]:
            people.set_password(connection, user["user_id"], CHEAP_HASH)
    office.library.in_force()
    office.store.engine.dispose()
    return folder, office.library


@pytest.fixture
def app(village: tuple[Path, Library], tmp_path: Path) -> Iterator[Flask]:
    """The web of an office of one's own."""
    folder = tmp_path / "house"
    shutil.copytree(village[0], folder)
    made = create_app(Config(folder, f"sqlite:///{folder}/mediation.db"))
    office_of(made).library._ready.update(village[1]._ready)
    yield made
    office_of(made).store.engine.dispose()


@pytest.fixture
def office(app: Flask) -> Office:
    """The office behind the web."""
    return office_of(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()
