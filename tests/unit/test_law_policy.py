"""Who may do what, and who may see what."""

from typing import Any

import pytest
from test_law_builders import ORGS, a_case, at, done, person, screened

from mediation.case.facts import Case, Done, Episode, Escalation, Raised
from mediation.case.step import Actor
from mediation.law import policy, visibility
from mediation.law.codes import TASKS

CHEN = person("u_chen", "group_mediator", org="O-G11", tier="group")
LUO = person("u_luo", "group_mediator", org="O-G12", tier="group")
RAN = person("u_ran", "village_mediator", "committee_director")
XIANG = person("u_xiang", "village_mediator")
MU = person("u_mu", "village_mediator", "committee_director", org="O-V2")
GRID = person("u_grid1", "grid_worker")
DENG = person("u_deng", "township_mediator", org="O-TOWN", tier="township")
XIE = person("u_xie", "township_mediator", "reviewer", org="O-TOWN", tier="township")
WEN = person("u_wen", "reviewer", org="O-TOWN", tier="township")
DUTY = person("u_duty", "whistle_duty", org="O-TOWN", tier="township")
AUDIT = person("u_audit", "auditor", org="O-COUNTY", tier="county")
ADMIN = person("u_admin", "system_admin", org="O-TOWN", tier="township")
EVERYBODY = (CHEN, LUO, RAN, XIANG, MU, GRID, DENG, XIE, WEN, DUTY, AUDIT, ADMIN)


def group_case(**more: Any) -> Case:
    turn = Episode("group", "O-G11", mediators=["u_chen"])
    given: dict[str, Any] = {"tier": "group", "org": "O-G11", "registered_org": "O-G11", "registered_tier": "group"}
    return a_case(**{**given, "episodes": [turn], **more})


def township_case(**more: Any) -> Case:
    turn = Episode("township", "O-TOWN", mediators=["u_deng"])
    return a_case(
        tier="township", org="O-TOWN", registered_org="O-TOWN", registered_tier="township", episodes=[turn], **more
    )


def asked(accepted: bool | None = None, role: str = "协办") -> Escalation:
    moment = at("2026-03-08T10:00").isoformat()
    return Escalation("village", "township", "difficulty", moment, ["p1", "p2"], role, accepted)


def able(task: str, case: Case) -> set[str]:
    return {who.id for who in EVERYBODY if policy.may(who, task, case)}


def seeing(case: Case) -> set[str]:
    return {who.id for who in EVERYBODY if policy.in_scope(who, case)}


@pytest.mark.parametrize(
    ("who", "may"),
    [(CHEN, True), (RAN, True), (XIANG, True), (DENG, True), (XIE, True), (GRID, True),
     (WEN, False), (DUTY, False), (AUDIT, False), (ADMIN, False)],
)  # fmt: skip
def test_who_takes_a_dispute_in(who: Actor, may: bool) -> None:
    assert policy.may_register(who) is may


def test_the_desk_belongs_to_the_tier_that_has_the_case() -> None:
    for task in ("T_screen", "T_consent", "T_assign", "T_terminate", "X_escalate", "D_extend", "J_confirm", "E_report"):
        assert able(task, group_case()) == {"u_chen"}
        assert able(task, a_case()) == {"u_ran", "u_xiang"}
        assert able(task, township_case()) == {"u_deng", "u_xie"}


@pytest.mark.parametrize("task", ["S1_read_calm", "S4_smooth_praise", "A_oral", "A_written", "A_amend"])
def test_only_who_was_named_sits_at_the_table(task: str) -> None:
    assert able(task, a_case()) == {"u_xiang"}
    joint = a_case(episodes=[Episode("village", "O-V1", mediators=["u_xiang"], co_mediators=["u_mu"])])
    assert able(task, joint) == {"u_xiang", "u_mu"}
    assert able(task, a_case(episodes=[])) == set()


def test_only_the_upper_tier_answers_an_escalation() -> None:
    for task in ("X_accept", "X_return"):
        assert able(task, a_case()) == set()
        assert able(task, a_case(escalations=[asked()])) == {"u_deng", "u_xie"}
        assert able(task, a_case(escalations=[asked(True)])) == set()


def test_the_township_whistles() -> None:
    for case in (group_case(), a_case(), township_case()):
        assert able("E_whistle", case) == {"u_deng", "u_xie", "u_duty"}


