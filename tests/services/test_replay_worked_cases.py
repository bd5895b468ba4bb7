"""The worked cases, to the letter and through the shell; and whatever is falsified in them is found and explained."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from house import WORKED, WORKED_CASES, WORKED_FILE, House
from sound import all_ailments

from mediation.cli import main
from mediation.services import replay as replaying

TO_THE_LETTER = ("C01", "C02", "C05", "C06", "C08", "C09", "C11")


def replay(*arguments):
    """`mediation replay …`: exit code, and what it printed."""
    result = CliRunner().invoke(main, ["replay", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def replay_json(*arguments):
    code, text = replay(*arguments, "--json")
    return code, [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", TO_THE_LETTER)
def test_a_worked_case_comes_out_to_the_letter(name):
    code, played = replay_json(WORKED_FILE, "--case", name)
    expected = WORKED_CASES[name]["expected"]
    (one,) = played
    assert (code, one["case_id"], one["ok"], one["differences"], one["ignored"]) == (0, name, True, [], [])
    assert (one["path"], one["final_status"]) == (expected["path"], expected["final_status"])
    assert one["not_compared"] == []


def test_several_cases_are_one_line_each_in_the_order_of_the_file():
    code, played = replay_json(WORKED_FILE, "--case", "C11", "--case", "C01")
    assert (code, [one["case_id"] for one in played]) == (0, ["C01", "C11"])


def test_the_table_says_for_people_what_the_lines_say_for_machines():
    code, text = replay(WORKED_FILE, "--case", "C06")
    assert code == 0 and "C06" in text and "一致" in text and "terminated_refused" in text


def test_the_command_itself_exits_with_nought():
    command = [sys.executable, "-c", "from mediation.cli import main; main()", "replay", str(WORKED_FILE)]
    ended = subprocess.run([*command, "--case", "C11"], capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


# Falsified: the file is changed at one place, and the replay must fail and say where.


def falsified(tmp_path, name, falsify):
    """A scenario file with one case of the book, changed."""
    case = copy.deepcopy(WORKED_CASES[name])
    falsify(case)
    file = tmp_path / "falsified.json"
    file.write_text(json.dumps({**WORKED, "cases": [case]}, ensure_ascii=False), "utf-8")
    return file


def at(place, value):
    """Write a value at a path of keys and numbers."""

    def falsify(case):
        *way, last = place
        target = case
        for key in way:
            target = target[key]
        target[last] = value

    return falsify


def step(number, key, value):
    """Write a value into the form of the nth step (from 1)."""
    return at(("steps", number - 1, "form", key), value)


def swap(one, other):
    def falsify(case):
        steps = case["steps"]
        moments = steps[one - 1]["at"], steps[other - 1]["at"]
        steps[one - 1], steps[other - 1] = steps[other - 1], steps[one - 1]
        steps[one - 1]["at"], steps[other - 1]["at"] = moments

    return falsify


def without(number):
    return lambda case: case["steps"].pop(number - 1)


def forget(number, key):
    return lambda case: case["steps"][number - 1]["form"].pop(key)


FALSE = [
    # what was expected of the outcome
    ("C01", at(("expected", "final_status"), "closed_enforcement"), "final_status:应为 'closed_enforcement'"),
    ("C01", lambda case: case["expected"]["path"].remove("F_visit"), "path:应为"),
    ("C01", lambda case: case["expected"]["path"].reverse(), "path:应为"),
    ("C01", at(("expected", "tiers_visited"), ["group", "village"]), "tiers_visited:应为"),
    ("C01", at(("expected", "escalations"), 1), "escalations:应为 1,实为 0"),
    ("C01", at(("expected", "risk_color_final"), "blue"), "risk_color_final:应为 'blue',实为 'green'"),
    ("C01", at(("expected", "national", "JFLB"), "3"), "national.JFLB:应为 '3',实为 '2'"),
    ("C01", at(("expected", "national", "TJLX"), "2"), "national.TJLX:应为 '2',实为 '1'"),
    ("C06", at(("expected", "national", "TJJG"), "2"), "national.TJJG:应为 '2',实为 None"),
    ("C01", at(("expected", "stats", "amount"), "0.01"), "stats.amount:应为 '0.01'"),
    ("C06", at(("expected", "stats", "mediation_counted"), 1), "stats.mediation_counted:应为 1,实为 0"),
    ("C11", at(("expected", "stats", "rejected"), 0), "stats.rejected:应为 0,实为 1"),
    ("C01", lambda case: case["expected"]["documents"].append("人民调解申请书"), "documents:应为"),
    ("C01", lambda case: case["expected"]["documents"].remove("封底"), "documents:应为"),
    ("C01", lambda case: case["expected"]["documents"].append("封底"), "documents:应为"),
    ("C09", at(("expected", "timers", 0, "end"), "2026-07-12T19:06"), "timers.cooling:应为"),
    ("C09", at(("expected", "timers", 0, "cancelled_by"), "party_refused"), "timers.cooling:应为"),
    ("C09", at(("expected", "timers", 0, "name"), "whistle_30min"), "timers.whistle_30min:应为"),
    ("C09", at(("expected", "timers", 0, "fired"), True), "timers.cooling:应为"),
    # numbers, by their pattern
    ("C01", step(12, "volume_no", "(2026)白石坝登字第001号"), "第 12 步 C_archive.volume_no:应为"),
    ("C01", step(12, "volume_no", "(2025)白石坝人调字第001号"), "第 12 步 C_archive.volume_no:应为"),
    ("C01", step(12, "volume_no", "(2026)双河人调字第001号"), "第 12 步 C_archive.volume_no:应为"),
    ("C01", step(12, "volume_no", "(2026)白石坝人调字第001号之二"), "第 12 步 C_archive.volume_no:应为"),
    ("C01", step(12, "volume_no", "(2026)白石坝人调字第1号"), "第 12 步 C_archive.volume_no:应为"),
    ("C06", step(4, "notice_no", "(2026)双河不受字第001号"), "第 4 步 T_terminate.notice_no:应为"),
    ("C11", step(3, "notice_no", "(2026)双河终字第001号"), "第 3 步 T_reject_notice.notice_no:应为"),
    # what the system computes
    ("C01", step(2, "deadline_on", "2026-04-03"), "第 2 步 T_screen.deadline_on:应为 '2026-04-03',实为 '2026-04-02'"),
    ("C01", step(2, "accepted_on", "2026-03-02"), "第 2 步 T_screen.accepted_on:应为"),
    ("C01", step(8, "effective_on", "2026-03-04"), "第 8 步 A_oral.effective_on:应为 '2026-03-04',实为 '2026-03-03'"),
    ("C01", step(10, "planned_on", "2026-03-11"), "第 10 步 F_visit.planned_on:应为"),
    ("C01", step(10, "visit_no", 2), "第 10 步 F_visit.visit_no:应为 2,实为 1"),
    ("C01", step(6, "round", 2), "第 6 步 S2_lay_talk.round:应为 2,实为 1"),
    ("C01", step(11, "result_code", "2"), "第 11 步 C_close.result_code:应为 '2',实为 '1'"),
    # who and where
    ("C01", at(("steps", 10, "actor"), "u_xie"), "第 11 步 C_close(village,u_xie,2026-03-10T17:00)"),
    ("C01", at(("steps", 4, "actor"), "u_luo"), "第 5 步 S1_read_calm(group,u_luo,2026-03-03T15:10):没有找到"),
    ("C01", at(("steps", 4, "actor"), "u_ran"), "第 5 步 S1_read_calm(group,u_ran,2026-03-03T15:10):这一步不归您办"),
    ("C01", at(("steps", 1, "actor"), "u_nobody"), "第 2 步 T_screen(group,u_nobody,2026-03-03T09:20):没有这个人"),
    ("C01", at(("steps", 0, "actor"), "u_admin"), "第 1 步 T_register(group,u_admin,2026-03-03T09:10):"),
    ("C01", at(("steps", 5, "tier"), "village"), "第 6 步 S2_lay_talk(village,u_chen,2026-03-03T15:25)"),
    ("C06", at(("steps", 4, "tier"), "village"), "第 5 步 C_close(village,u_xie,2026-06-04T09:30):这一步由 谢敏 在镇"),
    # in what order
    ("C01", swap(6, 7), "第 6 步 S3_mediate_yield(group,u_chen,2026-03-03T15:25):S3_mediate_yield 不在待办"),
    ("C01", without(3), "第 3 步 T_assign(group,u_chen,2026-03-03T15:05):T_assign 不在待办"),
    ("C01", without(10), "第 10 步 C_close(village,u_ran,2026-03-10T17:00):C_close 不在待办"),
    ("C01", at(("steps", 9, "at"), "2026-03-09T23:59"), "第 10 步 F_visit(group,u_chen,2026-03-09T23:59):F_visit 不在"),
    ("C09", at(("steps", 5, "at"), "2026-07-12T19:06"), "timers.cooling:应为"),
    # what was filled in
    ("C01", forget(1, "summary"), "第 1 步 T_register(group,u_chen,2026-03-03T09:10):表单不合格 {'summary'"),
    ("C01", step(1, "apply_at", "2026-03-03T09:11"), "第 1 步 T_register(group,u_chen,2026-03-03T09:10):表单不合格"),
    ("C01", forget(4, "disclosure"), "第 4 步 T_assign(group,u_chen,2026-03-03T15:05):表单不合格 {'disclosure'"),
    ("C01", step(8, "seal_org", "O-V2"), "第 8 步 A_oral(group,u_chen,2026-03-03T16:10):守卫 G7 拒绝:"),
    ("C06", step(4, "informed_channels", []), "第 4 步 T_terminate(village,u_mu,2026-06-04T09:00):表单不合格"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "falsify", "said"), FALSE)
def test_what_is_falsified_is_found_and_said(name, falsify, said, house):
    case = copy.deepcopy(WORKED_CASES[name])
    falsify(case)
    played = replaying.play(house.office, case)
    assert not played.ok
    assert any(text.startswith(said) for text in played.differences), played.differences


@pytest.mark.parametrize(("name", "falsify", "said"), FALSE[:: len(FALSE) // 4])
def test_the_shell_says_so_too(name, falsify, said, tmp_path):
    code, (one,) = replay_json(falsified(tmp_path, name, falsify))
    assert (code, one["ok"]) == (1, False)
    assert any(text.startswith(said) for text in one["differences"]), one["differences"]


@pytest.mark.parametrize("serial", ["001", "777", "1024"])
def test_the_serial_of_a_number_is_free(serial, tmp_path):
    file = falsified(tmp_path, "C01", step(12, "volume_no", f"(2026)白石坝人调字第{serial}号"))
    assert replay_json(file)[0] == 0


def test_keys_that_no_form_declares_are_listed_and_harm_nothing(tmp_path):
    code, (one,) = replay_json(falsified(tmp_path, "C01", step(5, "weather", "晴")))
    assert (code, one["ignored"]) == (0, ["S1_read_calm.weather"])


def test_what_cannot_be_compared_yet_is_listed_never_taken_for_equal(tmp_path):
    code, (one,) = replay_json(falsified(tmp_path, "C01", at(("expected", "weather"), "晴")))
    assert code == 0 and "weather" in one["not_compared"]


def test_one_case_that_differs_fails_the_whole_run_and_the_others_are_still_told(tmp_path):
    file = tmp_path / "two.json"
    wrong = copy.deepcopy(WORKED_CASES["C11"])
    wrong["expected"]["final_status"] = "handed_off"
    file.write_text(json.dumps({**WORKED, "cases": [wrong, WORKED_CASES["C01"]]}), "utf-8")
    code, played = replay_json(file)
    assert (code, [one["ok"] for one in played]) == (1, [False, True])


# What the command is given.


def test_an_unknown_case_is_said_and_nothing_is_played():
    code, text = replay(WORKED_FILE, "--case", "C01", "--case", "C99")
    assert code == 1 and "C99" in text and "C01" not in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[]", "orgs"),
        (b'{"cases": []}', "orgs"),
        (b'{"orgs": [], "users": [], "cases": [{"case_id": "X"}]}', "parties"),
        (b'{"orgs": [], "users": [], "cases": [7]}', "cases"),
        (b'{"orgs": [], "users": [], "cases": [{"case_id": "X", "parties": [], "steps": [{"task": "T"}]}]}', "X"),
        (b'{"orgs": [{"name": "?"}], "users": [], "cases": []}', "orgs"),
        (b'{"orgs": [], "users": [{"name": "?"}], "cases": []}', "users"),
        (b'{"orgs": [], "users": [], "cases": []}', "cases"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_in_words(content, said, tmp_path):
    file = tmp_path / "file.json"
    file.write_bytes(content)
    code, text = replay(file)
    assert code == 1 and said in text and "Traceback" not in text


def test_a_file_that_is_not_there_is_a_wrong_call():
    assert replay("/nowhere/at/all.json")[0] == 2


def test_the_cases_stay_in_a_database_that_is_named(tmp_path):
    database = f"sqlite:///{tmp_path}/kept.db"
    for _ in range(2):
        assert replay_json(WORKED_FILE, "--case", "C11", "--database", database)[0] == 0
    assert Path(tmp_path / "kept.db").stat().st_size > 0
    kept = House.at(tmp_path, database)
    assert len(kept.all_cases()) == 2 and all_ailments(kept) == {}, "and can be read: their key stayed with them"
