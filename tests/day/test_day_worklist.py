"""The day as a page: what is whose, what waits for whom, what presses; and that it can be narrowed and leafed."""

import random

import pytest
from house import WORKED_CASES, House, at, form_of, steps_before, when
from house import registration as case_form
from surfer import SignIn
from values import registration

from mediation import clock
from mediation.services.worklist_page import PAGE, Filters, my_worklist

C01, C02, C05 = WORKED_CASES["C01"], WORKED_CASES["C02"], WORKED_CASES["C05"]


def day(house: House, who: str, tab: str = "", **more):
    return my_worklist(house.office, house.person(who), tab, **more)


def at_step(house: House, case: dict, task: str) -> str:
    public_id = house.stage(case, steps_before(case, task))
    house.let_pass(public_id, when(case, task))
    clock.move_to(when(case, task))
    return public_id


def test_who_is_alone_need_not_claim(house: House) -> None:
    case = at_step(house, C01, "T_screen")
    view = day(house, "u_chen")
    assert (view.tab, [line.case_id for line in view.lines], view.counts["free"]) == ("mine", [case], 0)


def test_the_first_tab_that_has_something_opens_by_itself(house: House) -> None:
    at_step(house, C02, "T_screen")
    assert day(house, "u_xiang").tab == "free"
    assert day(house, "u_mu").tab == "mine"


def test_a_case_i_worked_on_waits_for_somebody_else_and_says_for_whom(house: House) -> None:
    case = at_step(house, C01, "C_close")
    [line] = day(house, "u_chen", "waiting").lines
    assert line.case_id == case and "结案审核" in line.whom and "调委会主任" in line.whom
    assert day(house, "u_chen").counts["waiting"] == 1


def test_a_case_that_waits_for_its_day_says_for_which(house: House) -> None:
    house.stage(C01, steps_before(C01, "F_visit"))
    [line] = day(house, "u_chen", "waiting").lines
    assert line.whom == "等回访日:3月10日"


def test_what_is_archived_waits_for_nobody_and_stays_among_what_i_did(house: House) -> None:
    case = house.stage(C01, len(C01["steps"]))
    clock.move_to(None)
    assert day(house, "u_chen", "waiting").lines == []
    [line] = day(house, "u_chen", "handled").lines
    assert line.case_id == case and line.whom == "达成协议,已履行"


def test_a_visit_that_is_due_has_its_own_tab(house: House) -> None:
    case = at_step(house, C01, "F_visit")
    view = day(house, "u_chen", "visits")
    assert [line.case_id for line in view.lines] == [case] and view.counts["visits"] == 1
    assert view.lines[0].due == "3月13日前办"


def test_what_is_late_presses(house: House) -> None:
    at_step(house, C01, "T_screen")
    assert day(house, "u_chen").counts["near"] == 0
    with at("2026-03-05T09:00"):
        [line] = day(house, "u_chen", "near").lines
        assert (line.due, line.late) == ("明天要办", False)
    with at("2026-03-07T09:00"):
        [line] = day(house, "u_chen", "near").lines
        assert (line.due, line.late) == ("3月6日就该办了", True)


def test_the_term_presses_only_while_people_talk(house: House) -> None:
    at_step(house, C01, "S2_lay_talk")
    with at("2026-03-28T09:00"):
        [line] = day(house, "u_chen", "near").lines
        assert line.deadline == "期限还有 5 天"


def test_who_only_took_a_case_in_loses_sight_of_it_once_it_is_restricted(house: House) -> None:
    clock.move_to(when(C05, "T_register"))
    case = house.register("u_grid1", case_form(C05, confidential_level="normal")).case_id
    assert [line.case_id for line in day(house, "u_grid1", "handled").lines] == [case]
    house.do(case, "T_screen", "u_xiang", form_of(C05, "T_screen"))
    assert house.case(case).confidential_level == "restricted"
    assert day(house, "u_grid1", "handled").lines == [] == day(house, "u_grid1", "waiting").lines
    assert day(house, "u_grid1").counts["handled"] == 0
    assert [line.case_id for line in day(house, "u_xiang", "handled").lines] == [case]


@pytest.fixture
def many(house: House) -> House:
    """More cases in one group than a page holds."""
    clock.move_to(when(C01, "T_screen"))
    chance = random.Random(7)
    for number in range(PAGE + 3):
        case = house.register("u_luo", registration(chance)).case_id
        if number % 5 == 0:
            house.do(case, "T_screen", "u_luo", {**form_of(C01, "T_screen")})
    return house


def test_pages_leave_nothing_out_and_say_nothing_twice(many: House) -> None:
    first, second = (day(many, "u_luo", "mine", page=number) for number in (1, 2))
    lines = [line.case_id for line in (*first.lines, *second.lines)]
    assert (len(first.lines), first.more, second.more) == (PAGE, True, False)
    assert len(lines) == len(set(lines)) == PAGE + 3 == first.counts["mine"]


def test_a_list_is_narrowed_to_a_kind_of_step(many: House) -> None:
    view = day(many, "u_luo", "mine", filters=Filters(task="T_consent"))
    assert len(view.lines) == 5 and {line.task_name for line in view.lines} == {"告知与意愿"}
    assert {choice.value for choice in view.choices["task"]} == {"T_screen", "T_consent"}


ANYTHING = ["tab=nothing", "page=-1", "page=999", "tab=mine&risk=' or 1=1", "place=%00", "page=x"]


@pytest.mark.parametrize("query", ANYTHING)
def test_whatever_is_asked_there_is_a_page(query: str, many: House, sign_in: SignIn) -> None:
    assert sign_in("u_luo").get(f"/worklist?{query}").status == 200


def test_the_page_narrows_and_leafs(many: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_luo")
    page = surfer.get("/worklist")
    assert f"我的待办 {PAGE + 3}" in page.text and "下一页" in page.links
    assert surfer.get(page.links["下一页"]).links["上一页"]
    assert "告知与意愿" in surfer.get("/worklist?tab=mine&task=T_consent").text


def test_a_case_a_day_old_opens_with_one_tap(house: House, sign_in: SignIn) -> None:
    case = at_step(house, C01, "T_screen")
    link = next(iter(sign_in("u_chen").get("/worklist").tree.xpath("//h2/a/@href")))
    assert link.startswith(f"/tasks/{case}-")


def test_who_handled_a_case_is_not_even_offered_its_closing(house: House) -> None:
    case = at_step(house, WORKED_CASES["C06"], "C_close")  # the village's director took it in himself

    def offered(who: str) -> bool:
        return any(line.case_id == case for tab in ("mine", "free") for line in day(house, who, tab).lines)

    assert not offered("u_mu")
    assert offered("u_xie")
