"""A process as nodes and flows, read from BPMN without judging it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mediation.engine.xml import Element, bpmn, is_bpmn, local

PEOPLE = frozenset({"userTask", "manualTask"})
CALLS = frozenset({"callActivity", "subProcess"})
AUTOMATIC = frozenset({"scriptTask", "businessRuleTask"})
ACTIVITIES = PEOPLE | CALLS | AUTOMATIC
CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway"})
GATEWAYS = CHOICES | {"parallelGateway", "eventBasedGateway"}
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass
class Flow:
    """A sequence flow; `condition` is its expression's text, None without one."""

    element: Element
    source: str
    target: str
    condition: str | None


@dataclass
class Node:
    """A flow node with its flows and the boundary events attached to it."""

    element: Element
    kind: str
    out: list[Flow] = field(default_factory=list)
    into: list[Flow] = field(default_factory=list)
    boundary: list["Node"] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.element.get("id"))

    def definitions(self) -> list[Element]:
        """The event definitions of an event."""
        return [child for child in self.element if is_bpmn(child) and local(child).endswith("EventDefinition")]

    def defines(self, *kinds: str) -> bool:
        """Whether an event is of one of these kinds (`timer`, `message`, …)."""
        return any(local(one) == f"{kind}EventDefinition" for one in self.definitions() for kind in kinds)


@dataclass
class Scope:
    """A process or an embedded sub-process: its nodes by id, its flows, the sub-processes inside."""

    element: Element
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    inner: list["Scope"] = field(default_factory=list)

    def every(self) -> Iterator["Scope"]:
        """This scope and all inside it."""
        yield self
        for scope in self.inner:
            yield from scope.every()

    def next_of(self, node: Node) -> list[Node]:
        """Where control may go from a node, its boundary events included."""
        return [self.nodes[flow.target] for flow in node.out if flow.target in self.nodes] + node.boundary


def read_scope(element: Element) -> Scope:
    """The graph of a process or sub-process; elements without an id are left out."""
    scope = Scope(element)
    for child in element:
        if not is_bpmn(child) or child.get("id") is None:
            continue
        if local(child) in NODES:
            scope.nodes[str(child.get("id"))] = Node(child, local(child))
            if local(child) == "subProcess":
                scope.inner.append(read_scope(child))
        elif local(child) == "sequenceFlow":
            scope.flows.append(_flow(child))
    _connect(scope)
    return scope


def _flow(element: Element) -> Flow:
    condition = element.find(bpmn("conditionExpression"))
    text = None if condition is None else condition.text or ""
    return Flow(element, element.get("sourceRef") or "", element.get("targetRef") or "", text)


def _connect(scope: Scope) -> None:
    for flow in scope.flows:
        if flow.source in scope.nodes and flow.target in scope.nodes:
            scope.nodes[flow.source].out.append(flow)
            scope.nodes[flow.target].into.append(flow)
    for node in scope.nodes.values():
        host = scope.nodes.get(node.element.get("attachedToRef") or "")
        if node.kind == "boundaryEvent" and host is not None:
            host.boundary.append(node)
