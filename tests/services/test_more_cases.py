"""More complete cases, worked out by hand: every path of the method at group, village and township."""

import copy
import json
from datetime import date

import pytest
from click.testing import CliRunner
from house import MORE_FILE, WORKED_CASES
from sound import ailments_later
from test_replay_worked_cases import TO_THE_LETTER
from values import identity_number

from mediation.cli import main
from mediation.law.codes import FINAL_STATUSES, TASKS
from mediation.services import comparison, replay
from mediation.services.set_up import load_village

MORE = json.loads(MORE_FILE.read_text("utf-8"))
CASES = {case["case_id"]: case for case in MORE["cases"]}
EVERY = [*CASES.values(), *(WORKED_CASES[name] for name in TO_THE_LETTER)]


@pytest.fixture(scope="module")
def replayed():
    """What the shell said of the whole file."""
    result = CliRunner().invoke(main, ["replay", str(MORE_FILE), "--json"])
    played = [json.loads(line) for line in result.output.splitlines()]
    return result.exit_code, {one["case_id"]: one for one in played}


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_it_was_worked_out_by_hand(name, replayed):
    _, played = replayed
    assert (played[name]["differences"], played[name]["ignored"], played[name]["not_compared"]) == ([], [], [])


def test_the_shell_is_content_with_the_whole_file(replayed):
    code, played = replayed
    assert code == 0 and list(played) == list(CASES)


def test_all_of_them_live_soundly_in_one_office(house):
    load_village(house.office, MORE)
    played = list(replay.play_file(house.office, MORE))
    assert [one.differences for one in played] == [[]] * len(CASES)
    assert ailments_later(house) == {}


def wrong(value):
    """Something else of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return value[1:] or ["没有的"]
    return "没有的" if value is None else f"{value}x"


def falsified(expected):
    """One wrong expectation after the other, named."""
    for group, value in expected.items():
        if group == "timers":
            continue
        for key in value.keys() - {"reason"} if isinstance(value, dict) else [None]:
            changed = copy.deepcopy(expected)
            if key is None:
                changed[group] = wrong(value)
            else:
                changed[group][key] = wrong(value[key])
            yield f"{group}.{key}" if key else group, changed


def test_whatever_is_expected_wrongly_is_found(house):
    """The control: each single expectation of each case counts."""
    load_village(house.office, MORE)
    tried = 0
    for case in CASES.values():
        played = replay.play(house.office, case)
        for name, expected in falsified(case["expected"]):
            again = replay.Played(case["case_id"], played.public_id)
            comparison.compare(house.office, {**case, "expected": expected}, again)
            assert any(text.startswith(name) for text in again.differences), (case["case_id"], name)
            tried += 1
    assert tried > 15 * len(CASES)


def test_every_task_and_every_way_to_end_is_reached():
    tasks = {task for case in EVERY for task in case["expected"]["path"]}
    assert set(TASKS) - tasks <= {"C_correct"}, "a correction has tests of its own"
    assert {case["expected"]["final_status"] for case in EVERY} == set(FINAL_STATUSES)


@pytest.mark.parametrize("tier", ["group", "village", "township"])
def test_each_tier_takes_cases_in_and_brings_them_to_both_ends(tier):
    here = [case for case in EVERY if case["expected"]["tiers_visited"] == [tier]]
    ends = {case["expected"]["final_status"] for case in here}
    assert ends & {"closed_performed", "closed_partial_handoff"}
    assert ends & {"terminated_failed", "terminated_refused", "withdrawn_reconciled"}


def test_every_reason_to_end_that_a_button_gives_is_reached():
    reasons = {step["form"]["reason_code"] for case in EVERY for step in case["steps"] if step["task"] == "T_terminate"}
    wanted = {"party_refused", "withdrawn_other", "withdrawn_self_settled", "official_accepted", "unreachable"}
    assert wanted | {"rounds_exhausted"} <= reasons


def parties():
    return [party for case in CASES.values() for party in case["parties"]]


def test_identity_numbers_are_made_up_and_their_check_digits_are_right():
    people = [party for party in parties() if party["kind"] == 1]
    for party in people:
        number = party["id_no"]
        assert number == identity_number(date.fromisoformat(party["birth"]), int(number[14:17])), party["name"]
        assert number.startswith("509901") and (int(number[16]) % 2 == 1) == (party["gender"] == "男"), party["name"]
    assert len({party["id_no"] for party in people}) == len(people)


def test_credit_codes_have_their_check_character():
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for code in (party["uscc"] for party in parties() if party["kind"] != 1):
        total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
        assert len(code) == 18 and signs[-total % 31] == code[17]


def test_nothing_is_entered_before_it_happened():
    for case in CASES.values():
        moments = [step["at"] for step in case["steps"]]
        assert moments == sorted(moments), case["case_id"]
