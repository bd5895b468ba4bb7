"""Rules about variables: what a condition, a timer or a table asks for must be given by somebody.

A slip of the pen here would be an incident at the first case that comes along.
"""

from collections.abc import Iterable, Iterator, Mapping

from mediation.engine.asked import EXPRESSIONS
from mediation.engine.decisions import DecisionTable
from mediation.engine.gate.report import Report, titled
from mediation.engine.xml import Element, bpmn, called_decision, extension_texts
from mediation.expressions import compile_assignments, compile_expression

_REMEDY = "检查有没有写错;要问的事先在表单里加一个选择题(公开或案情级别)"


def check_names(
    roots: Mapping[str, Element],
    tables: Iterable[tuple[str, DecisionTable]],
    given: frozenset[str],
    reports: Mapping[str, Report],
) -> None:
    """Report names in gateways, timers, loops and tables that no form, no fact, no script and no table gives."""
    tables = list(tables)
    known = given | _computed(roots.values()) | {name for _, table in tables for name in table.outputs}
    for file, root in roots.items():
        for element in root.iter(*(bpmn(name) for name in EXPRESSIONS)):
            _check(element, compile_expression(element.text or "null").names, known, reports[file])
    asked = {called_decision(element) for root in roots.values() for element in root.iter(bpmn("businessRuleTask"))}
    for file, table in tables:
        if table.decision_id not in asked:
            continue  # nobody's diagram: the office asks it for a suggestion, with names of its own
        for name in sorted({name for column in table.inputs for name in column.names} - known):
            message = f"决策表“{table.name}”用到的“{name}”没有人填,也算不出来"
            reports[file].error("unknown-name", None, message, _REMEDY)


def _check(element: Element, names: Iterable[str], known: frozenset[str], report: Report) -> None:
    owner = element.getparent()
    while owner.get("id") is None or owner.tag.endswith("EventDefinition"):
        owner = owner.getparent()
    for name in sorted(set(names) - known):
        message = f"{titled(owner)}用到的“{name}”没有人填,也算不出来"
        report.error("unknown-name", element, message, _REMEDY)


def _computed(roots: Iterable[Element]) -> frozenset[str]:
    return frozenset(name for root in roots for name in _computed_in(root))


def _computed_in(root: Element) -> Iterator[str]:
    scripts = [element.text or "" for element in root.iter(bpmn("script"))]
    for element in root.iter(bpmn("userTask"), bpmn("callActivity"), bpmn("subProcess"), bpmn("scriptTask")):
        scripts += [*extension_texts(element, "preScript"), *extension_texts(element, "postScript")]
    for script in filter(str.strip, scripts):
        yield from compile_assignments(script).targets
    for name in ("inputDataItem", "outputDataItem"):
        for element in root.iter(bpmn(name)):
            yield str(element.get("name") or element.get("id"))
    for element in root.iter(bpmn("loopDataOutputRef")):
        yield (element.text or "").strip()
