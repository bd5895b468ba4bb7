"""Whoever writes a scenario file may write the same thing in several ways; what is wrong is found in each of them."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from house import ROOT, House

from mediation.services import comparison, replay
from mediation.services.set_up import load_village

COLD = json.loads((ROOT / "tests/scenarios/cold_cases.json").read_text("utf-8"))
CASES = {case["case_id"]: case for case in COLD["cases"]}


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


def named(one: Any) -> str:
    return one if isinstance(one, str) else one.get("party_id") or one["to"]


def in_words(form: dict[str, Any]) -> None:
    """Each party's answer as a word under the party."""
    for key in ("parties_consent", "consents"):
        if key in form:
            form[key] = dict.fromkeys(map(named, form[key]), "同意")
    if isinstance(form.get("agree"), dict):
        form["agree"] = {party: "同意" if agrees else "不同意" for party, agrees in form["agree"].items()}
    if "satisfaction" in form:
        form["satisfaction"] = {row["party_id"]: row["satisfaction"] for row in form["satisfaction"]}
    if isinstance(form.get("delivered"), list):
        form["delivered"] = dict.fromkeys(map(named, form["delivered"]), "当面")


def in_rows(form: dict[str, Any]) -> None:
    """Each party's answer as a row of its own, the people invited by their names alone."""
    for key in ("parties_consent", "consents"):
        if key in form:
            form[key] = [{"party_id": named(party), "consent": "同意"} for party in form[key]]
    for key in ("agree", "statements", "concessions"):
        if isinstance(form.get(key), dict):
            form[key] = [{"party_id": party, "said": said} for party, said in form[key].items()]
    if isinstance(form.get("delivered"), list):
        form["delivered"] = [{"to": named(one), "at": "2026-06-04", "method": "当面"} for one in form["delivered"]]
    if "reported_to" in form:
        told = form["reported_to"] if isinstance(form["reported_to"], list) else [form["reported_to"]]
        form["reported_to"] = [{"org": one} for one in told]
    if "mediators" in form and isinstance(form["mediators"], list):
        form["mediators"] = [{"user_id": one} for one in form["mediators"]]
    if "invited" in form:
        form["invited"] = [one["name"] if isinstance(one, dict) else one for one in form["invited"] or ()]


def in_numbers(form: dict[str, Any]) -> None:
    """Codes and amounts as numbers; what is worked out is not filled in."""
    for key in ("dispute_type", "source_code", "forecast_code", "result_code", "performance_code", "difficulty_final"):
        if form.get(key):
            form[key] = int(form[key])
    for key in ("amount_claimed", "total_amount", "performed_amount"):
        if key in form:
            form[key] = float(form[key])
    for one in form.get("terms", ()):
        one["amount"], one["way_code"] = float(one["amount"]) or None, int(one["way_code"])
    for key in ("accepted_on", "deadline_on", "effective_on", "visit_no", "planned_on", "window_end", "volume_no"):
        if key in form:
            form[key] = None


@pytest.mark.parametrize("otherwise", [in_words, in_rows, in_numbers])
def test_the_same_said_otherwise_comes_to_the_same(otherwise: Callable[[dict[str, Any]], None], house: House) -> None:
    load_village(house.office, COLD)
    for case in copy.deepcopy(COLD["cases"]):
        for step in case["steps"]:
            otherwise(step["form"])
        assert replay.play(house.office, case).differences == [], case["case_id"]


ROWS = [{"party_id": "p1", "agree": False}, {"party_id": "p2", "agree": True}]
BOTH = [{**row, "agree": True} for row in ROWS]


@pytest.mark.parametrize(("said", "until"), [(ROWS, "2026-05-01"), ({"p1": "不同意", "p2": True}, "2026-05-01"),
                                             (BOTH, "2026-05-16")])  # fmt: skip
def test_who_does_not_agree_to_more_time_is_heard_however_it_is_written(said: Any, until: str, house: House) -> None:
    load_village(house.office, COLD)
    case = copy.deepcopy(CASES["D08"])
    asked = next(number for number, step in enumerate(case["steps"], start=1) if step["task"] == "D_extend")
    case["steps"][asked - 1]["form"] |= {"agree": said, "result": None}
    played = replay.play(house.office, case, steps=asked)
    assert not played.differences and house.case(played.public_id).screening.deadline_on == until


@pytest.mark.parametrize("listed", [True, False])
def test_whether_a_paper_is_enclosed_that_is_only_named_is_left_open(listed: bool, house: House) -> None:
    """A file of scenarios brings no attachments along: what it names may be there or not, and that is said."""
    load_village(house.office, COLD)
    case = copy.deepcopy(CASES["D13"])
    next(step for step in case["steps"] if step["task"] == "F_visit")["form"]["voucher"] = "收条.jpg"
    case["expected"]["documents"] += ["收条"] if listed else []
    played = replay.play(house.office, case)
    assert (played.differences, played.not_compared) == ([], ["documents.履行凭证"] if listed else [])


def test_a_voucher_that_nobody_names_is_missed(house: House) -> None:
    load_village(house.office, COLD)
    case = copy.deepcopy(CASES["D13"])
    case["expected"]["documents"] += ["收条"]
    assert any(text.startswith("documents") for text in replay.play(house.office, case).differences)
