"""Guards of 登记, 审查, 不予受理, 意愿, 风险."""

from typing import Any

import pytest
from test_law_builders import LATER, READ, a_case, a_step, parties, person, refusal, refusals, screened

from mediation.case.facts import Case, Party, RiskReport

REGISTER: dict[str, Any] = {
    "apply_at": "2026-03-09T08:40",
    "source_code": "1",
    "apply_mode": "口头申请",
    "parties": [{"role": "applicant", "name": "甲"}, {"role": "respondent", "name": "乙"}],
}
SCREEN: dict[str, Any] = {
    "in_scope": True,
    "exclusion_code": "none",
    "three_conditions": [True, True, True],
    "forecast_code": "1",
    "risk_flags": [],
    "special_flags": [],
    "risk_color": "blue",
    "difficulty_code": "1",
    "decision": "accept",
}
REPORT: dict[str, Any] = {
    "forecast_code": "3",
    "risk_color": "red",
    "reported_to": ["青石派出所"],
    "reported_at": "2026-03-09T08:50",
}


def fresh(**more: Any) -> Case:
    return a_case(screening=None, parties=[], consents={}, episodes=[], colors=[], **more)


def registering(**values: Any) -> list[str]:
    return refusals(fresh(), a_step("T_register", **{**REGISTER, **values}))


def screening(case: Case | None = None, who: Any = None, **values: Any) -> list[str]:
    case = case or a_case(screening=None, colors=[], consents={}, episodes=[])
    return refusals(case, a_step("T_screen", who, **{**SCREEN, **values}))


@pytest.mark.parametrize(
    ("apply_at", "found"),
    [
        ("2026-03-09T08:40", []),
        (LATER, []),
        ("2026-03-02T08:00", []),
        ("2026-03-09T09:01", ["G15"]),
        ("2026-03-01T23:59", ["G15"]),
        (None, ["G15"]),
    ],
)
def test_the_hour_of_application(apply_at: str | None, found: list[str]) -> None:
    assert registering(apply_at=apply_at) == found


def test_the_hour_of_application_is_never_changed() -> None:
    step = a_step("T_register", **REGISTER)
    assert refusals(fresh(apply_at="2026-03-09T08:40"), step) == []
    assert refusal(fresh(apply_at="2026-03-09T08:39"), step, "G15").field == "apply_at"


@pytest.mark.parametrize("source", list("34567"))
def test_who_sends_a_dispute_over_sends_a_letter(source: str) -> None:
    assert registering(source_code=source) == ["G17"]
    assert registering(source_code=source, source_org="青石派出所") == ["G17"]
    assert registering(source_code=source, source_org="青石派出所", source_doc_no="青公移〔2026〕3号") == []


def test_a_grid_worker_registers_only_what_was_found() -> None:
    grid = person("u_grid1", "grid_worker")
    assert refusals(fresh(), a_step("T_register", grid, **REGISTER)) == ["grid"]
    assert refusals(fresh(), a_step("T_register", grid, **{**REGISTER, "apply_mode": "主动发现"})) == []


def test_both_sides_are_named() -> None:
    alone = [{"role": "applicant", "name": "甲"}]
    assert registering(parties=alone) == ["parties"]
    assert registering(parties=alone, apply_mode="主动发现") == []
    six = [*REGISTER["parties"], *({"role": "representative"} for _ in range(6))]
    assert registering(parties=six) == ["parties"]


def test_a_minor_has_a_guardian() -> None:
    child = {"role": "respondent", "name": "丙", "is_minor": True}
    both = [REGISTER["parties"][0], child]
    assert registering(parties=both) == ["G10"]
    child["guardian"] = {"name": "丁", "relation": "母亲"}
    assert registering(parties=both) == []


def test_a_plain_dispute_is_accepted() -> None:
    assert screening() == []


