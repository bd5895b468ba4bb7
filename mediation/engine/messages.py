"""Messages from outside: BPMN messages by name, with variables."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.util import BpmnEvent

from mediation.engine.specs import CaseMessage
from mediation.engine.workflow import CaseWorkflow


def message_event(name: str, variables: Mapping[str, Any]) -> BpmnEvent:
    """A message on its way into a case."""
    return BpmnEvent(CaseMessage(name), payload=dict(variables))


def catches(run: CaseWorkflow, event: BpmnEvent) -> bool:
    """Whether anything in a run waits for this message."""
    return any(task.task_spec.catches(task, event) for task in run.event_manager.tasks.values())
