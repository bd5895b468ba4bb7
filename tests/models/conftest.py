"""What the tests of the workshop share: an office of their own, and the shipped method as files."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
sys.path.append(str(Path(__file__).parents[1] / "engine"))

from fixtures import furnished, house, seed  # noqa: E402

from mediation.config import shipped  # noqa: E402
from mediation.services.judging import Bench  # noqa: E402
from mediation.services.library import files_of  # noqa: E402

__all__ = ["furnished", "house", "seed"]


@pytest.fixture(scope="session")
def method():
    """The shipped bundle, file by file."""
    return files_of(shipped("bpmn"), shipped("forms"))


@pytest.fixture(scope="module")
def bench():
    """A confined process that judges."""
    with Bench() as made:
        yield made
