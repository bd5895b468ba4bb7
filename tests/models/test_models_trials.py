"""The scenario library played against a draft: what comes out as before, what does not, what nobody came to."""

import threading
from types import SimpleNamespace

import pytest
from admins import appoint
from hostile import added_question, added_step, field
from house import House
from test_models_publishing import begin, person

from mediation.errors import ModelRefused
from mediation.services import trials
from mediation.services.models_page import view_draft
from mediation.services.trials import begin_trial, play_trial, run_beside, view_trial


@pytest.fixture
def workshop(house):
    appoint(house)
    return house


def played(workshop, tmp_path, change):
    draft = begin(workshop, change)
    number = begin_trial(workshop.office, person(workshop), draft)
    assert view_draft(workshop.office, person(workshop), draft).trial.state == "running"
    stage = House.at(tmp_path / "stage")
    (tmp_path / "stage").mkdir(exist_ok=True)
    play_trial(workshop.office, number, stage.office, tmp_path / "stage")
    stage.office.store.engine.dispose()
    return view_draft(workshop.office, person(workshop), draft)


def test_a_step_and_a_question_more_change_no_outcome(workshop, tmp_path):
    def change(files):
        added_step(files)
        added_question(files)
        field("S2_lay_talk", "has_witness", lambda one: one.update(validate={"required": True}))(files)

    before = workshop.ask("select count(*) from mediation_case")
    view = played(workshop, tmp_path, change)
    assert view.trial.state == "done" and len(view.trial.cases) == 11
    assert [case["differences"] for case in view.trial.cases if not case["ok"]] == []
    did = {line for case in view.trial.cases for line in case["did"]}
    said = {"O_look(看一看现场)", "O_look.seen(看过现场没有?)", "S2_lay_talk.has_witness(有没有旁人看见?)"}
    assert did == said
    assert "看一看现场" not in view.untried
    assert workshop.ask("select count(*) from mediation_case") == before


def test_what_changes_an_outcome_is_named_with_its_case(workshop, tmp_path):
    """The control: somebody answers no more than before, and a case can no longer be closed as it was."""

    def change(files):
        files["tier_mediation.bpmn"] = files["tier_mediation.bpmn"].replace(
            b'outcome = "full" or outcome = "partial"', b'outcome = "partial"'
        )

    view = played(workshop, tmp_path, change)
    assert view.trial.failed and any("A_oral" in line for case in view.trial.cases for line in case["differences"])


def test_a_trial_whose_process_dies_is_lost_at_once_and_can_be_begun_again(workshop):
    draft = begin(workshop, added_question)
    number = begin_trial(workshop.office, person(workshop), draft)
    before = set(threading.enumerate())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "sys", SimpleNamespace(executable="/bin/false"))
        run_beside(workshop.office, number)
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
    assert view_draft(workshop.office, person(workshop), draft).trial.state == "lost"
    assert begin_trial(workshop.office, person(workshop), draft) == number + 1


def test_what_is_not_fit_is_not_tried(workshop):
    draft = begin(workshop, lambda files: files.update({"T_consent.form": b"{}"}))
    with pytest.raises(ModelRefused):
        begin_trial(workshop.office, person(workshop), draft)
    assert view_trial(workshop.office, view_draft(workshop.office, person(workshop), draft).digest).state == "none"
