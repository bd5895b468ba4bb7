"""Where control can come to in a whole bundle: through called processes and back, with some steps taken away.

Over-approximates on purpose: every branch may be taken and every boundary event may happen.
"""

from collections.abc import Collection, Mapping

from mediation.engine.gate.graph import CALLS, Node, Scope
from mediation.engine.gate.loops import called_by

Place = tuple[str, str]
"""A process (or sub-process) and a node in it."""


class Ways:
    """The ways through some processes by id, the sub-processes inside them included."""

    def __init__(self, processes: Mapping[str, Scope]) -> None:
        self.scopes = {str(inner.element.get("id")): inner for scope in processes.values() for inner in scope.every()}
        self._callers: dict[str, list[Place]] = {}
        for name, scope in self.scopes.items():
            for node in scope.nodes.values():
                if node.kind in CALLS:
                    self._callers.setdefault(called_by(node), []).append((name, node.id))

    def node(self, place: Place) -> Node:
        """The node at a place."""
        return self.scopes[place[0]].nodes[place[1]]

    def from_start(self, process: str, without: Collection[str] = (), shut: Collection[Place] = ()) -> set[Place]:
        """Every place reached from the start of a process if the nodes `without` (ids) were not there.

        `shut` are calls that are not entered and not passed.
        """
        passable = self._passable(frozenset(without), frozenset(shut))
        found: set[Place] = set()
        pending = self._starts(process)
        while pending:
            place = pending.pop()
            if place in found or place[1] in without or place in shut:
                continue
            found.add(place)
            pending += self._onward(place, passable)
        return found

    def after(self, place: Place, without: Collection[str] = ()) -> set[Place]:
        """Every place that may come once control is at `place`: onward, and back to whoever called."""
        passable = self._passable(frozenset(without), frozenset())
        found: set[Place] = set()
        pending, running = self._onward(place, passable), {place[0]}
        pending += self._around(place[0], running, passable)
        while pending:
            now = pending.pop()
            if now in found or now[1] in without:
                continue
            found.add(now)
            pending += self._onward(now, passable)
        return found

    def _around(self, process: str, running: set[str], passable: Mapping[str, bool]) -> list[Place]:
        """What follows the calls that a process stands in, however deep: its end, and their boundary events."""
        found: list[Place] = []
        for owner, call in self._callers.get(process, ()):
            node = self.node((owner, call))
            found += [(owner, flow.target) for flow in node.out] + [(owner, event.id) for event in node.boundary]
            if owner not in running:
                running.add(owner)
                found += self._around(owner, running, passable)
        return found

    def _starts(self, process: str) -> list[Place]:
        scope = self.scopes.get(process)
        nodes = scope.nodes.values() if scope is not None else ()
        return [(process, node.id) for node in nodes if node.kind == "startEvent"]

    def _onward(self, place: Place, passable: Mapping[str, bool]) -> list[Place]:
        owner, node = place[0], self.node(place)
        found = [(owner, event.id) for event in node.boundary]
        if node.kind in CALLS:
            found += self._starts(called_by(node))
            if not passable.get(called_by(node), False):
                return found
        return found + [(owner, flow.target) for flow in node.out]

    def _passable(self, without: frozenset[str], shut: frozenset[Place]) -> dict[str, bool]:
        """Which processes can be gone through from start to end."""
        known = dict.fromkeys(self.scopes, False)
        while fresh := [name for name in self.scopes if not known[name] and self._has_way(name, known, without, shut)]:
            known.update(dict.fromkeys(fresh, True))
        return known

    def _has_way(self, name: str, known: Mapping[str, bool], without: frozenset[str], shut: frozenset[Place]) -> bool:
        scope, seen = self.scopes[name], set[str]()
        pending = [node for node in scope.nodes.values() if node.kind == "startEvent"]
        while pending:
            node = pending.pop()
            if node.id in seen or node.id in without or (name, node.id) in shut:
                continue
            if node.kind == "endEvent":
                return True
            seen.add(node.id)
            pending += node.boundary
            if node.kind not in CALLS or known.get(called_by(node), False):
                pending += [scope.nodes[flow.target] for flow in node.out]
        return False
