"""以案定补 in a village: claimed by the committee, checked, reviewed, published, paid; once for one dispute."""

from io import BytesIO

import pytest
from house import WORKED_CASES, House, at
from openpyxl import load_workbook

from mediation.errors import NotAllowed, NotFound
from mediation.services import replay
from mediation.services.approve_settings import approve, waiting
from mediation.services.claim_subsidy import claim_subsidy, claimable, late_signature, text_marks
from mediation.services.keep_history import verify_all
from mediation.services.payment_table import payment_table, published
from mediation.services.review_subsidy import review_subsidy
from mediation.services.subsidies import SubsidyRefused, quarter_of
from mediation.services.subsidy_page import set_scheme, view_schemes, view_subsidies
from mediation.store import people

RATES = {
    "year": "2026", "oral": "30", "written_1": "50", "written_2": "100", "written_3": "500", "written_4": "300",
    "performed": "full", "split": "equal", "presiding_share": "70", "publish_days": "5",
}  # fmt: skip


def keep(house: House, values: dict[str, str]) -> None:
    """A scheme as the county's reviewer asks for it and an administrator approves it."""
    set_scheme(house.office, house.person("u_county"), "O-COUNTY", values)
    for one in waiting(house.office, house.person("u_admin")):
        approve(house.office, house.person("u_admin"), one.kind, one.number)


@pytest.fixture
def office(house: House) -> House:
    """The village with a county reviewer, the first worked case at its end, and a scheme."""
    with house.office.store.writing() as connection:
        row = {"id": "u_county", "name": "区审", "org_id": "O-COUNTY", "active": True}
        people.add_person(connection, row, ["reviewer"])
    house.office.forget_settings()
    with at("2026-01-05T09:00"):
        keep(house, RATES)
    return house


def played(house: House, name: str = "C01") -> str:
    done = replay.play(house.office, WORKED_CASES[name])
    assert done.differences == []
    return done.public_id


def lines(house: House, who: str):
    return view_subsidies(house.office, house.person(who)).lines


def test_a_claim_goes_by_three_desks_and_is_paid_when_nobody_objected(office: House) -> None:
    case_id = played(office)
    with at("2026-03-20T09:00"):
        assert claim_subsidy(office.office, office.person("u_ran"), [case_id]) == 1
        (line,) = lines(office, "u_ran")
        assert (line.amount, line.shares, line.quarter) == ("30.00", [("陈忠明", "30.00")], "2026Q1")
        review_subsidy(office.office, office.person("u_xie"), case_id, "checked")
        assert published(office.office, office.person("u_ran")) == []
    with at("2026-03-21T09:00"):
        review_subsidy(office.office, office.person("u_county"), case_id, "published")
        with pytest.raises(SubsidyRefused, match="公示到 2026-03-26"):
            review_subsidy(office.office, office.person("u_county"), case_id, "paid")
    with at("2026-03-27T09:00"):
        assert lines(office, "u_chen")[0].state == "公示期满,可以发放"
        review_subsidy(office.office, office.person("u_county"), case_id, "paid")
        assert lines(office, "u_ran")[0].state == "已发放"
    verify_all(office.office)


def test_a_case_is_claimed_once_however_often_it_is_pressed(office: House) -> None:
    case_id = played(office)
    with at("2026-03-20T09:00"):
        claim_subsidy(office.office, office.person("u_ran"), [case_id])
        with pytest.raises(SubsidyRefused):
            claim_subsidy(office.office, office.person("u_ran"), [case_id])
    assert office.ask("select count(*) from subsidy_claim") == [(1,)]


def test_the_same_dispute_registered_again_is_not_paid_again(office: House) -> None:
    first, second = played(office), played(office)
    with at("2026-03-20T09:00"):
        claim_subsidy(office.office, office.person("u_ran"), [first])
        with pytest.raises(SubsidyRefused, match="同一纠纷已经申报过"):
            claim_subsidy(office.office, office.person("u_ran"), [second])
    assert office.ask("select count(*) from subsidy_claim") == [(1,)]


def test_the_same_people_and_words_in_another_quarrel_are_flagged_for_a_look(office: House) -> None:
    first, second = played(office), played(office)
    with at("2026-03-20T09:00"):
        claim_subsidy(office.office, office.person("u_ran"), [first])
        with office.office.store.writing() as connection:  # a third party more: another quarrel of the same people
            connection.exec_driver_sql(
                "update party set name_index = x'00' where case_id = 2 and party_no = 'p1'",
            )
        claim_subsidy(office.office, office.person("u_ran"), [second])
        flags = {line.case_id: line.flags for line in lines(office, "u_xie")}
    assert "90 天内有相同当事人的同类纠纷" in flags[second]


def test_what_was_not_performed_is_listed_with_the_reason_and_cannot_be_claimed(office: House) -> None:
    case_id = played(office, "C02")
    with at("2026-06-01T09:00"):
        (one,) = claimable(office.office, office.person("u_ran"))
        assert not one.open and one.claim.refusals == ("方案要求协议全部履行",)
        with pytest.raises(SubsidyRefused):
            claim_subsidy(office.office, office.person("u_ran"), [case_id])


def test_without_a_scheme_of_the_county_nothing_is_claimed(house: House) -> None:
    case_id = played(house)
    with at("2026-03-20T09:00"), pytest.raises(SubsidyRefused, match="还没有录入"):
        claim_subsidy(house.office, house.person("u_ran"), [case_id])


