"""How a test says that something must be refused and leave no trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from house import House

from mediation.errors import FormInvalid

Errors = type[BaseException] | tuple[type[BaseException], ...]


@contextmanager
def refused(house: House, case: str, error: Errors, guard: str = "", field: str = "") -> Iterator[Any]:
    """What happens inside is refused, by this guard or at this field, and nothing of it is kept."""
    before, tasks = house.row(case), house.open_tasks(case)
    with pytest.raises(error) as caught:
        yield caught
    said: Any = caught.value
    if guard:
        assert said.guard == guard
    if field:
        assert field in (said.errors if isinstance(said, FormInvalid) else {said.field: []})
    after = house.row(case)
    assert (after.version, after.state, after.facts) == (before.version, before.state, before.facts)
    assert after.history_seq == before.history_seq and house.open_tasks(case) == tasks
