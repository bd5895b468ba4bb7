"""How cases come out: status, the state's codes, figures."""

from typing import Any

import pytest
from test_law_builders import a_case, agreed, at, done, screened

from mediation.case import outcome
from mediation.case.facts import (
    Case,
    Closing,
    Confirmation,
    Done,
    Escalation,
    HandOff,
    RiskReport,
    Term,
    Termination,
    Visit,
)

NOW = at("2026-03-08T10:00").isoformat()
CODES = ("JFLB", "AJLY", "AJNDJB", "AJYC", "TJJG", "XYLXQK", "TJLX")


def visit(no: int, status: str, when: str = "2026-03-10T10:00") -> Visit:
    return Visit(no, when[:10], at(when).isoformat(), "履行", status, "无")


def closing(result: str | None = None, performance: str | None = None, difficulty: str | None = "1") -> Closing:
    return Closing(result, performance, difficulty)


def ended(reason: str, scope: str = "full") -> list[Termination]:
    return [Termination(scope, reason, "", NOW)]


def asked(from_tier: str, to_tier: str, accepted: bool | None) -> Escalation:
    return Escalation(from_tier, to_tier, "no_show_limit", NOW, ["p1", "p2"], "协办", accepted)


def performed_orally() -> Case:
    oral = agreed(form="oral", total_amount="0.00", terms=[Term(1, "p2", "p1", "2", "0.00", "2026-03-06")])
    return a_case(
        tier="group", registered_tier="group", registered_org="O-G11", org="O-G11", agreements=[oral],
        visits=[visit(1, "全部履行")], closing=closing("1", "1"), colors=["blue", "green"],
        done=done("T_register", "T_screen", "T_consent", "S1_read_calm", "S3_mediate_yield", "A_oral", "C_close"),
    )  # fmt: skip


def unperformed_but_confirmed() -> Case:
    return a_case(
        dispute_type="6", screening=screened(difficulty_code="2"), agreements=[agreed()],
        visits=[visit(1, "部分履行"), visit(2, "未到期"), visit(3, "未履行"), visit(4, "未履行")],
        confirmation=Confirmation("2026-03-18", "裁定有效", "2026-04-02"), handoffs=[HandOff("enforce", NOW)],
        closing=closing("1", "2", "2"), done=done("T_consent", "S1_read_calm", "A_written", "H_handoff", "C_close"),
    )  # fmt: skip


def violence() -> Case:
    return a_case(
        dispute_type="1", source_code="2", people_involved=3, colors=["red"],
        screening=screened("emergency", difficulty_code="4", forecast_code="3", risk_color="red"),
        reports=[RiskReport(NOW, "red", "3")], handoffs=[HandOff("transfer", NOW)],
        closing=closing(difficulty=None), done=done("T_register", "T_screen", "E_report", "H_handoff", "C_close"),
    )  # fmt: skip


def refused() -> Case:
    return a_case(
        dispute_type="4", consents={"p1": "同意", "p2": "拒绝"}, terminations=ended("party_refused"),
        closing=closing(), done=done("T_register", "T_screen", "T_consent", "T_terminate", "C_close"),
    )  # fmt: skip


def failed_at_the_township() -> Case:
    return a_case(
        dispute_type="7", screening=screened(difficulty_code="2"), escalations=[asked("village", "township", True)],
        terminations=ended("deadline_expired"), handoffs=[HandOff("guide", NOW)], closing=closing("2", None, "2"),
        done=done("T_consent", "S1_read_calm", "X_escalate", "X_accept", "T_terminate", "H_handoff", "C_close"),
    )  # fmt: skip


def withdrawn() -> Case:
    return a_case(
        dispute_type="5", tier="group", registered_tier="group", terminations=ended("withdrawn_self_settled"),
        closing=closing(), done=done("T_consent", "S1_read_calm", "T_terminate", "F_visit", "C_close"),
    )  # fmt: skip


