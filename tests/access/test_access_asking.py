"""Whatever is asked for, by whomever: no answer is an error of ours, changes anything, dawdles or tells too much."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from asking import Ledger, Listening, Places, filled_in, headers, listen, paths, queries, spent
from house import registration, when
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from walking import IDS
from werkzeug.routing import Rule
from werkzeug.test import TestResponse
from world import C01, SEATS, World

from mediation import clock
from mediation.services.library import Library

LONGEST = 2.0  # seconds
EVERY_DAY, MANY = 12, 240  # requests a route
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")
# what shows the inside of the house
INSIDES = re.compile(r"Traceback|File \"|sqlalchemy|sqlite|(Overflow|Value|Key|Type)Error|\w\.py\b|werkzeug", re.I)
# what nobody of the first township may read: a case of the second one
FOREIGN = {
    "name": "欧阳暮雪", "phone": "13977770001", "id_no": "530125195501017774", "address": "偏岩河东岸三号",
    "summary": "蜂箱摆放得离水井太近,取水的人常被蜇",
}  # fmt: skip
WHO = ("name", "phone", "id_no", "address")
# who opens the most pages, to hear first what each route asks its query for
FIRST = ("system_admin", "township_mediator", "reviewer", "committee_director", "dept_liaison", "auditor")
# what asking may change, and why
MAY_CHANGE = {
    "login_session": "a session is alive while it is used: when it was last seen",
    "access_log": "who was refused, and who opened a photo or a printing, is kept",
}
ALSO = {"notifications.follow": {"notification"}}  # who goes where a notice leads has read it


@dataclass
class Bench:
    """The office, whoever may ask in it, and what came of it."""

    world: World
    ledger: Ledger
    places: Places
    seen: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0

    @classmethod
    def build(cls, folder: Path, library: Library) -> "Bench":
        world = World.build(folder, library)
        parties = [{**C01["parties"][0], **{name: FOREIGN[name] for name in WHO}}, *C01["parties"][1:]]
        foreign = registration(C01, parties=parties, summary=FOREIGN["summary"])
        world.attach(world.house.register("reg_T2", foreign).case_id)
        listen(world.app)
        return cls(world, Ledger(world.house), Places.of(world))

    def rules(self) -> list[Rule]:
        """Every rule that may be asked for."""
        return sorted((rule for rule in self.world.app.url_map.iter_rules() if "GET" in (rule.methods or ())), key=str)

    def ask(self, role: str, rule: Rule, path: str, query: str, sent: dict[str, str]) -> int:
        """Ask for an address and judge the answer; gives its status."""
        clock.move_to(clock.now() + timedelta(seconds=1))
        began = spent()
        response = self.world.surfer(role).client.get(f"{path}?{query}", headers=sent, buffered=True)
        took = spent() - began
        asked = (role, f"{path}?{query}", sent, response.status_code)
        self.seen[response.status_code] += 1
        self.slowest = max(self.slowest, took)
        assert response.status_code < 500 or rule.endpoint == "health.show", (asked, response.text)
        assert took < LONGEST, (asked, took)
        changed = self.ledger.changed() - set(MAY_CHANGE)
        assert changed <= ALSO.get(rule.endpoint, set()), (asked, changed)
        judge(response, asked)
        return response.status_code


def judge(response: TestResponse, asked: object) -> None:
    """What is said says nothing of another township, and a refusal says it in Chinese, without our insides."""
    text = response.get_data().decode("utf8", "replace")
    assert not [word for word in FOREIGN.values() if word in text], asked
    if response.status_code >= 400:
        assert CHINESE.search(text), (asked, text)
        assert not INSIDES.search(text), (asked, text)
        assert not [party["name"] for party in C01["parties"] if party["name"] in text], asked


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, village: tuple[Path, Library]) -> Bench:
    clock.move_to(when(C01, "T_screen"))
    made = Bench.build(tmp_path_factory.mktemp("asking"), village[1])
    for rule in made.rules():
        values = IDS | {"task_key": "1", "case_id": made.world.cases["V11"], "filename": "css/house.css"}
        path = filled_in(rule, {one: str(values[one]) for one in rule.arguments})
        any(made.ask(role, rule, path, "", {}) == 200 for role in FIRST)
    return made


@pytest.fixture(autouse=True)
def that_day() -> None:
    clock.move_to(when(C01, "T_screen", minutes=15))


def battery(bench: Bench, dose: int) -> None:
    for rule in bench.rules():
        known = Listening.heard.get(rule.endpoint, set())

        @settings(max_examples=dose, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(
            st.sampled_from(sorted(SEATS)),
            st.just(rule),
            paths(rule, bench.places),
            queries(known, bench.places),
            headers(),
        )
        def ask(role: str, rule: Rule, path: str, query: str, sent: dict[str, str]) -> None:
            bench.ask(role, rule, path, query, sent)

        ask()
    print(f"{bench.seen.total()} requests: {dict(bench.seen)}, slowest {bench.slowest:.2f} s")


def test_nothing_that_is_asked_for_makes_an_error_or_a_change(bench: Bench) -> None:
    battery(bench, EVERY_DAY)
    # else the run proves nothing: pages must have come, others been refused, and queries been asked for names
    assert len(set().union(*Listening.heard.values())) > 20
    assert min(bench.seen[200], bench.seen[404], bench.seen[303]) > bench.seen.total() // 20, bench.seen


@pytest.mark.slow
def test_nothing_that_is_asked_for_at_length_makes_an_error_or_a_change(bench: Bench) -> None:
    battery(bench, MANY)


def test_control_what_asking_changes_is_noticed(bench: Bench) -> None:
    assert bench.ledger.changed() == set()
    with bench.world.house.office.store.writing() as connection:
        connection.exec_driver_sql("update mediation_case set risk_color = 'red'")
    assert bench.ledger.changed() == {"mediation_case"}
