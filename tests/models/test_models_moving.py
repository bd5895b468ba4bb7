"""Running cases moved to another version: what was open, typed, due and known stays; what cannot move says why."""

import json
import random
from datetime import timedelta

import pytest
from admins import appoint
from diagrams import boundary_timer, drop, find, lead, pause, turn
from hostile import added_question, added_step, drawn
from house import WORKED_CASES, at, form_of, instant, when
from lxml import etree
from sound import ailments
from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.engine.definition import digest_of
from mediation.engine.instance import Instance
from mediation.engine.migrate import CannotMove, move
from mediation.services import move_cases as moving
from mediation.services.administering import ActRefused
from mediation.services.diagram_page import view_drawings
from mediation.services.drafts import find_draft, keep_draft
from mediation.services.insight import heat
from mediation.services.library import read_models
from mediation.services.replay import play
from mediation.store import bundles, cases, releases

C01, C02, C09 = (WORKED_CASES[name] for name in ("C01", "C02", "C09"))


@pytest.fixture
def workshop(house):
    appoint(house)
    return house


def approved(house, change):
    """Another version, approved long ago but not in force; gives its digest."""
    with house.office.store.reading() as connection:
        files = bundles.files(connection, house.office.library.in_force().digest)
    change(files)
    digest = digest_of(files)
    with house.office.store.writing() as connection:
        bundles.keep(connection, digest, files, "u_admin", 0)
        row = {"digest": digest, "state": releases.APPROVED, "asked_by": "u_admin", "asked_at": 0}
        releases.add(connection, {**row, "effective_at": 2**52})
    return digest


def admin(house):
    return house.person("u_admin")


def moved(house, case, digest):
    return moving.move_cases(house.office, admin(house), [case], digest)[0]


def staged(house, book, steps):
    """A case after some steps of its scenario; the clock stands where the last was taken."""
    case = house.stage(book, steps)
    clock.move_to(instant(book["steps"][steps - 1]["at"]))
    return case


def standing(house, case):
    """Everything of a case that moving must leave alone."""
    with house.office.store.reading() as connection:
        facts = cases.find(connection, house.office.store.vault, case).facts
    opened = {task.key: task.task_id for task in house.opened(case).open_tasks}
    waiting = {row.timer_key: row.due_at for row in house.waiting(case)}
    items = house.ask("select task_key, org_id, person_id, task, opened_at, due_at from work_item order by 1, 2, 3")
    return opened, waiting, items, facts


@pytest.mark.parametrize("name", ["C01", "C02", "C06", "C08", "C09", "C11"])
def test_a_worked_case_moves_at_every_step_and_comes_out_the_same(name, workshop, seed):
    """At a random step it moves to a version with another step, and ends as its scenario says."""
    book, chance = WORKED_CASES[name], random.Random(seed)
    digest = approved(workshop, lambda files: (added_question(files), drawn("visit", _later)(files)))
    stop = chance.randrange(1, len(book["steps"]))
    case = staged(workshop, book, stop)
    with at(book["steps"][stop - 1]["at"]):
        before = standing(workshop, case)
        report = moved(workshop, case, digest)
        if report.verdict != moving.MOVES:
            assert report.says
            return
        assert standing(workshop, case) == before and workshop.row(case).bundle == digest
        assert ailments(workshop, case) == []
        view_drawings(workshop.office, workshop.person(book["steps"][stop - 1]["actor"]), case)


def _later(root):
    """After every visit somebody notes something more."""
    process = find(root, "F_visit").getparent()
    etree.SubElement(process, f"{{{find(root, 'F_visit').nsmap['bpmn']}}}manualTask", id="look_back", name="想一想")
    turn(root, "F_visit_to_visit_result", "look_back")
    lead(root, "look_back", "visit_result")


