"""The clocks beside the diagrams: the term of the talk, its extension and its end; who is told, once."""

import pytest
from house import WORKED_CASES, House, at, form_of, instant, steps_before
from sound import ailments, all_ailments

from mediation.errors import GuardRefused
from mediation.services import deliver, notification_page
from mediation.services.fire_timers import fire_timers
from mediation.services.office import moment

C02, C08 = WORKED_CASES["C02"], WORKED_CASES["C08"]
EXTENDING = {"requested_days": 10, "agree": {"p1": True, "p2": True}}


@pytest.fixture
def talking(house: House) -> str:
    """C08 in the township, its term till 31 August, nobody asked for more time yet."""
    return house.stage(C08, steps_before(C08, "D_extend"))


def fired(house: House, case: str) -> list[str]:
    return [entry.subject for entry in house.history(case) if entry.action == "timer"]


def due(house: House, case: str, name: str) -> list[str]:
    return [f"{moment(row.due_at):%Y-%m-%d %H:%M}" for row in house.waiting(case) if row.name == name]


def told(house: House, who: str) -> list[str]:
    deliver.deliver(house.office)
    return [line.sentence for line in notification_page.my_notifications(house.office, house.person(who))]


def test_the_term_ends_at_midnight_of_its_last_day_and_asks_for_more_time_once(house: House, talking: str) -> None:
    assert due(house, talking, "mediation_deadline") == ["2026-09-01 00:00"]
    with at("2026-08-31T23:59:59"):
        fire_timers(house.office)
        assert house.open_tasks(talking) == ["S2_lay_talk"]
    with at("2026-09-01T00:00"):
        assert fire_timers(house.office) == 1 and fire_timers(house.office) == 0
        assert sorted(house.open_tasks(talking)) == ["D_extend", "S2_lay_talk"]
        assert due(house, talking, "extension_answer") == ["2026-09-04 00:00"]
        assert all_ailments(house) == {}


def test_unanswered_for_three_days_is_no_and_the_talk_ends(house: House, talking: str) -> None:
    house.let_pass(talking, instant("2026-09-03T23:59"))
    assert "D_extend" in house.open_tasks(talking)
    house.let_pass(talking, instant("2026-09-04T00:00"))
    assert house.open_tasks(talking) == ["T_terminate"] and house.case(talking).extended is False
    with at("2026-09-04T08:00"):
        page = house.page(talking, "T_terminate", "u_deng")
        assert page.context.computed["reason_code"] == "deadline_expired"
        assert all_ailments(house) == {}


def test_all_agree_before_the_end_and_the_clock_moves(house: House, talking: str) -> None:
    [before] = [row for row in house.waiting(talking) if row.name == "mediation_deadline"]
    with at("2026-08-30T09:00"):
        house.raise_event(talking, "extension_requested", "u_deng")
        house.do(talking, "D_extend", "u_deng", EXTENDING)
    [after] = [row for row in house.waiting(talking) if row.name == "mediation_deadline"]
    assert (after.timer_key, after.started_at) == (before.timer_key, before.started_at)
    assert moment(after.due_at) == instant("2026-09-11T00:00")
    house.let_pass(talking, instant("2026-09-10T23:59"))
    assert house.open_tasks(talking) == ["S2_lay_talk"]
    house.let_pass(talking, instant("2026-09-11T00:00"))
    assert house.open_tasks(talking) == ["T_terminate"]
    assert ailments(house, talking) == []


def test_all_agree_after_the_end_and_a_new_clock_runs(house: House, talking: str) -> None:
    house.let_pass(talking, instant("2026-09-01T00:00"))
    with at("2026-09-02T09:00"):
        house.do(talking, "D_extend", "u_deng", EXTENDING)
    assert house.open_tasks(talking) == ["S2_lay_talk"]
    assert due(house, talking, "mediation_deadline") == ["2026-09-11 00:00"] and not due(
        house, talking, "extension_answer"
    )


def test_one_who_says_no_after_the_end_ends_it_at_once(house: House, talking: str) -> None:
    house.let_pass(talking, instant("2026-09-01T00:00"))
    with at("2026-09-02T09:00"):
        house.do(talking, "D_extend", "u_deng", {**EXTENDING, "agree": {"p1": False, "p2": True}})
        assert house.open_tasks(talking) == ["T_terminate"]
        assert all_ailments(house) == {}


def test_nobody_is_asked_twice(house: House, talking: str) -> None:
    with at("2026-08-30T09:00"):
        house.raise_event(talking, "extension_requested", "u_deng")
    house.let_pass(talking, instant("2026-09-01T00:00"))
    assert sorted(house.open_tasks(talking)) == ["D_extend", "S2_lay_talk"]


def test_an_expired_deadline_beats_a_late_hand(house: House, talking: str) -> None:
    with at("2026-09-04T00:00"):
        before = form_of(C08, "S2_lay_talk", 2)
        page = house.page(talking, "S2_lay_talk", "u_deng")
        from house import new_key

        from mediation.errors import TaskNotOpen
        from mediation.services import replay
        from mediation.services.submit_task import submit_task

        filled = replay.as_filled(page.definition, page.context, before)
        with pytest.raises(TaskNotOpen):
            submit_task(house.office, house.person("u_deng"), talking, page.task_key, filled, key=new_key())


