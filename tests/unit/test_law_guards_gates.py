"""The gates: consent, refusal, danger, archive. Each lets pass what it should and stops what it must."""

import pytest
from test_law_builders import (
    ENDED,
    LAID,
    READ,
    WRITTEN,
    YIELDED,
    a_case,
    a_step,
    agreed,
    at,
    done,
    parties,
    person,
    refusal,
    refusals,
    screened,
)

from mediation.case import facts
from mediation.case.facts import Done, Episode, Party, Raised, RiskReport
from mediation.errors import GuardRefused
from mediation.law import guards
from mediation.law.codes import TASKS

TALK = {"S1_read_calm": READ, "S2_lay_talk": LAID, "S3_mediate_yield": YIELDED}
ASKED = {"parties": [{"party_id": p, "consent": "同意", "rights_notice_ack": True} for p in ("p1", "p2")]}


def report(color: str = "red", when: str = "2026-03-04T09:00", forecast: str = "3") -> RiskReport:
    return RiskReport(at(when).isoformat(), color, forecast)


def raised(name: str, when: str = "2026-03-05T09:00") -> Raised:
    return Raised(name, at(when).isoformat(), "u_xiang")


@pytest.mark.parametrize("task", TALK)
def test_no_talk_before_everybody_agreed(task: str) -> None:
    step = a_step(task, **TALK[task])
    assert refusals(a_case(), step) == []
    for consents in ({}, {"p1": "同意"}, {"p1": "同意", "p2": "未表态"}):
        found = refusal(a_case(consents=consents), step, "G1")
        assert found.article == "人民调解法第17条"


def test_a_representative_is_asked_too() -> None:
    group = a_case(parties=parties(Party("p3", "representative", represents=6)))
    assert "G1" in refusals(group, a_step("S1_read_calm", **READ))
    group.consents["p3"] = "同意"
    assert refusals(group, a_step("S1_read_calm", **READ)) == []


@pytest.mark.parametrize("task", sorted(TASKS))
def test_after_a_refusal_only_the_ending_is_left(task: str) -> None:
    left = {"T_terminate", "H_handoff", "F_visit", "C_close", "C_archive", "E_report", "E_whistle"}
    said = a_case(consents={"p1": "同意", "p2": "拒绝"})
    pressed = a_case(raised=[raised("party_refused")])
    for case in (said, pressed):
        assert ("G2" in refusals(case, a_step(task))) == (task not in left)


@pytest.mark.parametrize("task", ["T_consent", *TALK])
def test_red_waits_for_its_report(task: str) -> None:
    step = a_step(task, **{**ASKED, **TALK.get(task, {}), "mode": "背靠背", "risk_recheck": "red"})
    red = a_case(screening=screened(risk_color="red"), colors=["red"])
    assert "G3" in refusals(red, step)
    red.reports.append(report())
    assert refusals(red, step) == []


def test_red_that_comes_up_later_waits_too() -> None:
    step = a_step("S2_lay_talk", **LAID)
    assert "G3" in refusals(a_case(colors=["blue", "red"]), step)
    assert refusals(a_case(colors=["blue", "red"], reports=[report()]), step) == []
    assert "G3" in refusals(a_case(colors=["red", "yellow", "red"], reports=[report()]), step)
    pressed = a_case(raised=[raised("risk_raised")], reports=[report("yellow", "2026-03-04T09:00")])
    assert "G3" in refusals(pressed, step)
    pressed.reports.append(report("yellow", "2026-03-05T09:00"))
    assert refusals(pressed, step) == []


def test_talk_pauses_while_the_departments_are_called() -> None:
    step = a_step("S2_lay_talk", **LAID)
    case = a_case(raised=[raised("help_requested")])
    assert refusals(case, step) == ["whistle"]
    case.done.append(Done("E_whistle", "township", "O-TOWN", "u_deng", at("2026-03-05T10:00").isoformat()))
    assert refusals(case, step) == []


def violent(**more: object) -> facts.Case:
    flags = screened("emergency", risk_flags=["domestic_violence"], special_flags=["minor_involved"], risk_color="red")
    return a_case(screening=flags, reports=[report()], **more)


