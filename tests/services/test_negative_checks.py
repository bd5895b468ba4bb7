"""What must not happen in the worked cases, tried through the services: what is refused leaves no trace.

Each check is made twice where it can be: as the shipped method plays it, and against a model and forms in bad faith
in which every task is open and nothing is required. The law does not stand in diagrams.
"""

import random

import pytest
from diagrams import BPMN, drop, everything_open, find, folder_of, lead, turn
from house import WORKED_CASES, House, at, form_of, names, registration, replay, steps_before, when
from loose_forms import loose_forms
from lxml import etree
from negatives import refused
from sound import ailments
from values import fill
from werkzeug.datastructures import MultiDict

from mediation.case import outcome
from mediation.errors import FormInvalid, GuardRefused, MediationError, NotAllowed, NotFound, TaskNotOpen
from mediation.law.codes import TASKS
from mediation.law.guards_gates import AFTER_REFUSAL
from mediation.law.policy import NAMED_TASKS
from mediation.services.submit_task import submit_task

C01, C06, C09, C11 = (WORKED_CASES[name] for name in ("C01", "C06", "C09", "C11"))


@pytest.fixture(scope="module")
def lawless(tmp_path_factory):
    """An office in bad faith: every task open at once, no form requires anything."""
    place = tmp_path_factory.mktemp("lawless")
    house = House.build(
        place / "house", everything_open(place / "models"), loose_forms(place / "forms", *TASKS, "withdrawn")
    )
    yield house
    house.office.store.engine.dispose()


# C01: the group has no seal


def oral(**changes):
    return form_of(C01, "A_oral", **changes)


def test_a_group_cannot_be_chosen_to_seal(house):
    case = house.stage(C01, steps_before(C01, "A_oral"))
    with at(when(C01, "A_oral")):
        with refused(house, case, FormInvalid, field="seal_org"):
            house.do(case, "A_oral", "u_chen", oral(seal_org="O-G11"))
        with refused(house, case, FormInvalid, field="seal_org"):
            house.do(case, "A_oral", "u_chen", oral(seal_org=""))
        with refused(house, case, GuardRefused, "G7", "seal_org"):
            house.do(case, "A_oral", "u_chen", oral(seal_org="O-V2"))
        house.do(case, "A_oral", "u_chen", oral())
    assert house.case(case).agreement.seal_org == "O-V1"


def test_a_group_cannot_seal_whatever_the_form_lets_pass(tmp_path):
    house = House.build(tmp_path / "house", None, loose_forms(tmp_path / "forms", "A_oral"))
    case = house.stage(C01, steps_before(C01, "A_oral"))
    with at(when(C01, "A_oral")):
        with refused(house, case, GuardRefused, "G7", "seal_org"):
            house.do(case, "A_oral", "u_chen", oral(seal_org="O-G11"))
        house.do(case, "A_oral", "u_chen", oral())
    house.office.store.engine.dispose()


@pytest.mark.parametrize("task", ["A_oral", "A_written", "A_amend"])
def test_no_agreement_of_a_group_bears_its_own_seal(lawless, task):
    case = talked(lawless, C01, "u_chen")
    with at(when(C01, "A_oral")):
        if task == "A_amend":
            lawless.do(case, "A_oral", "u_chen", oral())
        form = fill(lawless, case, task, random.Random(7))
        with refused(lawless, case, GuardRefused, "G7"):
            lawless.do(case, task, "u_chen", {**form, "seal_org": "O-G11", "scope_note": "不涉及权属"})


def talked(house, case, who):
    """A case of the lawless office that was talked out, step by step as the law wants it."""
    public_id = house.stage(case, 1)
    tasks = ("T_screen", "T_consent", "T_assign", "S1_read_calm", "S2_lay_talk", "S3_mediate_yield")
    for task in tasks:
        with at(when(case, task)):
            house.do(public_id, task, who, form_of(case, task))
    return public_id


# C06: after a refusal there is no more mediation


def refusing(house):
    """C06 up to the refusal."""
    case = house.stage(C06, 1)
    for task in ("T_screen", "T_consent"):
        with at(when(C06, task)):
            house.do(case, task, "u_mu", form_of(C06, task))
    return case


def test_after_a_refusal_only_the_ending_is_open(house):
    case = refusing(house)
    assert house.open_tasks(case) == ["T_terminate"]
    with at(when(C06, "T_terminate")):
        for task in ("S1_read_calm", "X_escalate", "T_consent", "T_assign"):
            with pytest.raises(TaskNotOpen):
                house.task_key(case, task)
        for event in ("risk_raised", "extension_requested", "help_requested", "confirmation_requested", "withdrawn"):
            with refused(house, case, (GuardRefused, TaskNotOpen, NotAllowed)):
                house.raise_event(case, event, "u_mu", {"withdrawn_by": "p1", "reason_code": "withdrawn_other"})
        assert ailments(house, case) == []


