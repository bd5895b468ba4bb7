"""The ladder at any moment: asked from below or above, answered, moved; who mediates jointly from another committee."""

import copy
from datetime import timedelta
from unittest.mock import Mock

import pytest
from house import WORKED_CASES, at, form_of, steps_before, when
from negatives import refused
from sound import ailments

from mediation import clock
from mediation.case.step import Step
from mediation.errors import FormInvalid, GuardRefused, NotAllowed, NotFound, TaskNotOpen
from mediation.law import guards, policy
from mediation.services.case_context import choices
from mediation.services.case_page import view_case
from mediation.services.directory import Directory, Person
from mediation.services.worklist_page import my_worklist

C01, C02 = WORKED_CASES["C01"], WORKED_CASES["C02"]
ASKED = {"trigger": "difficulty", "handover_docs": ["登记表"], "lower_tier_role": "协办"}
TO_VILLAGE = {**ASKED, "to_tier": "village", "parties_consent": ["p1", "p2"]}
TO_TOWNSHIP = {**ASKED, "to_tier": "township", "parties_consent": ["p1", "p2"]}
ACCEPTED, RETURNED = {"accepted": True}, {"returned": True, "reason": "还没谈", "guidance": "先谈一轮"}


@pytest.fixture
def talking(house):
    """A case of the yard in the middle of its talk: S2 is open, and it is an hour later."""
    case = house.stage(C01, 5)
    clock.move_to(when(C01, "S1_read_calm", minutes=60))
    return case


def named(who):
    return form_of(C01, "T_assign", mediators=[who])


def test_a_case_may_be_asked_up_in_the_middle_of_the_talk_and_the_talk_goes_on_until_it_is(house, talking):
    house.raise_event(talking, "escalation_requested", "u_chen")
    assert sorted(house.open_tasks(talking)) == ["S2_lay_talk", "X_escalate"]
    house.do(talking, "S2_lay_talk", "u_chen", form_of(C01, "S2_lay_talk"))
    assert sorted(house.open_tasks(talking)) == ["S3_mediate_yield", "X_escalate"]


def test_once_handed_up_the_talk_below_rests(house, talking):
    house.raise_event(talking, "escalation_requested", "u_chen")
    house.do(talking, "X_escalate", "u_chen", TO_VILLAGE)
    with refused(house, talking, GuardRefused, "ladder"):
        house.do(talking, "S2_lay_talk", "u_chen", form_of(C01, "S2_lay_talk"))
    with refused(house, talking, TaskNotOpen):
        house.raise_event(talking, "escalation_requested", "u_chen")


def test_the_upper_tier_accepts_and_the_talk_begins_there(house, talking):
    deadline = house.case(talking).screening.deadline_on
    house.raise_event(talking, "escalation_requested", "u_chen")
    house.do(talking, "X_escalate", "u_chen", TO_VILLAGE)
    house.do(talking, "X_accept", "u_xiang", ACCEPTED)
    case = house.case(talking)
    assert (case.tier, case.org, house.open_tasks(talking)) == ("village", "O-V1", ["T_assign"])
    assert case.screening.deadline_on == deadline, "the 30 days do not begin anew"
    assert ailments(house, talking) == []


def test_sent_back_the_lower_tier_names_its_mediator_anew(house, talking):
    house.raise_event(talking, "escalation_requested", "u_chen")
    house.do(talking, "X_escalate", "u_chen", TO_VILLAGE)
    house.do(talking, "X_return", "u_xiang", RETURNED)
    assert (house.case(talking).tier, house.open_tasks(talking)) == ("group", ["T_assign"])
    house.do(talking, "T_assign", "u_chen", named("u_chen"))
    house.raise_event(talking, "escalation_requested", "u_chen")
    house.do(talking, "X_escalate", "u_chen", TO_VILLAGE)
    with refused(house, talking, GuardRefused, "ladder"):
        house.do(talking, "X_return", "u_xiang", RETURNED)