def test_a_moved_case_does_the_new_step_and_goes_on_to_its_end(workshop):
    digest = approved(workshop, added_step)
    case = staged(workshop, C01, 5)
    with at(when(C01, "S2_lay_talk")):
        assert moved(workshop, case, digest).verdict == moving.MOVES
        workshop.do(case, "S2_lay_talk", "u_chen", form_of(C01, "S2_lay_talk"))
        assert workshop.open_tasks(case) == ["O_look"]
        workshop.do(case, "O_look", "u_chen", {"seen": "yes"})
    for task in ("S3_mediate_yield", "A_oral", "S4_smooth_praise"):
        with at(when(C01, task)):
            workshop.do(case, task, "u_chen", form_of(C01, task))
    assert ailments(workshop, case) == []


def test_the_report_changes_nothing_and_says_what_would_happen(workshop):
    case = staged(workshop, C01, 5)
    from_digest = workshop.row(case).bundle
    digest = approved(workshop, added_step)
    before, version = standing(workshop, case), workshop.row(case).version
    report = moving.preview(workshop.office, admin(workshop), from_digest, digest)
    assert [(one.verdict, one.step) for one in report] == [(moving.MOVES, "摆一摆,谈一谈")]
    assert (standing(workshop, case), workshop.row(case).version) == (before, version)


def test_a_case_at_a_step_that_is_gone_cannot_move_and_says_why(workshop):
    case = staged(workshop, C01, 5)
    digest = approved(workshop, _another_talk)
    report = moved(workshop, case, digest)
    assert (report.verdict, report.says) == (moving.CANNOT, ("正在办的“摆一摆,谈一谈”在新版里没有了",))
    assert workshop.row(case).bundle != digest


def test_what_was_done_on_a_step_that_is_gone_is_kept(workshop):
    case = staged(workshop, C01, 5)
    done = [step.task for step in workshop.case(case).done]
    digest = approved(workshop, _without_calm)
    report = moved(workshop, case, digest)
    assert report.verdict == moving.MOVES and any("读一读" in line for line in report.says)
    assert [step.task for step in workshop.case(case).done] == done
    with at(when(C01, "S2_lay_talk")):
        workshop.do(case, "S2_lay_talk", "u_chen", form_of(C01, "S2_lay_talk"))


def _another_talk(files):
    """The talk is another step now, under another id."""
    files["S2_other.form"] = files["S2_lay_talk.form"]
    files["tier_mediation.bpmn"] = files["tier_mediation.bpmn"].replace(b'"S2_lay_talk"', b'"S2_other"')


def _without_calm(files):
    def change(root):
        turn(root, "Assignment_to_S1_read_calm", "S2_lay_talk")
        drop(root, "S1_read_calm", "calm_enough", "cooling")

    drawn("tier_mediation", change)(files)


def test_a_waiting_time_is_not_begun_anew(workshop):
    """The cooling-off has been running for a while: it ends when it would have."""
    steps = [step["task"] for step in C09["steps"]]
    case = staged(workshop, C09, steps.index("S1_read_calm") + 1)
    before = {row.timer_key: row.due_at for row in workshop.waiting(case)}
    digest = approved(workshop, added_step)
    assert before and moved(workshop, case, digest).verdict == moving.MOVES
    assert {row.timer_key: row.due_at for row in workshop.waiting(case)} == before


def test_what_somebody_was_typing_is_there_after_the_move(workshop):
    case = staged(workshop, C01, 5)
    key = workshop.task_key(case, "S2_lay_talk")
    who = workshop.person("u_chen")
    keep_draft(workshop.office, who, case, key, "", MultiDict({"note": "记到一半"}))
    moved(workshop, case, approved(workshop, added_question))
    assert find_draft(workshop.office, who, case, key).words == MultiDict({"note": "记到一半"})


def test_answers_given_before_are_known_to_diagrams_that_ask_for_them_now(workshop):
    """S2's answer was no matter for the old diagrams; the new ones route by it."""

    def change(files):
        added_step(files)
        drawn("tier_mediation", lambda root: lead(root, "how_far", "O_look", 'mode = "背靠背"'))(files)

    old = workshop.office.library.in_force().bundle.names
    digest = approved(workshop, change)
    asked = workshop.office.library.models(digest).bundle.names - old
    assert asked == {"mode"}
    case = staged(workshop, C01, 6)
    report = moved(workshop, case, digest)
    assert report.verdict == moving.MOVES
    row = workshop.row(case)
    instance = Instance.load(workshop.office.library.models(digest).bundle, row.state)
    said = form_of(C01, "S2_lay_talk").get("mode") or form_of(C01, "S1_read_calm").get("mode")
    assert instance.variables.get("mode") == said or any("没有问过" in line for line in report.says)


