"""Guards of an agreement: signatures, seal, effect, copies, sums, and what it may not say."""

from typing import Any

import pytest
from test_law_builders import ORAL, WRITTEN, YIELDED, a_case, a_step, agreed, parties, refusal, refusals, screened

from mediation.case.facts import Case, Episode, Party

SIGNED = WRITTEN["signatures"]


def writing(case: Case | None = None, **values: Any) -> list[str]:
    return refusals(case or a_case(), a_step("A_written", **{**WRITTEN, **values}))


def orally(case: Case | None = None, **values: Any) -> list[str]:
    return refusals(case or a_case(), a_step("A_oral", **{**ORAL, **values}))


def clause(text: str, **more: Any) -> dict[str, Any]:
    return {"terms": [{"no": 1, "obligor": "p2", "obligee": "p1", "content": text, "amount": "6800.00", **more}]}


def with_child() -> Case:
    child = Party("p3", "respondent", is_minor=True, has_id_no=True)
    return a_case(parties=parties(child), consents=dict.fromkeys(("p1", "p2", "p3"), "同意"))


def test_a_lawful_agreement_passes() -> None:
    assert writing() == []
    assert orally() == []


@pytest.mark.parametrize("gone", [0, 1])
def test_everybody_signs(gone: int) -> None:
    step = a_step("A_written", **{**WRITTEN, "signatures": [SIGNED[1 - gone]], "effective_on": None})
    found = refusal(a_case(), step, "G6")
    assert (found.field, found.article) == ("signatures", "人民调解法第29条")


def test_a_representative_signs_too_and_a_third_party_need_not() -> None:
    everyone = dict.fromkeys(("p1", "p2", "p3"), "同意")
    spoken = a_case(parties=parties(Party("p3", "representative", represents=6)), consents=everyone)
    assert writing(spoken) == ["G6"]
    assert writing(spoken, signatures=[*SIGNED, {"who": "p3", "at": "2026-03-09"}]) == []
    assert writing(a_case(parties=parties(Party("p3", "third")))) == []


def test_an_agent_may_sign_for_who_sent_one() -> None:
    by_agent = [SIGNED[0], {"who": "agent:丁律师", "at": "2026-03-09"}]
    sent = a_case(parties=[parties()[0], Party("p2", "respondent", has_agent=True)])
    assert writing(sent, signatures=by_agent) == []
    assert writing(signatures=by_agent) == ["G6"]


def test_the_guardian_signs_for_a_minor() -> None:
    more = {"copies": 4}
    child_alone = [*SIGNED, {"who": "p3", "at": "2026-03-09"}]
    assert writing(with_child(), signatures=child_alone, **more) == ["G10"]
    assert writing(with_child(), signatures=[*SIGNED, {"who": "guardian:丁", "at": "2026-03-09"}], **more) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"mediator_signed": False}, ["G6"]),
        ({"seal_at": None}, ["G6"]),
        ({"seal_org": None}, ["G6"]),
        ({"seal_at": "2026-03-10"}, ["G6", "G6"]),
        ({"effective_on": "2026-03-08"}, ["G6"]),
        ({"effective_on": None}, []),
        ({"seal_at": "2026-03-09"}, []),
        ({"signatures": [{**SIGNED[0], "at": None}, SIGNED[1]]}, ["G6"]),
        ({"signatures": [{**SIGNED[0], "at": "2026-03-10"}, SIGNED[1]]}, ["G6"]),
    ],
)
def test_when_an_agreement_takes_effect(values: dict[str, Any], found: list[str]) -> None:
    assert writing(**values) == found[:1]


def test_the_seal_is_the_committee_s() -> None:
    group = a_case(tier="group", org="O-G11", episodes=[Episode("group", "O-G11", mediators=["u_chen"])])
    assert writing(group) == []
    assert writing(group, seal_org="O-G11") == ["G7"]
    assert orally(group, seal_org="O-G11") == ["G7"]
    assert writing(seal_org="O-TOWN") == ["G7"]
    assert writing(a_case(tier="township", org="O-TOWN"), seal_org="O-TOWN") == []


def test_two_villages_that_mediate_together_both_seal() -> None:
    both = ["O-V1", "O-V2"]
    assert writing(seal_org=both) == ["G7"]
    assert writing(a_case(is_cross_region=True), seal_org=both) == []
    assert writing(a_case(is_cross_region=True), seal_org=["O-V2"]) == ["G7"]


@pytest.mark.parametrize(("copies", "found"), [(3, []), (5, []), (2, ["G8"]), (None, ["G8"])])
def test_a_copy_for_each_and_one_to_keep(copies: int | None, found: list[str]) -> None:
    assert writing(copies=copies) == found


def test_representatives_and_third_parties_do_not_raise_the_floor() -> None:
    assert writing(a_case(parties=parties(Party("p3", "third"))), copies=3) == []


@pytest.mark.parametrize(("total", "found"), [("6800.00", []), ("6800", []), ("6799.99", ["G9"]), (None, [])])
def test_the_total_is_the_sum(total: str | None, found: list[str]) -> None:
    assert writing(total_amount=total) == found


def test_terms_there_must_be_and_none_below_nothing() -> None:
    assert writing(terms=[], total_amount="0.00") == ["G9"]
    assert writing(**clause("支付赔偿款", amount="-1.00"), total_amount="-1.00") == ["G9"]


def test_status_papers_are_signed_on_paper() -> None:
    family = a_case(dispute_type="1")
    assert writing(family) == []
    assert writing(family, sign_medium="electronic") == ["G11"]
    assert writing(sign_medium="electronic") == []
    assert writing(a_case(screening=screened(special_flags=["family_status"])), sign_medium="electronic") == ["G11"]