def test_a_case_goes_straight_to_the_township_where_the_rules_say_so(house, talking):
    house.raise_event(talking, "escalation_requested", "u_chen")
    house.do(talking, "X_escalate", "u_chen", TO_TOWNSHIP)
    house.do(talking, "X_accept", "u_deng", ACCEPTED)
    assert (house.case(talking).tier, house.open_tasks(talking)) == ("township", ["T_assign"])
    house.do(talking, "T_assign", "u_deng", named("u_deng"))
    house.do(talking, "S1_read_calm", "u_deng", form_of(C01, "S1_read_calm"))
    with refused(house, talking, TaskNotOpen):
        house.raise_event(talking, "escalation_requested", "u_deng")
    absent = {"p1": "到场", "p2": "缺席"}
    up = form_of(C01, "S2_lay_talk", attendance=absent, statements={"p1": "墙湿了"}, decision="escalate")
    with refused(house, talking, GuardRefused, "ladder", "decision"):
        house.do(talking, "S2_lay_talk", "u_deng", up)


def test_a_superior_may_call_a_case_up_but_the_tier_that_has_it_hands_it_over(house, talking):
    for stranger in ("u_mu", "u_tan", "u_audit", "u_admin"):
        with refused(house, talking, (NotAllowed, NotFound)):
            house.raise_event(talking, "escalation_requested", stranger)
    house.raise_event(talking, "escalation_requested", "u_deng")
    with refused(house, talking, NotAllowed):
        house.do(talking, "X_escalate", "u_deng", {**TO_TOWNSHIP, "trigger": "superior_call"})
    house.do(talking, "X_escalate", "u_chen", {**TO_TOWNSHIP, "trigger": "superior_call"})


@pytest.mark.parametrize(
    ("event", "form"),
    [("withdrawn", {"withdrawn_by": "p1", "reason_code": "withdrawn_other"}), ("party_refused", {"refused_by": "p2"})],
)
def test_what_ends_the_talk_ends_the_asking_too(house, talking, event, form):
    house.raise_event(talking, "escalation_requested", "u_chen")
    house.do(talking, "X_escalate", "u_chen", TO_VILLAGE)
    house.raise_event(talking, event, "u_chen", form)
    assert house.open_tasks(talking) == ["T_terminate"]
    assert ailments(house, talking) == []


def test_nobody_returns_a_case_after_two_workdays(house, talking):
    house.raise_event(talking, "escalation_requested", "u_chen")
    house.do(talking, "X_escalate", "u_chen", TO_VILLAGE)
    clock.move_to(clock.now() + timedelta(days=7))
    with refused(house, talking, GuardRefused, "ladder"):
        house.do(talking, "X_return", "u_xiang", RETURNED)
    house.do(talking, "X_accept", "u_xiang", ACCEPTED)


def test_how_many_workdays_a_return_took_is_counted(house, talking):
    house.raise_event(talking, "escalation_requested", "u_chen")
    house.do(talking, "X_escalate", "u_chen", TO_VILLAGE)  # Tuesday, 3 March 2026
    clock.move_to(clock.now() + timedelta(days=2))
    house.do(talking, "X_return", "u_xiang", RETURNED)
    assert house.entered(talking)[-1]["within_workdays"] == 2


# 回避


def test_who_is_asked_to_step_aside_in_the_middle_is_replaced_and_the_talk_goes_on_where_it_was(house):
    case = house.stage(C02, 5)
    clock.move_to(when(C02, "S1_read_calm", minutes=5))
    house.raise_event(case, "recusal_requested", "u_xiang", {"recusal_by": "p2"})
    assert sorted(house.open_tasks(case)) == ["S2_lay_talk", "T_assign"]
    with refused(house, case, GuardRefused, "G21"):
        house.do(case, "S2_lay_talk", "u_xiang", form_of(C02, "S2_lay_talk"))
    with refused(house, case, GuardRefused, "G21", "mediators"):
        house.do(case, "T_assign", "u_xiang", form_of(C02, "T_assign"))
    house.do(case, "T_assign", "u_xiang", form_of(C02, "T_assign", mediators=["u_ran"]))
    assert house.open_tasks(case) == ["S2_lay_talk"]
    with refused(house, case, NotAllowed):
        house.do(case, "S2_lay_talk", "u_xiang", form_of(C02, "S2_lay_talk"))
    house.do(case, "S2_lay_talk", "u_ran", form_of(C02, "S2_lay_talk"))
    assert house.case(case).episode.recused == ["u_xiang"] and ailments(house, case) == []


