"""代理: who stands in for somebody who is away has their named tasks too, from the first day to the last, no longer."""

from datetime import timedelta

import pytest
from house import WORKED_CASES, House, form_of, new_key, when
from stops import Player, lay_points
from surfer import SignIn

from mediation import clock
from mediation.errors import NotAllowed, NotFound, TaskClaimed
from mediation.law import policy
from mediation.services import assign_task, submit_task
from mediation.services.case_page import view_case
from mediation.services.deliver import deliver
from mediation.services.doctor import examine
from mediation.services.handing import HandingRefused
from mediation.services.keep_absence import absence_page, end_absence, note_absence
from mediation.services.notification_page import my_notifications
from mediation.services.worklist_page import my_worklist

C02, C05 = WORKED_CASES["C02"], WORKED_CASES["C05"]
BEFORE_TALK = [step["task"] for step in C02["steps"]].index("S1_read_calm")


@pytest.fixture
def away(house: House) -> tuple[House, str]:
    """向春梅 presides over a talk and is away for three days; 冉启明 stands in."""
    case = house.stage(C02, BEFORE_TALK)
    clock.move_to(when(C02, "S1_read_calm"))
    leave(house, "u_xiang", "u_ran", 0, 2)
    return house, case


def leave(house: House, who: str, deputy: str, first: int, last: int, by: str = "") -> None:
    today = clock.today()
    days = ((today + timedelta(days=number)).isoformat() for number in (first, last))
    note_absence(house.office, house.person(by or who), who, deputy, *days)


def tab(house: House, who: str, name: str) -> list[str]:
    view = my_worklist(house.office, house.person(who), name)
    assert view.counts[name] == len(view.lines)
    return [line.case_id for line in view.lines]


def test_a_deputy_has_the_named_tasks_too_and_does_them_in_the_others_name(away) -> None:
    house, case = away
    assert tab(house, "u_ran", "mine") == [case] == tab(house, "u_xiang", "mine")
    [line] = my_worklist(house.office, house.person("u_ran"), "mine").lines
    assert line.stands_for == "向春梅"
    house.do(case, "S1_read_calm", "u_ran", form_of(C02, "S1_read_calm"))
    said = [entry.sentence for entry in view_case(house.office, house.person("u_ran"), case).timeline]
    assert said[:2] == ["冉启明 办理了“读一读,缓一缓”", "冉启明 代向春梅办“读一读,缓一缓”"]
    assert policy.conflicted(house.person("u_ran"), house.case(case)), "who stood in does not review the closing"
    assert [found for _, found in examine(house.office) if found] == []


def test_it_begins_and_ends_by_itself(house: House) -> None:
    case = house.stage(C02, BEFORE_TALK)
    clock.move_to(when(C02, "S1_read_calm"))
    leave(house, "u_xiang", "u_ran", 1, 2)
    start = clock.now()
    for days, has in ((0, []), (1, [case]), (2, [case]), (3, [])):
        clock.move_to(start + timedelta(days=days))
        house.office.forget_settings()
        assert tab(house, "u_ran", "mine") == has
    with pytest.raises(NotAllowed):
        house.do(case, "S1_read_calm", "u_ran", form_of(C02, "S1_read_calm"))


def test_back_earlier_the_deputy_has_it_no_more(away) -> None:
    house, case = away
    [one] = absence_page(house.office, house.person("u_xiang"), "u_xiang").away
    assert one.words == "向春梅3月9日到3月11日不在岗,由冉启明代办"
    end_absence(house.office, house.person("u_xiang"), "u_xiang", one.id)
    end_absence(house.office, house.person("u_xiang"), "u_xiang", one.id)
    assert tab(house, "u_ran", "mine") == []
    with pytest.raises(NotFound):
        end_absence(house.office, house.person("u_ran"), "u_ran", one.id)


def test_a_deputy_acts_on_what_was_claimed_and_is_told_of_it(house: House) -> None:
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    leave(house, "u_xiang", "u_ran", 0, 2)
    key = house.task_key(case, "T_screen")
    assign_task.reassign(house.office, house.person("u_ran"), case, key, "u_xiang",
                         "fitting", key=new_key())  # fmt: skip
    while deliver(house.office):
        pass
    told = [line.sentence for line in my_notifications(house.office, house.person("u_ran"))]
    assert "向春梅3月5日到3月7日不在岗,他的事请您代办" in told
    house.do(case, "T_screen", "u_ran", form_of(C02, "T_screen"))
    assert house.history(case)[-2].action == "stood_in"


def test_nobody_else_acts_on_what_is_claimed(house: House) -> None:
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    key = house.task_key(case, "T_screen")
    assign_task.claim(house.office, house.person("u_xiang"), case, key, key=new_key())
    with pytest.raises(TaskClaimed):
        house.do(case, "T_screen", "u_ran", form_of(C02, "T_screen"))


