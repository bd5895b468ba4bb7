"""The office of the access tests: the village of the worked cases and, beside it, three administrators."""

import sys
from pathlib import Path

import pytest
from flask import Flask
from house import House

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from surfer import SignIn, Surfer  # noqa: E402
from world import CHEAP_HASH  # noqa: E402

from mediation.app import office_of  # noqa: E402
from mediation.store import people  # noqa: E402

ADMINISTRATORS = {"u_security": "security_admin", "u_auditing": "audit_admin"}


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> House:
    """The office behind the web, with a security and an audit administrator besides u_admin."""
    office = office_of(app)
    with office.store.writing() as connection:
        for person, role in ADMINISTRATORS.items():
            row = {"id": person, "name": f"管理{person[-1]}", "org_id": "O-TOWN", "active": True}
            people.add_person(connection, {**row, "password_hash": CHEAP_HASH}, [role])
    office.forget_settings()
    return House(tmp_path / "house", office)


@pytest.fixture
def sign_in(app: Flask, house: House) -> SignIn:
    """Sign a person in; gives their browser."""

    def enter(person: str) -> Surfer:
        surfer = Surfer(app.test_client())
        surfer.sign_in(person)
        return surfer

    return enter
