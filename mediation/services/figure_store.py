"""The figures of cases, kept in memory as long as a case stands at the same version."""

from dataclasses import dataclass, field

from mediation.case.figures import CaseFigures


@dataclass(slots=True)
class FigureStore:
    """By row id: the version the figures are of, and the figures."""

    kept: dict[int, tuple[int, CaseFigures]] = field(default_factory=dict)
