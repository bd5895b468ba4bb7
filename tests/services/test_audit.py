"""The auditor's office: samples anybody can draw again, findings and their answers, who has looked at what."""

import hashlib

import pytest
from house import WORKED_CASES, House, at

from mediation.errors import NotAllowed, NotFound
from mediation.services import access_report, replay
from mediation.services.audit_page import view_audit, view_sample
from mediation.services.audit_sampling import AuditRefused, draw_sample, judge, rule_of
from mediation.services.case_page import view_case
from mediation.services.export_cases import Selection, asked_for, export_cases
from mediation.services.findings import raise_finding, say_of_finding, view_findings
from mediation.services.keep_history import verify_all
from mediation.services.reveal_parties import reveal


@pytest.fixture
def full(house: House) -> dict[str, str]:
    """The worked cases at their ends, by name; it is the end of the year."""
    played = {name: replay.play(house.office, WORKED_CASES[name]).public_id for name in ("C01", "C02", "C05", "C08")}
    house.cases = played  # type: ignore[attr-defined]
    return played


@pytest.fixture(autouse=True)
def year_end(full: dict[str, str]):
    with at("2026-12-30T10:00"):
        yield


def drawn(house: House, key: str = "k", **typed: str) -> list[tuple[str, str]]:
    number = draw_sample(house.office, house.person("u_audit"), "O-COUNTY", "2026", rule_of(typed), key=key)
    return [(pick.case_id, pick.why) for pick in view_sample(house.office, house.person("u_audit"), number).picks]


def test_a_sample_is_what_anybody_draws_again_with_its_seed(house: House, full: dict[str, str]) -> None:
    open_ = sorted(public_id for name, public_id in full.items() if name != "C05")
    by_hand = sorted(open_, key=lambda one: hashlib.sha256(f"7:{one}".encode()).digest())[:2]
    picked = drawn(house, percent="50", seed="7")
    assert {case for case, _ in picked} == set(by_hand) and {why for _, why in picked} == {"随机"}
    assert drawn(house, "k2", percent="50", seed="7") == picked
    assert drawn(house, percent="100") == picked  # the same press gives the same sample


def test_all_of_a_kind_are_in_it_and_no_restricted_case_is(house: House, full: dict[str, str]) -> None:
    assert full["C05"] not in {case for case, _ in drawn(house, percent="100")}
    with pytest.raises(AuditRefused, match="一件也抽不到"):
        drawn(house, "red", red="1")  # the only red case is restricted
    assert drawn(house, "overdue", overdue="1") == [(full["C08"], "超期")]


@pytest.mark.parametrize("typed", [{"percent": "101"}, {"percent": "-1"}, {"percent": "一半"}, {"percent": "0"}, {}])
def test_a_rule_that_is_none_is_told_so(typed: dict[str, str]) -> None:
    with pytest.raises(AuditRefused):
        rule_of(typed)


def test_files_are_judged_and_the_share_of_the_fit_is_told(house: House, full: dict[str, str]) -> None:
    auditor = house.person("u_audit")
    number = draw_sample(house.office, auditor, "O-TOWN", "2026", rule_of({"percent": "100"}), key="k")
    judge(house.office, auditor, number, full["C01"], "fit")
    judge(house.office, auditor, number, full["C02"], "unfit")
    (line,) = view_audit(house.office, auditor).samples
    assert (line.judged, line.fit, line.fit_rate) == (2, 1, "50.0 %")
    assert house.history(full["C02"])[-1].action == "judged"
    with pytest.raises(NotAllowed):
        judge(house.office, house.person("u_ran"), number, full["C01"], "fit")
    with pytest.raises(NotFound):
        judge(house.office, auditor, number, full["C05"], "fit")


def test_a_finding_is_answered_sent_back_answered_and_closed_and_all_of_it_stays(
    house: House, full: dict[str, str]
) -> None:
    case_id, auditor, director = full["C01"], house.person("u_audit"), house.person("u_ran")
    raise_finding(house.office, auditor, case_id, "signatures", "第二页少一个指印", key="press-01")
    raise_finding(house.office, auditor, case_id, "signatures", "第二页少一个指印", key="press-01")
    (finding,) = view_findings(house.office, director, case_id).findings
    assert finding.moves == ["answered"] and view_case(house.office, director, case_id).findings == (1, 1)
    say_of_finding(house.office, director, case_id, finding.number, "answered", "已补按,照片在附件", key="press-02")
    with pytest.raises(AuditRefused, match="已答复"):
        say_of_finding(house.office, director, case_id, finding.number, "answered", "再说一遍", key="press-03")
    with pytest.raises(NotAllowed):
        say_of_finding(house.office, director, case_id, finding.number, "closed", "我自己销", key="press-04")
    say_of_finding(house.office, auditor, case_id, finding.number, "back", "照片看不清", key="press-05")
    say_of_finding(house.office, director, case_id, finding.number, "answered", "换了清楚的", key="press-06")
    say_of_finding(house.office, auditor, case_id, finding.number, "closed", "看清了", key="press-07")
    (closed,) = view_findings(house.office, auditor, case_id).findings
    assert [one.what for one in closed.remarks] == ["提出", "答复", "认为还不够", "答复", "销号"] and not closed.moves
    actions = [row.action for row in house.history(case_id)][-5:]
    assert actions == ["finding", "finding_answered", "finding_back", "finding_answered", "finding_closed"]
    verify_all(house.office)
    assert house.ask("select count(*) from outbox where kind like 'finding%'")[0][0] >= 5
    (sealed,) = house.ask("select sealed from audit_remark where seq = 1")
    assert "指印".encode() not in sealed[0]


def test_findings_are_for_the_auditor_and_who_answers_and_a_restricted_case_has_none(
    house: House, full: dict[str, str]
) -> None:
    with pytest.raises(NotFound):
        view_findings(house.office, house.person("u_mu"), full["C01"])
    with pytest.raises(NotFound):
        raise_finding(house.office, house.person("u_audit"), full["C05"], "other", "想看看", key="press-08")
    with pytest.raises(NotAllowed):
        raise_finding(house.office, house.person("u_ran"), full["C01"], "other", "自己给自己提", key="press-09")


def test_who_has_seen_my_data_is_answered_by_case_by_party_and_by_person(house: House, full: dict[str, str]) -> None:
    chen, auditor = house.person("u_chen"), house.person("u_audit")
    reveal(house.office, chen, full["C01"], "contact")
    selection = Selection(asked_for(house.office, auditor, "", "2026"))
    b"".join(export_cases(house.office, auditor, "csv", selection, "audit"))
    of_case = [(one.who, one.what) for one in access_report.of_case(house.office, chen, full["C01"]).looks]
    assert ("秦审", "导出一批案件(CSV 表格、审计抽查、2026)") in of_case
    assert ("陈忠明", "看完整的证件、电话、住址(联系当事人)") in of_case and ("陈忠明", "登记") in of_case
    party = access_report.of_party(house.office, auditor, "张德厚")
    assert [case for case, _ in party.cases] == [full["C01"]] and len(party.looks) == len(of_case)
    assert access_report.of_party(house.office, auditor, "没有这人").cases == []
    by_person = access_report.of_person(house.office, auditor, "u_chen")
    assert [one.what for one in by_person] == ["看完整的证件、电话、住址(联系当事人)"]
    with pytest.raises(NotAllowed):
        access_report.of_person(house.office, chen, "u_ran")
    with pytest.raises(NotFound):
        access_report.of_case(house.office, house.person("u_mu"), full["C01"])
