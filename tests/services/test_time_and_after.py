"""Fifteen cases of time and of what follows an agreement, through the shell; and that each stated timer counts."""

import copy
import json

import pytest
from click.testing import CliRunner
from house import ROOT, House
from sound import all_ailments

from mediation.cli import main
from mediation.services import comparison, replay
from mediation.services.set_up import load_village

FILE = ROOT / "tests/scenarios/time_and_after.json"
TIME = json.loads(FILE.read_text("utf-8"))
CASES = {case["case_id"]: case for case in TIME["cases"]}


@pytest.fixture(scope="module")
def replayed() -> dict[str, dict[str, object]]:
    result = CliRunner().invoke(main, ["replay", str(FILE), "--json"])
    return {one["case_id"]: one for one in map(json.loads, result.output.splitlines())}


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_it_was_worked_out_by_hand(name: str, replayed) -> None:
    assert (replayed[name]["differences"], replayed[name]["ignored"]) == ([], [])


def falsified(stated: dict[str, object]) -> dict[str, object]:
    """A timer with one thing wrong."""
    wrong = copy.deepcopy(stated)
    key = next(key for key in ("fires", "end", "fired", "cancelled_by") if key in wrong)
    other = {"fires": ["1999-01-01"], "end": "1999-01-01", "fired": not wrong.get("fired"), "cancelled_by": "x"}
    wrong[key] = other[key]
    return wrong


def test_every_stated_timer_counts(house: House) -> None:
    """The control: whatever is stated of a timer wrongly is found; and all the cases live soundly in one office."""
    load_village(house.office, TIME)
    tried = 0
    for case in CASES.values():
        played = replay.play(house.office, case)
        assert played.differences == []
        for number, stated in enumerate(case["expected"].get("timers", ())):
            expected = copy.deepcopy(case["expected"])
            expected["timers"][number] = falsified(stated)
            again = replay.Played(case["case_id"], played.public_id)
            comparison.compare(house.office, {**case, "expected": expected}, again)
            assert any(text.startswith("timers.") for text in again.differences), (case["case_id"], stated)
            tried += 1
    assert tried > 20
    assert all_ailments(house) == {}
