"""After the agreement: thinking better of it in time, visits that move with the plan, the right way out, each term."""

import copy
import json

import pytest
from house import ROOT, House, at, form_of, instant, steps_before
from sound import all_ailments

from mediation.errors import GuardRefused, TaskNotOpen
from mediation.services.office import moment
from mediation.services.set_up import load_village

TIME = json.loads((ROOT / "tests/scenarios/time_and_after.json").read_text("utf-8"))
CASES = {case["case_id"]: case for case in TIME["cases"]}
T02, T04, T05, T09 = (CASES[name] for name in ("T02", "T04", "T05", "T09"))


@pytest.fixture
def village(house: House) -> House:
    load_village(house.office, TIME)
    return house


def visit_day(house: House, case: str) -> str:
    names = ("visit", "due+3", "supervise_grace")
    [row] = [row for row in house.waiting(case) if row.name in names]
    return f"{moment(row.due_at):%Y-%m-%d} {row.name}"


def test_before_signing_one_may_think_better_of_it_in_the_same_round(village: House) -> None:
    case = village.stage(T09, steps_before(T09, "S3_mediate_yield") + 1)
    with at("2026-03-05T09:00"):
        village.raise_event(case, "regretted", "u_mu")
        assert village.open_tasks(case) == ["S3_mediate_yield"]
        assert village.case(case).episode.rounds == 0 and village.case(case).outcome is None
        assert all_ailments(village) == {}


def test_after_signing_nobody_takes_it_back_alone(village: House) -> None:
    case = village.stage(T09, steps_before(T09, "S4_smooth_praise"))
    with at("2026-03-05T11:10"), pytest.raises(TaskNotOpen):
        village.raise_event(case, "regretted", "u_mu")


def test_a_breach_between_visits_brings_the_next_look_to_the_grace_day(village: House) -> None:
    case = village.stage(T02, steps_before(T02, "F_supervise"))
    assert visit_day(village, case) == "2026-05-13 due+3"
    with at("2026-05-11T15:00"):
        village.raise_event(case, "breach_reported", "u_deng")
        village.do(case, "F_supervise", "u_deng", {**form_of(T02, "F_supervise"), "grace_until": "2026-05-12"})
        assert visit_day(village, case) == "2026-05-12 supervise_grace"
        assert all_ailments(village) == {}


def test_who_is_told_another_way_is_not_visited_for_nothing(village: House) -> None:
    """The court refused, a visit was made, and then both are shown to court: the visits still planned go away."""
    case = village.stage(T04, steps_before(T04, "H_handoff"))
    village.let_pass(case, instant("2026-04-03T00:00"))
    with at("2026-04-03T09:00"):
        village.do(case, "F_visit", "u_mu", form_of(T04, "F_visit"))
        assert visit_day(village, case) == "2026-04-23 due+3"
        village.do(case, "H_handoff", "u_mu", form_of(T04, "H_handoff"))
        assert village.open_tasks(case) == ["C_close"] and not village.case(case).planned
        assert all_ailments(village) == {}


def test_a_payment_order_is_for_money_only(village: House) -> None:
    case = village.stage(T05, steps_before(T05, "F_visit"))
    village.let_pass(case, instant("2026-04-17T00:00"))
    with at("2026-04-17T09:00"):
        found = form_of(T05, "F_visit", performance_status="未履行", action="告知途径")
        village.do(case, "F_visit", "u_mu", found)
        ways = {"kind": "guide", "basis": ["人民调解法第32条"], "doc": ["协议书"]}
        with pytest.raises(GuardRefused, match="支付令只用于给付金钱"):
            village.do(case, "H_handoff", "u_mu", {**ways, "target": ["申请支付令"]})
        with pytest.raises(GuardRefused, match="裁定有效"):
            village.do(case, "H_handoff", "u_mu", {**ways, "kind": "enforce", "target": ["人民法院执行"]})
        village.do(case, "H_handoff", "u_mu", {**ways, "target": ["人民法院"]})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"no": 9, "status": "全部履行"}], "没有第9条"),
        ([{"no": 1, "status": "未履行"}], "总的就不是"),
    ],
)
def test_what_is_said_of_terms_adds_up(village: House, rows: list[dict[str, object]], said: str) -> None:
    case = village.stage(T02, steps_before(T02, "F_visit"))
    village.let_pass(case, instant("2026-04-13T00:00"))
    with at("2026-04-13T09:00"), pytest.raises(GuardRefused, match=said):
        found = form_of(T02, "F_visit", performance_status="全部履行", by_term=rows)
        village.do(case, "F_visit", "u_deng", found)


def test_what_becomes_of_the_rest_leaves_the_visits_to_the_agreed_part_standing(house: House) -> None:
    """A visit was made, then the rest failed above and the parties were shown to court: the part is watched on."""
    branches = json.loads((ROOT / "tests/scenarios/branch_cases.json").read_text("utf-8"))
    load_village(house.office, branches)
    [rest] = [copy.deepcopy(case) for case in branches["cases"] if case["case_id"] == "B30"]
    praise = next(step for step in rest["steps"] if step["task"] == "S4_smooth_praise")
    praise["form"]["followup_plan"] += ["2026-08-20"]
    case = house.stage(rest, steps_before(rest, "H_handoff"))
    with at("2026-07-13T09:50"):
        house.do(case, "H_handoff", "u_deng", form_of(rest, "H_handoff"))
        assert house.case(case).planned == ["2026-08-20"]
        assert house.open_tasks(case) == []
        assert visit_day(house, case) == "2026-08-20 visit"
        assert all_ailments(house) == {}
