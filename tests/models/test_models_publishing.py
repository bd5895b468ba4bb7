"""Redrawing the method: drafts that nothing runs on, two people for every release, old cases on the old version."""

import io
import zipfile
from datetime import timedelta

import pytest
from admins import AUDITING, SECOND, SECURITY, appoint
from hostile import LAWLESS, added_question, added_step
from house import WORKED_CASES, at, form_of, instant, registration, when

from mediation import clock
from mediation.errors import ModelRefused, NotAllowed, NotFound
from mediation.services import model_drafts as drafting
from mediation.services import publish_model as publishing
from mediation.services.administering import ActRefused
from mediation.services.bundle_zip import export_bundle, import_draft, unzipped, zipped
from mediation.services.model_drafts import EditClash
from mediation.services.models_page import check_draft, view_draft, view_models, view_release
from mediation.services.person_page import view_acts
from mediation.services.set_up import set_up

C01 = WORKED_CASES["C01"]
WHY = "群众反映要问清楚"


@pytest.fixture
def workshop(house):
    appoint(house)
    clock.move_to(instant("2026-03-01T08:00"))
    return house


def person(house, who="u_admin"):
    return house.person(who)


def begin(house, change=None, who="u_admin"):
    """A draft with a change of the files in force."""
    draft = drafting.begin_draft(house.office, person(house, who), "加一问")
    if change is not None:
        _, before = drafting.files_of_draft(house.office, draft)
        after = dict(before)
        change(after)
        for name in sorted(after):
            if after[name] != before.get(name):
                drafting.save_file(house.office, person(house, who), draft, name, after[name], 0)
    return draft


def release(house, change=added_question, from_when=None):
    """A draft, asked for and approved; gives its digest."""
    number = publishing.ask_release(house.office, person(house), begin(house, change), WHY)
    publishing.approve(house.office, person(house, SECOND), number, from_when)
    return view_release(house.office, person(house), number).line.digest


def register(house):
    with at(when(C01, "T_register")):
        return house.register("u_chen", registration(C01)).case_id


def test_a_draft_changes_nothing_that_runs(workshop):
    before = workshop.office.library.in_force().digest
    begin(workshop, added_step)
    assert workshop.office.library.in_force().digest == before
    assert "O_look" not in workshop.office.library.in_force().bundle.user_tasks


def test_new_cases_take_the_new_method_old_ones_stay_where_they_began(workshop):
    old = workshop.stage(C01, 5)
    digest = release(workshop)
    new = register(workshop)
    assert workshop.row(old).bundle != digest == workshop.row(new).bundle
    with at(when(C01, "S2_lay_talk")):
        assert "has_witness" not in workshop.page(old, "S2_lay_talk", "u_chen").definition.fields


def test_a_method_comes_into_force_at_its_moment(workshop):
    soon = clock.now() + timedelta(days=2)
    before = workshop.office.library.in_force().digest
    digest = release(workshop, from_when=soon)
    assert workshop.office.library.in_force().digest == before
    line = view_models(workshop.office, person(workshop)).releases[0]
    assert (line.later, line.now) == (True, False)
    with at(soon + timedelta(seconds=1)):
        assert workshop.office.library.in_force().digest == digest


@pytest.mark.parametrize("name", ["nobody is asked", "nobody may refuse", "the rights are not read out"])
def test_what_breaks_the_law_cannot_be_asked_for(name, workshop):
    draft = begin(workshop, LAWLESS[name][1])
    with pytest.raises(ModelRefused) as refused:
        publishing.ask_release(workshop.office, person(workshop), draft, WHY)
    assert all(finding.message and finding.remedy for finding in refused.value.findings)
    assert {f.rule for f in check_draft(workshop.office, person(workshop), draft)} >= {
        f.rule for f in refused.value.findings
    }
    assert view_draft(workshop.office, person(workshop), draft).open, "it can be mended"


def test_nobody_approves_what_they_drew_or_asked_for(workshop):
    draft = begin(workshop, added_question)
    text = drafting.file_of(workshop.office, person(workshop), draft, "phrases.json").data + b"\n"
    drafting.save_file(workshop.office, person(workshop, SECOND), draft, "phrases.json", text, 0)
    number = publishing.ask_release(workshop.office, person(workshop), draft, WHY)
    for who in ("u_admin", SECOND):
        with pytest.raises(NotAllowed):
            publishing.approve(workshop.office, person(workshop, who), number, None)
    publishing.approve(workshop.office, person(workshop, SECURITY), number, None)
    assert view_release(workshop.office, person(workshop), number).line.now


