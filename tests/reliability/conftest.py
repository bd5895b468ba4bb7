"""The house that the batteries run in, and the seed with which a random run can be had again: `SEED=… pytest …`."""

import os
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from house import House  # noqa: E402


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A new office with the shipped models and the village of the worked cases."""
    return House.build(tmp_path / "house")


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of this run; printed, so that a failure can be replayed."""
    chosen = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"SEED={chosen} pytest '{request.node.nodeid}'")  # noqa: T201
    return chosen