FORBIDDEN = sorted(set(TASKS) - AFTER_REFUSAL - {"T_register"})
WHO = {"X_accept": "u_deng", "X_return": "u_deng", "E_whistle": "u_deng", "C_close": "u_xie"}


@pytest.mark.parametrize("task", [task for task in FORBIDDEN if task not in ("X_accept", "X_return")])
def test_after_a_refusal_no_diagram_opens_the_way_back(lawless, task):
    """S1 to S3, the agreement, the ladder: the task is open, and the guard says no (or there is nobody to do it)."""
    case = refusing(lawless)
    assert task in lawless.open_tasks(case)
    who, key = lawless.person(WHO.get(task, "u_mu")), lawless.task_key(case, task)
    with at(when(C06, "T_terminate")), refused(lawless, case, (GuardRefused, NotAllowed)) as said:
        submit_task(lawless.office, who, case, key, MultiDict(), key=task + case)
    assert isinstance(said.value, NotAllowed) == (task in NAMED_TASKS)
    assert getattr(said.value, "guard", "G2") == "G2"


def test_without_the_refusal_the_same_steps_pass(lawless):
    """The control: it is the refusal that stops them."""
    assert outcome.final_status(lawless.case(talked(lawless, C01, "u_chen"))) is None


def test_nobody_is_named_to_talk_after_a_refusal_so_nobody_may(lawless):
    case = refusing(lawless)
    with at(when(C06, "T_terminate")), refused(lawless, case, NotAllowed):
        lawless.do(case, "S1_read_calm", "u_mu", form_of(C01, "S1_read_calm"))


def test_a_refusal_in_the_middle_of_the_talk_ends_it_for_good(lawless):
    case = talked(lawless, C01, "u_chen")
    with at(when(C01, "A_oral")):
        yes, no = ({"party_id": one, "method": "当面", "at": "2026-03-03T16:00"} for one in ("p1", "p2"))
        consent = {
            "parties": [
                {**yes, "consent": "同意", "rights_notice_ack": True},
                {**no, "consent": "拒绝", "refusal_text": "不"},
            ]
        }
        lawless.do(case, "T_consent", "u_chen", consent)
        for task in ("S1_read_calm", "S2_lay_talk", "S3_mediate_yield", "A_oral"):
            with refused(lawless, case, GuardRefused, "G2"):
                lawless.do(case, task, "u_chen", form_of(C01, task))


def test_the_hour_of_the_application_is_written_once(house):
    """Registered is registered: there is no open task that could change it."""
    case = house.stage(C06, 1)
    with at(when(C06, "T_screen")), pytest.raises(TaskNotOpen):
        house.task_key(case, "T_register")
    assert house.case(case).apply_at == "2026-06-02T10:00"


def test_no_diagram_lets_the_hour_of_the_application_be_changed(tmp_path):
    house = House.build(tmp_path / "house", folder_of(tmp_path / "models", {"mediation_case": _again}))
    case = house.stage(C06, 1)
    with at(when(C06, "T_screen")):
        assert "T_register" in house.open_tasks(case)
        with refused(house, case, GuardRefused, "G15", "apply_at"):
            house.do(case, "T_register", "u_mu", registration(C06, apply_at="2026-06-01T10:00"))
        house.do(case, "T_register", "u_mu", registration(C06))
    assert house.case(case).apply_at == "2026-06-02T10:00"
    house.office.store.engine.dispose()


def _again(root):
    """Registration and screening open beside each other, registration again and again."""
    process = find(root, "T_register").getparent()
    etree.SubElement(process, f"{BPMN}exclusiveGateway", id="once_more", default="once_more_to_T_register")
    turn(root, "T_register_to_T_screen", "once_more")
    lead(root, "once_more", "T_register")
    lead(root, "once_more", "T_screen", 'tier = "nowhere"')


# C09: a pause that was agreed is kept; who asked may withdraw


def test_while_cooling_the_talk_is_not_open(house):
    case = house.stage(C09, 5)
    with at("2026-07-12T19:04"):
        assert house.open_tasks(case) == []
        with pytest.raises(TaskNotOpen):
            house.task_key(case, "S2_lay_talk")
    house.let_pass(case, when(C09, "T_terminate", minutes=8 * 60))
    assert house.open_tasks(case) == ["S2_lay_talk"]


def test_no_diagram_shortens_a_pause(tmp_path):
    def change(root):
        turn(root, "calm_enough_to_cooling", "S2_lay_talk")
        drop(root, "cooling")

    house = House.build(tmp_path / "house", folder_of(tmp_path / "models", {"tier_mediation": change}))
    case = house.stage(C09, 5)
    assert house.open_tasks(case) == ["S2_lay_talk"]
    with at("2026-07-12T19:04"), refused(house, case, GuardRefused, "cooling"):
        house.do(case, "S2_lay_talk", "u_luo", form_of(C01, "S2_lay_talk"))
    with at("2026-07-12T19:05"):
        house.do(case, "S2_lay_talk", "u_luo", form_of(C01, "S2_lay_talk"))
    house.office.store.engine.dispose()