@pytest.mark.parametrize("who", [AUDITING, "u_chen", "u_mu", "u_audit"])
def test_who_is_no_administrator_of_it_does_nothing(who, workshop):
    draft = begin(workshop, added_question)
    number = publishing.ask_release(workshop.office, person(workshop), draft, WHY)
    acts = [
        lambda: drafting.begin_draft(workshop.office, person(workshop, who), "x"),
        lambda: drafting.save_file(workshop.office, person(workshop, who), draft, "a.form", b"{}", 0),
        lambda: publishing.ask_release(workshop.office, person(workshop, who), draft, WHY),
        lambda: publishing.approve(workshop.office, person(workshop, who), number, None),
        lambda: publishing.refuse(workshop.office, person(workshop, who), number, WHY),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_what_was_refused_can_be_mended_and_asked_for_again(workshop):
    draft = begin(workshop, added_question)
    number = publishing.ask_release(workshop.office, person(workshop), draft, WHY)
    with pytest.raises(ActRefused):
        drafting.save_file(workshop.office, person(workshop), draft, "x.form", b"{}", 0)
    publishing.refuse(workshop.office, person(workshop, SECOND), number, "问法不清楚")
    assert view_draft(workshop.office, person(workshop), draft).open
    again = publishing.ask_release(workshop.office, person(workshop), draft, WHY)
    publishing.approve(workshop.office, person(workshop, SECOND), again, None)
    for late in (number, again):
        with pytest.raises(ActRefused):
            publishing.approve(workshop.office, person(workshop, SECURITY), late, None)


def test_one_goes_back_by_asking_for_the_earlier_version(workshop):
    before = workshop.office.library.in_force().digest
    release(workshop)
    number = publishing.ask_return(workshop.office, person(workshop), before, "新问法不合用")
    title = view_release(workshop.office, person(workshop), number).line.title
    assert title == "换回:随产品带来的办案流程"  # what the product brings along has no title of its own
    assert workshop.office.library.in_force().digest != before
    publishing.approve(workshop.office, person(workshop, SECOND), number, None)
    assert workshop.office.library.in_force().digest == before
    assert not view_release(workshop.office, person(workshop), number).difference.nothing


def test_the_products_own_new_version_does_not_cover_the_offices(workshop):
    digest = release(workshop)
    set_up(workshop.office)
    assert workshop.office.library.in_force().digest == digest


def test_two_people_at_one_file_do_not_cover_each_other(workshop):
    draft = begin(workshop)
    save = lambda who, data, seen: drafting.save_file(  # noqa: E731
        workshop.office, person(workshop, who), draft, "a.form", data, seen
    )
    first = save("u_admin", b"1", 0)
    with pytest.raises(EditClash) as clash:
        save(SECOND, b"2", 0)
    assert clash.value.seq == first
    second = save(SECOND, b"2", clash.value.seq)
    drafting.restore_file(workshop.office, person(workshop), draft, "a.form", first, second)
    assert drafting.file_of(workshop.office, person(workshop), draft, "a.form").data == b"1"
    assert len([one for one in view_draft(workshop.office, person(workshop), draft).versions]) == 3


def test_a_file_taken_out_can_be_had_again(workshop):
    draft = begin(workshop)
    seq = drafting.remove_file(workshop.office, person(workshop), draft, "E_whistle.form", 0)
    with pytest.raises(NotFound):
        drafting.file_of(workshop.office, person(workshop), draft, "E_whistle.form")
    drafting.restore_file(workshop.office, person(workshop), draft, "E_whistle.form", 0, seq)
    view = view_draft(workshop.office, person(workshop), draft)
    assert view.difference.nothing and not [one for one in view.files if one.change]


def test_nothing_new_is_not_released(workshop):
    with pytest.raises(ActRefused):
        publishing.ask_release(workshop.office, person(workshop), begin(workshop), WHY)


@pytest.mark.parametrize("name", ["../x.bpmn", "x.exe", "x.bpmn/y.form", "", "a" * 80 + ".bpmn", ".bpmn"])
def test_file_names_lead_nowhere_else(name, workshop):
    draft = begin(workshop)
    with pytest.raises(ActRefused):
        drafting.save_file(workshop.office, person(workshop), draft, name, b"", 0)


def test_the_difference_says_what_an_office_has_changed(workshop):
    draft = begin(workshop, lambda files: (added_step(files), added_question(files)))
    found = view_draft(workshop.office, person(workshop), draft).difference
    assert ("added", "O_look") in {(one.kind, one.element) for one in found.models}
    changed = {one.element: one.what for one in found.models if one.kind == "changed"}
    assert changed["after_talk_to_S3_mediate_yield"] == ("到:调一调,让一让 → 看一看现场",)
    forms = {one.file: [(change.kind, change.label) for change in one.changes] for one in found.forms}
    assert forms["S2_lay_talk.form"] == [("added", "有没有旁人看见?")]
    assert found.marks()["tier_mediation"]["added"] == ["O_look", "O_look_to_S3_mediate_yield"]


def test_acts_are_kept_with_the_digest(workshop):
    digest = release(workshop)
    said = [line.sentence for line in view_acts(workshop.office, person(workshop))]
    assert any("批准了办案流程" in line and digest[:16] in line for line in said)
    assert any("送审" in line and digest[:16] in line for line in said)


def test_an_archive_holds_the_whole_and_comes_back_as_a_draft(workshop):
    digest = release(workshop, added_step)
    data = export_bundle(workshop.office, person(workshop), digest)
    assert "bpmn/mediation_case.bpmn" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    draft = import_draft(workshop.office, person(workshop), "抄回来", data)
    assert drafting.files_of_draft(workshop.office, draft)[0] == digest


def _bomb():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.bpmn", b"\0" * 40_000_000)
    return made.getvalue()


def _many():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(300):
            archive.writestr(f"{number}.bpmn", b"")
    return made.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"x" * 5_000_000, _bomb(), _many(), zipped({"note.txt": b"x"})[:-30]], ids=range(6)
)
def test_a_bad_archive_is_refused_in_words(data):
    with pytest.raises(ActRefused):
        unzipped(data)


def test_a_case_goes_through_a_step_of_the_offices_own(workshop):
    release(workshop, added_step)
    case = register(workshop)
    for task in ("T_screen", "T_consent", "T_assign", "S1_read_calm", "S2_lay_talk"):
        with at(when(C01, task)):
            workshop.do(case, task, "u_chen", form_of(C01, task))
    assert workshop.open_tasks(case) == ["O_look"]
    with at(when(C01, "S2_lay_talk", minutes=1)):
        workshop.do(case, "O_look", "u_chen", {"seen": "yes"})
    assert workshop.open_tasks(case) == ["S3_mediate_yield"]
