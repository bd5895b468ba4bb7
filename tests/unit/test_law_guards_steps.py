"""Guards of 指派, the talk, the ladder and the clock."""

from typing import Any

import pytest
from msgspec.structs import replace
from test_law_builders import LAID, READ, YIELDED, a_case, a_step, at, parties, refusal, refusals, screened

from mediation.case.facts import Case, Episode, Escalation, Party
from mediation.case.step import Settings


def asked(consent: list[str], trigger: str = "no_show_limit") -> Escalation:
    return Escalation("village", "township", trigger, at("2026-03-08T10:00").isoformat(), consent, "协办")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"mediators": ["u_xiang"], "recusal_requested": False}, []),
        ({"mediators": []}, ["assign"]),
        ({"mediators": ["u_ran"], "recusal_requested": True, "mediators_after": ["u_xiang"]}, []),
        ({"mediators": ["u_ran"], "recusal_requested": True, "mediators_after": []}, ["G21"]),
        ({"mediators": ["u_ran"], "recusal_requested": True, "mediators_after": ["u_ran"]}, ["G21"]),
        (
            {
                "mediators": ["u_ran"],
                "recusal_requested": True,
                "recusal_result": "驳回",
                "mediators_after": ["u_xiang"],
            },
            ["G21"],
        ),
        ({"mediators": ["u_xiang"], "invited": [{"name": "甲", "parties_agreed": True}]}, []),
        ({"mediators": ["u_xiang"], "invited": [{"name": "甲", "parties_agreed": False}]}, ["invited"]),
    ],
)
def test_assignment(values: dict[str, Any], found: list[str]) -> None:
    assert refusals(a_case(), a_step("T_assign", **values)) == found


def test_who_stepped_aside_does_not_come_back() -> None:
    case = a_case(episodes=[Episode("village", "O-V1", mediators=["u_xiang"], recused=["u_ran"])])
    assert refusals(case, a_step("T_assign", mediators=["u_ran"])) == ["G21"]


def test_a_minor_is_not_alone() -> None:
    case = a_case(
        parties=parties(Party("p3", "respondent", is_minor=True)), consents=dict.fromkeys(("p1", "p2", "p3"), "同意")
    )
    present = {"p1": "到场", "p2": "到场", "p3": "到场"}
    assert refusal(case, a_step("S1_read_calm", **{**READ, "attendance": present}), "G10").field == "guardian_present"
    assert refusals(case, a_step("S1_read_calm", **{**READ, "attendance": present, "guardian_present": True})) == []
    assert refusals(case, a_step("S1_read_calm", **READ)) == []


@pytest.mark.parametrize(
    ("decision", "found"),
    [("continue", ["absent"]), ("again", ["absent"]), ("reschedule", []), ("escalate", []), ("terminate", [])],
)
def test_nobody_is_decided_over_who_is_not_there(decision: str, found: list[str]) -> None:
    values = {"attendance": {"p1": "到场", "p2": "缺席"}, "decision": decision}
    assert refusals(a_case(), a_step("S2_lay_talk", **values)) == found


def test_an_agent_is_there_for_who_sent_one() -> None:
    assert refusals(a_case(), a_step("S2_lay_talk", attendance={"p1": "委托", "p2": "远程"}, decision="continue")) == []


@pytest.mark.parametrize(
    ("tier", "rounds", "talk", "again"),
    [
        ("village", 0, [], []),
        ("village", 1, [], ["rounds"]),
        ("village", 2, ["rounds"], ["rounds"]),
        ("township", 1, [], []),
    ],
)
def test_a_tier_tries_so_often(tier: str, rounds: int, talk: list[str], again: list[str]) -> None:
    case = a_case(tier=tier, episodes=[Episode(tier, "O", mediators=["u_xiang"], rounds=rounds)])
    assert refusals(case, a_step("S2_lay_talk", tier=tier, **LAID)) == talk
    none = {"outcome": "none", "decision": "again", "unresolved_items": ["数额"]}
    assert refusals(case, a_step("S3_mediate_yield", tier=tier, **none)) == again


