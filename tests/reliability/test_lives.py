"""Random lives of cases through the real services; after every act each promise is looked at again.

The machine of Hypothesis finds and shrinks what goes wrong; the seeded walk proves that lives get far enough to
mean something.
"""

import random
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from house import House, instant
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from lives import Lives
from sound import ailments, all_ailments
from values import able, fill

from mediation import clock
from mediation.errors import MediationError
from mediation.law.codes import TASKS
from mediation.law.events import EVENTS

SEEDS = st.integers(0, 2**32)


class Office(RuleBasedStateMachine):
    """People, the clock and the machine itself act on the cases of one office, in any order."""

    template: House

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.template.folder, self.folder / "house")
        self.lives = Lives(self._open())
        self.versions: dict[str, tuple[int, int]] = {}
        clock.move_to(instant("2026-03-03T09:00"))

    def _open(self):
        house = House.at(self.folder / "house")
        house.office.library._ready.update(self.template.office.library._ready)
        return house

    def teardown(self):
        clock.move_to(None)
        self.lives.house.office.store.engine.dispose()
        shutil.rmtree(self.folder)

    def running(self):
        return self.lives.running()

    @precondition(lambda self: len(self.lives.cases) < 3)
    @rule(seed=SEEDS)
    def somebody_registers(self, seed):
        self.lives.register(random.Random(seed))

    @precondition(lambda self: self.lives.cases)
    @rule(seed=SEEDS, minutes=st.integers(1, 120))
    def somebody_takes_a_step(self, seed, minutes):
        chance = random.Random(seed)
        clock.move_to(clock.now() + timedelta(minutes=minutes))
        self.lives.step(chance.choice(self.lives.cases), chance)
        self.lives.tick()  # a hand may be faster than the clock, but not for long

    @precondition(lambda self: self.lives.cases)
    @rule(seed=SEEDS)
    def a_case_gets_on(self, seed):
        """Several steps at once, so that lives become long."""
        chance = random.Random(seed)
        case = chance.choice(self.lives.cases)
        for _ in range(4):
            clock.move_to(clock.now() + timedelta(minutes=5))
            self.lives.step(case, chance)
            self.lives.tick()

    @precondition(lambda self: self.lives.cases)
    @rule(seed=SEEDS, event=st.sampled_from(EVENTS))
    def something_happens(self, seed, event):
        chance = random.Random(seed)
        self.lives.raise_event(chance.choice(self.lives.cases), event, chance)

    @precondition(lambda self: self.lives.cases)
    @rule(seed=SEEDS)
    def a_form_comes_too_late(self, seed):
        chance = random.Random(seed)
        self.lives.press_stale(chance.choice(self.lives.cases), chance)

    @precondition(lambda self: self.lives.cases)
    @rule()
    def time_passes(self):
        self.lives.wait()

    @precondition(lambda self: self.lives.cases)
    @rule(days=st.integers(1, 90))
    def the_office_is_shut_for_days(self, days):
        clock.move_to(clock.now() + timedelta(days=days))
        self.lives.tick()

    @rule()
    def the_machine_starts_anew(self):
        self.lives.house.office.store.engine.dispose()
        self.lives.house = self._open()

    @invariant()
    def every_case_is_sound(self):
        for case in self.lives.cases:
            assert ailments(self.lives.house, case) == []

    @invariant()
    def no_change_without_a_version_and_an_entry(self):
        for case in self.lives.cases:
            row = self.lives.house.row(case)
            version, entries = self.versions.get(case, (0, 0))
            assert row.version >= version and row.history_seq - entries >= row.version - version
            assert (row.version == version) == (row.history_seq == entries)
            self.versions[case] = (row.version, row.history_seq)


def live(furnished, lives, acts):
    Office.template = furnished
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    dose = settings(
        max_examples=lives, stateful_step_count=acts, deadline=None, suppress_health_check=health, print_blob=True,
        database=None,
    )  # fmt: skip
    run_state_machine_as_test(Office, settings=dose)


def test_whatever_people_do_the_promises_hold(furnished):
    live(furnished, lives=20, acts=15)


@pytest.mark.slow
def test_whatever_people_do_for_long_the_promises_hold(furnished):
    live(furnished, lives=300, acts=40)


# A walk with a seed, to see how far lives get.


def walk(house, seed, lives, events):
    """Lives one after the other, each to its end; nothing may be left standing."""
    chance, found = random.Random(seed), Lives(house)
    clock.move_to(instant("2026-03-03T09:00"))
    for _ in range(lives):
        case = found.register(chance)
        for _ in range(200):
            clock.move_to(clock.now() + timedelta(minutes=chance.randint(1, 60)))
            if chance.random() < events:
                found.raise_event(case, chance.choice(EVENTS), chance)
            elif found.step(case, chance) == "nothing open":
                found.wait()
            if house.case(case).archived_at:
                break
        assert house.case(case).archived_at, f"{case} never came to an end: {house.open_tasks(case)}"
    print(f"{lives} lives, {found.done.total()} acts, {found.refused.total()} refused: {dict(found.done)}")
    return found


def test_random_lives_come_to_an_end_and_leave_the_office_sound(house, seed):
    found = walk(house, seed, lives=12, events=0.08)
    assert all_ailments(house) == {}
    refused = sum(count for text, count in found.refused.items() if text.split(":")[0] in TASKS)
    done = sum(count for name, count in found.done.items() if name in TASKS)
    assert refused < done / 5, found.refused


@pytest.mark.slow
def test_many_random_lives_do_every_task_there_is(house, seed):
    found = walk(house, seed, lives=400, events=0.12)
    assert all_ailments(house) == {}
    assert set(TASKS) - set(found.done) <= {"E_whistle"}


def test_control_a_case_whose_worklist_is_lost_is_noticed(house):
    found = walk_a_little(house)
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("delete from work_item")
    assert ailments(house, found)


def test_control_a_case_whose_history_is_changed_is_noticed(house):
    found = walk_a_little(house)
    house.forge("update history set actor_id = 'u_nobody' where seq = 2")
    assert ailments(house, found)


def test_control_a_case_that_skipped_a_version_is_noticed(house):
    found = walk_a_little(house)
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("update process_instance set version = version + 9")
    assert ailments(house, found)


def test_control_a_timer_that_was_moved_behind_the_engines_back_is_noticed(house):
    found = walk_a_little(house)
    with house.office.store.writing() as connection:
        connection.exec_driver_sql(
            "insert into timer select case_id, '9', 'x', 1, 2, 'waiting', null, null from history where seq = 1"
        )
    assert ailments(house, found)


def walk_a_little(house):
    """A case after registration and one more step."""
    clock.move_to(instant("2026-03-03T09:00"))
    chance, lives = random.Random(1), Lives(house)
    case = lives.register(chance)
    who = able(house, case, "T_screen")[0]
    house.do(case, "T_screen", who.id, fill(house, case, "T_screen", chance))
    assert ailments(house, case) == []
    return case


def test_a_refused_act_changes_nothing_at_all(house):
    """The walk counts on it: a refusal is no change."""
    case = walk_a_little(house)
    before = house.row(case)
    with pytest.raises(MediationError):
        house.raise_event(case, "official_accepted", "u_deng", {})
    assert house.row(case) == before or house.row(case).version == before.version