def test_a_closing_is_reviewed_by_director_or_office() -> None:
    assert able("C_close", group_case()) == {"u_ran", "u_xie", "u_wen"}
    assert able("C_close", a_case()) == {"u_ran", "u_xie", "u_wen"}
    assert able("C_close", township_case()) == {"u_xie", "u_wen"}
    assert policy.conflicted(XIANG, a_case()) and not policy.conflicted(RAN, a_case())


def test_the_village_binds_its_groups_files() -> None:
    assert able("C_archive", group_case()) == {"u_ran", "u_xiang"}
    assert able("C_archive", a_case()) == {"u_ran", "u_xiang"}
    assert able("C_archive", township_case()) == {"u_deng", "u_xie"}


def test_who_visits() -> None:
    assert able("F_visit", a_case()) == {"u_ran", "u_xiang", "u_grid1"}
    helped = township_case(escalations=[asked(True)])
    assert able("F_visit", helped) == {"u_deng", "u_xie", "u_ran", "u_xiang", "u_grid1"}
    watched = township_case(escalations=[asked(True, "查看")])
    assert able("F_visit", watched) == {"u_deng", "u_xie", "u_grid1"}
    closed = a_case(confidential_level="restricted")
    assert "u_grid1" not in able("F_visit", closed)
    joint = a_case(episodes=[Episode("village", "O-V1", mediators=["u_xiang"], co_mediators=["u_mu"])])
    assert "u_mu" in able("F_visit", joint)


@pytest.mark.parametrize("task", sorted(TASKS))
def test_administrators_and_auditors_do_nothing_on_a_case(task: str) -> None:
    for case in (group_case(), a_case(escalations=[asked()]), township_case()):
        assert not {"u_admin", "u_audit"} & able(task, case)
    both = person("u_admin", "admin", "village_mediator", "committee_director")
    assert not policy.may(both, task, a_case())


def test_an_office_s_own_task_goes_by_the_diagram_s_role() -> None:
    assert policy.may(XIANG, "Z_own", a_case())
    assert policy.may(XIANG, "Z_own", a_case(), "mediator")
    assert not policy.may(RAN, "Z_own", a_case(), "assigned")
    assert policy.may(WEN, "Z_own", a_case(), "reviewer")
    assert policy.may(GRID, "Z_own", a_case(), "grid_worker")
    # What a diagram says of a known task changes nothing.
    assert not policy.may(GRID, "T_screen", a_case(), "grid_worker")


def test_tiers_and_candidates() -> None:
    assert policy.tiers_for("C_close", group_case()) == ("village", "township")
    assert policy.tiers_for("T_screen", group_case()) == ("group",)
    orgs, roles = policy.candidate_roles("C_close", a_case())
    assert (orgs, roles) == ({"O-V1", "O-TOWN"}, {"committee_director", "reviewer"})
    (offer,) = policy.candidates("S1_read_calm", a_case())
    assert (offer.org, offer.people) == ("O-V1", {"u_xiang"})
    (offer,) = policy.candidates("T_assign", a_case())
    assert (offer.roles, offer.people) == ({"village_mediator", "committee_director"}, frozenset())
    assert policy.candidates("S1_read_calm", a_case(episodes=[])) == []


def test_the_role_somebody_acts_in() -> None:
    assert policy.acting_role(RAN, "C_close", a_case()) == "committee_director"
    assert policy.acting_role(XIE, "C_close", a_case()) == "reviewer"
    assert policy.acting_role(XIE, "X_accept", a_case(escalations=[asked()])) == "township_mediator"
    assert policy.acting_role(Actor("system", "系统", frozenset(), "O-V1", "village"), "timer", a_case()) == ""


def test_a_case_is_seen_where_it_is_and_above() -> None:
    above = {"u_deng", "u_xie", "u_wen", "u_duty", "u_audit"}
    village = {"u_ran", "u_xiang", "u_grid1"}
    assert seeing(group_case()) == {"u_chen", *village, *above}
    assert seeing(a_case()) == {*village, *above}
    assert seeing(township_case()) == above


def test_who_handed_a_case_up_keeps_sight_of_it() -> None:
    turns = [Episode("village", "O-V1", mediators=["u_xiang"]), Episode("township", "O-TOWN", "accepted", ["u_deng"])]
    case = a_case(tier="township", org="O-TOWN", episodes=turns, escalations=[asked(True)])
    assert {"u_ran", "u_xiang"} <= seeing(case)
    assert "u_chen" not in seeing(case)


