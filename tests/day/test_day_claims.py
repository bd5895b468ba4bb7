"""Claiming, putting back and reassigning an open task: who may, what it does to others, what the history says."""

import pytest
from house import WORKED_CASES, House, at, form_of, new_key, when
from surfer import SignIn

from mediation import clock
from mediation.errors import NotAllowed, NotFound, TaskClaimed, TaskNotOpen
from mediation.services import assign_task
from mediation.services.case_page import view_case
from mediation.services.doctor import examine
from mediation.services.worklist_page import my_worklist
from mediation.store import history

C02, C05 = WORKED_CASES["C02"], WORKED_CASES["C05"]


@pytest.fixture
def screened(house: House) -> tuple[House, str, str]:
    """A case of the village that its two mediators could screen; gives house, case and task key."""
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    return house, case, house.task_key(case, "T_screen")


def claim(house: House, who: str, case: str, key: str) -> None:
    assign_task.claim(house.office, house.person(who), case, key, key=new_key())


def tab(house: House, who: str, name: str) -> list[str]:
    return [line.case_id for line in my_worklist(house.office, house.person(who), name).lines]


def test_what_two_could_do_waits_to_be_claimed(screened) -> None:
    house, case, _ = screened
    for who in ("u_xiang", "u_ran"):
        assert (tab(house, who, "free"), tab(house, who, "mine")) == ([case], [])


def test_a_claimed_task_is_mine_and_nobody_elses(screened) -> None:
    house, case, key = screened
    claim(house, "u_xiang", case, key)
    assert (tab(house, "u_xiang", "mine"), tab(house, "u_xiang", "free")) == ([case], [])
    assert (tab(house, "u_ran", "mine"), tab(house, "u_ran", "free")) == ([], [])
    with pytest.raises(TaskClaimed, match="向春梅已经认领"):
        house.do(case, "T_screen", "u_ran", form_of(C02, "T_screen"))
    house.do(case, "T_screen", "u_xiang", form_of(C02, "T_screen"))


def test_a_claim_changes_neither_since_when_nor_until_when(screened) -> None:
    house, case, key = screened
    [before] = house.listed(case)
    with at(when(C02, "T_screen", minutes=90)):
        claim(house, "u_xiang", case, key)
    [after] = house.listed(case)
    assert (after.opened_at, after.due_at) == (before.opened_at, before.due_at) and before.due_at
    assert (after.person_id, after.claimed) == ("u_xiang", True)


def test_put_back_it_is_free_again(screened) -> None:
    house, case, key = screened
    claim(house, "u_xiang", case, key)
    assign_task.put_back(house.office, house.person("u_xiang"), case, key, key=new_key())
    assert tab(house, "u_ran", "free") == [case] and house.case(case).claims == {}
    house.do(case, "T_screen", "u_ran", form_of(C02, "T_screen"))


def test_only_the_claimer_and_the_director_hand_on(screened) -> None:
    house, case, key = screened
    claim(house, "u_ran", case, key)
    with pytest.raises(NotAllowed):
        assign_task.put_back(house.office, house.person("u_xiang"), case, key, key=new_key())
    with pytest.raises(NotAllowed):
        assign_task.reassign(house.office, house.person("u_xiang"), case, key, "u_xiang", "busy", key=new_key())
    assign_task.reassign(house.office, house.person("u_ran"), case, key, "u_xiang", "busy", key=new_key())
    assign_task.reassign(house.office, house.person("u_ran"), case, key, "u_ran", "absent", key=new_key())
    assert house.case(case).claims == {key: "u_ran"}


@pytest.mark.parametrize("to", ["u_luo", "u_admin", "u_nobody", "u_tan"])
def test_nobody_is_given_what_they_could_not_do(screened, to: str) -> None:
    house, case, key = screened
    with pytest.raises(NotAllowed, match="不能办这一步"):
        assign_task.reassign(house.office, house.person("u_ran"), case, key, to, "absent", key=new_key())


def test_a_reason_is_one_of_the_list(screened) -> None:
    house, case, key = screened
    with pytest.raises(NotAllowed, match="原因"):
        assign_task.reassign(house.office, house.person("u_ran"), case, key, "u_xiang", "张德厚住院", key=new_key())


def test_strangers_find_no_case_to_claim(screened) -> None:
    house, case, key = screened
    with pytest.raises(NotFound):
        claim(house, "u_mu", case, key)


def test_what_is_done_can_no_longer_be_claimed(screened) -> None:
    house, case, key = screened
    house.do(case, "T_screen", "u_xiang", form_of(C02, "T_screen"))
    with pytest.raises(TaskNotOpen):
        claim(house, "u_ran", case, key)


