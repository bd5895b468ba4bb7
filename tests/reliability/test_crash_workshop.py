"""kill -9 in the workshop: after it there is the whole old or the whole new, and the act can be done again."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from admins import SECOND, appoint
from hostile import added_question, added_step
from house import WORKED_CASES, House, instant
from sound import all_ailments

from mediation import clock
from mediation.engine.definition import digest_of
from mediation.services import model_drafts as drafting
from mediation.services import publish_model as publishing
from mediation.store import bundles, releases, workshop

DRIVER = Path(__file__).parents[1] / "support/workshop_driver.py"
MOMENT = "2026-03-01T08:00"
PHRASES = {"occurred_place": ["堰塘边", "晒坝"]}
SAVED = [1, "T_register", "改过的标题", PHRASES]


@pytest.fixture
def office(house):
    appoint(house)
    clock.move_to(instant(MOMENT))
    return house


def begun(house, change=added_question):
    """A draft with a change; gives its number."""
    draft = drafting.begin_draft(house.office, house.person("u_admin"), "加一问")
    _, files = drafting.files_of_draft(house.office, draft)
    before = dict(files)
    change(files)
    for name in files:
        if files[name] != before.get(name):
            drafting.save_file(house.office, house.person("u_admin"), draft, name, files[name], 0)
    return draft


def killed(house, act, *arguments, broken=False):
    """The office after each death, and (the last) after nobody died."""
    house.office.store.close()
    house.office.store.engine.dispose()
    command = [sys.executable, str(DRIVER), str(house.folder), act, json.dumps(arguments), MOMENT]
    done = subprocess.run(
        [*command, *(["--broken"] if broken else [])], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return [Path(f"{house.folder}-{act}-{number}") for number in range(1, int(done.stdout) + 1)]


def picture(house):
    """Everything that the workshop and a case's move may change, as an administrator would find it."""
    with house.office.store.reading() as connection:
        drafts = [(row.id, row.state, digest_of(workshop.files(connection, row))) for row in workshop.every(connection)]
        kept = {
            digest: digest_of(bundles.files(connection, digest))
            for (digest,) in house.ask("select digest from model_bundle")
        }
        known = [(row.id, row.digest, row.state, row.decided_by) for row in releases.every(connection)]
    assert all(digest == found for digest, found in kept.items())  # a bundle is what its name says, or is not there
    assert {row[1] for row in known} <= set(kept)
    return {
        "drafts": drafts, "bundles": sorted(kept), "releases": known,
        "edits": house.ask("select draft_id, seq, name, by from model_edit order by 1, 2"),
        "acts": house.ask("select action, count(*) from access_log group by action order by 1"),
        "cases": [_standing(house, row) for row in house.all_cases()],
        "moves": house.ask("select case_id, from_bundle, to_bundle, version from case_migration order by 1"),
    }  # fmt: skip


def _standing(house, row):
    items = sorted((item.task_key, item.task, item.org_id) for item in house.listed(row.public_id))
    timers = sorted((one.timer_key, one.due_at) for one in house.waiting(row.public_id))
    return row.public_id, row.bundle, row.version, hashlib.sha256(row.state).hexdigest(), row.history_seq, items, timers


def torn(house, act, *arguments, broken=False, sound=True):
    """How many deaths left neither the old nor the new; the office is examined after each."""
    before = picture(house)
    ready = house.office.library._ready
    *dead, alive = killed(house, act, *arguments, broken=broken)
    after = picture(House.at(alive))
    assert after != before and len(dead) > 1
    neither = 0
    for folder in dead:
        found = House.at(folder)
        found.office.library._ready.update(ready)
        neither += picture(found) not in (before, after)
        if sound:
            assert all_ailments(found) == {}
        found.office.store.engine.dispose()
    print(f"{act}: {len(dead)} deaths, {neither} torn")
    return neither


def test_a_draft_is_saved_whole_or_not_at_all(office):
    begun(office)
    assert torn(office, "save", *SAVED) == 0


def test_a_draft_that_was_cut_off_is_saved_again(office):
    begun(office)
    for folder in killed(office, "save", *SAVED)[:-1]:
        again = House.at(folder)
        _, files = drafting.files_of_draft(again.office, 1)
        if "改过的标题" not in files["beside.json"].decode():
            seen = {"beside.json": 0}
            new = {"beside.json": files["beside.json"].replace("可以这样告诉当事人".encode(), "改过的标题".encode())}
            drafting.save_files(again.office, again.person("u_admin"), 1, new, seen)
            _, files = drafting.files_of_draft(again.office, 1)
        assert "改过的标题" in files["beside.json"].decode()
        again.office.store.engine.dispose()


def test_a_release_is_asked_for_whole_or_not_at_all_and_then_approved_so(office):
    draft = begun(office)
    assert torn(office, "ask", draft) == 0
    number = publishing.ask_release(office.office, office.person("u_admin"), draft, "群众反映要问清楚")
    before = office.office.library.in_force().digest
    assert torn(office, "approve", number) == 0
    assert office.office.library.in_force().digest == before  # the copies were killed, not this one
    publishing.approve(office.office, office.person(SECOND), number, None)
    assert office.office.library.in_force().digest != before


def moved_to(house):
    """An approved version with another step; gives its digest."""
    number = publishing.ask_release(house.office, house.person("u_admin"), begun(house, added_step), "多看一次现场")
    publishing.approve(house.office, house.person(SECOND), number, None)
    return house.office.library.in_force().digest


def test_a_case_is_moved_whole_or_not_at_all(office):
    case = office.stage(WORKED_CASES["C01"], 5)
    clock.move_to(instant(MOMENT))
    assert torn(office, "move", case, moved_to(office)) == 0


@pytest.mark.parametrize("act", ["save", "ask", "approve", "move"])
def test_control_without_transactions_something_half_is_left(act, office):
    draft = begun(office)
    arguments = {"save": lambda: SAVED, "ask": lambda: [draft], "approve": lambda: [_asked(office, draft)]}
    arguments["move"] = lambda: [_staged(office), moved_to(office)]
    assert torn(office, act, *arguments[act](), broken=True, sound=False) > 0


def _asked(house, draft):
    return publishing.ask_release(house.office, house.person("u_admin"), draft, "群众反映要问清楚")


def _staged(house):
    case = house.stage(WORKED_CASES["C01"], 5)
    clock.move_to(instant(MOMENT))
    return case
