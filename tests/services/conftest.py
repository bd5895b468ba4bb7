"""The house that the tests of the services live in."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from house import House  # noqa: E402


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A new office with the shipped models and the village of the worked cases."""
    return House.build(tmp_path / "house")