@pytest.mark.parametrize(
    "code",
    ["court_accepted", "police_accepted", "admin_accepted", "exclusive_jurisdiction", "forbidden", "not_civil",
     "criminal_or_public_security_suspected", "arbitration_accepted", "out_of_area", "status_relation"],
)  # fmt: skip
def test_what_is_excluded_is_not_accepted(code: str) -> None:
    assert screening(exclusion_code=code) == ["G17"]
    assert screening(exclusion_code=code, decision="reject") == ["G17"]
    assert screening(exclusion_code=code, decision="reject", reason="不属于受理范围") == []
    assert screening(exclusion_code=code, decision="emergency") == []


def test_a_letter_lifts_what_another_office_had_and_nothing_else() -> None:
    sent = a_case(screening=None, source_code="3", colors=[])
    assert screening(sent, exclusion_code="court_accepted") == []
    assert screening(sent, exclusion_code="exclusive_jurisdiction") == ["G17"]
    assert screening(sent, exclusion_code="forbidden") == ["G17"]


def test_what_is_no_statute_is_not_shown_as_one() -> None:
    step = a_step("T_screen", **{**SCREEN, "exclusion_code": "arbitration_accepted"})
    assert refusal(a_case(screening=None), step, "G17").article is None
    step = a_step("T_screen", **{**SCREEN, "exclusion_code": "court_accepted"})
    assert refusal(a_case(screening=None), step, "G17").article == "人民调解工作若干规定第22条第2项"


def test_conditions_and_scope() -> None:
    assert screening(three_conditions=[True, False, True]) == ["conditions"]
    assert screening(in_scope=False) == ["G17"]
    assert screening(in_scope=False, three_conditions=[], decision="emergency") == []


@pytest.mark.parametrize(
    ("flag", "article"), [("land_ownership", "土地管理法第14条"), ("forest_ownership", "森林法第22条")]
)
def test_while_ownership_is_open_nothing_may_be_changed(flag: str, article: str) -> None:
    values = {**SCREEN, "special_flags": [flag]}
    case = a_case(screening=None, colors=[])
    assert refusal(case, a_step("T_screen", **values), "G13").article == article
    assert refusals(case, a_step("T_screen", **values, status_quo_notice=True)) == []
    assert screening(special_flags=["rural_land_contract"]) == []
    assert screening(risk_flags=["land_ownership"], risk_color="yellow") == []


def test_violence_with_a_minor_is_an_emergency() -> None:
    flags = {"risk_flags": ["domestic_violence", "minor_injured"], "risk_color": "red"}
    assert screening(**flags) == ["G4"]
    assert screening(**flags, decision="reject", reason="转公安") == ["G4"]
    assert screening(**flags, decision="emergency") == []


def test_a_colour_is_not_talked_down() -> None:
    assert screening(risk_flags=["alcohol"]) == ["color"]
    assert screening(risk_flags=["alcohol"], risk_color="yellow") == []
    assert screening(risk_flags=["alcohol"], risk_color="red") == []
    assert screening(forecast_code="2", risk_color="yellow") == ["color"]
    director = person("u_ran", "village_mediator", "committee_director")
    assert screening(who=director, risk_flags=["alcohol"]) == []
    assert screening(who=director, risk_flags=["weapon"], risk_color="yellow") == ["color"]


def test_red_comes_down_only_after_its_report_and_by_those_who_may() -> None:
    calm = a_step("S1_read_calm", person("u_deng", "township_mediator"), **{**READ, "risk_recheck": "yellow"})
    red = a_case(screening=screened(risk_color="red"), colors=["red"])
    assert "color" in refusals(red, calm)
    red.reports.append(RiskReport("2026-03-04T09:00:00+08:00", "red", "3"))
    assert refusals(red, calm) == []
    assert refusals(red, a_step("S1_read_calm", **{**READ, "risk_recheck": "yellow"})) == ["color"]


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        ({"weapon_observed": True, "risk_recheck": "yellow"}, ["color"]),
        ({"weapon_observed": True, "risk_recheck": "red"}, ["mode"]),
        ({"weapon_observed": True, "risk_recheck": "red", "mode": "背靠背"}, []),
        ({"alcohol": True, "risk_recheck": "blue"}, ["color"]),
        ({"alcohol": True, "risk_recheck": "yellow"}, []),
    ],
)
def test_what_is_seen_counts(seen: dict[str, Any], found: list[str]) -> None:
    assert refusals(a_case(), a_step("S1_read_calm", **{**READ, **seen})) == found


