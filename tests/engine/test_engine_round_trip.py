"""After every step the stored and reloaded case is the same as the one that never left memory."""

from datetime import timedelta

import orjson
import pytest
import zstandard
from engine_case import NOW, VARIABLES
from engine_models import FILES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from SpiffWorkflow.util.task import TaskState

from mediation import clock
from mediation.engine import Instance, load_bundle

BUNDLE = load_bundle(FILES)

# what a step may do: (which, number): the number picks among what is open, and makes the values
steps = st.lists(
    st.tuples(
        st.sampled_from(["do", "do", "do", "do", "do", "time", "message", "beside", "tell", "move"]), st.integers(0, 11)
    ),
    min_size=1,
    max_size=40,
)


def values(number):
    return {
        "amount": number * 15_000,
        "kind": ["family", "land"][number % 2],
        "again": number % 5 == 0,
        "outcome": ["settled", "escalate", "failed"][number % 3],
        f"v{number % 4}": [number, str(number)],
        "deadline": (clock.now() + timedelta(days=number)).isoformat(),
    }


def take(instance, kind, number):
    """Do one step; what cannot be done now is left out, alike for both."""
    if kind == "do" and (tasks := instance.open_tasks()):
        instance.complete(tasks[number % len(tasks)].key, values(number))
    elif kind == "time":
        instance.fire_due(clock.now() + timedelta(days=number), {"fired": number} if number % 2 else None)
    elif kind == "message" and instance.can_receive("party_refused") and number > 9:
        instance.receive("party_refused", {"refused": number})
    elif kind == "beside" and number > 6:
        instance.begin_beside("risk_report", {"colour": number})
    elif kind == "tell":
        instance.set_variables({"told": number})
    elif kind == "move" and (timers := instance.timers()):
        instance.move_timer(timers[number % len(timers)].key, clock.now() + timedelta(days=number))


def seen(instance):
    return (instance.open_tasks(), instance.timers(), instance.variables, instance.completed, instance.elements())


def unnoticed(instance):
    """Tasks that wait and that their level has lost sight of: a round looks at what it knows to wait, no further."""
    levels = [level for run in instance._runs.values() for level in run.levels()]
    return [
        task.task_spec.name for level in levels for task in level.tasks.values()
        if task._state == TaskState.WAITING and task not in level.waiting
    ]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_a_reloaded_case_is_the_case(actions):
    with clock.set_to(NOW):
        kept, stored = Instance.start(BUNDLE, VARIABLES), Instance.start(BUNDLE, VARIABLES)
        archives = {id(kept): [], id(stored): []}
        for kind, number in actions:
            take(kept, kind, number)
            take(stored, kind, number)
            one, two = kept.dump(), stored.dump()
            assert one == two
            archives[id(kept)] += one.archived
            stored.release()
            stored = Instance.load(BUNDLE, two.state, lambda: archives[id(kept)])
            kept._archive = lambda: archives[id(kept)]
            assert seen(kept) == seen(stored)
            assert stored.dump() == (two.state, [])
            assert stored.completed or stored.open_tasks() or stored.timers()
            assert not unnoticed(kept) and not unnoticed(stored)


def test_reading_does_not_change_what_is_stored():
    with clock.set_to(NOW):
        instance = Instance.start(BUNDLE, VARIABLES)
        for number in range(8):
            take(instance, "do", number)
        before = instance.dump()
        again = Instance.load(BUNDLE, before.state)
        seen(again)
        assert again.dump().state == before.state


def test_what_waits_for_a_person_stores_no_guess_of_what_may_follow():
    with clock.set_to(NOW):
        instance = Instance.start(BUNDLE, VARIABLES)
        stored = BUNDLE.words.unpack(instance.dump().state)
    guesses = TaskState.PREDICTED_MASK | TaskState.FUTURE
    assert stored["runs"]
    assert not any(state & guesses for run in stored["runs"] for state in run["state"])


def test_a_state_stored_before_there_were_words_can_still_be_read():
    with clock.set_to(NOW):
        instance = Instance.start(BUNDLE, VARIABLES)
        stored = instance.dump().state
        bare = zstandard.ZstdCompressor().compress(orjson.dumps(BUNDLE.words.unpack(stored)))
        assert seen(Instance.load(BUNDLE, bare)) == seen(Instance.load(BUNDLE, stored))


@pytest.mark.parametrize("damaged", [b"", b"\x01", b"\x02abc", b"(", b"\x01(\xb5/\xfd\x00\x00"])
def test_other_bytes_are_no_state(damaged):
    with pytest.raises(ValueError, match="not a stored state"):
        Instance.load(BUNDLE, damaged)