def test_the_desks_are_apart(office: House) -> None:
    case_id = played(office)
    with at("2026-03-20T09:00"):
        with pytest.raises(NotAllowed):
            claim_subsidy(office.office, office.person("u_xiang"), [case_id])
        claim_subsidy(office.office, office.person("u_ran"), [case_id])
        for who, verdict in (("u_ran", "checked"), ("u_xie", "published"), ("u_audit", "refused")):
            with pytest.raises(NotAllowed):
                review_subsidy(office.office, office.person(who), case_id, verdict)
        with pytest.raises(SubsidyRefused, match="不在这一步"):
            review_subsidy(office.office, office.person("u_county"), case_id, "published")
        with pytest.raises(NotFound):
            review_subsidy(office.office, office.person("u_xie"), "0" * 16, "checked")
        assert lines(office, "u_mu") == []


def test_a_refusal_says_why_and_ends_it(office: House) -> None:
    case_id = played(office)
    with at("2026-03-20T09:00"):
        claim_subsidy(office.office, office.person("u_ran"), [case_id])
        with pytest.raises(SubsidyRefused, match="原因"):
            review_subsidy(office.office, office.person("u_xie"), case_id, "refused")
        review_subsidy(office.office, office.person("u_xie"), case_id, "refused", "file_incomplete")
        (line,) = lines(office, "u_ran")
    assert line.state == "不予补贴" and "卷宗不齐或前后不一" in line.said[-1]


def test_the_cap_of_a_year_cuts_what_is_left(office: House) -> None:
    with at("2026-01-06T09:00"):
        keep(office, {**RATES, "person_year_cap": "20"})
    case_id = played(office)
    with at("2026-03-20T09:00"):
        claim_subsidy(office.office, office.person("u_ran"), [case_id])
        assert lines(office, "u_ran")[0].amount == "20.00"


def test_a_scheme_counts_only_once_somebody_else_has_approved_it(office: House) -> None:
    admin = office.person("u_admin")
    with at("2026-01-06T09:00"):
        set_scheme(office.office, admin, "O-COUNTY", {**RATES, "person_year_cap": "20"})
        with pytest.raises(NotAllowed, match="自己改的"):
            approve(office.office, admin, "scheme", 2)
    assert [line.waits for line in view_schemes(office.office, admin).kept] == [True, False]
    case_id = played(office)
    with at("2026-03-20T09:00"):
        claim_subsidy(office.office, office.person("u_ran"), [case_id])
        assert lines(office, "u_ran")[0].amount != "20.00"


@pytest.mark.parametrize(("name", "value"), [("oral", "-1"), ("written_2", "九十"), ("presiding_share", "101")])
def test_a_scheme_that_is_none_is_told_which_value(name: str, value: str, office: House) -> None:
    with pytest.raises(SubsidyRefused, match="请填"):
        set_scheme(office.office, office.person("u_county"), "O-COUNTY", {**RATES, name: value})
    assert len(view_schemes(office.office, office.person("u_ran")).kept) == 1


def test_a_signature_after_the_effect_and_the_same_long_words_are_noticed(house: House) -> None:
    signed = {"effective_on": "2026-03-10", "signatures": [{"who": "p1", "at": "2026-03-11"}]}
    assert late_signature([("A_written", signed)])
    assert not late_signature([("A_written", {**signed, "effective_on": "2026-03-11"})])
    words = "双方因屋檐滴水浸湿墙面发生争执,经调解员现场查看,双方同意加装檐沟并把水引到公共排水沟里"
    vault = house.office.store.vault
    mark = text_marks(vault, [("S3_mediate_yield", {"proposal": words})])
    assert mark and mark == text_marks(vault, [("S3_mediate_yield", {"facts": f"{words}。 3"})])
    assert text_marks(vault, [("S3_mediate_yield", {"facts": "双方同意"})]) == set()


@pytest.mark.parametrize(("day", "quarter"), [("2026-03-31", "2026Q1"), ("2026-04-01", "2026Q2")])
def test_the_quarter_of_a_day(day: str, quarter: str) -> None:
    assert quarter_of(day) == quarter


def test_what_was_reviewed_is_published_and_stands_in_the_payment_table_with_masked_names(office: House) -> None:
    case_id = played(office)
    with at("2026-03-20T09:00"):
        claim_subsidy(office.office, office.person("u_ran"), [case_id])
        review_subsidy(office.office, office.person("u_xie"), case_id, "checked")
    with at("2026-03-21T09:00"):
        review_subsidy(office.office, office.person("u_county"), case_id, "published")
        (line,) = published(office.office, office.person("u_ran"))
        assert (line.people, line.until) == ([("陈忠明", "30.00")], "2026-03-26")
        made, name = payment_table(office.office, office.person("u_xie"), "2026Q1")
    with made:
        book = load_workbook(BytesIO(made.read()))
    rows = list(book["发放台账"].iter_rows(min_row=4, values_only=True))
    assert rows[0][1] == "张*、李*" and rows[0][6:8] == ("陈忠明", 30) and rows[1][7] == 30
    assert [row[:3] for row in book["按人合计"].iter_rows(min_row=4, max_row=4, values_only=True)] == [
        ("陈忠明", 1, 30)
    ]
    assert name.endswith("2026Q1.xlsx")
    with pytest.raises(NotAllowed):
        payment_table(office.office, office.person("u_ran"), "2026Q1")