@pytest.mark.parametrize(
    "text",
    [
        "p1不再追究p2刑事责任", "双方同意不追究对方的刑事责任", "p1不报案", "p1承诺不向公安机关报案", "双方不得再报警",
        "违约者向村委会交罚款500元", "违约罚款500元归村委会", "双方不得起诉", "p1放弃追究p2的刑事责任",
        "p1放弃起诉",
    ],
)  # fmt: skip
def test_what_no_agreement_may_say(text: str) -> None:
    assert writing(**clause(text)) == ["clauses"]
    assert orally(**clause(text, amount="0.00")) == ["clauses"]
    assert refusals(a_case(), a_step("S3_mediate_yield", **{**YIELDED, "agreed_items": [text]})) == ["clauses"]


@pytest.mark.parametrize(
    "text",
    [
        "支付赔偿款",
        "归还木材",
        "蜂箱30箱归p2所有",
        "犬只即日起拴养",
        "p1已报警,p2配合公安机关处理",
        "每月支付赡养费500元",
        "p1放弃其他诉讼请求",
        "p2不得已报警一事不再提",
    ],
)
def test_what_it_may_say(text: str) -> None:
    assert writing(**clause(text)) == []


@pytest.mark.parametrize(
    "text", ["争议地块归p1所有", "确认该承包地的使用权归p1", "老柴山林地归p2家所有", "双方自愿离婚", "解除收养关系"]
)
def test_ownership_and_status_are_for_others_to_decide(text: str) -> None:
    assert writing(**clause(text)) == ["G13"]
    assert writing(**clause(text), scope_note="本协议不涉及地块权属和身份关系的确认") == []


def test_a_land_dispute_says_what_it_leaves_open() -> None:
    land = a_case(screening=screened(special_flags=["land_ownership"]))
    assert writing(land) == ["G13"]
    assert writing(land, scope_note="本协议不涉及地块权属确认") == []


@pytest.mark.parametrize(
    ("case", "values"),
    [
        ({"outcome": "partial"}, {}),
        ({"screening": screened(difficulty_code="2")}, {}),
        ({}, clause("支付", amount="2000.01", due_on="2026-03-10")),
        ({}, clause("支付", amount="100.00", due_on="2026-03-17")),
        ({}, clause("每月支付", amount="100.00", period="每月", first_due="2026-03-10")),
        (
            {"parties": parties(*(Party(f"p{n}", "applicant") for n in range(3, 7)))},
            {"party_ack": [f"p{n}" for n in range(1, 7)]},
        ),
    ],
)
def test_orally_only_what_is_whole_simple_small_and_soon(case: dict[str, Any], values: dict[str, Any]) -> None:
    made = a_case(**case)
    made.consents = {party.id: "同意" for party in made.parties}
    assert orally(made, **values) == ["oral"]


def test_oral_at_the_limits() -> None:
    assert orally(**clause("支付", amount="2000.00", due_on="2026-03-16")) == []


def test_no_oral_agreement_with_a_minor() -> None:
    assert orally(with_child(), party_ack=["p1", "p2", "guardian:丁"]) == ["oral"]


def test_an_oral_agreement_is_confirmed_and_written_down() -> None:
    assert orally(party_ack=["p1"]) == ["oral"]
    assert orally(recorded_by=None) == ["oral"]
    assert orally(effective_on="2026-03-10") == ["G6"]


AMENDED = {**WRITTEN, "consents": ["p1", "p2"], "basis": "特殊困难", "copies": None, "effective_on": None}


def amending(case: Case | None = None, **values: Any) -> list[str]:
    earlier = a_case(agreements=[agreed(effective_on="2026-03-03")])
    return refusals(case or earlier, a_step("A_amend", **{**AMENDED, **values}))


def test_a_change_wants_everybody_again() -> None:
    assert amending() == []
    assert amending(consents={"p1": True, "p2": True}) == []
    assert amending(consents=["p1"]) == ["G6"]
    assert amending(signatures=SIGNED[:1]) == ["G6"]
    assert amending(a_case()) == ["G6"]


def test_a_change_may_sum_what_it_says_or_what_now_holds() -> None:
    part = {"terms": [{"no": 2, "obligor": "p2", "obligee": "p1", "content": "支付", "amount": "3500.00"}]}
    assert amending(**part, total_amount="3500.00") == []
    assert amending(**part, total_amount="6500.00") == []
    assert amending(**part, total_amount="6800.00") == ["G9"]


def test_the_mediator_signs_a_change_by_name_or_by_tick() -> None:
    by_hand = [*SIGNED, {"who": "u_xiang", "at": "2026-03-09"}]
    assert amending(mediator_signed=None) == ["G6"]
    assert amending(mediator_signed=None, signatures=by_hand) == []


def test_nothing_was_signed_before_it_was_applied_for_nor_a_change_before_what_it_changes() -> None:
    """A year mistyped would close the window for the court before it opened."""
    old = [{**row, "at": "2025-03-05"} for row in WRITTEN["signatures"]]
    applied = a_case(apply_at="2026-03-03T08:40")
    assert writing(applied) == []
    assert "G6" in writing(applied, signatures=old) and "G6" in writing(applied, seal_at="2025-03-05")
    changed = a_case(apply_at="2026-03-03T08:40", agreements=[agreed()])
    assert "G6" in amending(changed, signatures=[{**row, "at": "2026-03-04"} for row in WRITTEN["signatures"]])
