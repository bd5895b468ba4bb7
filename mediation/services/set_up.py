"""Use case: make an office ready: newest schema, the factory's models, and the organisations and people of a file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from mediation import clock
from mediation.config import shipped
from mediation.engine.definition import digest_of
from mediation.services.library import files_of, read_models
from mediation.services.office import Office, milliseconds
from mediation.services.tidy_files import seal_plain_files
from mediation.store import bundles, people, releases, schema

# a scenario file's word for the administrator of the system
ROLE_NAMES = {"admin": "system_admin"}
SETTING_NAMES = {
    "deadline_days_default": "deadline_days",
    "max_rounds": "max_rounds",
    "no_show_limit": "no_show_limit",
    "return_down_workdays": "return_down_workdays",
    "consent_contact_days": "consent_contact_days",
    "judicial_confirm_days": "judicial_confirm_days",
    "supervise_grace_days": "supervise_grace_days",
    "whistle_arrival_minutes": "whistle_arrival_minutes",
    "oral_max_amount": "oral_max_amount",
    "oral_max_days": "oral_max_days",
    "subsidy_example": "subsidy_example",
}


def set_up(office: Office, models: Path | None = None, forms: Path | None = None) -> str:
    """Bring the database up to date and put the shipped (or given) models in force; gives the bundle's digest.

    An office that has released a method of its own goes on with that.

    Raises:
        ModelRefused: a diagram, decision or form is not fit; nothing was put in force.
    """
    schema.upgrade(office.store.engine)
    files = files_of(models or shipped("bpmn"), forms or shipped("forms"))
    digest = digest_of(files)
    read_models(digest, files)
    now = milliseconds(clock.now())
    with office.store.writing() as connection:
        bundles.keep(connection, digest, files, "system", now)
        if releases.newest_of_factory(connection) != digest:
            values = {"digest": digest, "state": releases.APPROVED, "asked_by": "system", "asked_at": now}
            releases.add(connection, {**values, "effective_at": releases.FACTORY_FROM})
    seal_plain_files(office)
    return digest


def load_village(office: Office, scenario: Mapping[str, Any], password: str | None = None) -> int:
    """Add the organisations, people and settings of a scenario file; gives how many people were new."""
    with office.store.writing() as connection:
        known = people.organisations(connection)
        fresh = [row for row in organisation_rows(scenario["orgs"]) if row["id"] not in known]
        if fresh:
            people.add_organisations(connection, fresh)
        # nobody in a village to try things out in has a telephone at hand for codes
        people.set_settings(connection, {**settings_of(scenario.get("config", {})), "code_required": []})
        new = [user for user in scenario["users"] if people.find(connection, user["user_id"]) is None]
        hashed = PasswordHasher().hash(password) if password and new else None
        for user in new:
            roles = [ROLE_NAMES.get(role, role) for role in user["roles"]]
            row = {"id": user["user_id"], "name": user["name"], "org_id": user["org"], "active": True}
            people.add_person(connection, {**row, "password_hash": hashed, "note": user.get("note")}, roles)
    office.forget_settings()
    return len(new)


def settings_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario file's configuration under the names of our settings."""
    return {ours: config[theirs] for theirs, ours in SETTING_NAMES.items() if theirs in config}


def organisation_rows(orgs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Organisations as rows, each after its parent; a committee without one belongs to the tier above it."""
    order = ("county", "township", "village", "group")
    above = {org["tier"]: org["org_id"] for org in orgs}
    rows = []
    for org in sorted(orgs, key=lambda org: order.index(org["tier"])):
        place = order.index(org["tier"])
        parent = org.get("parent") or (above.get(order[place - 1]) if place else None)
        rows.append(
            {
                "id": org["org_id"], "name": org["name"], "tier": org["tier"], "parent_id": parent,
                "abbr": org.get("abbr"), "region_code": org.get("region_code"),
                "type_code": org.get("type_code"), "has_seal": bool(org.get("seal")),
            }
        )  # fmt: skip
    return rows
