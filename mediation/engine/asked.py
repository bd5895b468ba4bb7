"""Which variables a bundle's diagrams and decisions ask for: all that a case needs to carry in its state."""

from collections.abc import Iterable, Iterator, Mapping

from mediation.engine.decisions import DecisionTable
from mediation.engine.xml import Element, bpmn, extension_texts, properties
from mediation.expressions import compile_assignments, compile_expression

EXPRESSIONS = (
    "conditionExpression", "timeDate", "timeDuration", "timeCycle", "loopCardinality", "completionCondition",
)  # fmt: skip
_NAMED = ("loopDataInputRef", "loopDataOutputRef")
# an open task's tier is read from this variable where its diagram does not say one
_ALWAYS = "tier"


def names_asked(diagrams: Iterable[Element], decisions: Mapping[str, DecisionTable]) -> frozenset[str]:
    """The names that gateways, timers, loops, scripts and decision tables read; of checked files only."""
    found = {_ALWAYS}
    for root in diagrams:
        found.update(_of_diagram(root))
    for table in decisions.values():
        found.update(_of_table(table))
    return frozenset(found)


def _of_diagram(root: Element) -> Iterator[str]:
    for name in EXPRESSIONS:
        for element in root.iter(bpmn(name)):
            yield from compile_expression(element.text or "null").names
    for name in _NAMED:
        yield from ((element.text or "").strip() for element in root.iter(bpmn(name)))
    for element in root.iter(bpmn("script")):
        yield from compile_assignments(element.text or "").names
    for element in root.iter(bpmn("userTask"), bpmn("callActivity"), bpmn("subProcess"), bpmn("scriptTask")):
        for script in (*extension_texts(element, "preScript"), *extension_texts(element, "postScript")):
            yield from compile_assignments(script).names
    for element in root.iter(bpmn("userTask")):
        tier = properties(element).get("tier", "")
        if tier.startswith(("=", "${")):
            yield from compile_expression(tier).names


def _of_table(table: DecisionTable) -> Iterator[str]:
    for column in table.inputs:
        yield from column.names
    for rule in table.rules:
        for cell in (*rule.tests, *rule.values):
            if cell is not None:
                yield from cell.names
