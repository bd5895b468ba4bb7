"""Rules about what nodes do: scripts, called processes, decisions, forms, loops and instances."""

from collections.abc import Callable
from typing import Any, NamedTuple

from mediation.engine.gate.graph import Node, Scope
from mediation.engine.gate.report import Report, titled
from mediation.engine.xml import Element, bpmn, called_decision, extension_texts, properties
from mediation.expressions import ExpressionRefused, compile_assignments, compile_expression

MAX_INSTANCES = 200


class Known(NamedTuple):
    """What the bundle holds: processes, decisions and forms by id; None where forms are not to be checked."""

    processes: frozenset[str]
    decisions: frozenset[str]
    forms: frozenset[str] | None


def check_tasks(scope: Scope, known: Known, report: Report) -> None:
    """All rules of this module for a process and the sub-processes inside it."""
    for inner in scope.every():
        for node in inner.nodes.values():
            _check_scripts(node, report)
            _check_loops(node, report)
            if check := _CHECKS.get(node.kind):
                check(node, known, report)


def _compiles(what: str, text: str, compile_text: Callable[[str], Any], element: Element, report: Report) -> None:
    try:
        compile_text(text)
    except ExpressionRefused as error:
        report.error("expression", element, f"{titled(element)}的{what}“{text.strip()[:60]}”:{error}", f"改正{what}")


def _check_scripts(node: Node, report: Report) -> None:
    for name in ("preScript", "postScript"):
        for text in extension_texts(node.element, name):
            if node.kind in ("scriptTask", *_EVENTS_AND_GATEWAYS):
                report.error("script-place", node.element, f"{titled(node.element)}的 {name} 不起作用", "改用脚本任务")
            _compiles("脚本", text, compile_assignments, node.element, report)


_EVENTS_AND_GATEWAYS = (
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway",
)  # fmt: skip


def _check_script_task(node: Node, known: Known, report: Report) -> None:
    _compiles("脚本", node.element.findtext(bpmn("script")) or "", compile_assignments, node.element, report)


def _check_call(node: Node, known: Known, report: Report) -> None:
    called = node.element.get("calledElement")
    if called not in known.processes:
        message = f"{titled(node.element)}调用的流程 {called or '(未填)'} 不存在"
        report.error("called-process", node.element, message, "选择一个已有的流程")


def _check_decision(node: Node, known: Known, report: Report) -> None:
    decision = called_decision(node.element)
    if decision not in known.decisions:
        message = f"{titled(node.element)}用到的决策 {decision or '(未填)'} 不存在"
        report.error("decision", node.element, message, "选择一个已有的决策表")


def _check_user_task(node: Node, known: Known, report: Report) -> None:
    said = properties(node.element)
    form = said.get("form") or said.get("formKey") or node.id
    if known.forms is not None and form not in known.forms:
        report.error("form", node.element, f"{titled(node.element)}的表单 {form} 不存在", "建立这个表单,或改表单名")
    if said.get("tier", "").startswith(("=", "${", "#{")):
        _compiles("层级", said["tier"], compile_expression, node.element, report)


def _check_subprocess(node: Node, known: Known, report: Report) -> None:
    if node.element.get("triggeredByEvent") == "true":
        message = f"事件子流程{titled(node.element)}在引擎里不可靠"
        report.error("event-subprocess", node.element, message, "改用边界事件")


_CHECKS: dict[str, Callable[[Node, Known, Report], None]] = {
    "scriptTask": _check_script_task,
    "callActivity": _check_call,
    "businessRuleTask": _check_decision,
    "userTask": _check_user_task,
    "subProcess": _check_subprocess,
}


def _check_loops(node: Node, report: Report) -> None:
    loops = node.element.findall(bpmn("standardLoopCharacteristics"))
    instances = node.element.findall(bpmn("multiInstanceLoopCharacteristics"))
    if len(loops) + len(instances) > 1:
        report.error("loop", node.element, f"{titled(node.element)}有几种循环", "只留一种")
    for loop in loops:
        _check_standard_loop(node, loop, report)
    for instance in instances:
        _check_instances(node, instance, report)


def _check_standard_loop(node: Node, loop: Element, report: Report) -> None:
    maximum, condition = loop.get("loopMaximum"), loop.findtext(bpmn("loopCondition"))
    if not _is_count(maximum):
        message = f"{titled(node.element)}的循环没有上限(1 到 {MAX_INSTANCES})"
        report.error("loop", node.element, message, "填写循环次数上限 loopMaximum")
    if condition is not None:
        _compiles("循环条件", condition, compile_expression, node.element, report)


def _check_instances(node: Node, instances: Element, report: Report) -> None:
    cardinality = instances.findtext(bpmn("loopCardinality"))
    collection = instances.findtext(bpmn("loopDataInputRef"))
    if (cardinality is None) == (collection is None):
        remedy = "填写次数 loopCardinality 或列表变量 loopDataInputRef 中的一个"
        report.error("multi-instance", node.element, f"{titled(node.element)}的多实例没有写清次数", remedy)
    if cardinality is not None:
        _compiles("次数", cardinality, compile_expression, node.element, report)
        if cardinality.strip().isdigit() and not _is_count(cardinality.strip()):
            report.error("multi-instance", node.element, f"多实例最多 {MAX_INSTANCES} 个", "减少次数")
    for reference in (collection, instances.findtext(bpmn("loopDataOutputRef"))):
        if reference is not None and not reference.isidentifier():
            report.error("multi-instance", node.element, f"{reference[:40]!r} 不是变量名", "填写变量名")
    condition = instances.findtext(bpmn("completionCondition"))
    if condition is not None:
        _compiles("完成条件", condition, compile_expression, node.element, report)


def _is_count(text: str | None) -> bool:
    return text is not None and text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_INSTANCES