def test_before_anybody_is_named_a_recusal_stands_on_the_form_itself(house):
    case = house.stage(C02, 3)
    with at(when(C02, "T_assign")), refused(house, case, TaskNotOpen):
        house.raise_event(case, "recusal_requested", "u_xiang", {"recusal_by": "p2"})


def test_where_nobody_is_left_to_replace_the_case_goes_up(house, talking):
    house.raise_event(talking, "recusal_requested", "u_chen", {"recusal_by": "p2"})
    house.raise_event(talking, "escalation_requested", "u_chen")
    house.do(talking, "X_escalate", "u_chen", {**TO_VILLAGE, "trigger": "conflict_of_interest"})
    with refused(house, talking, GuardRefused, "ladder"):
        house.do(talking, "X_return", "u_xiang", RETURNED)
    house.do(talking, "X_accept", "u_xiang", ACCEPTED)
    assert house.open_tasks(talking) == ["T_assign"], "the recusal below has gone with the talk below"
    assert ailments(house, talking) == []


@pytest.mark.parametrize(("stay", "offered_tiers"), [("group", ["village", "township"]), ("village", ["township"])])
def test_only_tiers_that_the_case_can_go_to_are_offered(house, talking, stay, offered_tiers):
    who = "u_chen"
    if stay == "village":
        house.raise_event(talking, "escalation_requested", "u_chen")
        house.do(talking, "X_escalate", "u_chen", TO_VILLAGE)
        back = house.page(talking, "X_return", "u_xiang").context.options("tiers")
        assert [(one.value, "组" in one.label) for one in back] == [("group", True)]
        house.do(talking, "X_accept", "u_xiang", ACCEPTED)
        house.do(talking, "T_assign", "u_xiang", named("u_xiang"))
        who = "u_xiang"
    house.raise_event(talking, "escalation_requested", who)
    offered_now = house.page(talking, "X_escalate", who).context.options("tiers")
    assert [one.value for one in offered_now] == offered_tiers
    assert all("调" in one.label for one in offered_now), "each with the name of its committee"
    for wrong in {"group", "village", "township", "county"} - set(offered_tiers):
        with refused(house, talking, FormInvalid):
            house.do(talking, "X_escalate", who, {**TO_TOWNSHIP, "to_tier": wrong})
    house.do(talking, "X_escalate", who, TO_TOWNSHIP)


# 共同调解


def offered(house, who):
    """The tasks somebody finds in their worklist."""
    lists = [my_worklist(house.office, house.person(who), tab) for tab in ("mine", "free")]
    return [line.task_name for found in lists for line in found.lines]


def test_a_mediator_of_another_village_who_was_named_finds_the_task_and_does_it(house):
    case = house.stage(C02, 3)
    with at(when(C02, "T_assign")):
        house.do(case, "T_assign", "u_xiang", form_of(C02, "T_assign", co_mediators=["u_mu"]))
    rows = {(row.org_id, row.person_id) for row in house.listed(case)}
    assert rows == {("O-V1", "u_xiang"), ("O-V2", "u_mu")}
    assert offered(house, "u_mu") == ["读一读,缓一缓"] and offered(house, "u_tan") == []
    with at(when(C02, "S1_read_calm")):
        house.do(case, "S1_read_calm", "u_mu", form_of(C02, "S1_read_calm"))
        assert ailments(house, case) == []


