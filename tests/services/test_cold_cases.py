"""Five long cases worked out from the description alone, before anybody looked at what the product says."""

import copy
import json

import pytest
from click.testing import CliRunner
from house import ROOT, House
from sound import all_ailments

from mediation.cli import main
from mediation.services import comparison, replay
from mediation.services.set_up import load_village

FILE = ROOT / "tests/scenarios/cold_cases.json"
COLD = json.loads(FILE.read_text("utf-8"))
CASES = {case["case_id"]: case for case in COLD["cases"]}


@pytest.fixture(scope="module")
def replayed() -> dict[str, dict[str, object]]:
    result = CliRunner().invoke(main, ["replay", str(FILE), "--json"])
    return {one["case_id"]: one for one in map(json.loads, result.output.splitlines())}


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_it_was_worked_out_by_hand(name: str, replayed) -> None:
    played = replayed[name]
    assert (played["differences"], played["ignored"], played["not_compared"]) == ([], [], [])


def compared(house: House, case: dict, public_id: str, **expected: object) -> list[str]:
    again = replay.Played(case["case_id"], public_id)
    comparison.compare(house.office, {**case, "expected": expected}, again)
    return again.differences


def test_papers_go_by_their_everyday_names_and_are_counted(house: House) -> None:
    load_village(house.office, COLD)
    case = CASES["C10"]
    played = replay.play(house.office, case)
    listed = [
        "卷宗封面", "卷内目录", "受理登记表", "告知书", "证据材料", "调解记录", "协议书", "凭证", "回访记录", "提级单",
        "退回单", "情况说明", "封底",
    ]  # fmt: skip
    assert compared(house, case, played.public_id, documents=listed) == []
    for wrong in (listed[1:], [*listed, "回访记录"], [*listed[:-1], "封底x2"], [*listed[1:], "申请书"]):
        assert compared(house, case, played.public_id, documents=wrong) != []


def test_the_same_paper_listed_several_times_is_that_many_copies(house: House) -> None:
    load_village(house.office, COLD)
    case = CASES["C04"]
    played = replay.play(house.office, case)
    one_by_one = [name for name in case["expected"]["documents"] if "回访" not in name] + ["人民调解回访记录"] * 5
    assert compared(house, case, played.public_id, documents=one_by_one) == []
    assert compared(house, case, played.public_id, documents=one_by_one[:-1]) != []


def test_a_changed_agreement_is_numbered_from_two_or_from_one(house: House) -> None:
    load_village(house.office, COLD)
    for said, wrong in (("之一", False), ("之二", False), ("之三", True), ("", True)):
        case = copy.deepcopy(CASES["C04"])
        step = next(step for step in case["steps"] if step["task"] == "A_amend")
        step["form"]["agreement_no"] = "(2026)白石坝人调字第001号" + said
        assert bool(replay.play(house.office, case).differences) == wrong, said


def test_a_changed_agreement_is_worth_all_that_is_now_agreed_and_its_past_months_are_not_visited(house: House) -> None:
    load_village(house.office, COLD)
    for said, wrong in (("700.00", False), ("100.00", False), ("800.00", True)):
        case = copy.deepcopy(CASES["C04"])
        step = next(step for step in case["steps"] if step["task"] == "A_amend")
        step["form"]["total_amount"] = said
        assert bool(replay.play(house.office, case).differences) == wrong, said


def test_they_live_soundly_in_one_office(house: House) -> None:
    load_village(house.office, COLD)
    assert [one.differences for one in replay.play_file(house.office, COLD)] == [[]] * len(CASES)
    assert all_ailments(house) == {}
