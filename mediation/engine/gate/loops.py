"""Rules about going round: no loop without a person, a timer or a message in it, no process that calls itself.

A called process counts as a stop only if every way through it stops.
"""

from collections.abc import Iterable, Mapping

from mediation.engine.gate.graph import CALLS, PEOPLE, Node, Scope
from mediation.engine.gate.report import Report, titled

_STOPS = PEOPLE | {"intermediateCatchEvent", "eventBasedGateway"}
_THROWN = ("error", "escalation")


class Passage:
    """What can be gone through without stopping, by process and sub-process id."""

    def __init__(self, scopes: Mapping[str, Scope]) -> None:
        self.scopes = scopes
        self.open = {name: False for name in scopes}
        while [name for name in scopes if self._opens(name)]:
            pass

    def _opens(self, name: str) -> bool:
        """Whether this round found a way through a process that was not known yet."""
        if self.open[name] or not self._has_way(self.scopes[name]):
            return False
        self.open[name] = True
        return True

    def _has_way(self, scope: Scope) -> bool:
        seen: set[str] = set()
        pending = [node for node in scope.nodes.values() if node.kind == "startEvent"]
        while pending:
            node = pending.pop()
            if node.kind == "endEvent":
                return True
            if node.id not in seen:
                seen.add(node.id)
                pending.extend(self.onward(scope, node))
        return False

    def onward(self, scope: Scope, node: Node) -> list[Node]:
        """Where an automatic step from this node may lead; nowhere if it stops."""
        if node.kind in _STOPS:
            return []
        if node.kind in CALLS:
            if not self.open.get(called_by(node), False):
                return []
            thrown = [event for event in node.boundary if event.defines(*_THROWN)]
            return [scope.nodes[flow.target] for flow in node.out] + thrown
        return [scope.nodes[flow.target] for flow in node.out]


def called_by(node: Node) -> str:
    """The process or sub-process that a node runs; empty for others."""
    return (node.element.get("calledElement") or "") if node.kind == "callActivity" else node.id


def check_automatic_loops(scope: Scope, passage: Passage, report: Report) -> None:
    """Report one node of each loop in which nothing ever stops."""
    for inner in scope.every():
        done: set[str] = set()
        for node in inner.nodes.values():
            found = _looping(inner, node, passage, done)
            if found is not None:
                message = f"从{titled(found.element)}出发会不停地自动循环"
                report.error("automatic-loop", found.element, message, "在循环里放一个用户任务或计时器")
                break


def _looping(scope: Scope, first: Node, passage: Passage, done: set[str]) -> Node | None:
    """Depth-first search for a way back; `done` holds what is known to be free of loops."""
    trail: list[tuple[Node, Iterable[Node]]] = [(first, iter(passage.onward(scope, first)))]
    on_trail = {first.id}
    while trail:
        node, onward = trail[-1]
        after = next(iter(onward), None)
        if after is None:
            trail.pop()
            on_trail.discard(node.id)
            done.add(node.id)
        elif after.id in on_trail:
            return after
        elif after.id not in done:
            trail.append((after, iter(passage.onward(scope, after))))
            on_trail.add(after.id)
    return None


def check_recursion(processes: Mapping[str, tuple[Scope, Report]]) -> None:
    """Report calls by which a process comes to call itself."""
    calls = {
        name: {called_by(n) for inner in scope.every() for n in inner.nodes.values() if n.kind == "callActivity"}
        for name, (scope, _) in processes.items()
    }
    for name, (scope, report) in processes.items():
        if name in _reached(calls, name):
            message = f"流程{titled(scope.element)}会调用到自己"
            report.error("recursion", scope.element, message, "去掉绕回来的调用")


def _reached(calls: Mapping[str, set[str]], name: str) -> set[str]:
    found: set[str] = set()
    pending = list(calls[name])
    while pending:
        called = pending.pop()
        if called not in found:
            found.add(called)
            pending.extend(calls.get(called, ()))
    return found
