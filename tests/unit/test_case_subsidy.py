"""以案定补: what a case earns under a scheme, who gets it, and why not."""

from decimal import Decimal

import pytest
from test_case_outcome import closing, ended, performed_orally, unperformed_but_confirmed, visit
from test_law_builders import a_case, agreed, done, screened

from mediation.case.facts import Case, Episode, Term
from mediation.case.subsidy import Scheme, claim, earners, rate, scheme_from, shares

WRITTEN_TASKS = ("T_register", "T_screen", "T_consent", "S1_read_calm", "S3_mediate_yield", "A_written", "C_close")


def written(difficulty: str = "2", **changes: object) -> Case:
    paid = [visit(1, "全部履行")]
    return a_case(
        dispute_type="6", screening=screened(difficulty_code=difficulty), visits=paid, done=done(*WRITTEN_TASKS),
        agreements=[agreed(terms=[Term(1, "p2", "p1", "7", "100.00", "2026-03-06")])],
        closing=closing("1", "1", difficulty),
        episodes=[Episode("village", "O-V1", mediators=["a"], co_mediators=["b", "c"])], **changes,
    )  # fmt: skip


def orally() -> Case:
    case = performed_orally()
    case.episodes = [Episode("group", "O-G11", mediators=["u_chen"])]
    return case


def test_an_oral_agreement_that_was_kept_earns_the_oral_rate() -> None:
    found = claim(orally(), Scheme())
    assert (found.eligible, found.amount, dict(found.shares)) == (True, Decimal(30), {"u_chen": Decimal(30)})


@pytest.mark.parametrize(("difficulty", "amount"), [("1", 50), ("2", 100), ("3", 500), ("4", 300)])
def test_a_written_agreement_earns_by_difficulty_whose_codes_are_not_in_order(difficulty: str, amount: int) -> None:
    assert rate(written(difficulty), Scheme()) == amount


def test_a_kind_of_dispute_may_have_rates_of_its_own_and_no_case_exceeds_the_cap() -> None:
    scheme = Scheme(by_type={"6": {"2": 800}}, case_cap=600)
    assert rate(written("2"), scheme) == 600 and rate(written("3"), scheme) == 500


def test_what_was_not_kept_earns_nothing_and_the_reason_is_said() -> None:
    found = claim(unperformed_but_confirmed(), Scheme())
    assert (found.amount, dict(found.shares)) == (0, {}) and "方案要求协议全部履行" in found.refusals


def test_a_scheme_may_be_content_with_a_part_or_with_the_agreement_alone() -> None:
    case = unperformed_but_confirmed()
    case.episodes = [Episode("village", "O-V1", mediators=["a"])]
    assert claim(case, Scheme(performed="partial")).eligible and claim(case, Scheme(performed="none")).eligible


@pytest.mark.parametrize("reason", ["party_refused", "withdrawn_self_settled", "deadline_expired"])
def test_no_agreement_earns_nothing(reason: str) -> None:
    case = a_case(terminations=ended(reason), closing=closing(), done=done("T_consent", "S1_read_calm", "C_close"))
    assert claim(case, Scheme(performed="none")).refusals == ("没有调解成功",)


def test_a_running_case_earns_nothing_yet() -> None:
    case = written()
    case.closing, case.done = None, case.done[:-1]
    assert claim(case, Scheme()).refusals == ("还没有结案",)


def test_only_the_last_turn_is_paid_and_who_stepped_back_is_not() -> None:
    case = written()
    case.episodes.append(Episode("township", "O-TOWN", mediators=["d", "e"], co_mediators=["d"], recused=["e"]))
    assert earners(case) == (["d"], []) and list(claim(case, Scheme()).shares) == ["d"]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (Scheme(), ["33.34", "33.33", "33.33"]),
        (Scheme(split="presiding"), ["70.00", "15.00", "15.00"]),
        (Scheme(unpaid=("a",)), ["50.00", "50.00"]),
    ],
)
def test_the_shares_make_the_whole_to_the_cent(scheme: Scheme, expected: list[str]) -> None:
    found = shares(written(), scheme, Decimal(100))
    assert [f"{one:.2f}" for one in found.values()] == expected and sum(found.values()) == 100


def test_nobody_to_pay_is_a_reason_of_its_own() -> None:
    assert claim(written(), Scheme(unpaid=("a", "b", "c"))).refusals == ("经办人按方案不领补贴",)


def test_a_stored_scheme_is_read_whatever_else_stands_in_it() -> None:
    scheme = scheme_from({"note": "示例", "oral": 20, "written": {"1": 40}, "unpaid": ["a"]})
    assert (scheme.oral, scheme.written, scheme.unpaid) == (20, {"1": 40}, ("a",))
