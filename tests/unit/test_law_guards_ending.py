"""Guards of 终止, 司法确认, 移交, 回访, 结案, 归档."""

from typing import Any

import pytest
from test_law_builders import ENDED, a_case, a_step, agreed, at, done, parties, person, refusal, refusals, screened

from mediation.case.facts import Case, Confirmation, Episode, Escalation, HandOff, Party, RiskReport, Term
from mediation.law import confirmation
from mediation.law.guards_closing import handlers

NOW = at("2026-03-08T09:00").isoformat()
CLOSED: dict[str, Any] = {"result_code": None, "difficulty_final": "1", "prevention": [], "doc_check": "pass"}


def ending(case: Case | None = None, **values: Any) -> list[str]:
    return refusals(case or a_case(), a_step("T_terminate", **{**ENDED, **values}))


def test_an_ending_says_where_else_to_go_and_is_delivered() -> None:
    assert ending() == []
    assert ending(informed_channels=[]) == ["G5"]
    assert ending(informed_channels="向人民法院起诉") == []
    assert ending(delivered=[]) == ["G5"]
    assert ending(delivered=["p1"]) == ["G5"]
    assert ending(delivered=[{"party_id": "p1", "at": NOW}, {"party_id": "p2", "at": NOW}]) == []
    assert ending(delivered={"p1": {"method": "当面"}, "p2": {"method": "邮寄"}}) == []
    found = refusal(a_case(), a_step("T_terminate", **{**ENDED, "informed_channels": []}), "G5")
    assert (found.field, found.article) == ("informed_channels", "人民调解法第26条")


def test_who_cannot_be_reached_gets_nothing() -> None:
    assert ending(reason_code="unreachable", delivered=["p1"]) == []
    spoken = a_case(parties=parties(Party("p3", "applicant"), Party("p4", "representative", represents=9)))
    assert ending(spoken, delivered=["p2", "p4"]) == []


def test_a_part_ends_only_beside_an_agreement() -> None:
    assert ending(scope="partial") == ["termination"]
    assert ending(a_case(agreements=[agreed(partial=True)]), scope="partial") == []
    assert ending(reason_code=None) == ["termination"]


@pytest.mark.parametrize(
    ("by", "found"), [("p1", []), (["p1", "p2"], []), ("全体", []), ("p2", ["withdrawal"]), (None, ["withdrawal"])]
)
def test_who_may_withdraw(by: Any, found: list[str]) -> None:
    assert ending(reason_code="withdrawn_self_settled", withdrawn_by=by) == found


@pytest.mark.parametrize(
    ("applied", "found"),
    [("2026-03-10", []), ("2026-04-09", []), ("2026-04-10", ["G12"]), ("2026-03-09", ["G12"]), (None, [])],
)
def test_the_window_for_confirmation(applied: str | None, found: list[str]) -> None:
    case = a_case(agreements=[agreed()])
    step = a_step("J_confirm", when="2026-04-20T09:00", both_want=True, applied_on=applied)
    assert refusals(case, step) == found


@pytest.mark.parametrize(
    ("chosen", "applied", "found"),
    [
        ("1", "2026-04-05", []), ("2", "2026-04-05", []), (None, "2026-04-05", []), ("1", "2026-04-12", ["G12"]),
        ("2", "2026-03-15", ["G12"]), (None, "2026-03-15", []), (None, "2026-05-01", ["G12"]),
    ],
)  # fmt: skip
def test_what_was_agreed_later_on_the_rest_has_a_window_of_its_own(
    chosen: str | None, applied: str, found: list[str]
) -> None:
    case = a_case(agreements=[agreed(partial=True), agreed(effective_on="2026-03-25", no="之二")])
    step = a_step("J_confirm", when="2026-05-02T09:00", both_want=True, applied_on=applied, of_agreement=chosen)
    assert refusals(case, step) == found


def test_the_rest_agreed_by_word_of_mouth_leaves_the_written_part_its_window() -> None:
    case = a_case(agreements=[agreed(partial=True), agreed(form="oral", effective_on="2026-03-25", no="之二")])
    assert confirmation.confirmable(case) == [1]


def test_what_was_changed_is_not_taken_to_court_any_more() -> None:
    case = a_case(agreements=[agreed(), agreed(effective_on="2026-03-25", basis="协商变更")])
    step = a_step("J_confirm", when="2026-04-01T09:00", both_want=True, applied_on="2026-03-30", of_agreement="1")
    assert refusal(case, step, "G12").field == "of_agreement"


def test_confirmation_is_asked_by_both_on_paper() -> None:
    asking = {"when": "2026-04-20T09:00", "applied_on": "2026-03-18"}
    assert refusals(a_case(agreements=[agreed()]), a_step("J_confirm", both_want=False, **asking)) == ["G12"]
    oral = a_case(agreements=[agreed(form="oral")])
    assert refusals(oral, a_step("J_confirm", both_want=True, **asking)) == ["G12"]
    assert refusals(a_case(), a_step("J_confirm", both_want=True, **asking)) == ["G12"]
    unasked = a_step("J_confirm", both_want=True, ruling="裁定有效")
    assert refusals(a_case(agreements=[agreed()]), unasked) == ["G12"]


@pytest.mark.parametrize(("ruling", "found"), [("裁定有效", []), ("驳回", ["G14"]), (None, ["G14"])])
def test_enforcement_stands_on_a_ruling(ruling: str | None, found: list[str]) -> None:
    case = a_case(agreements=[agreed()], confirmation=Confirmation("2026-03-18", ruling))
    assert refusals(case, a_step("H_handoff", kind="enforce")) == found
    assert refusals(a_case(agreements=[agreed()]), a_step("H_handoff", kind="enforce")) == ["G14"]
    assert refusals(case, a_step("H_handoff", kind="guide")) == []


