"""吹哨报到 as the called department lives it: its own page, its half hour, what it did, and that it may not go yet."""

from datetime import timedelta

import pytest
from house import WORKED_CASES, House, form_of, new_key, when

from mediation import clock
from mediation.errors import NotAllowed, NotFound, TaskNotOpen
from mediation.services import call_department as calls
from mediation.services.calls_page import calls_of_case, view_calls
from mediation.services.deliver import deliver
from mediation.services.doctor import examine
from mediation.services.manage_organisations import save_organisation
from mediation.services.notification_page import my_notifications, open_notification
from mediation.services.set_up import load_village
from mediation.store import history

C02, C05 = WORKED_CASES["C02"], WORKED_CASES["C05"]
POLICE = {
    "orgs": [{"org_id": "O-POLICE", "name": "青石派出所", "tier": "township", "parent": "O-COUNTY", "seal": False},
             {"org_id": "O-LAND", "name": "自然资源所", "tier": "township", "parent": "O-COUNTY", "seal": False}],
    "users": [{"user_id": "u_police", "name": "贺警官", "roles": ["dept_liaison"], "org": "O-POLICE"},
              {"user_id": "u_land", "name": "纪所长", "roles": ["dept_liaison"], "org": "O-LAND"}],
    "config": {},
}  # fmt: skip
REPORT = {
    "content": "扬言要动手", "forecast_code": "3", "risk_color": "red", "reported_to": ["青石派出所"],
    "measures": ["分开"],
}  # fmt: skip


@pytest.fixture
def whistling(house: House) -> tuple[House, str]:
    """A case of which the village has asked for help, in an office with two departments."""
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("update organisation set parent_id = 'O-COUNTY' where id = 'O-TOWN'")
    load_village(house.office, POLICE)
    house.office.forget_settings()
    case = house.stage(C02, [step["task"] for step in C02["steps"]].index("S1_read_calm"))
    clock.move_to(when(C02, "S1_read_calm"))
    house.raise_event(case, "risk_raised", "u_xiang")
    house.do(case, "E_report", "u_xiang", {**REPORT, "reported_at": clock.now().strftime("%Y-%m-%dT%H:%M")})
    house.raise_event(case, "help_requested", "u_xiang", {"wanted": "村口小卖部"})
    return house, case


def whistle(house: House, case: str, org: str = "O-POLICE", who: str = "u_deng") -> None:
    calls.call_department(house.office, house.person(who), case, org, "村口小卖部,有人拿锄头,138", key=new_key())


def arrive(house: House, case: str, who: str = "u_police", no: int = 1) -> None:
    calls.arrive(house.office, house.person(who), case, no, key=new_key())


def answer(house: House, case: str, who: str = "u_police", words: str = "劝开了", solved: bool | None = True) -> None:
    calls.answer(house.office, house.person(who), case, 1, words, solved, key=new_key())


def page(house: House, who: str = "u_police"):
    return view_calls(house.office, house.person(who))


def test_a_called_department_sees_its_call_its_time_and_nothing_of_the_file(whistling):
    house, case = whistling
    whistle(house, case)
    clock.move_to(clock.now() + timedelta(minutes=12))
    (line,) = page(house).open
    assert (line.minutes_left, line.late, line.said[0].words) == (18, False, "村口小卖部,有人拿锄头,138")
    assert all(party["name"] not in line.title for party in C02["parties"]) and "*" in line.title
    with pytest.raises(NotFound):
        calls_of_case(house.office, house.person("u_police"), case)
    deliver(house.office)
    (told,) = my_notifications(house.office, house.person("u_police"))
    assert told.sentence == "吹哨:请马上到场,看呼叫单"
    assert open_notification(house.office, house.person("u_police"), told.id).calls
    assert page(house, "u_land").open == []


def test_it_says_that_it_is_there_what_it_did_and_may_go_when_all_is_done(whistling):
    house, case = whistling
    whistle(house, case)
    clock.move_to(clock.now() + timedelta(minutes=20))
    arrive(house, case)
    with pytest.raises(TaskNotOpen):
        arrive(house, case)
    answer(house, case)
    (line,) = page(house).open
    assert "等镇上登记处理完再走" in line.standing and not line.released
    shown = house.page(case, "E_whistle", "u_deng").context.computed["called"]
    assert [row["dept"] for row in shown] == ["青石派出所"] and shown[0]["arrived_at"]
    resolved = (clock.now() + timedelta(minutes=40)).strftime("%Y-%m-%dT%H:%M")
    clock.move_to(clock.now() + timedelta(minutes=45))
    house.do(case, "E_whistle", "u_deng", {"called": shown, "resolved_at": resolved, "result": "劝开"})
    assert page(house).open == [] and "已放行" in page(house).done[0].standing
    assert house.case(case).whistles[-1].on_time == 1
    calls.rate(house.office, house.person("u_deng"), case, 1, "满意", key=new_key())
    assert page(house).done[0].rating == "满意"
    with house.office.store.reading() as connection:
        said = [row.action for row in history.of_case(connection, house.row(case).id)]
    assert [one for one in said if one.startswith("dept_")] == [
        "dept_called", "dept_arrived", "dept_answered", "dept_rated",
    ]  # fmt: skip
    assert [found for _, found in examine(house.office) if found] == []


