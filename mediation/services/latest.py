"""A few things kept in memory by key, the oldest given up for the newest."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

MOST = 200


@dataclass(slots=True)
class Latest:
    """What was kept last."""

    _kept: OrderedDict[tuple[str, str], Any] = field(default_factory=OrderedDict)

    def keep(self, key: tuple[str, str], value: Any) -> None:
        """Keep one more."""
        self._kept[key] = value
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def find(self, key: tuple[str, str]) -> Any:
        """What was kept by this key, if it still is."""
        return self._kept.get(key)