def test_a_claim_ends_with_its_task(screened) -> None:
    house, case, key = screened
    claim(house, "u_xiang", case, key)
    house.do(case, "T_screen", "u_xiang", form_of(C02, "T_screen"))
    assert house.case(case).claims == {}


def test_the_history_says_who_gave_what_to_whom_and_why(screened) -> None:
    house, case, key = screened
    claim(house, "u_ran", case, key)
    assign_task.reassign(house.office, house.person("u_ran"), case, key, "u_xiang", "busy", key=new_key())
    assign_task.put_back(house.office, house.person("u_xiang"), case, key, key=new_key())
    said = [entry.sentence for entry in view_case(house.office, house.person("u_ran"), case).timeline]
    assert said[:3] == [
        "向春梅 放回了“受理审查”", "冉启明 把“受理审查”转办给向春梅(手上的事太多)", "冉启明 认领了“受理审查”",
    ]  # fmt: skip
    entries = house.history(case)[-3:]
    assert [(one.action, one.before, one.after) for one in entries] == [
        ("claimed", "", "u_ran"), ("reassigned", "u_ran", "u_xiang busy"), ("put_back", "u_xiang", ""),
    ]  # fmt: skip
    row = house.row(case)
    history.verify(house.history(case), case, row.history_seq, row.history_head)
    assert [found for _, found in examine(house.office) if found] == []


def test_the_same_press_twice_is_one_claim(screened) -> None:
    house, case, key = screened
    press, person = new_key(), house.person("u_xiang")
    first = assign_task.claim(house.office, person, case, key, key=press)
    again = assign_task.claim(house.office, person, case, key, key=press)
    assert (first.task, again.task, again.again) == ("T_screen", "T_screen", True)
    assert [one.action for one in house.history(case)].count("claimed") == 1


def test_the_reviewer_may_not_take_on_what_they_worked_on(house: House) -> None:
    last = [step["task"] for step in C02["steps"]].index("C_close")
    case = house.stage(C02, last)
    clock.move_to(when(C02, "C_close"))
    key = house.task_key(case, "C_close")
    worked = {step.actor for step in house.case(case).done} & {"u_ran", "u_xie"}
    for who in worked:
        with pytest.raises(NotAllowed):
            claim(house, who, case, key)
    claim(house, "u_wen", case, key)


def test_a_restricted_case_stays_with_those_who_have_it(house: House) -> None:
    case = house.stage(C05, 3)
    clock.move_to(when(C05, "E_report", minutes=5))
    [task] = house.open_tasks(case)
    key, had_it = house.task_key(case, task), {"u_xiang"}
    for who in {"u_ran", "u_deng", "u_grid1"} - had_it:
        with pytest.raises((NotAllowed, NotFound)):
            assign_task.reassign(house.office, house.person("u_ran"), case, key, who, "busy", key=new_key())
    claim(house, "u_xiang", case, key)


def test_on_the_page_one_claims_and_goes_straight_to_the_form(screened, sign_in: SignIn) -> None:
    house, case, key = screened
    xiang, ran = sign_in("u_xiang"), sign_in("u_ran")
    page = xiang.get("/worklist")
    assert "本调委会待认领 1" in page.text
    form = page.tree.xpath("//form[contains(@action, '/claim')]")[0]
    sent = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    answer = xiang.post(form.get("action"), sent)
    assert answer.response.location == f"/tasks/{case}-{key}"
    refused = ran.get(f"/tasks/{case}-{key}")
    assert refused.status == 409 and "向春梅已经认领" in refused.text
    assert "向春梅(白石坝村人民调解委员会,已认领)" in ran.get(f"/cases/{case}").text


def test_on_the_page_the_director_hands_on_with_a_reason(screened, sign_in: SignIn) -> None:
    house, case, key = screened
    ran = sign_in("u_ran")
    page = ran.get(f"/tasks/{case}-{key}/hands")
    assert "还没有人认领" in page.text and "向春梅" in page.text and "罗朝贵" not in page.text
    token = page.token
    press = page.tree.xpath("//input[@name='key']")[0].get("value")
    bare = ran.post(f"/tasks/{case}-{key}/hands", {"csrf_token": token, "key": press, "to": "u_xiang"})
    assert bare.status == 422 and "请选一个人和一个原因" in bare.text
    done = ran.post(
        f"/tasks/{case}-{key}/hands", {"csrf_token": token, "key": press, "to": "u_xiang", "reason": "fitting"}
    )
    assert done.status == 303 and house.case(case).claims == {key: "u_xiang"}
