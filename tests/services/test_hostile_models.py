"""The shipped diagrams, bent: whatever way they open, the law's gates stay shut. Each has its control beside it."""

import pytest
from diagrams import bend, drop, find, folder_of
from house import WORKED_CASES, House, at, form_of, instant, when
from negatives import refused
from sound import ailments

from mediation.errors import CaseStuck, FormInvalid, GuardRefused, NotAllowed, NotFound, TaskNotOpen
from mediation.law.codes import TASKS

C01, C06, C11 = (WORKED_CASES[name] for name in ("C01", "C06", "C11"))


@pytest.fixture
def bent(tmp_path):
    """Builds an office on bent diagrams."""
    built = []

    def build(**changes):
        models = folder_of(tmp_path / f"models{len(built)}", changes)
        built.append(House.build(tmp_path / f"house{len(built)}", models))
        return built[-1]

    yield build
    for house in built:
        house.office.store.engine.dispose()


def go(house, book, *tasks, case="", who="u_chen", **changes):
    """Take steps of a worked case, each at its own time."""
    public_id = case or house.stage(book, 1)
    for task in tasks:
        with at(when(book, task)):
            house.do(public_id, task, who, form_of(book, task, **changes))
    return public_id


def without_consent(root):
    bend(root, "talk_begins_to_Consent", "which_tier")


def test_a_diagram_that_never_asks_for_consent_never_comes_to_talk(bent):
    house = bent(mediation=without_consent)
    case = go(house, C01, "T_screen", "T_assign")
    assert house.open_tasks(case) == ["S1_read_calm"]
    with at(when(C01, "S1_read_calm")), refused(house, case, GuardRefused, "G1"):
        house.do(case, "S1_read_calm", "u_chen", form_of(C01, "S1_read_calm"))


def test_a_diagram_whose_consent_task_asks_something_else_gets_no_consent(bent):
    def change(root):
        said = next(one for one in find(root, "T_consent").iter() if one.get("name") == "form")
        said.set("value", "X_accept")

    house = bent(consent=change)
    case = go(house, C01, "T_screen")
    with at(when(C01, "T_consent")), refused(house, case, (GuardRefused, FormInvalid)):
        house.do(case, "T_consent", "u_chen", {"accepted": True})


def without_buttons(root):
    drop(root, "Refused", "Withdrawn", "Accepted_elsewhere", "Party_changed")


def test_a_diagram_without_the_interrupting_events_cannot_receive_them_and_says_so(bent):
    house = bent(mediation_case=without_buttons)
    case = go(house, C01, "T_screen", "T_consent", "T_assign")
    forms = {"party_refused": {"refused_by": "p2"}, "official_accepted": {"authority": "法院"}}
    forms["withdrawn"] = {"withdrawn_by": "p1", "reason_code": "withdrawn_other"}
    with at(when(C01, "S1_read_calm")):
        for event, form in forms.items():
            with refused(house, case, TaskNotOpen):
                house.raise_event(case, event, "u_chen", form)


def test_even_without_the_button_a_refusal_at_the_consent_ends_the_talk(bent):
    house = bent(
        mediation_case=without_buttons,
        mediation=lambda root: bend(root, "all_willing_to_talk_over", "which_tier"),
    )
    case = go(house, C06, "T_screen", "T_consent", who="u_mu")
    assert house.open_tasks(case) == ["T_assign"], "the diagram goes on as if nobody had refused"
    with at(when(C06, "T_terminate")), refused(house, case, GuardRefused, "G2"):
        house.do(case, "T_assign", "u_mu", form_of(C01, "T_assign", mediators=["u_mu"]))


def test_a_diagram_that_skips_the_agreement_cannot_be_archived(bent):
    house = bent(
        mediation_case=lambda root: bend(root, "Mediation_to_After_talk", "C_archive"),
        tier_mediation=lambda root: bend(root, "how_far_to_Agreement", "tier_over"),
    )
    talk = ("T_screen", "T_consent", "T_assign", "S1_read_calm", "S2_lay_talk", "S3_mediate_yield")
    case = go(house, C01, *talk)
    assert house.open_tasks(case) == ["C_archive"]
    with at(when(C01, "C_archive")), refused(house, case, GuardRefused, "G19"):
        house.do(case, "C_archive", "u_ran", {"retention": "10年"})


def test_a_diagram_that_skips_the_visits_cannot_be_archived(bent):
    house = bent(mediation_case=lambda root: bend(root, "Mediation_to_After_talk", "C_archive"))
    talk = ("T_screen", "T_consent", "T_assign", "S1_read_calm", "S2_lay_talk", "S3_mediate_yield", "A_oral")
    case = go(house, C01, *talk)
    with at(when(C01, "C_archive")), refused(house, case, GuardRefused, "G19"):
        house.do(case, "C_archive", "u_ran", {"retention": "10年"})


