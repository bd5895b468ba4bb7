"""The case's page says what comes next, in its order: what holds up the talk first, and why a case was sent back."""

import json

import pytest
from house import ROOT, WORKED_CASES, House, at, instant, steps_before, when

from mediation.law.guards_gates import held_by
from mediation.services import replay
from mediation.services.case_page import CaseView, view_case
from mediation.services.event_page import open_event_page
from mediation.services.next_steps import next_step
from mediation.services.set_up import load_village

LIBRARY = json.loads((ROOT / "tests/scenarios/cold_cases.json").read_text("utf-8"))
COLD = {case["case_id"]: case for case in LIBRARY["cases"]}
C02 = WORKED_CASES["C02"]


def steps(view: CaseView) -> list[tuple[str, str]]:
    return [(step.name, step.held) for step in view.next_steps]


def test_a_report_that_is_owed_comes_first_and_the_talk_waits_for_it(house: House) -> None:
    case = house.stage(C02, steps_before(C02, "S2_lay_talk"))
    with at(when(C02, "S1_read_calm", minutes=5)):
        before = view_case(house.office, house.person("u_xiang"), case)
        house.raise_event(case, "risk_raised", "u_xiang")
        after = view_case(house.office, house.person("u_xiang"), case)
    assert steps(before) == [("摆一摆,谈一谈", "")]
    assert steps(after) == [("激化报告", ""), ("摆一摆,谈一谈", "激化报告")]
    assert "“激化报告”、“摆一摆,谈一谈”" in after.standing
    assert held_by("F_visit", house.case(case)) == "", "what is no talk goes on"


def test_a_report_that_nobody_asks_for_holds_nothing_up_on_the_page(house: House) -> None:
    """The guard says no all the same; a step without a way on would be a page without one."""
    case = house.stage(C02, steps_before(C02, "S2_lay_talk"))
    with at(when(C02, "S1_read_calm", minutes=5)):
        house.raise_event(case, "risk_raised", "u_xiang")
        opened = house.opened(case)
        opened.work.instance.end_beside({"risk_report"})
        left = [next_step(opened.work, house.person("u_xiang"), task, {}) for task in opened.work.tasks()]
        opened.work.instance.release()
    assert [(step.name, step.held) for step in left] == [("摆一摆,谈一谈", "")]


@pytest.mark.parametrize(("event", "words"), [("risk_raised", True), ("recusal_requested", False)])
def test_an_event_that_suspends_the_talk_says_so(house: House, event: str, words: bool) -> None:
    case = house.stage(C02, steps_before(C02, "S2_lay_talk"))
    with at(when(C02, "S1_read_calm", minutes=5)):
        assert open_event_page(house.office, house.person("u_xiang"), case, event).suspends is words


def test_who_gets_a_case_back_reads_why_and_what_to_do_until_a_round_is_talked(house: House) -> None:
    load_village(house.office, LIBRARY)
    case = COLD["D04"]
    back = steps_before(case, "X_return") + 1
    public_id = replay.play(house.office, case, steps=back).public_id
    with at(instant("2026-04-21T17:00")):
        notes = view_case(house.office, house.person("u_chen"), public_id).notes
    assert notes == [
        "冉启明退回,因为:组级未开展调解(0轮),不符合提级条件。建议:先到现场看菜地,请院里老人参加,至少调一轮。"
    ]
    for step in case["steps"][back : back + 4]:
        with at(step["at"]):
            house.do(public_id, step["task"], step["actor"], step["form"])
    with at("2026-04-23T09:00"):
        assert view_case(house.office, house.person("u_chen"), public_id).notes == []


def test_a_change_names_the_agreement_it_replaces_and_asks_the_parties_alone(house: House) -> None:
    load_village(house.office, LIBRARY)
    case = COLD["D18"]
    changed = steps_before(case, "A_amend")
    public_id = replay.play(house.office, case, steps=changed).public_id
    with at(case["steps"][changed]["at"]):
        page = house.page(public_id, "A_amend", "u_ran")
    assert page.context.computed["supersedes"].endswith("人调字第001号")
    asked = page.definition.fields["consents"].source
    assert [option.value for option in page.context.options(asked)] == ["p1", "p2"]
    assert "u_ran" in [option.value for option in page.context.options("signers")]


def test_a_report_stands_where_the_talk_stands(house: House) -> None:
    case = house.stage(C02, steps_before(C02, "S2_lay_talk"))
    with at(when(C02, "S1_read_calm", minutes=5)):
        house.raise_event(case, "risk_raised", "u_xiang")
        way = house.page(case, "E_report", "u_xiang").way
    assert [stop.words[0] for stop in way if stop.state == "now"] == ["摆一摆"]
