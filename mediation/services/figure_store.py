"""The figures of cases, kept in memory: the present while a case stands at the same version, past days for good."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mediation.case.figures import CaseFigures

Past = Mapping[int, CaseFigures]
Present = dict[int, tuple[int, CaseFigures]]
DAYS_KEPT = 3


@dataclass(slots=True)
class FigureStore:
    """By row id: the version the figures are of, and the figures; and of the past days that were asked for last.

    `fresh` are the cases whose figures have been read since they were last written down.
    """

    kept: Present = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)
    _past: dict[str, Past] = field(default_factory=dict)

    def past(self, day: str, read: Callable[[], Past]) -> Past:
        """The figures as known at the end of a past day: nothing that is recorded later changes them."""
        found = self._past.pop(day, None)
        if found is None:
            found = read()
        self._past[day] = found
        while len(self._past) > DAYS_KEPT:
            self._past.pop(next(iter(self._past)))
        return found