def test_the_question_goes_away_with_the_talk(house: House, talking: str) -> None:
    with at("2026-08-30T09:00"):
        house.raise_event(talking, "extension_requested", "u_deng")
        house.raise_event(talking, "withdrawn", "u_deng", {"withdrawn_by": "p1", "reason_code": "withdrawn_other"})
        house.do(
            talking, "T_terminate", "u_deng",
            {**form_of(C08, "T_terminate"), "reason_code": "withdrawn_other", "withdrawn_by": "p1"},
        )  # fmt: skip
    assert "D_extend" not in house.open_tasks(talking) and not due(house, talking, "mediation_deadline")


def test_after_a_month_without_power_the_talk_is_over_and_each_is_told_once(house: House, talking: str) -> None:
    with at("2026-10-05T08:00"):
        told(house, "u_deng")
        assert fire_timers(house.office) == 1 and fire_timers(house.office) == 0
        assert house.open_tasks(talking) == ["T_terminate"]
        assert fired(house, talking).count("mediation_deadline") == 1
        fresh = house.ask("select subject from outbox where kind in ('clock', 'deadline') and person_id = 'u_deng'")
        assert len([one for (one,) in fresh if "deadline" in one or "answer" in one]) <= 2
        assert all_ailments(house) == {}


def test_a_reason_that_is_not_so_is_refused(house: House, talking: str) -> None:
    with at("2026-08-20T09:00"):
        house.raise_event(talking, "withdrawn", "u_deng", {"withdrawn_by": "p1", "reason_code": "withdrawn_other"})
        with pytest.raises(GuardRefused, match="期限还没有届满"):
            house.do(talking, "T_terminate", "u_deng", form_of(C08, "T_terminate"))


def test_every_running_term_explains_itself(house: House, talking: str) -> None:
    from mediation.services.case_page import view_case

    with at("2026-08-29T08:00"):
        [line] = [line for line in view_case(house.office, house.person("u_deng"), talking).terms]
    assert (line.name, line.until, line.pressing) == ("调解期限届满", "8月31日 24:00", False)
    assert line.why == "自8月2日起算30日,8月31日24:00届满(人民调解工作若干规定第33条)"


def test_the_window_for_a_court_runs_from_the_effect_and_closes(house: House) -> None:
    case = house.stage(C02, steps_before(C02, "S4_smooth_praise"))
    assert due(house, case, "judicial_confirm_window") == ["2026-04-10 00:00"]
    with at("2026-03-10T11:00"):
        house.do(case, "S4_smooth_praise", "u_xiang", form_of(C02, "S4_smooth_praise"))
    with at("2026-04-10T08:00"):
        fire_timers(house.office)
        assert "judicial_confirm_window" in fired(house, case)
        from mediation.errors import TaskNotOpen

        with pytest.raises(TaskNotOpen):
            house.raise_event(case, "confirmation_requested", "u_xiang")


def test_who_was_looked_for_and_not_found_in_a_week_is_told_so(house: House) -> None:
    case = house.stage(C08, steps_before(C08, "T_consent"))
    unheard = form_of(C08, "T_consent")
    unheard["parties"] = [unheard["parties"][0], {**unheard["parties"][1], "consent": "未表态"}]
    with at("2026-08-02T18:00"):
        house.do(case, "T_consent", "u_mu", unheard)
    house.let_pass(case, instant("2026-08-08T23:59"))
    assert house.open_tasks(case) == ["T_consent"]
    house.let_pass(case, instant("2026-08-09T00:00"))
    assert house.open_tasks(case) == ["T_terminate"]
    with at("2026-08-09T08:00"):
        assert house.page(case, "T_terminate", "u_mu").context.computed["reason_code"] == "unreachable"


def test_a_mediator_who_never_asked_ends_nobodys_case(house: House) -> None:
    case = house.stage(C08, steps_before(C08, "T_consent"))
    house.let_pass(case, instant("2026-08-12T00:00"))
    assert house.open_tasks(case) == ["T_consent"]
    assert told(house, "u_mu")[0] == "七日了,还有人联系不上"


def test_an_escalation_that_nobody_answers_is_urged_and_then_told_to_those_above(house: House) -> None:
    case = house.stage(C08, steps_before(C08, "X_accept"))
    # Sunday 9 August: one, two and three workdays later
    assert due(house, case, "escalate_urge") == ["2026-08-11 00:00"]
    assert due(house, case, "return_down_2_workdays") == ["2026-08-12 00:00"]
    assert due(house, case, "escalate_accept") == ["2026-08-13 00:00"]
    house.let_pass(case, instant("2026-08-11T00:00"))
    assert "提级一个工作日了,上级还没有接收" in told(house, "u_deng")
    house.let_pass(case, instant("2026-08-13T00:00"))
    assert "提级三个工作日了,上级还没有答复" in told(house, "u_mu")


def test_nothing_runs_on_after_the_end(house: House) -> None:
    case = house.stage(C08, len(C08["steps"]))
    assert house.waiting(case) == [] and house.case(case).clocks == []
