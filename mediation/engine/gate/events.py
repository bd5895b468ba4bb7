"""Rules about events: only what the engine really does, timers that say a readable time, references that exist."""

import re
from collections.abc import Mapping

from mediation.engine.durations import instant_of, parse_duration, parse_repetition
from mediation.engine.gate.graph import Node, Scope
from mediation.engine.gate.report import Report, titled
from mediation.engine.xml import Element, is_bpmn, local
from mediation.expressions import ExpressionRefused, compile_expression

_ALLOWED = {
    "startEvent": (),
    "endEvent": ("error", "escalation", "terminate", "message"),
    "intermediateCatchEvent": ("timer", "message", "signal"),
    "intermediateThrowEvent": ("escalation", "message", "signal"),
    "boundaryEvent": ("timer", "error", "escalation", "message", "signal"),
}
_NEEDS_ONE = ("intermediateCatchEvent", "boundaryEvent")
_REFERS = ("message", "signal", "error", "escalation")
_LITERAL = re.compile(r"""\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*""")
_LOOKS_ISO = re.compile(r"\s*(P\w|R\d*/|\d{4}-\d)")
_READERS = {"timeDate": instant_of, "timeDuration": parse_duration, "timeCycle": parse_repetition}


def check_events(scope: Scope, by_id: Mapping[str, Element], report: Report) -> None:
    """All rules of this module for a process and the sub-processes inside it."""
    for inner in scope.every():
        for node in inner.nodes.values():
            if node.kind in _ALLOWED:
                _check_event(node, by_id, report)
            elif node.kind == "eventBasedGateway":
                _check_event_gateway(node, inner, report)


def _check_event(node: Node, by_id: Mapping[str, Element], report: Report) -> None:
    definitions, title = node.definitions(), titled(node.element)
    if len(definitions) > 1:
        report.error("event-single", node.element, f"{title}有几个触发条件", "只留一个")
    if node.kind in _NEEDS_ONE and not definitions:
        report.error("event-kind", node.element, f"{title}没有触发条件", "设成计时器或消息事件")
    for definition in definitions:
        kind = local(definition).removesuffix("EventDefinition")
        if kind not in _ALLOWED[node.kind]:
            report.error("event-kind", node.element, f"{title}不能是这一类事件({kind})", "换成支持的事件")
        elif kind == "timer":
            _check_timer(node, definition, report)
        elif kind in _REFERS:
            _check_reference(node, definition, kind, by_id, report)
    if node.kind == "boundaryEvent" and node.element.get("cancelActivity") == "false" and not node.defines("timer"):
        message = f"不中断的边界事件{title}只会响应一次"
        report.error("boundary-once", node.element, message, "改为中断;可重复的事情用案件事件另起流程")


def _check_reference(node: Node, definition: Element, kind: str, by_id: Mapping[str, Element], report: Report) -> None:
    reference = definition.get(f"{kind}Ref")
    if reference is None and kind in ("error", "escalation") and node.kind == "boundaryEvent":
        return
    target = by_id.get(reference or "")
    if target is None or not is_bpmn(target) or local(target) != kind:
        report.error("event-reference", node.element, f"{titled(node.element)}指向的{kind}不存在", "在属性栏重新选择")
    elif not target.get("name") and kind in ("message", "signal"):
        report.error("event-reference", target, f"{kind} {reference} 没有名称", "填写名称")


def _check_timer(node: Node, definition: Element, report: Report) -> None:
    times = [child for child in definition if is_bpmn(child) and local(child) in _READERS]
    if len(times) != 1 or not (times[0].text or "").strip():
        report.error("timer", node.element, f"计时器{titled(node.element)}没有写时间", "填写日期、时长或重复间隔")
        return
    kind, text = local(times[0]), times[0].text or ""
    if kind == "timeCycle" and not (node.kind == "boundaryEvent" and node.element.get("cancelActivity") == "false"):
        message = f"计时器{titled(node.element)}:重复计时只能用在不中断的边界事件上"
        report.error("timer-cycle", node.element, message, "改成时长,或改为不中断")
    if _LOOKS_ISO.match(text):
        report.error(
            "timer-quotes", node.element, f"计时器的“{text.strip()[:40]}”没有加引号", f'写成 "{text.strip()[:40]}"'
        )
        return
    _check_time(node, kind, text, report)


def _check_time(node: Node, kind: str, text: str, report: Report) -> None:
    try:
        compile_expression(text)
    except ExpressionRefused as error:
        report.error("expression", node.element, f"计时器“{text.strip()[:60]}”:{error}", "改正表达式")
        return
    literal = _LITERAL.fullmatch(text)
    if literal is None:
        return
    try:
        _READERS[kind](literal[1] if literal[1] is not None else literal[2])
    except (ValueError, OverflowError) as error:
        report.error("timer-value", node.element, f"计时器的时间不能用:{error}", '例如 "P30D"、"PT2H"、"R3/P7D"')


def _check_event_gateway(node: Node, scope: Scope, report: Report) -> None:
    targets = [scope.nodes[flow.target] for flow in node.out]
    title = titled(node.element)
    if any(target.kind != "intermediateCatchEvent" or len(target.into) > 1 for target in targets):
        report.error("event-gateway", node.element, f"事件网关{title}后面只能直接接中间事件", "接上计时器或消息事件")
    if len(targets) < 2:
        report.error("event-gateway", node.element, f"事件网关{title}至少要有两个事件", "补上另一个事件")
    if sum(target.defines("timer") for target in targets) > 1:
        report.error("event-gateway-timers", node.element, f"事件网关{title}只能有一个计时器", "合并成一个计时器")