@pytest.mark.parametrize(
    ("told", "flags", "found"),
    [
        (["青石派出所"], [], []),
        (["镇综治中心"], [], []),
        (["村主任"], [], ["G3"]),
        ([], [], ["G3"]),
        (["镇综治中心"], ["domestic_violence"], ["G4"]),
        (["镇综治中心", "公安机关"], ["domestic_violence"], []),
        (["民政部门"], ["minor_injured"], ["G4"]),
    ],
)
def test_who_a_red_report_reaches(told: list[str], flags: list[str], found: list[str]) -> None:
    case = a_case(screening=screened("emergency", risk_flags=flags, risk_color="red"), colors=["red"])
    assert refusals(case, a_step("E_report", **{**REPORT, "reported_to": told})) == found


def test_a_report_is_past_and_opens_no_way_round_violence() -> None:
    case = a_case()
    assert refusals(case, a_step("E_report", **REPORT)) == []
    assert refusals(case, a_step("E_report", **{**REPORT, "reported_at": "2026-03-09T09:01"})) == ["G3"]
    violent = a_case(screening=screened("emergency", risk_flags=["domestic_violence", "minor_injured"]))
    assert refusals(violent, a_step("E_report", **REPORT, civil_mediation_possible=True)) == ["G4"]


def test_a_whistle_follows_a_red_report() -> None:
    whistle = a_step("E_whistle", resolved_at="2026-03-04T11:00")
    reported = a_case(reports=[RiskReport("2026-03-04T09:00:00+08:00", "red", "3")])
    assert refusals(a_case(), whistle) == ["whistle"]
    assert refusals(reported, whistle) == []
    assert refusals(reported, a_step("E_whistle")) == ["whistle"]


def test_who_is_turned_away_is_told() -> None:
    told = {"informed_channels": ["行政复议咨询"], "delivered": ["p1"]}
    assert refusals(a_case(), a_step("T_reject_notice", **told)) == []
    assert refusals(a_case(), a_step("T_reject_notice", **{**told, "informed_channels": []})) == ["G5"]
    assert refusals(a_case(), a_step("T_reject_notice", **{**told, "delivered": []})) == ["G5"]


def consenting(*rows: dict[str, Any], case: Case | None = None) -> list[str]:
    return refusals(case or a_case(consents={}), a_step("T_consent", parties=list(rows)))


def test_consent_is_informed_and_everybody_s() -> None:
    one = {"party_id": "p1", "consent": "同意", "rights_notice_ack": True}
    two = {"party_id": "p2", "consent": "拒绝"}
    assert consenting(one, two) == []
    assert consenting(one) == ["G1"]
    assert consenting(one, {**two, "consent": "同意"}) == ["G1"]
    child = Party("p3", "respondent", is_minor=True)
    family = a_case(consents={}, parties=parties(child))
    three = {"party_id": "p3", "consent": "同意", "rights_notice_ack": True}
    assert consenting(one, two, three, case=family) == ["G10"]
    assert consenting(one, two, {**three, "guardian_consent": True}, case=family) == []


def test_nobody_is_asked_before_both_sides_are_known() -> None:
    one = {"party_id": "p1", "consent": "同意", "rights_notice_ack": True}
    assert consenting(one, case=a_case(consents={}, parties=parties()[:1])) == ["G1"]
