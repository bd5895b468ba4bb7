"""The tests of the services live in the house."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from fixtures import furnished, house, seed  # noqa: E402

__all__ = ["furnished", "house", "seed"]
