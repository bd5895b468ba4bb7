"""Two townships with one person of every role and a case everywhere, for walking the matrix of permissions."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from house import WORKED_CASES, House, form_of, registration, when
from surfer import PASSWORD, Surfer

from mediation import clock
from mediation.app import create_app, office_of
from mediation.config import Config
from mediation.services.audit_sampling import draw_sample, rule_of
from mediation.services.case_page import open_case
from mediation.services.issue_paper import issue_paper
from mediation.services.library import Library
from mediation.services.model_drafts import begin_draft
from mediation.services.note_patrol import report_clue
from mediation.services.read_grants import Asked, ask_to_read
from mediation.services.set_up import load_village, set_up
from mediation.store import cases, files, people

CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
C01 = WORKED_CASES["C01"]
PHOTO = b"\xff\xd8\xff\xe0 photo"
DIGEST = hashlib.sha256(PHOTO).hexdigest()
ORGS = [
    ("CO", "county", None), ("T1", "township", "CO"), ("T2", "township", "CO"), ("V11", "village", "T1"),
    ("V12", "village", "T1"), ("V21", "village", "T2"), ("G111", "group", "V11"), ("G112", "group", "V11"),
    ("G121", "group", "V12"),
]  # fmt: skip
# where somebody of each role sits, and the organisations that are own, below, beside and above
SEATS = {
    "grid_worker": "V11", "group_mediator": "G111", "village_mediator": "V11", "committee_director": "V11",
    "township_mediator": "T1", "reviewer": "T1", "whistle_duty": "T1", "dept_liaison": "T1", "auditor": "T1",
    "system_admin": "T1", "security_admin": "T1", "audit_admin": "T1", "anonymous": "",
}  # fmt: skip
RELATIONS = {
    "G111": {"own": "G111", "sibling": "G112", "above": "V11"},
    "V11": {"own": "V11", "below": "G111", "sibling": "V12", "above": "T1"},
    "T1": {"own": "T1", "below": "V11", "sibling": "T2"},
    "": {"own": "T1", "below": "V11", "sibling": "T2"},
}
REGISTRARS = {"G": "group_mediator", "V": "village_mediator", "T": "township_mediator"}


def scenario() -> dict[str, Any]:
    """Organisations, a registrar for each that takes cases, and `r_<role>` for every role."""
    orgs = [
        {"org_id": id, "name": f"{id}调委会", "tier": tier, "parent": above, "seal": tier != "group", "abbr": id}
        for id, tier, above in ORGS
    ]
    users = [
        {"user_id": f"reg_{org}", "name": f"登{org}", "roles": [REGISTRARS[org[0]]], "org": org}
        for org, *_ in ORGS
        if org[0] in REGISTRARS
    ]
    users.append({"user_id": "victim", "name": "被管", "roles": ["grid_worker"], "org": "G121"})
    users += [
        {"user_id": f"r_{role}", "name": f"某{place}", "roles": [role], "org": place}
        for role, place in SEATS.items()
        if place
    ]
    return {"orgs": orgs, "users": users, "config": {}}


@dataclass
class World:
    """The web of that office, its cases by organisation, and everybody's browser, signed in once."""

    house: House
    app: Any
    cases: dict[str, str] = field(default_factory=dict)
    restricted: dict[str, str] = field(default_factory=dict)
    surfers: dict[str, Surfer] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, folder: Path, library: Library) -> "World":
        made = create_app(Config(folder, f"sqlite:///{folder}/mediation.db"))
        office = office_of(made)
        office.library._ready.update(library._ready)
        set_up(office)
        load_village(office, scenario())
        with office.store.writing() as connection:
            for user in scenario()["users"]:
                people.set_password(connection, user["user_id"], CHEAP_HASH)
        world = cls(House(folder, office), made)
        begin_draft(office, world.house.person("r_system_admin"), "加一问")
        clock.move_to(when(C01, "T_screen"))
        for org, *_ in ORGS:
            if org[0] in REGISTRARS:
                world.cases[org] = world.register(org)
                world.attach(world.cases[org])
        found = {"walked_on": "2026-03-03", "what": "屋檐滴水", "dispute_type": "2", "urgency": "blue"}
        report_clue(office, world.house.person("r_grid_worker"), found, key="clue")
        draw_sample(office, world.house.person("r_auditor"), "T1", "2026", rule_of({"percent": "100"}), key="sample")
        wanted = Asked(world.cases["G112"], "sample", "核对告知书", "record", "3")
        ask_to_read(office, world.house.person("r_auditor"), wanted, key="reading-1")
        for org in ("G111", "V11", "T1"):
            world.restricted[org] = world.restrict(org)
            world.attach(world.restricted[org])
        return world

    def attach(self, public_id: str) -> None:
        """A photo in a case, and a paper that was printed."""
        office, row = self.house.office, self.house.row(public_id)
        files.keep(office.files, row.key, DIGEST, PHOTO)
        kept = {"digest": DIGEST, "task": "T_screen", "field": "photo", "media_type": "image/jpeg", "at": 0}
        with office.store.writing() as connection:
            files.add(connection, row.id, [{**kept, "size": len(PHOTO), "sealed_name": row.key.seal("墙脚.jpg")}])

        registrar = self.house.history(public_id)[0].actor_id
        issue_paper(office, self.house.person(registrar), public_id, "D03", 1, "pdf")

    def register(self, org: str) -> str:
        return self.house.register(f"reg_{org}", registration(C01)).case_id

    def restrict(self, org: str) -> str:
        """A case of violence at home, screened by who registered it."""
        public_id = self.register(org)
        flags = {"risk_flags": ["domestic_violence"], "risk_color": "red", "forecast_code": "6"}
        self.house.do(public_id, "T_screen", f"reg_{org}", form_of(C01, "T_screen", **flags, entry_tier=tier_of(org)))
        assert self.house.case(public_id).confidential_level != "normal"
        return public_id

    def surfer(self, role: str) -> Surfer:
        """The browser of a role, fresh where it was signed out."""
        if role not in self.surfers:
            self.surfers[role] = Surfer(self.app.test_client())
            if role != "anonymous":
                assert self.surfers[role].sign_in(f"r_{role}").status == 303
        return self.surfers[role]

    def first_key(self, public_id: str) -> str:
        """The key of the first open task of a case."""
        if public_id not in self.keys:
            self.keys[public_id] = open_case(self.house.office, public_id).open_tasks[0].key
        return self.keys[public_id]

    def listed(self) -> set[str]:
        """The public ids of every case there is."""
        with self.house.office.store.reading() as connection:
            return {row.public_id for row in cases.summaries(connection, limit=1000)}


def tier_of(org: str) -> str:
    return {id: tier for id, tier, _ in ORGS}[org]