@pytest.mark.parametrize("task", ["S2_lay_talk", "S3_mediate_yield"])
def test_while_cooling_no_open_task_goes_round_the_pause(lawless, task):
    case = lawless.stage(C09, 1)
    for done in ("T_screen", "T_consent", "T_assign", "S1_read_calm"):
        with at(when(C09, done)):
            lawless.do(case, done, "u_luo", form_of(C09, done))
    with at("2026-07-11T12:00"), refused(lawless, case, GuardRefused, "cooling"):
        lawless.do(case, task, "u_luo", form_of(C01, task))


@pytest.mark.parametrize("by", ["p2", "路人", ""])
def test_nobody_but_the_applicant_or_all_may_withdraw(house, by):
    """Already the button says no: the talk is not interrupted by who may not."""
    case = house.stage(C09, 5)
    with at(when(C09, "T_terminate")), refused(house, case, (GuardRefused, FormInvalid)):
        house.raise_event(case, "withdrawn", "u_luo", {"withdrawn_by": by, "reason_code": "withdrawn_other"})
    assert house.open_tasks(case) == [] and "cooling" in names(house.waiting(case))


@pytest.mark.parametrize("by", ["p1", "全体"])
def test_the_applicant_or_all_may_withdraw(house, by):
    case = house.stage(C09, 5)
    with at(when(C09, "T_terminate")):
        house.raise_event(case, "withdrawn", "u_luo", {"withdrawn_by": by, "reason_code": "withdrawn_self_settled"})
        with refused(house, case, GuardRefused, "withdrawal", "withdrawn_by"):
            house.do(case, "T_terminate", "u_luo", form_of(C09, "T_terminate", withdrawn_by="p2"))
        house.do(case, "T_terminate", "u_luo", form_of(C09, "T_terminate", withdrawn_by=by))
    assert house.case(case).terminations[-1].withdrawn_by == by


# C11: a rejection is told and delivered, and counts as no mediation


def test_what_a_court_has_taken_is_not_taken_here(house):
    case = house.stage(C11, 1)
    with at(when(C11, "T_screen")):
        taken = form_of(C11, "T_screen", decision="accept", in_scope=True, difficulty_code="1", entry_tier="village")
        with refused(house, case, GuardRefused, "G17", "decision"):
            house.do(case, "T_screen", "u_mu", taken)
        with refused(house, case, (GuardRefused, FormInvalid), field="reason"):
            house.do(case, "T_screen", "u_mu", form_of(C11, "T_screen", reason=None))


@pytest.mark.parametrize("missing", ["informed_channels", "delivered"])
def test_a_rejection_says_where_else_to_go_and_is_delivered(house, lawless, missing):
    case = house.stage(C11, 2)
    with at(when(C11, "T_reject_notice")), refused(house, case, FormInvalid, field=missing):
        house.do(case, "T_reject_notice", "u_mu", form_of(C11, "T_reject_notice", **{missing: []}))
    case = lawless.stage(C11, 1)
    with at(when(C11, "T_reject_notice")), refused(lawless, case, GuardRefused, "G5", missing):
        lawless.do(case, "T_reject_notice", "u_mu", form_of(C11, "T_reject_notice", **{missing: []}))


def test_a_rejected_case_is_open_for_nothing_but_its_notice_and_counts_as_none(house):
    case = house.stage(C11, 2)
    assert house.open_tasks(case) == ["T_reject_notice"]
    played = replay.play(house.office, C11)
    figures = outcome.stats(house.case(played.public_id))
    counted = ("mediation_counted", "success", "failed", "oral", "written", "first_tier_resolution")
    assert {name: figures[name] for name in counted} == dict.fromkeys(counted, 0)
    assert (figures["registered"], figures["rejected"], figures["amount"]) == (1, 1, "0.00")
    assert outcome.national_codes(house.case(played.public_id))["TJJG"] is None


# Whatever a careless form lets pass: a plain no, never an accident.


@pytest.mark.parametrize("task", [task for task in TASKS if task != "T_register"])
@pytest.mark.parametrize("nonsense", [False, True])
def test_an_empty_or_nonsensical_form_is_taken_or_refused_in_words(lawless, task, nonsense):
    case = lawless.stage(C06, 1)
    with at(when(C06, "T_screen")):
        who = lawless.person(WHO.get(task, "u_mu"))
        paths = lawless.office.library.in_force().form(task).paths if nonsense else ()
        words = MultiDict([(path.replace(".", "-0-", 1), "啊") for path in paths])
        try:
            submit_task(lawless.office, who, case, lawless.task_key(case, task), words, key=f"{task}{nonsense}")
        except MediationError as refusal:
            assert isinstance(refusal, FormInvalid | GuardRefused | NotAllowed | NotFound)
