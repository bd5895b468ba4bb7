"""The tests of official papers live in the house; `played` has every worked case played to its end, once."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from fixtures import furnished, house  # noqa: E402
from house import WORKED_CASES, House  # noqa: E402

from mediation.services import replay  # noqa: E402

__all__ = ["furnished", "house"]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, str]]]:
    """An office with every worked case at its end; never changed by a test."""
    made = House.build(tmp_path_factory.mktemp("played") / "house")
    yield made, {name: replay.play(made.office, case).public_id for name, case in WORKED_CASES.items()}
    made.office.store.engine.dispose()