def test_a_joint_mediator_of_another_village_sees_the_case() -> None:
    joint = a_case(episodes=[Episode("village", "O-V1", mediators=["u_xiang"], co_mediators=["u_mu"])])
    assert "u_mu" in seeing(joint) and "u_mu" not in seeing(a_case())


def restricted(**more: Any) -> Case:
    flags = screened("emergency", risk_flags=["domestic_violence"])
    history = done("T_register", actor="u_grid1") + done("T_screen", "E_report", actor="u_xiang")
    given: dict[str, Any] = {"screening": flags, "done": history, "episodes": [], "confidential_level": "restricted"}
    return a_case(**{**given, **more})


def test_a_restricted_case_is_seen_by_who_screened_it_and_who_reviews_it() -> None:
    assert seeing(restricted()) == {"u_xiang", "u_ran", "u_xie", "u_wen"}
    (offer,) = policy.candidates("H_handoff", restricted())
    assert "u_xiang" in offer.people and "u_grid1" not in offer.people
    assert all(not offer.people for offer in policy.candidates("C_close", restricted()))


def test_somebody_must_be_able_to_screen_it() -> None:
    new = restricted(screening=None, done=done("T_register", actor="u_grid1"))
    assert seeing(new) == {"u_xiang", "u_ran", "u_xie", "u_wen"}
    assert policy.may(XIANG, "T_screen", new)


def test_a_restricted_case_that_moves_up_is_seen_by_who_takes_it() -> None:
    assert "u_deng" in seeing(restricted(escalations=[asked()]))
    turns = [Episode("village", "O-V1", mediators=["u_xiang"]), Episode("township", "O-TOWN", "accepted")]
    taken = restricted(tier="township", org="O-TOWN", episodes=turns, escalations=[asked(True)])
    assert "u_deng" in seeing(taken)
    turns[-1].mediators = ["u_xie"]
    assert "u_deng" not in seeing(taken)


def test_the_duty_desk_sees_a_restricted_case_it_is_called_to() -> None:
    assert "u_duty" not in seeing(restricted())
    assert "u_duty" in seeing(
        restricted(raised=[Raised("help_requested", at("2026-03-08T10:00").isoformat(), "u_xiang")])
    )


def test_another_county_s_auditor_sees_nothing() -> None:
    stranger = person("u_other", "auditor", org="O-ELSEWHERE", tier="county")
    assert not policy.in_scope(stranger, a_case())
    assert policy.in_scope(AUDIT, a_case()) and not policy.in_scope(AUDIT, restricted())
    assert ORGS["county"] == AUDIT.org


def test_whose_office_was_taken_away_sits_at_no_table_and_sees_no_case() -> None:
    nobody = Actor("u_xiang", "u_xiang", frozenset(), "O-V1", "village")
    walker = person("u_xiang", "grid_worker")
    joint = a_case(episodes=[Episode("village", "O-V1", mediators=["u_ran"], co_mediators=["u_xiang"])])
    for case in (a_case(done=done("S1_read_calm")), joint):
        assert not policy.may(nobody, "S2_lay_talk", case) and not policy.may(walker, "A_written", case)
        assert not policy.may(nobody, "F_visit", case)
        assert not policy.in_scope(nobody, case)


def test_what_was_confided_above_stays_there_when_the_case_is_given_down() -> None:
    turns = [Episode("township", "O-TOWN", mediators=["u_deng"]), Episode("village", "O-V1", "assigned", ["u_xiang"])]
    given = Raised("assigned_down", at("2026-03-06T09:00").isoformat(), "u_deng", {})
    steps = done("T_register", "T_screen", "S1_read_calm", "S2_lay_talk", actor="u_deng", tier="township", org="O-TOWN")
    case = a_case(episodes=turns, raised=[given], done=steps, registered_org="O-TOWN", registered_tier="township")
    assert visibility.reads_private(DENG, case, 4), "who heard it reads it still"
    assert not visibility.reads_private(XIANG, case, 4), "the village does not learn it"
    below = [Done("S2_lay_talk", "village", "O-V1", "u_xiang", at("2026-03-07T09:00").isoformat())]
    later = a_case(episodes=turns, raised=[given], done=[*steps, *below])
    assert visibility.reads_private(XIANG, later, 5) and not visibility.reads_private(DENG, later, 5)
