"""The office of the web tests, and people who surf in it."""

from pathlib import Path

import pytest
from flask import Flask
from house import House, at
from surfer import SignIn, Surfer

from mediation.app import office_of


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


@pytest.fixture
def morning():
    """The day on which the first worked case begins, held still."""
    with at("2026-03-03T09:00"):
        yield
