"""Rules about how nodes are joined: one beginning, an end that can be reached, gateways that always know the way."""

from collections.abc import Callable, Iterable

from mediation.engine.gate.graph import ACTIVITIES, CALLS, CHOICES, PEOPLE, Flow, Node, Scope
from mediation.engine.gate.report import Report, titled
from mediation.engine.xml import local
from mediation.expressions import ExpressionRefused, compile_expression

MAX_NODES, MAX_DEPTH = 250, 5


def check_scope(scope: Scope, report: Report) -> None:
    """All rules of this module for a process and the sub-processes inside it."""
    total = sum(len(inner.nodes) for inner in scope.every())
    if total > MAX_NODES:
        report.error("too-many-nodes", scope.element, f"流程有 {total} 个节点,最多 {MAX_NODES} 个", "拆成几个流程")
        return
    for inner in scope.every():
        _check_ends(inner, report)
        _check_flows(inner, report)
        for node in inner.nodes.values():
            _check_node(node, report)
        _check_reachable(inner, report)


def _check_ends(scope: Scope, report: Report) -> None:
    starts = [node for node in scope.nodes.values() if node.kind == "startEvent"]
    if len(starts) != 1:
        message = f"{titled(scope.element)}有 {len(starts)} 个开始事件,应当正好一个"
        report.error("one-start", scope.element, message, "只留一个开始事件")
    if not any(node.kind == "endEvent" for node in scope.nodes.values()):
        report.error("no-end", scope.element, f"{titled(scope.element)}没有结束事件", "画上结束事件")


def _check_flows(scope: Scope, report: Report) -> None:
    for flow in scope.flows:
        if flow.source not in scope.nodes or flow.target not in scope.nodes:
            message = f"连线 {flow.source[:60] or '?'} → {flow.target[:60] or '?'} 有一头没接上"
            report.error("dangling-flow", flow.element, message, "重新连接或删去这条线")
        elif flow.condition is not None and scope.nodes[flow.source].kind not in CHOICES:
            report.error("ignored-condition", flow.element, "这条线上的条件不起作用", "把条件放到排他网关后面的线上")


def _check_node(node: Node, report: Report) -> None:
    title, kind = titled(node.element), node.kind
    if kind == "boundaryEvent":
        _check_boundary(node, report)
    if kind in ("startEvent", "boundaryEvent") and node.into:
        report.error("incoming", node.element, f"{title}不能有进来的线", "删去进来的线")
    if kind != "endEvent" and not node.out:
        report.error("implicit-end", node.element, f"{title}后面没有连线", "连到下一步或结束事件")
    if kind == "endEvent" and node.out:
        report.error("end-outgoing", node.element, f"结束事件{title}后面还有连线", "删去连线")
    if len(node.out) > 1 and not kind.endswith("Gateway"):
        report.error("implicit-split", node.element, f"{title}有 {len(node.out)} 条出线", "用网关分开")
    if kind in CHOICES:
        _check_choice(node, report)


def _check_boundary(node: Node, report: Report) -> None:
    host = node.element.get("attachedToRef")
    parent = node.element.getparent()
    hosts = {child.get("id"): local(child) for child in parent if isinstance(child.tag, str)}
    if hosts.get(host) not in PEOPLE | CALLS:
        message = f"边界事件{titled(node.element)}没有附在用户任务、子流程或调用活动上"
        report.error("boundary-attached", node.element, message, "把它拖到要监视的活动边上")


def _check_choice(node: Node, report: Report) -> None:
    default = node.element.get("default")
    title = titled(node.element)
    if default is not None and default not in [flow.element.get("id") for flow in node.out]:
        report.error("gateway-default", node.element, f"网关{title}的默认线不存在", "重新指定默认线")
        return
    conditional = [flow for flow in node.out if flow.element.get("id") != default]
    if default is None and (len(node.out) > 1 or any(flow.condition is not None for flow in node.out)):
        message = f"网关{title}没有默认线,条件都不成立时案件会停住"
        report.error("gateway-default", node.element, message, "把其中一条线设为默认")
    if len(node.out) > 1:
        for flow in conditional:
            _check_condition(flow, title, report)


def _check_condition(flow: Flow, title: str, report: Report) -> None:
    if flow.condition is None or not flow.condition.strip():
        report.error("gateway-condition", flow.element, f"网关{title}的这条线没有条件", "填写条件,或设为默认线")
        return
    try:
        compile_expression(flow.condition)
    except ExpressionRefused as error:
        message = f"条件“{flow.condition.strip()[:80]}”:{error}"
        report.error("expression", flow.element, message, '改正条件,例如 outcome = "full"')


def _check_reachable(scope: Scope, report: Report) -> None:
    nodes = scope.nodes.values()
    reached = _closure((n for n in nodes if n.kind == "startEvent"), scope.next_of)
    back: dict[str, list[Node]] = {name: [] for name in scope.nodes}
    for node in nodes:
        for after in scope.next_of(node):
            back[after.id].append(node)
    ending = _closure((n for n in nodes if n.kind == "endEvent"), lambda node: back[node.id])
    for node in nodes:
        if node.id not in reached:
            report.error("unreachable", node.element, f"{titled(node.element)}永远走不到", "连上线或删去")
        elif node.id not in ending and node.kind in ACTIVITIES:
            report.error("cannot-finish", node.element, f"从{titled(node.element)}走不到结束", "连到结束事件")


def _closure(first: Iterable[Node], after: Callable[[Node], Iterable[Node]]) -> set[str]:
    found: set[str] = set()
    pending = list(first)
    while pending:
        node = pending.pop()
        if node.id not in found:
            found.add(node.id)
            pending.extend(after(node))
    return found
