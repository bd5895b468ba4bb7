"""Fixtures of the tests that go through the services: an office of one's own, and the seed of a random run."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import House


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> House:
    """An office with the shipped models and the village of the worked cases; copied, never used."""
    built = House.build(tmp_path_factory.mktemp("furnished") / "house")
    built.office.library.in_force()
    built.office.store.engine.dispose()
    return built


@pytest.fixture
def house(furnished: House, tmp_path: Path) -> Iterator[House]:
    """A new office with the shipped models and the village of the worked cases."""
    made = House.at(shutil.copytree(furnished.folder, tmp_path / "house"))
    made.office.library._ready.update(furnished.office.library._ready)  # parsed once for all tests
    yield made
    made.office.store.engine.dispose()


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of this run, printed so that a failure can be had again: `SEED=… pytest …`."""
    chosen = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"SEED={chosen} pytest '{request.node.nodeid}'")
    return chosen