def test_a_committee_that_joins_as_a_whole_is_offered_the_task_and_seals_too(house):
    case = house.stage(C02, 3)
    with at(when(C02, "T_assign")):
        house.do(case, "T_assign", "u_xiang", form_of(C02, "T_assign", co_mediators=["O-V2"]))
    rows = {(row.org_id, row.person_id) for row in house.listed(case)}
    assert rows == {("O-V1", "u_xiang"), ("O-V2", "")}
    assert offered(house, "u_mu") == ["读一读,缓一缓"] and offered(house, "u_tan") == []
    assert policy.in_scope(house.person("u_mu"), house.case(case))
    for task in ("S1_read_calm", "S2_lay_talk", "S3_mediate_yield"):
        with at(when(C02, task)):
            house.do(case, task, "u_mu", form_of(C02, task))
    with at(when(C02, "A_written")):
        with refused(house, case, GuardRefused, "G7"):
            house.do(case, "A_written", "u_xiang", form_of(C02, "A_written", seal_org=["O-V2"]))
        with refused(house, case, GuardRefused, "joint", "seal_org"):
            house.do(case, "A_written", "u_xiang", form_of(C02, "A_written", seal_org=["O-V1"]))
        with pytest.raises(GuardRefused, match=f"还缺{house.office.directory().org_name('O-V2')}的印章"):
            house.do(case, "A_written", "u_xiang", form_of(C02, "A_written"))
        house.do(case, "A_written", "u_xiang", form_of(C02, "A_written", seal_org=["O-V1", "O-V2"]))
    assert house.case(case).agreements[-1].co_seals == ["O-V2"]


def jointly(house, across, named):
    """C02 with somebody named to mediate along, taken as far as its agreement."""
    given = copy.deepcopy(C02)
    register = next(step for step in given["steps"] if step["task"] == "T_register")
    register["form"]["is_cross_region"] = across
    next(step for step in given["steps"] if step["task"] == "T_assign")["form"]["co_mediators"] = named
    return house.stage(given, steps_before(given, "A_written"))


@pytest.mark.parametrize(
    ("across", "named", "joint"),
    [
        (True, ["u_mu"], ["O-V2"]), (True, ["O-V2", "u_mu"], ["O-V2"]), (False, ["O-V2"], ["O-V2"]),
        (False, ["u_mu"], []), (True, ["u_chen"], []), (True, ["u_deng"], []), (True, [], []),
    ],
)  # fmt: skip
def test_whose_seal_is_wanted_beside_the_committees_own(house, across, named, joint):
    """A neighbouring village's people bring its committee across villages; a group or the township only helps."""
    case = jointly(house, across, named)
    assert house.case(case).episode.joint == joint
    notes = view_case(house.office, house.person("u_xiang"), case).notes
    assert any("共同调解" in note for note in notes) is bool(joint)


def test_who_presides_is_replaced_and_the_other_village_goes_on_mediating(house):
    case = house.stage(C02, 3)
    with at(when(C02, "T_assign")):
        house.do(case, "T_assign", "u_xiang", form_of(C02, "T_assign", co_mediators=["O-V2"]))
    with at(when(C02, "S1_read_calm")):
        house.do(case, "S1_read_calm", "u_xiang", form_of(C02, "S1_read_calm"))
        house.raise_event(case, "recusal_requested", "u_xiang", {"recusal_by": "p2"})
        house.do(case, "T_assign", "u_ran", form_of(C02, "T_assign", mediators=["u_ran"]))
    running = house.case(case).episode
    assert (running.mediators, running.co_mediators, running.joint) == (["u_ran"], ["O-V2"], ["O-V2"])


def test_a_change_of_what_was_mediated_jointly_bears_both_seals_too(house):
    case = house.case(jointly(house, across=True, named=["u_mu"]))
    for task in ("A_oral", "A_written", "A_amend"):
        for seals, said in ((["O-V1"], ["joint"]), (["O-V1", "O-V2"], [])):
            step = Step(task, house.person("u_xiang"), case.tier, case.org, when(C02, "A_written"), {"seal_org": seals})
            assert [one.guard for one in guards.problems(case, step) if one.guard in ("G7", "joint")] == said


