"""Every guard of the table, on a diagram in bad faith: everything is open at once, and no form asks for anything.

The table is `branch_cases.json`: its steps with `refused_by`, after the steps that bring a case there.
"""

import json

import pytest
from diagrams import everything_open
from house import ROOT, House
from loose_forms import loose_forms

from mediation.errors import GuardRefused
from mediation.law import guards
from mediation.law.codes import TASKS
from mediation.law.events import EVENTS
from mediation.services import replay
from mediation.services.coverage import COMPUTED

BRANCHES = json.loads((ROOT / "tests/scenarios/branch_cases.json").read_text("utf-8"))
# nobody can press a button that such a diagram does not have: what hangs on one is tried with the shipped diagrams
BY_BUTTON = {("B12", "G21"), ("B15", "G3"), ("B15", "whistle"), ("B22", "G2"), ("B31", "G2")}
# cases that go on only because of a button: a party replaced, the village given the case
WITHOUT_BUTTON = {"B33", "B37"}
# a restricted case shows nothing to who has no task in it: policy speaks before the guards do
UNSEEN = {("B21", "S1_read_calm")}


def table():
    """The cases with their steps, without events and what hangs on them."""
    for case in BRANCHES["cases"]:
        if case["case_id"] in WITHOUT_BUTTON:
            continue
        steps = [
            step
            for step in case["steps"]
            if step["task"] not in EVENTS
            and (case["case_id"], step.get("refused_by")) not in BY_BUTTON
            and not ("refused_by" in step and (case["case_id"], step["task"]) in UNSEEN)
            and not ("refused_by" not in step and step["task"] == "C_correct")  # nobody pressed 退回修改
        ]
        yield {**case, "steps": steps, "expected": {}}


class Spoken:
    """Listens which guards refuse, and how: only their own word counts, not a form's or a diagram's."""

    def __init__(self, monkeypatch):
        self.names = set()
        real = guards.check

        def check(case, step):
            try:
                real(case, step)
            except GuardRefused as refused:
                self.names.add(refused.guard)
                raise

        monkeypatch.setattr(guards, "check", check)


@pytest.fixture
def hostile(tmp_path):
    """An office whose method keeps nobody from anything."""
    house = House.build(
        tmp_path / "house", everything_open(tmp_path / "models"), loose_forms(tmp_path / "forms", *TASKS), BRANCHES
    )
    yield house
    house.office.store.engine.dispose()


def test_every_guard_of_the_table_holds_on_a_diagram_in_bad_faith(hostile, monkeypatch):
    spoken = Spoken(monkeypatch)
    for case in table():
        played = replay.play(hostile.office, case)
        assert played.differences == [], case["case_id"]
    assert {rule.name for rule in guards.RULES} - COMPUTED - spoken.names == set()


def test_control_without_the_guards_everything_passes(hostile, monkeypatch):
    monkeypatch.setattr(guards, "check", lambda case, step: None)
    monkeypatch.setattr(guards, "problems", lambda case, step: [])
    case = next(case for case in table() if case["case_id"] == "B25")
    played = replay.play(hostile.office, case)
    assert "应由守卫" in played.differences[0] and "却办成了" in played.differences[0]
