"""Good models, damaged at random: refused with findings, or loaded and run into nothing worse than a known failure."""

import random
import time
from datetime import timedelta

from damage import damaged
from engine_case import NOW, VARIABLES
from engine_models import FILES

from mediation import clock
from mediation.engine import Instance, ModelFailed, check_files, load_bundle
from mediation.errors import ModelLoop, ModelRefused

ROUNDS = 150


def run(bundle, chance):
    """Some steps of a case; known failures end it."""
    try:
        instance = Instance.start(bundle, VARIABLES)
        for number in range(12):
            tasks = instance.open_tasks()
            if tasks:
                instance.complete(
                    chance.choice(tasks).key, {"amount": number, "kind": "x", "outcome": "settled", "again": False}
                )
            else:
                instance.fire_due(clock.now() + timedelta(days=number * 10))
            stored = instance.dump()
            again = Instance.load(bundle, stored.state)
            assert again.open_tasks() == instance.open_tasks() and again.timers() == instance.timers()
            instance = again
    except (ModelFailed, ModelLoop):
        pass


def battery(rounds, seed):
    chance, refused = random.Random(seed), 0
    with clock.set_to(NOW):
        for _ in range(rounds):
            name = chance.choice(list(FILES))
            files = {**FILES, name: damaged(FILES[name], chance)}
            began = time.monotonic()
            findings = check_files(files)
            assert time.monotonic() - began < 2
            assert all(finding.message and finding.remedy and finding.file for finding in findings)
            try:
                bundle = load_bundle(files)
            except ModelRefused:
                refused += 1
            else:
                run(bundle, chance)
    return refused


def test_damaged_models_are_refused_or_run():
    assert battery(ROUNDS, seed=1) > ROUNDS / 3


def test_damaged_bytes_are_refused():
    chance = random.Random(2)
    for _ in range(ROUNDS):
        data = bytearray(FILES["tier.bpmn"])
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        check_files({"tier.bpmn": bytes(data), "entry.dmn": bytes(data[: chance.randrange(len(data))])})