def turned_away() -> Case:
    return a_case(
        dispute_type="8", screening=screened("reject", exclusion_code="court_accepted", difficulty_code=None),
        consents={}, episodes=[], colors=["yellow"], done=done("T_register", "T_screen", "T_reject_notice"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("case", "status", "codes", "tiers"),
    [
        (performed_orally(), "closed_performed", ("2", "1", "1", "1", "1", "1", "1"), ["group"]),
        (unperformed_but_confirmed(), "closed_enforcement", ("6", "1", "2", "1", "1", "2", "2"), ["village"]),
        (violence(), "handed_off", (None, None, None, "3", None, None, "-"), ["village"]),
        (refused(), "terminated_refused", ("4", "1", "1", "1", None, None, "-"), ["village"]),
        (failed_at_the_township(), "terminated_failed", ("7", "1", "2", "1", "2", None, "-"), ["village", "township"]),
        (withdrawn(), "withdrawn_reconciled", ("5", "1", "1", "1", None, None, "-"), ["group"]),
        (turned_away(), "rejected", ("8", "1", None, None, None, None, "-"), ["village"]),
    ],
)
def test_how_the_worked_cases_come_out(
    case: Case, status: str, codes: tuple[str | None, ...], tiers: list[str]
) -> None:
    assert outcome.final_status(case) == status
    found = outcome.national_codes(case)
    assert tuple(found.get(code, "-") for code in CODES) == codes
    assert outcome.tiers_visited(case) == tiers


@pytest.mark.parametrize(
    ("case", "figures"),
    [
        (performed_orally(), {"success": 1, "oral": 1, "written": 0, "amount": "0.00", "first_tier_resolution": 1}),
        (unperformed_but_confirmed(), {"success": 1, "written": 1, "amount": "6800.00", "judicial_confirm": 1}),
        (violence(), {"success": 0, "mediation_counted": 0, "investigation_found": 1, "people": 3}),
        (refused(), {"success": 0, "registered": 1, "mediation_counted": 0, "failed": 0}),
        (failed_at_the_township(), {"success": 0, "failed": 1, "mediation_counted": 1, "amount": "0.00"}),
        (withdrawn(), {"success": 0, "registered": 1, "failed": 0}),
        (turned_away(), {"registered": 1, "rejected": 1, "mediation_counted": 0, "difficult": 0}),
    ],
)
def test_the_figures_of_the_worked_cases(case: Case, figures: dict[str, Any]) -> None:
    found = outcome.stats(case)
    assert {name: found[name] for name in figures} == figures


def test_a_running_case_has_no_status_yet() -> None:
    running = performed_orally()
    running.closing, running.done = None, running.done[:-1]
    assert outcome.final_status(running) is None
    assert outcome.standing(running) == "closed_performed"
    assert outcome.standing(a_case()) is None


def test_part_agreed_part_handed_on() -> None:
    case = a_case(
        agreements=[agreed(partial=True)], terminations=ended("rounds_exhausted", "partial"),
        handoffs=[HandOff("transfer", NOW)], visits=[visit(1, "全部履行")], closing=closing("1", "1"),
    )  # fmt: skip
    assert outcome.final_status(case) == "closed_partial_handoff"
    assert outcome.national_codes(case)["TJJG"] == "1"


def test_what_another_office_took_over_is_no_failure() -> None:
    talked = done("T_consent", "S1_read_calm", "T_terminate")
    taken = a_case(terminations=ended("official_accepted"), closing=closing(), done=talked)
    given = a_case(
        terminations=ended("rounds_exhausted"), handoffs=[HandOff("transfer", NOW)], closing=closing(), done=talked
    )
    for case in (taken, given):
        assert outcome.final_status(case) == "handed_off"
        assert outcome.national_codes(case)["TJJG"] is None
    unreachable = a_case(terminations=ended("unreachable"), closing=closing(), done=done("T_consent", "T_terminate"))
    assert outcome.final_status(unreachable) == "terminated_failed"
    assert outcome.national_codes(unreachable)["TJJG"] is None


def test_an_emergency_let_in_is_a_case_like_others() -> None:
    case = a_case(
        screening=screened("emergency", forecast_code="3"), reports=[RiskReport(NOW, "red", "3", True)],
        agreements=[agreed()], visits=[visit(1, "全部履行")], closing=closing("1", "1"),
        done=done("E_report", "T_consent", "S1_read_calm", "A_written"),
    )  # fmt: skip
    assert outcome.final_status(case) == "closed_performed"
    assert outcome.national_codes(case)["JFLB"] == "2"


@pytest.mark.parametrize(
    ("ruling", "said", "code"),
    [(None, None, "5"), (None, "3", "3"), (None, "4", "4"), ("驳回", None, "5"), ("裁定有效", "3", "2")],
)
def test_how_an_agreement_was_kept(ruling: str | None, said: str | None, code: str) -> None:
    case = a_case(agreements=[agreed()], confirmation=Confirmation("2026-03-18", ruling), closing=closing("1", said))
    assert outcome.national_codes(case)["XYLXQK"] == code


def test_a_monthly_duty_is_kept_three_times_in_a_row() -> None:
    monthly = agreed(terms=[Term(1, "p2", "p1", "11", "500.00", period="每月", first_due="2026-03-31")])
    case = a_case(agreements=[monthly], visits=[visit(1, "全部履行"), visit(2, "全部履行")])
    assert not outcome.performed(case)
    case.visits.append(visit(3, "全部履行"))
    assert outcome.performed(case)
    case.done.append(Done("A_amend", "village", "O-V1", "u_xiang", at("2026-03-11T10:00").isoformat()))
    assert not outcome.performed(case)


def test_a_change_does_not_count_its_amount_again() -> None:
    case = a_case(agreements=[agreed(total_amount="6800"), agreed(total_amount="3500.00")])
    assert outcome.amount(case) == "6800.00"


def test_sent_back_and_up_again() -> None:
    path = [asked("group", "village", False), asked("group", "village", True), asked("village", "township", None)]
    case = a_case(registered_tier="group", escalations=path, done=done("X_escalate", "X_escalate", "X_escalate"))
    assert outcome.tiers_visited(case) == ["group", "village(退回)", "group", "village"]
    assert outcome.escalations(case) == 3


def test_colour_at_the_end() -> None:
    assert outcome.risk_color_final(performed_orally()) == "green"
    assert outcome.risk_color_final(violence()) == "red"
    assert outcome.risk_color_final(turned_away()) == "yellow"
    assert outcome.risk_color_final(unperformed_but_confirmed()) == "green"


def test_what_was_prevented_and_how_hard_it_was() -> None:
    rows = [{"kind": "criminal", "cases": 1, "people": 2}, {"kind": "fight", "cases": "2"}]
    case = a_case(closing=Closing("2", None, "4", rows))
    found = outcome.stats(case)
    assert (found["prevention_criminal"], found["prevention_fight"], found["prevention_suicide"]) == (1, 2, 0)
    assert found["difficult"] == 1
