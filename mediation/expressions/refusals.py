"""What can be wrong with an expression: refused when read, failed or too big when computed.

Texts are Chinese and for the person who draws the model. Knows nothing of BPMN or of forms.
"""

from mediation.errors import MediationError


class ExpressionRefused(MediationError):
    """An expression outside the language; `line` and `column` count from 1 in the text as it was written."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{message}(第 {line} 行第 {column} 列)")
        self.message, self.line, self.column = message, line, column


class ExpressionFailed(MediationError):
    """An allowed expression that has no value for these variables: a name is missing, or kinds do not fit."""


class BudgetExceeded(ExpressionFailed):
    """An allowed expression whose value would be too big."""