def test_the_office_sets_how_often() -> None:
    case = a_case(episodes=[Episode("village", "O-V1", rounds=2)])
    assert refusals(case, a_step("S2_lay_talk", settings=Settings(max_rounds={"village": 5}), **LAID)) == []
    assert refusals(case, a_step("S2_lay_talk", settings=Settings(max_rounds={}), **LAID)) == []


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "full", "unresolved_items": ["数额"]},
        {"outcome": "partial", "agreed_items": [], "unresolved_items": ["数额"]},
        {"outcome": "partial", "unresolved_items": ["数额"], "agreement_form": "oral"},
        {"outcome": "none", "decision": "agree"},
    ],
)
def test_an_outcome_adds_up(values: dict[str, Any]) -> None:
    assert refusals(a_case(), a_step("S3_mediate_yield", **{**YIELDED, **values})) == ["outcome"]


@pytest.mark.parametrize(
    ("tier", "to", "found"),
    [("village", "township", []), ("group", "township", []), ("village", "village", ["ladder"]),
     ("township", "county", ["ladder"]), ("township", "village", ["ladder"]), ("village", None, ["ladder"])],
)  # fmt: skip
def test_a_case_goes_up_and_not_to_the_county(tier: str, to: str | None, found: list[str]) -> None:
    step = a_step("X_escalate", tier=tier, to_tier=to, trigger="difficulty", parties_consent=["p1"])
    assert refusals(a_case(tier=tier), step) == found


def test_where_no_committee_is_registered_above_nothing_is_asked_up() -> None:
    alone = a_case(orgs={"group": "O-G11", "village": "O-V1"})
    up = a_step("S2_lay_talk", **{**LAID, "decision": "escalate"})
    assert refusals(alone, up) == ["ladder"] and refusals(a_case(), up) == []
    assert "登记单位" in refusal(alone, up, "ladder").message


def test_sent_back_it_is_tried_again_first() -> None:
    back = Episode("village", "O-V1", "returned")
    wish = a_step("X_escalate", to_tier="township", trigger="parties_request", parties_consent=["p1", "p2"])
    assert refusals(a_case(episodes=[back]), wish) == ["ladder"]
    back.rounds = 1
    assert refusals(a_case(episodes=[back]), wish) == []


def test_the_upper_tier_takes_over_only_with_consent() -> None:
    take = a_step("X_accept", tier="township", accepted=True)
    assert refusals(a_case(escalations=[asked(["p1", "p2"])]), take) == []
    assert refusal(a_case(escalations=[asked(["p1"])]), take, "G1").article == "人民调解法第17条"
    assert "ladder" in refusals(a_case(), take)


def test_a_return_is_fair() -> None:
    back = a_step("X_return", tier="township", returned=True, reason="材料不全")
    both = ["p1", "p2"]
    assert refusals(a_case(escalations=[asked(both)]), back) == []
    assert refusals(a_case(escalations=[asked(both)]), a_step("X_return", returned=True)) == ["ladder"]
    assert refusals(a_case(escalations=[asked(both, "risk_red")]), back) == ["ladder"]
    assert refusals(a_case(escalations=[asked(both, "difficulty")]), back) == []
    assert refusals(a_case(escalations=[asked(both, "difficulty")], colors=["blue", "red"]), back) == ["ladder"]
    beside = replace(asked(both, "rounds_exhausted"), more=["conflict_of_interest"])
    assert refusals(a_case(escalations=[beside]), back) == ["ladder"], "one of its triggers is never sent back"
    assert refusals(a_case(escalations=[asked(both)], returns=1), back) == ["ladder"]
    # Without consent there is no other way than back, so nothing may bar it.
    assert refusals(a_case(escalations=[asked(["p1"], "risk_red")], returns=1), back) == []


def extending(case: Case | None = None, when: str = "2026-04-01T09:00", **values: Any) -> list[str]:
    given = {"requested_days": 15, "agree": {"p1": True, "p2": True}, "result": "延至2026-04-17"}
    return refusals(case or a_case(), a_step("D_extend", when=when, **{**given, **values}))


def test_the_term_is_extended_by_all_once_and_in_time() -> None:
    assert extending() == []
    assert extending(agree={"p1": True, "p2": False}) == ["G18"]
    assert extending(agree={"p1": True}) == ["G18"]
    assert extending(agree={"p1": True, "p2": False}, result="不延期") == []
    assert extending(requested_days=31) == ["G18"]
    assert extending(a_case(extended=True)) == ["G18"]
    assert extending(when="2026-04-05T23:00") == []
    assert extending(when="2026-04-06T00:00") == ["G18"]
    assert extending(a_case(screening=screened(deadline_on=None))) == []