def test_an_event_hung_on_a_running_step_waits_for_the_next_time(workshop):
    case = staged(workshop, C01, 5)
    hung = drawn("mediation_case", lambda root: boundary_timer(root, "Mediation", "Late", '"P30D"', "After_talk"))
    report = moved(workshop, case, approved(workshop, hung))
    assert report.verdict == moving.MOVES and any("不起作用" in line for line in report.says)
    assert "Late" not in {row.name for row in workshop.waiting(case)}


def test_a_first_event_on_the_very_step_that_is_open_holds_the_case_back(workshop):
    case = staged(workshop, C01, 5)
    hung = drawn("tier_mediation", lambda root: boundary_timer(root, "S2_lay_talk", "Late", '"P30D"', "tier_over"))
    report = moved(workshop, case, approved(workshop, hung))
    assert report.verdict == moving.CANNOT and "办完才能迁" in report.says[0]


def test_branches_that_run_side_by_side_keep_a_changed_fork_away(workshop):
    steps = WORKED_CASES["C08"]["steps"]
    place = next(n for n, step in enumerate(steps) if step["task"] == "X_escalate") + 1
    case = staged(workshop, WORKED_CASES["C08"], place)

    def change(root):
        process = find(root, "ask_upper").getparent()
        etree.SubElement(process, f"{{{find(root, 'ask_upper').nsmap['bpmn']}}}manualTask", id="third", name="抄送")
        lead(root, "ask_upper", "third")
        lead(root, "third", "sent_back")

    report = moved(workshop, case, approved(workshop, drawn("escalation", change)))
    assert report.verdict == moving.CANNOT and "同时办" in report.says[0]


def test_a_move_is_taken_back_whole(workshop):
    case = staged(workshop, C02, 8)
    with at(C02["steps"][7]["at"]):
        before, bundle = standing(workshop, case), workshop.row(case).bundle
        archived = workshop.ask("select key, state from archived_run order by key")
        moved(workshop, case, approved(workshop, _without_calm))
        assert workshop.ask("select key, state from archived_run order by key") != archived or not archived
        moving.move_back(workshop.office, admin(workshop), case)
        assert standing(workshop, case) == before and workshop.row(case).bundle == bundle
        assert workshop.ask("select key, state from archived_run order by key") == archived
        with pytest.raises(ActRefused):
            moving.move_back(workshop.office, admin(workshop), case)
    assert ailments(workshop, case) == []


def test_who_has_worked_on_a_moved_case_is_not_undone(workshop):
    case = staged(workshop, C01, 5)
    moved(workshop, case, approved(workshop, added_question))
    with at(when(C01, "S2_lay_talk")):
        workshop.do(case, "S2_lay_talk", "u_chen", form_of(C01, "S2_lay_talk"))
    with pytest.raises(ActRefused):
        moving.move_back(workshop.office, admin(workshop), case)


def test_a_case_that_is_over_stays(workshop):
    played = play(workshop.office, C01)
    assert moved(workshop, played.public_id, approved(workshop, added_question)).verdict == moving.CANNOT


def test_only_what_was_approved_can_be_moved_to(workshop):
    case = staged(workshop, C01, 5)
    report = moved(workshop, case, "0" * 64)
    assert (report.verdict, workshop.row(case).bundle) == (moving.CANNOT, workshop.office.library.in_force().digest)


def variants(files, chance):
    """A version that an office could have drawn: steps and waits put in, steps taken out, names changed."""
    made = dict(files)
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(["tier_mediation", "mediation", "mediation_case", "visit", "follow_up", "agreement"])
        root = etree.fromstring(made[f"{name}.bpmn"])
        space = f"{{{root.nsmap['bpmn']}}}"
        flows = [one.get("id") for one in root.iter(f"{space}sequenceFlow")]
        act = chance.choice(["pause", "out", "rename"])
        if act == "pause":
            pause(root, chance.choice(flows), f"wait_{chance.randrange(10**6)}", '"P1D"')
        elif act == "out":
            tasks = [one.get("id") for one in root.iter(f"{space}userTask", f"{space}boundaryEvent")]
            if tasks:
                drop(root, chance.choice(tasks))
        else:
            for one in root.iter(f"{space}userTask"):
                one.set("name", f"新{one.get('name')}")
        made[f"{name}.bpmn"] = etree.tostring(root)
    return made