def test_a_diagram_that_ends_without_telling_where_else_to_go_cannot_be_archived(bent):
    def change(root):
        bend(root, "Mediation_to_After_talk", "C_archive")

    house = bent(mediation_case=change)
    case = go(house, C06, "T_screen", "T_consent", who="u_mu")
    assert house.open_tasks(case) == ["C_archive"]
    with at(when(C06, "C_archive")), refused(house, case, GuardRefused, "G19"):
        house.do(case, "C_archive", "u_mu", {"retention": "10年"})


def test_a_diagram_that_turns_people_away_without_a_notice_cannot_be_archived(bent):
    house = bent(mediation_case=lambda root: bend(root, "how_screened_to_T_reject_notice", "C_archive"))
    case = go(house, C11, "T_screen", who="u_mu")
    with at(when(C11, "C_archive")), refused(house, case, GuardRefused, "G19"):
        house.do(case, "C_archive", "u_mu", {"retention": "10年"})


RED = {"risk_flags": ["threat"], "risk_color": "red", "forecast_code": "3"}


def test_a_diagram_that_never_reports_danger_never_comes_to_talk(bent):
    house = bent(mediation_case=lambda root: bend(root, "how_screened_to_Risk_report", "Mediation"))
    case = go(house, C01, "T_screen", **RED)
    assert house.open_tasks(case) == ["T_consent"]
    with at(when(C01, "T_consent")):
        with refused(house, case, GuardRefused, "G3"):
            house.do(case, "T_consent", "u_chen", form_of(C01, "T_consent"))
        house.raise_event(case, "risk_raised", "u_chen")
        report = {"content": "扬言动手", "forecast_code": "3", "risk_color": "red", "reported_to": ["派出所"]}
        report |= {"reported_at": "2026-03-03T14:50", "measures": ["把人分开"]}
        house.do(case, "E_report", "u_chen", report)
        house.do(case, "T_consent", "u_chen", form_of(C01, "T_consent"))
        assert ailments(house, case) == []


def test_a_diagram_that_goes_straight_to_the_agreement_gets_none(bent):
    """Nobody was named to write one, so there is nobody to offer it to: the step is not taken at all."""
    house = bent(mediation_case=lambda root: find(root, "Mediation").set("calledElement", "agreement"))
    case = house.stage(C01, 1)
    with at(when(C01, "T_screen")), refused(house, case, CaseStuck):
        house.do(case, "T_screen", "u_chen", form_of(C01, "T_screen"))


def test_a_role_in_a_diagram_gives_nobody_what_the_office_does_not(bent):
    def change(root):
        for role in (one for one in find(root, "T_screen").iter() if one.get("name") == "role"):
            role.set("value", "grid_worker")

    house = bent(mediation_case=change)
    case = house.stage(C06, 1)
    with at(when(C06, "T_screen")):
        for stranger in ("u_grid1", "u_admin", "u_audit", "u_xiang", "u_chen"):
            with refused(house, case, (NotAllowed, NotFound)):
                house.do(case, "T_screen", stranger, form_of(C06, "T_screen"))
        house.do(case, "T_screen", "u_mu", form_of(C06, "T_screen"))


def test_a_diagram_that_leaves_the_talk_out_ends_without_a_result(bent):
    house = bent(tier_mediation=lambda root: bend(root, "Assignment_to_S1_read_calm", "tier_over"))
    case = go(house, C01, "T_screen", "T_consent", "T_assign")
    assert house.open_tasks(case) == ["T_terminate"], "nobody decided to go up, so it ends"
    with at(when(C01, "T_assign")):
        assert ailments(house, case) == []


def test_a_loop_of_people_round_the_talk_never_makes_more_rounds_than_the_tier_has(bent):
    """The diagram offers the talk for ever; the office's limit holds."""

    house = bent(tier_mediation=lambda root: bend(root, "how_far_to_tier_over", "S2_lay_talk"))
    talk = ("T_screen", "T_consent", "T_assign", "S1_read_calm")
    case = go(house, C01, *talk)
    none = {"outcome": "none", "reason_none": "不让", "unresolved_items": ["钱"], "agreed_items": None}
    none |= {"agreement_form": None, "decision": "terminate"}
    for _ in range(2):
        go(house, C01, "S2_lay_talk", case=case)
        go(house, C01, "S3_mediate_yield", case=case, **none)
    with at(when(C01, "S3_mediate_yield")), refused(house, case, GuardRefused, "rounds"):
        house.do(case, "S2_lay_talk", "u_chen", form_of(C01, "S2_lay_talk"))


def test_the_shipped_diagrams_let_the_same_steps_pass(house):
    """The control: nothing but the bent way is what was refused."""
    case = go(house, C01, "T_screen", "T_consent", "T_assign", "S1_read_calm", "S2_lay_talk", "S3_mediate_yield")
    go(house, C01, "A_oral", "S4_smooth_praise", case=case)
    house.let_pass(case, instant("2026-03-10T10:00"))
    go(house, C01, "F_visit", case=case)
    go(house, C01, "C_close", "C_archive", case=case, who="u_ran")
    assert house.case(case).archived_at and {step.task for step in house.case(case).done} <= set(TASKS)