def test_control_a_committee_that_was_not_asked_sees_nothing(house):
    case = house.stage(C02, 4)
    assert not policy.in_scope(house.person("u_mu"), house.case(case))
    with at(when(C02, "S1_read_calm")), refused(house, case, NotFound):
        house.do(case, "S1_read_calm", "u_mu", form_of(C02, "S1_read_calm"))


def test_across_townships_the_heads_of_committees_elsewhere_may_be_asked_to_join(house):
    case = house.case(house.stage(C02, 3))
    known = house.office.directory()
    org = Mock(id="O-FAR", name="远山村调委会", parent_id="O-FARTOWN", tier="village", has_seal=True)
    head = Person("u_far", "远山主任", "O-FAR", "远山村调委会", frozenset({"committee_director"}), True)
    mediator = Person("u_far2", "远山委员", "O-FAR", "远山村调委会", frozenset({"village_mediator"}), True)
    wider = Directory({**known.orgs, "O-FAR": org}, {**known.people, "u_far": head, "u_far2": mediator}, known.staff)
    for across, naming, expected in ((False, True, set()), (True, False, set()), (True, True, {"u_far"})):
        case.is_cross_region = across
        people, _ = choices(wider, case, when(C02, "T_assign").date(), naming)
        assert {option.value for option in people} & {"u_far", "u_far2"} == expected


# 求助, 违约


RED = {
    "content": "扬言动手",
    "forecast_code": "3",
    "risk_color": "red",
    "reported_to": ["派出所"],
    "measures": ["分开"],
}


def test_a_yard_asks_for_help_and_the_township_fills_it_in(house, talking):
    with refused(house, talking, TaskNotOpen):
        house.raise_event(talking, "help_requested", "u_chen")
    house.raise_event(talking, "risk_raised", "u_chen")
    now = clock.now().strftime("%Y-%m-%dT%H:%M")
    house.do(talking, "E_report", "u_chen", {**RED, "reported_at": now})
    house.raise_event(talking, "help_requested", "u_chen")
    with refused(house, talking, GuardRefused, "whistle"):
        house.do(talking, "S2_lay_talk", "u_chen", form_of(C01, "S2_lay_talk"))
    with refused(house, talking, NotAllowed):
        house.do(talking, "E_whistle", "u_chen", {})
    clock.move_to(clock.now() + timedelta(minutes=50))
    called = [
        {"dept": "派出所", "called_at": now, "arrived_at": _later(now, 30)},
        {"dept": "民政办", "called_at": now, "arrived_at": _later(now, 31)},
        {"dept": "卫生院", "called_at": now},
    ]
    over = {"called": called, "resolved_at": _later(now, 20)}
    with refused(house, talking, GuardRefused, "whistle", "resolved_at"):
        house.do(talking, "E_whistle", "u_deng", over)
    house.do(talking, "E_whistle", "u_deng", {**over, "resolved_at": _later(now, 40)})
    assert [row["minutes"] for row in house.entered(talking)[-1]["called"]] == [30, 31, None]
    (whistle,) = house.case(talking).whistles
    assert (whistle.on_time, whistle.due) == (1, 3)
    house.do(talking, "S2_lay_talk", "u_chen", form_of(C01, "S2_lay_talk"))


def _later(text, minutes):
    at_then = clock.localize(clock.datetime.fromisoformat(text)) + timedelta(minutes=minutes)
    return at_then.strftime("%Y-%m-%dT%H:%M")


def test_who_has_not_kept_an_agreement_is_reported_before_the_next_visit(house):
    case = house.stage(C02, 10)  # the first visit found 3,000 of 6,800 paid; 3,800 fall due on 30 April
    with at("2026-03-24T09:00"), refused(house, case, NotAllowed):
        house.raise_event(case, "breach_reported", "u_grid1")
    with at("2026-03-24T09:00"):
        house.raise_event(case, "breach_reported", "u_xiang")
        house.do(case, "F_supervise", "u_xiang", form_of(C02, "F_supervise", grace_until="2026-03-30"))
        assert house.case(case).planned[0] == "2026-03-30"
        assert ailments(house, case) == []