def test_random_cases_to_random_versions_move_whole_or_say_why(method, seed):
    """Keys, due instants and what was done survive there and back; what goes on runs into no exception of ours."""
    chance = random.Random(seed)
    old = read_models("old", method).bundle
    outcomes = {"moved": 0, "refused": 0}
    with clock.set_to(instant("2026-03-03T09:00")):
        for _ in range(60):
            other = _loaded(variants(method, chance))
            if other is None:
                continue
            state, archived = _random_state(old, chance)
            try:
                there = move(old, other, state, archived)
            except CannotMove as cannot:
                assert cannot.reasons
                outcomes["refused"] += 1
                continue
            outcomes["moved"] += 1
            assert _seen(other, there.state) <= _seen(old, state)
            _back(old, other, there, state)
    assert outcomes["moved"] > 10, outcomes


def _loaded(files):
    from mediation.errors import ModelRefused

    try:
        return read_models("other", files).bundle
    except ModelRefused:
        return None


VALUES = {
    "screened": ["accept"], "report_due": [False], "handed_off": [False], "consent": ["all", "open"],
    "tier": ["group", "village", "township"], "step_decision": ["continue", "again", "cool", "terminate", "escalate"],
    "talk": ["agreed", "terminate"], "outcome": ["full", "none"], "agreement_form": ["oral", "written"],
    "unresolved": [False, True], "rest_open": [False], "rounds": [1], "rounds_left": [0, 1], "escalation": [None],
    "cooling_until": ["2026-03-05T09:00:00+08:00"], "handoff_due": [False, True], "risk_color": ["blue"],
    "next_visit_at": [None, "2026-03-09T00:00:00+08:00"], "visit_action": ["无", "督促"],
}  # fmt: skip


def _values(chance):
    return {name: chance.choice(values) for name, values in VALUES.items()}


def _random_state(bundle, chance):
    """A case after some random steps, stored."""
    instance, archived = Instance.start(bundle, _values(chance)), []
    for _ in range(chance.randrange(1, 14)):
        tasks = instance.open_tasks()
        if tasks:
            instance.complete(chance.choice(tasks).key, _values(chance))
        elif instance.timers():
            instance.fire_due(instance.timers()[0].due, _values(chance))
        archived += instance.dump().archived
    dumped = instance.dump()
    return dumped.state, archived + dumped.archived


def _seen(bundle, state):
    instance = Instance.load(bundle, state)
    return {("task", task.key, task.task_id) for task in instance.open_tasks()} | {
        ("timer", timer.key, timer.due) for timer in instance.timers()
    }


def _back(old, other, there, state):
    try:
        back = move(other, old, there.state, there.archived)
    except CannotMove as cannot:
        assert cannot.reasons
        return
    assert _seen(old, back.state) <= _seen(old, state)
    assert json.dumps(sorted(Instance.load(old, back.state).variables)) == json.dumps(
        sorted(Instance.load(old, state).variables)
    )


def test_heat_counts_what_waits_on_each_version(workshop):
    case = staged(workshop, C01, 5)
    digest = workshop.row(case).bundle
    clock.move_to(when(C01, "S1_read_calm") + timedelta(days=3))
    found = {one.element: one for one in heat(workshop.office, admin(workshop), digest)}
    assert set(found) == {"S2_lay_talk"}
    assert (found["S2_lay_talk"].waiting, found["S2_lay_talk"].median_days) == (1, 3.0)
    other = approved(workshop, added_question)
    assert heat(workshop.office, admin(workshop), other) == []
    moved(workshop, case, other)
    assert [one.waiting for one in heat(workshop.office, admin(workshop), other)] == [1]