def test_who_does_not_come_in_half_an_hour_is_late_and_everybody_concerned_is_told(whistling):
    house, case = whistling
    whistle(house, case)
    house.let_pass(case, clock.now() + timedelta(minutes=31))
    clock.move_to(clock.now() + timedelta(minutes=31))
    assert page(house).open[0].late and page(house).open[0].minutes_left == -1
    deliver(house.office)
    for who in ("u_police", "u_wen"):
        told = [one.sentence for one in my_notifications(house.office, house.person(who))]
        assert "吹哨30分钟了,还没有登记到场" in told, who


def test_nobody_else_calls_arrives_or_answers_for_a_department(whistling):
    house, case = whistling
    with pytest.raises(NotAllowed):
        whistle(house, case, who="u_xiang")
    whistle(house, case)
    for who in ("u_land", "u_xiang", "u_deng"):
        with pytest.raises(NotFound):
            arrive(house, case, who)
    with pytest.raises(calls.CallRefused, match="先按“到了”"):
        answer(house, case)
    with pytest.raises(calls.CallRefused, match="已经叫过了"):
        whistle(house, case)
    with pytest.raises(calls.CallRefused, match="列出的部门"):
        whistle(house, case, "O-V2")


def test_the_same_press_twice_calls_once(whistling):
    house, case = whistling
    key = new_key()
    for _ in range(2):
        calls.call_department(house.office, house.person("u_deng"), case, "O-POLICE", "村口", key=key)
    assert len(page(house).open) == 1 and len(house.case(case).calls) == 1


def handed(house: House, dept: str | None) -> str:
    """A matter handed over: to a department of the system, or to a body outside."""
    load_village(house.office, POLICE)
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("update organisation set parent_id = 'O-COUNTY' where id = 'O-TOWN'")
    house.office.forget_settings()
    case = house.stage(C05, [step["task"] for step in C05["steps"]].index("H_handoff"))
    clock.move_to(when(C05, "H_handoff"))
    who = next(step["actor"] for step in C05["steps"] if step["task"] == "H_handoff")
    form = form_of(C05, "H_handoff", kind="transfer", receipt="2026-1", feedback=None, resolved=None, dept=dept)
    house.do(case, "H_handoff", who, form)
    return case


def test_a_matter_given_to_a_department_is_signed_for_and_answered_after_it_was_submitted(house):
    case = handed(house, "O-POLICE")
    deliver(house.office)
    assert my_notifications(house.office, house.person("u_police"))[0].sentence == "有事交给你们办,请签收"
    (line,) = page(house).open
    assert line.kind == "handoff" and not line.answered
    assert "某" not in line.title, "the police are told whose matter it is, by the family name"
    clock.move_to(clock.now() + timedelta(days=2))
    answer(house, case, words="已出具告诫书", solved=True)
    assert page(house).open == [] and house.case(case).handoffs[-1].resolved is True
    assert [found for _, found in examine(house.office) if found] == []


def test_a_department_that_the_law_does_not_name_is_not_told_whose_restricted_matter_it_is(house):
    handed(house, "O-LAND")
    (line,) = page(house, "u_land").open
    assert "某人" in line.title and "*" not in line.title


def test_what_a_body_outside_answers_is_written_down_later_and_its_day_is_watched(house):
    case = handed(house, None)
    who = next(step["actor"] for step in C05["steps"] if step["task"] == "H_handoff")
    assert any(one.name == "handoff_feedback" for one in house.case(case).clocks)
    answer(house, case, who, "法院已立案", False)
    assert house.case(case).calls[0].answered and house.case(case).handoffs[-1].resolved is False
    assert not any(one.name == "handoff_feedback" for one in house.case(case).clocks)


def test_control_an_organisation_without_anybody_to_answer_is_no_department(whistling):
    house, case = whistling
    values = {"id": "O-EMPTY", "name": "市监所", "tier": "township", "parent_id": "O-COUNTY"}
    save_organisation(house.office, house.person("u_admin"), values, True)
    offered = calls_of_case(house.office, house.person("u_deng"), case).departments
    assert [name for _, name in offered] == ["青石派出所", "自然资源所"]
