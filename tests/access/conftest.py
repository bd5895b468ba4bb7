"""The office of the access tests: the village of the worked cases and, beside it, three administrators."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from house import House

from mediation.app import office_of
from mediation.store import people

PASSWORD = "qingshi-2026"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHEAP_HASH = CHEAP.hash(PASSWORD)
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
