"""What scenarios reached of the method: nodes of the diagrams, tasks, events, triggers, exits, endings and guards.

Looks at cases as they are played; decides nothing and changes nothing.
"""

from dataclasses import dataclass, field

from mediation.case import facts, outcome
from mediation.case.facts import Case
from mediation.engine.instance import Instance
from mediation.engine.outline import nodes
from mediation.law import codes, events, guards
from mediation.services.office import Office
from mediation.store import cases

HANDOFF_KINDS = ("guide", "transfer", "enforce", "police_feedback", "source_feedback")
# group → what it is called
GROUPS = {
    "nodes": "流程图节点", "tasks": "任务", "events": "案件事件", "triggers": "提级触发", "reasons": "终止原因",
    "exits": "移交引导", "endings": "终局", "guards": "守卫",
}  # fmt: skip


@dataclass(slots=True)
class Reached:
    """What has been reached so far, by group; nodes as `process.element`."""

    found: dict[str, set[str]] = field(default_factory=lambda: {group: set() for group in GROUPS})
    wanted: dict[str, set[str]] = field(default_factory=dict)

    def look(self, office: Office, public_id: str) -> None:
        """Note what a case has come to by now."""
        with office.store.reading() as connection:
            row = cases.find(connection, office.store.vault, public_id)
            if row is None:
                return
            stored = cases.archived(connection, row.id)
        bundle = office.library.models(row.bundle).bundle
        instance = Instance.load(bundle, row.state, lambda: stored)
        for process, marks in instance.elements().items():
            self.found["nodes"] |= {f"{process}.{node}" for state in _COME_TO for node in marks[state]}
        instance.release()
        self.wanted["nodes"] = {f"{one}.{node}" for one in bundle.processes for node in nodes(bundle, one)}
        self._note(facts.load(row.facts))

    def _note(self, case: Case) -> None:
        self.found["tasks"] |= case.done_tasks()
        self.found["events"] |= {event.name for event in case.raised}
        self.found["triggers"] |= {asked.trigger for asked in case.escalations}
        self.found["reasons"] |= {item.reason_code for item in case.terminations}
        self.found["exits"] |= {item.kind for item in case.handoffs}
        self.found["endings"] |= {ending} if (ending := outcome.final_status(case)) else set()

    def refused(self, guard: str) -> None:
        """A guard has spoken."""
        self.found["guards"].add(guard)

    def missing(self) -> dict[str, list[str]]:
        """What nobody reached, by group; only groups that lack something."""
        wanted = {**_EVERYTHING, **self.wanted}
        left = {group: sorted(wanted.get(group, set()) - self.found[group]) for group in GROUPS}
        return {group: names for group, names in left.items() if names}

    def count(self, group: str) -> tuple[int, int]:
        """How much of a group was reached, and how much there is."""
        everything = {**_EVERYTHING, **self.wanted}.get(group, set())
        return len(everything & self.found[group]), len(everything)


# These guards speak of what no shipped form lets anybody enter: what the product works out itself, and fees.
COMPUTED = {"result", "access", "G27"}
# what merely waits for a message or an instant has not come yet
_COME_TO = ("done", "current")
_EVERYTHING: dict[str, set[str]] = {
    "tasks": set(codes.TASKS),
    "events": set(events.EVENTS),
    "triggers": set(codes.TRIGGERS),
    "reasons": set(codes.REASONS),
    "exits": set(HANDOFF_KINDS),
    "endings": set(codes.FINAL_STATUSES),
    "guards": {rule.name for rule in guards.RULES} - COMPUTED,
}
