"""The tests of the mediator's day: the house with its web, and people who surf in it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

import pytest  # noqa: E402
from flask import Flask  # noqa: E402
from house import House  # noqa: E402
from surfer import SignIn, Surfer  # noqa: E402

from mediation.app import office_of  # noqa: E402


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> House:
    """The office behind the web, to be prepared and looked into."""
    return House(tmp_path / "house", office_of(app))


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Sign a person in; gives their browser."""

    def enter(person: str) -> Surfer:
        surfer = Surfer(app.test_client())
        surfer.sign_in(person)
        return surfer

    return enter