def test_a_restricted_case_goes_to_no_deputy(house: House) -> None:
    case = house.stage(C05, 3)
    clock.move_to(when(C05, "E_report", minutes=5))
    leave(house, "u_xiang", "u_ran", 0, 9)
    assert tab(house, "u_ran", "mine") == []
    assert absence_page(house.office, house.person("u_xiang"), "u_xiang").not_passed_on >= 1
    assert not policy.stands_in(house.person("u_ran"), {"u_xiang"}, house.case(case))


@pytest.mark.parametrize("deputy", ["u_chen", "u_deng", "u_grid1", "u_xiang", "u_admin", "nobody", ""])
def test_a_deputy_is_of_the_same_place_and_does_the_same_work(house: House, deputy: str) -> None:
    clock.move_to(when(C02, "T_screen"))
    with pytest.raises(HandingRefused):
        leave(house, "u_xiang", deputy, 0, 2)


@pytest.mark.parametrize("days", [(-1, 2), (3, 1), (0, 200)])
def test_days_are_in_order_not_past_and_not_for_ever(house: House, days: tuple[int, int]) -> None:
    clock.move_to(when(C02, "T_screen"))
    with pytest.raises(HandingRefused):
        leave(house, "u_xiang", "u_ran", *days)


def test_two_cannot_stand_in_for_each_other_in_the_same_days(house: House) -> None:
    clock.move_to(when(C02, "T_screen"))
    leave(house, "u_xiang", "u_ran", 0, 2)
    for who, deputy in (("u_xiang", "u_ran"), ("u_ran", "u_xiang")):
        with pytest.raises(HandingRefused):
            leave(house, who, deputy, 1, 3)
    leave(house, "u_ran", "u_xiang", 3, 4)


def test_absences_are_noted_by_oneself_or_the_head(house: House) -> None:
    clock.move_to(when(C02, "T_screen"))
    with pytest.raises(NotAllowed):
        leave(house, "u_ran", "u_xiang", 0, 1, by="u_xiang")
    with pytest.raises(NotAllowed):
        leave(house, "u_xiang", "u_ran", 0, 1, by="u_mu")
    with pytest.raises(NotAllowed):
        leave(house, "u_xiang", "u_ran", 0, 1, by="u_admin")
    leave(house, "u_xiang", "u_ran", 0, 1, by="u_ran")
    leave(house, "u_xiang", "u_ran", 5, 6, by="u_xie")


@pytest.mark.parametrize("guarded", [True, False])
def test_a_deputy_whose_time_ends_while_they_press_is_refused(away, monkeypatch, guarded: bool) -> None:
    house, case = away
    lay_points(monkeypatch)
    if not guarded:
        monkeypatch.setattr(submit_task, "note_deputy", lambda *given: None)
    key, ran = house.task_key(case, "S1_read_calm"), house.person("u_ran")
    page = house.page(case, "S1_read_calm", "u_ran")
    filled = house.filled(case, "S1_read_calm", "u_ran", form_of(C02, "S1_read_calm"))
    press = Player(
        lambda: submit_task.submit_task(house.office, ran, case, key, filled, key=new_key(), shown=page.shown)
    )  # fmt: skip
    press.stop_at("before_write")
    [one] = absence_page(house.office, house.person("u_xiang"), "u_xiang").away
    end_absence(house.office, house.person("u_xiang"), "u_xiang", one.id)
    outcome = press.finish()
    assert isinstance(outcome, NotAllowed) == guarded
    assert ("S1_read_calm" in house.open_tasks(case)) == guarded


def test_on_the_page_one_asks_for_leave(house: House, sign_in: SignIn) -> None:
    clock.move_to(when(C02, "T_screen"))
    xiang = sign_in("u_xiang")
    page = xiang.get("/colleagues/u_xiang/absence")
    assert "冉启明" in page.text
    day = clock.today().isoformat()
    data = {"csrf_token": page.token, "deputy": "u_ran", "from": day, "until": ""}
    assert xiang.post("/colleagues/u_xiang/absence", data).status == 422
    assert xiang.post("/colleagues/u_xiang/absence", {**data, "until": day}).status == 303
    assert "由冉启明代办" in sign_in("u_ran").get("/colleagues").text


def test_a_deputy_is_told_of_what_is_newly_left_to_who_is_away(house: House) -> None:
    case = house.stage(C02, BEFORE_TALK - 1)
    clock.move_to(when(C02, "T_assign"))
    leave(house, "u_xiang", "u_ran", 0, 2)
    house.do(case, "T_assign", "u_xiang", form_of(C02, "T_assign"))
    while deliver(house.office):
        pass
    told = [line.sentence for line in my_notifications(house.office, house.person("u_ran")) if not line.over]
    assert told[0] == "您代人办“读一读,缓一缓”"
