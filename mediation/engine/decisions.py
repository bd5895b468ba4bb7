"""Decision tables (DMN 1.3): rules in, outputs out, with the hit policy really obeyed. Knows no XML and no workflow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mediation.expressions import Expression, ExpressionFailed, UnaryTests
from mediation.expressions.operators import equal

AGGREGATIONS = ("SUM", "MIN", "MAX", "COUNT")
Instant = datetime | None
POLICIES = ("UNIQUE", "FIRST", "ANY", "COLLECT", "RULE ORDER")


@dataclass(frozen=True)
class Rule:
    """One row: its number from 1, a test per input, an expression per output, its annotation."""

    number: int
    tests: tuple[UnaryTests, ...]
    values: tuple[Expression | None, ...]
    annotation: str = ""

    def outputs(self, names: Sequence[str], variables: Mapping[str, Any], now: Instant) -> dict[str, Any]:
        """This row's outputs; an empty cell is null."""
        values = (value.evaluate(variables, now=now) if value else None for value in self.values)
        return dict(zip(names, values, strict=True))


@dataclass(frozen=True)
class DecisionTable:
    """A decision: its inputs (expressions), its outputs (variable names), its rules and how many may hit."""

    decision_id: str
    name: str
    policy: str
    aggregation: str | None
    inputs: tuple[Expression, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]

    def decide(self, variables: Mapping[str, Any], *, now: Instant = None) -> dict[str, Any]:
        """The outputs by name.

        No rule holding gives nulls, for COLLECT and RULE ORDER empty lists (COUNT: 0). Raises ExpressionFailed
        where UNIQUE or ANY is violated or a cell cannot be computed. `now` stands for the clock.
        """
        hits = self._hits(variables, now)
        rows = [rule.outputs(self.outputs, variables, now) for rule in hits]
        if self.policy in ("COLLECT", "RULE ORDER"):
            return {name: self._collected([row[name] for row in rows]) for name in self.outputs}
        if len(hits) > 1:
            self._check_single(hits, rows)
        return rows[0] if rows else dict.fromkeys(self.outputs)

    def explain(self, variables: Mapping[str, Any]) -> list[tuple[int, str]]:
        """The rules that hold: number and annotation."""
        return [(rule.number, rule.annotation) for rule in self._hits(variables, None)]

    def _hits(self, variables: Mapping[str, Any], now: Instant) -> list[Rule]:
        values = [expression.evaluate(variables, now=now) for expression in self.inputs]
        hits = []
        for rule in self.rules:
            if all(test.matches(value, variables, now=now) for test, value in zip(rule.tests, values, strict=True)):
                hits.append(rule)
                if self.policy == "FIRST":
                    break
        return hits

    def _check_single(self, hits: Sequence[Rule], rows: Sequence[dict[str, Any]]) -> None:
        numbers = "、".join(str(rule.number) for rule in hits)
        if self.policy == "UNIQUE":
            raise ExpressionFailed(f"决策表 {self.decision_id}:规则 {numbers} 同时成立,而命中策略是 UNIQUE")
        alike = all(equal(row[name], rows[0][name]) for row in rows for name in self.outputs)
        if self.policy == "ANY" and not alike:
            raise ExpressionFailed(f"决策表 {self.decision_id}:规则 {numbers} 同时成立而结果不同(ANY)")

    def _collected(self, values: list[Any]) -> Any:
        if self.aggregation == "COUNT":
            return len(values)
        if self.aggregation is None:
            return values
        if not values:
            return None
        if self.aggregation == "SUM":
            return sum(values)
        return min(values) if self.aggregation == "MIN" else max(values)
