"""Administrators of the village besides u_admin, for what takes two of them."""

from argon2 import PasswordHasher
from house import House

from mediation.store import people

PASSWORD = "qingshi-2026"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
SECOND, SECURITY, AUDITING = "u_admin2", "u_security", "u_auditing"
_ROLES = {SECOND: "system_admin", SECURITY: "security_admin", AUDITING: "audit_admin"}


def appoint(house: House) -> None:
    """A second system administrator, a security and an audit administrator; all sign in with PASSWORD."""
    with house.office.store.writing() as connection:
        for person, role in _ROLES.items():
            row = {"id": person, "name": f"管理{person[-3:]}", "org_id": "O-TOWN", "active": True}
            people.add_person(connection, {**row, "password_hash": HASH}, [role])
        people.set_password(connection, "u_admin", HASH)
    house.office.forget_settings()