def test_what_is_handed_over_is_signed_for() -> None:
    assert refusals(a_case(), a_step("H_handoff", kind="transfer")) == ["receipt"]
    assert refusals(a_case(), a_step("H_handoff", kind="transfer", receipt="2026-03-08 签收")) == []


@pytest.mark.parametrize(
    ("status", "action", "planned", "found"),
    [
        ("部分履行", "无", ["2026-03-09", "2026-04-09"], []),
        ("部分履行", "无", ["2026-03-09"], ["visit"]),
        ("未履行", "督促", ["2026-03-09"], []),
        ("全部履行", "无", ["2026-03-09"], []),
        ("不适用", "无", ["2026-03-09"], []),
    ],
)
def test_the_last_visit_leads_on(status: str, action: str, planned: list[str], found: list[str]) -> None:
    step = a_step("F_visit", performance_status=status, action=action)
    assert refusals(a_case(agreements=[agreed()], planned=planned), step) == found
    monthly = agreed(terms=[Term(1, "p2", "p1", "11", "500.00", period="每月", first_due="2026-03-31")])
    assert refusals(a_case(agreements=[monthly], planned=planned), step) == []


def test_a_reminder_wants_an_agreement() -> None:
    assert refusals(a_case(), a_step("F_supervise", grace_until="2026-03-24")) == ["G6"]
    assert refusals(a_case(agreements=[agreed()]), a_step("F_supervise", grace_until="2026-03-24")) == []


def closing(case: Case, who: str = "u_xie", **values: Any) -> list[str]:
    reviewer = person(who, "reviewer", org="O-TOWN", tier="township")
    return refusals(case, a_step("C_close", reviewer, **{**CLOSED, **values}))


def test_nobody_reviews_their_own_case() -> None:
    turns = [
        Episode("village", "O-V1", "entry", ["u_xiang"], ["u_mu"]),
        Episode("township", "O-TOWN", "accepted", ["u_deng"]),
    ]
    case = a_case(episodes=turns, done=done("T_screen", actor="u_ran") + done("F_visit", actor="u_grid1"))
    assert handlers(case) == {"u_xiang", "u_mu", "u_deng", "u_ran"}
    for who in handlers(case):
        assert closing(case, who) == ["G16"]
    assert closing(case, "u_grid1") == []
    assert closing(case) == []


def test_who_sent_the_case_has_an_answer() -> None:
    sent = a_case(source_code="5")
    assert closing(sent) == ["G24"]
    assert closing(sent, feedback_to_source="已函复青石派出所") == []
    sent.handoffs.append(HandOff("police_feedback", NOW))
    assert closing(sent) == []
    assert closing(a_case(source_code="2")) == []


def test_a_difficulty_that_changed_is_explained() -> None:
    assert closing(a_case(), difficulty_final="2") == ["difficulty"]
    assert closing(a_case(), difficulty_final="2", difficulty_reason="查明涉及三户") == []
    assert closing(a_case(reports=[RiskReport(NOW, "red", "3")]), difficulty_final="4") == []
    up = Escalation("village", "township", "difficulty", NOW, ["p1", "p2"], "协办", True)
    assert closing(a_case(escalations=[up]), difficulty_final="4") == []


def test_what_was_prevented_rests_on_something() -> None:
    row = [{"kind": "criminal", "cases": 1, "people": 2}]
    assert closing(a_case(), prevention=row) == ["prevention"]
    assert closing(a_case(reports=[RiskReport(NOW, "red", "3")]), prevention=row) == []
    assert closing(a_case(reports=[RiskReport(NOW, "red", "4")]), prevention=row) == ["prevention"]
    seen = a_case(screening=screened(forecast_code="3"))
    assert closing(seen, prevention=row) == ["prevention"]
    seen.papers["evidence"] = 1
    assert closing(seen, prevention=row) == []
    assert closing(a_case(), prevention=[{"kind": "other", "cases": 1}]) == ["prevention"]


def test_the_result_follows_from_the_work() -> None:
    assert closing(a_case(), result_code="1") == ["result"]
    assert closing(a_case(agreements=[agreed()]), result_code="1") == []


def test_nothing_is_shelved_with_a_paper_missing() -> None:
    case = a_case(agreements=[agreed()], done=done("T_register", "T_consent", "S1_read_calm", "A_written"))
    found = refusal(case, a_step("C_archive"), "G19")
    assert "人民调解回访记录" in found.message and found.article == "人民调解法第27条"
    case.done += done("F_visit")
    assert refusals(case, a_step("C_archive")) == []


def test_a_restricted_case_stays_so() -> None:
    case = a_case(confidential_level="restricted", screening=screened("emergency"), done=done("T_register"))
    assert refusals(case, a_step("C_archive", access="open")) == ["access"]
    assert refusals(case, a_step("C_archive", access="restricted")) == []


@pytest.mark.parametrize(("flag", "partial", "may"), [
    ("land_ownership", False, False), ("land_ownership", True, True), ("forest_ownership", True, True),
    ("status_relation", True, False), ("elder", False, True),
])  # fmt: skip
def test_a_part_agreed_may_be_confirmed_where_ownership_is_left_to_the_government(
    flag: str, partial: bool, may: bool
) -> None:
    case = a_case(agreements=[agreed(partial=partial)], screening=screened(special_flags=[flag]))
    assert bool(confirmation.confirmable(case)) == may
