"""Complete cases worked out from the description alone, before anybody looked at what the product says."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from house import ROOT, House
from sound import ailments_later

from mediation.cli import main
from mediation.services import comparison, replay
from mediation.services.set_up import load_village

FILES = {name: ROOT / f"tests/scenarios/{name}.json" for name in ("cold_cases", "time_and_after")}
LIBRARY = {name: json.loads(file.read_text("utf-8")) for name, file in FILES.items()}
CASES = [(name, case["case_id"]) for name, library in LIBRARY.items() for case in library["cases"]]


@pytest.fixture(scope="module")
def replayed() -> dict[tuple[str, str], dict[str, Any]]:
    """What the shell says of each case of the files."""
    told = {}
    for name, file in FILES.items():
        result = CliRunner().invoke(main, ["replay", str(file), "--json"])
        told.update({(name, one["case_id"]): one for one in map(json.loads, result.output.splitlines())})
    return told


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_it_was_worked_out_by_hand(name: tuple[str, str], replayed) -> None:
    played = replayed[name]
    assert (played["differences"], played["ignored"]) == ([], [])
    assert played["not_compared"] == [] or name[0] == "time_and_after"


@pytest.mark.parametrize("name", FILES)
def test_they_live_soundly_in_one_office(name: str, house: House) -> None:
    load_village(house.office, LIBRARY[name])
    assert [one.differences for one in replay.play_file(house.office, LIBRARY[name]) if one.differences] == []
    assert ailments_later(house) == {}


def falsified(stated: dict[str, object]) -> dict[str, object]:
    """A timer with one thing wrong."""
    wrong = copy.deepcopy(stated)
    key = next(key for key in ("fires", "end", "fired", "cancelled_by", "breach") if key in wrong)
    other = {
        "fires": ["1999-01-01"], "end": "1999-01-01", "fired": not wrong.get("fired"), "cancelled_by": "x",
        "breach": ["x"],
    }  # fmt: skip
    wrong[key] = other[key]
    return wrong


def wrongly_timed(case: dict[str, Any]) -> Iterator[tuple[object, dict[str, Any]]]:
    for number, stated in enumerate(case["expected"].get("timers", ())):
        expected = copy.deepcopy(case["expected"])
        expected["timers"][number] = falsified(stated)
        yield stated, expected


@pytest.mark.parametrize("name", FILES)
def test_every_stated_timer_counts(name: str, house: House) -> None:
    """The control: whatever is stated of a timer wrongly is found."""
    load_village(house.office, LIBRARY[name])
    tried = 0
    for case in LIBRARY[name]["cases"]:
        played = replay.play(house.office, case)
        for stated, expected in wrongly_timed(case):
            again = replay.Played(case["case_id"], played.public_id)
            comparison.compare(house.office, {**case, "expected": expected}, again)
            assert any(text.startswith("timers.") for text in again.differences), (case["case_id"], stated)
            tried += 1
    assert tried > 20
