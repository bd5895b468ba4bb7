"""Conditions of a form (`conditional.hide`, `required_when`, …) over its own values and the case's facts.

The only module of this room that knows the expression language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mediation.expressions import Expression, compile_expression


@dataclass(frozen=True)
class Condition:
    """A condition as it was written, ready to be asked. Raises ExpressionRefused when it cannot be read."""

    text: str
    expression: Expression = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "expression", compile_expression(self.text))

    @property
    def names(self) -> frozenset[str]:
        """The names it asks for: keys of the form, or facts of the case."""
        return frozenset(self.expression.names)

    def holds(self, variables: Mapping[str, Any]) -> bool:
        """Whether it is true; what is not known yet counts as null, and null is never true."""
        return self.expression.evaluate(variables, missing=None) is True

    def to_json(self) -> Any:
        """The same condition for the page's own script."""
        return self.expression.to_json()
