"""Every branch of the method is reached by a scenario: nodes, tasks, events, triggers, exits, endings and guards."""

import copy
import json

import pytest
from click.testing import CliRunner
from house import MORE_FILE, ROOT, WORKED_FILE
from sound import ailments_later

from mediation.cli import main
from mediation.services import replay
from mediation.services.coverage import GROUPS, Reached
from mediation.services.set_up import load_village

BRANCH_FILE = ROOT / "tests/scenarios/branch_cases.json"
BRANCHES = json.loads(BRANCH_FILE.read_text("utf-8"))
CASES = {case["case_id"]: case for case in BRANCHES["cases"]}


@pytest.fixture(scope="module")
def replayed():
    """What the shell said of the three files together: one line a case, and what nobody reached."""
    files = [str(file) for file in (WORKED_FILE, MORE_FILE, BRANCH_FILE)]
    result = CliRunner().invoke(main, ["replay", *files, "--json", "--coverage"])
    lines = [json.loads(line) for line in result.output.splitlines()]
    return {line["case_id"]: line for line in lines if "case_id" in line}, lines[-1]["coverage"]


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_it_was_worked_out_by_hand(name, replayed):
    played = replayed[0][name]
    assert (played["differences"], played["ignored"], played["not_compared"]) == ([], [], [])


def test_no_node_task_event_trigger_exit_ending_or_guard_is_left_out(replayed):
    assert replayed[1] == {}


def test_control_what_no_case_came_to_is_named(house):
    load_village(house.office, BRANCHES)
    reached = Reached()
    replay.play(house.office, CASES["B17"], reached=reached)
    missing = reached.missing()
    assert set(missing) == set(GROUPS)
    assert "escalation.X_accept" in missing["nodes"] and "tier_mediation.S2_lay_talk" not in missing["nodes"]
    assert "mediation_case.Refused" in missing["nodes"], "what merely waits has not come"
    assert "unlawful_or_collusion" not in missing["reasons"] and "G2" in missing["guards"]


def test_the_shell_says_how_much_was_reached_and_what_was_not():
    result = CliRunner().invoke(main, ["replay", str(BRANCH_FILE), "--case", "B17", "--coverage"])
    assert result.exit_code == 0 and "提级触发" in result.output and "0/13" in result.output


def test_a_step_that_should_be_refused_and_is_not_is_a_difference(house):
    load_village(house.office, BRANCHES)
    case = copy.deepcopy(CASES["B17"])
    case["steps"][3]["refused_by"] = "G1"
    played = replay.play(house.office, case)
    assert "应由守卫 G1 拒绝,却办成了" in played.differences[0]


def test_a_step_that_another_guard_refuses_is_a_difference(house):
    load_village(house.office, BRANCHES)
    case = copy.deepcopy(CASES["B01"])
    refused = next(step for step in case["steps"] if step.get("refused_by") == "G3")
    refused["refused_by"] = "G2"
    played = replay.play(house.office, case)
    assert "守卫 G3 拒绝" in played.differences[0]


def test_all_of_them_live_soundly_in_one_office(house):
    load_village(house.office, BRANCHES)
    played = list(replay.play_file(house.office, BRANCHES))
    assert [one.differences for one in played] == [[]] * len(CASES)
    assert ailments_later(house) == {}
