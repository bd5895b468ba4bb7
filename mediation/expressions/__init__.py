"""The expression language of gateways, scripts, timers, decisions and form rules: Python-like, never eval.

A text is compiled once (`ExpressionRefused` says where and why not) and evaluated often. Knows nobody.
"""

from mediation.expressions.evaluation import REQUIRED
from mediation.expressions.language import Assignments, Expression, compile_assignments, compile_expression
from mediation.expressions.refusals import BudgetExceeded, ExpressionFailed, ExpressionRefused
from mediation.expressions.unary import UnaryTests, compile_unary_tests

__all__ = [
    "REQUIRED",
    "Assignments",
    "BudgetExceeded",
    "Expression",
    "ExpressionFailed",
    "ExpressionRefused",
    "UnaryTests",
    "compile_assignments",
    "compile_expression",
    "compile_unary_tests",
]