@pytest.mark.parametrize("task", ["T_consent", "T_assign", *TALK, "A_oral", "A_written"])
def test_violence_with_a_minor_is_never_mediated(task: str) -> None:
    assert refusal(violent(), a_step(task), "G4").article == "反家庭暴力法第14条"


def test_violence_with_a_minor_among_the_parties_is_enough() -> None:
    child = Party("p3", "third", is_minor=True)
    grown = a_case(screening=screened(special_flags=["domestic_violence"]))
    assert "G4" not in refusals(grown, a_step("T_assign"))
    grown.parties.append(child)
    assert "G4" in refusals(grown, a_step("T_assign"))


def test_violence_between_adults_is_heard_apart() -> None:
    case = a_case(screening=screened(special_flags=["domestic_violence"]))
    assert refusals(case, a_step("S1_read_calm", **READ)) == ["mode"]
    assert refusals(case, a_step("S1_read_calm", **{**READ, "mode": "背靠背"})) == []


@pytest.mark.parametrize("task", sorted(TASKS))
def test_an_archived_case_is_only_read(task: str) -> None:
    archived = a_case(archived_at=at("2026-03-08T09:00").isoformat())
    assert refusals(archived, a_step(task))[0] == "G23"


def test_no_form_asks_for_money() -> None:
    assert refusals(a_case(), a_step("S2_lay_talk", **LAID, service_fee="50.00"))[0] == "G27"
    assert refusals(a_case(), a_step("S2_lay_talk", **LAID, 调解费="50.00")) == ["G27"]
    assert refusals(a_case(), a_step("S2_lay_talk", **LAID, amount="50.00")) == []


def test_the_pause_is_kept_to_the_minute() -> None:
    case = a_case(cooling_until=at("2026-03-09T09:00").isoformat())
    assert refusals(case, a_step("S2_lay_talk", when="2026-03-09T08:59", **LAID)) == ["cooling"]
    assert refusals(case, a_step("S2_lay_talk", when="2026-03-09T09:00", **LAID)) == []
    assert refusals(case, a_step("T_terminate", when="2026-03-09T08:00", **ENDED)) == []


def test_check_raises_the_first_and_problems_lists_all() -> None:
    case = a_case(consents={"p1": "同意", "p2": "拒绝"})
    step = a_step("A_written", **{**WRITTEN, "copies": 1})
    with pytest.raises(GuardRefused) as caught:
        guards.check(case, step)
    assert caught.value.guard == "G2"
    assert refusals(case, step) == ["G2", "G1", "G8"]


def test_a_task_of_the_office_s_own_stands_behind_the_gates() -> None:
    assert refusals(a_case(), a_step("Z_own_task")) == []
    assert refusals(a_case(consents={"p2": "拒绝"}), a_step("Z_own_task")) == ["G2"]


@pytest.mark.parametrize("task", sorted(TASKS))
def test_asking_never_changes_the_case_and_an_empty_form_never_breaks_a_guard(task: str) -> None:
    for case in (a_case(), a_case(episodes=[], screening=None, consents={}), violent(agreements=[agreed()])):
        case.done += done("T_screen")
        before = facts.dump(case)
        guards.problems(case, a_step(task, person(), tier="village"))
        assert facts.dump(case) == before


def test_every_guard_is_in_the_table_or_said_to_be_elsewhere() -> None:
    held = {rule.name for rule in guards.RULES} | set(guards.ELSEWHERE)
    assert {f"G{number}" for number in range(1, 28)} <= held


def test_a_return_and_a_new_turn_need_no_new_reading_of_rights() -> None:
    first = Episode("village", "O-V1", read_rights=True)
    second = Episode("township", "O-TOWN", "accepted", ["u_deng"])
    case = a_case(episodes=[first, second], tier="township", org="O-TOWN")
    step = a_step("S1_read_calm", tier="township", **{**READ, "read_items": ["农村土地承包法"]})
    assert refusals(case, step) == []
    assert refusals(a_case(), a_step("S1_read_calm", **{**READ, "read_items": ["三让口号"]})) == ["rights"]
