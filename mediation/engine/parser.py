"""SpiffWorkflow's BPMN parser with our nodes and our events in place of its own."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EventBasedGatewayParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
)
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent
from SpiffWorkflow.spiff.parser.task_spec import (
    CallActivityParser,
    ScriptTaskParser,
    SpiffTaskParser,
    SubWorkflowParser,
    UserTaskParser,
)
from SpiffWorkflow.spiff.specs.defaults import ManualTask, ScriptTask, SubWorkflowTask, UserTask

from mediation.engine import specs
from mediation.engine.cleaning import clean
from mediation.engine.decisions import DecisionTable
from mediation.engine.joins import CaseInclusiveGateway, CaseParallelGateway, CaseProcessSpec
from mediation.engine.timers import CycleTimer, DateTimer, DurationTimer
from mediation.engine.xml import CAMUNDA, Element, called_decision, local

_TIMERS = {"timeDate": DateTimer, "timeDuration": DurationTimer, "timeCycle": CycleTimer}


class _Loops:
    STANDARD_LOOP_CLASS = specs.CaseLoop
    PARALLEL_MI_CLASS = specs.CaseParallelInstances
    SEQUENTIAL_MI_CLASS = specs.CaseSequentialInstances


class _ManualTaskParser(_Loops, SpiffTaskParser):
    pass


class _UserTaskParser(_Loops, UserTaskParser):
    pass


class _ScriptTaskParser(_Loops, ScriptTaskParser):
    pass


class _CallActivityParser(_Loops, CallActivityParser):
    pass


class _SubProcessParser(_Loops, SubWorkflowParser):
    pass


class _DecisionTaskParser(_Loops, SpiffTaskParser):
    def create_task(self) -> Any:
        extensions = self.parse_extensions()
        return specs.DecisionTask(
            self.spec,
            self.bpmn_id,
            self.process_parser.parser.decisions[called_decision(self.node)],
            self.node.get(f"{{{CAMUNDA}}}resultVariable"),
            prescript=extensions.get("preScript"),
            postscript=extensions.get("postScript"),
            **self.bpmn_attributes,
        )


class _OurEvents:
    """Our timer and message definitions in the place of upstream's."""

    def parse_timer_event(self, event: Any) -> Any:
        when = next(child for child in event if local(child) in _TIMERS)
        return _TIMERS[local(when)](event.getparent().get("id"), when.text)

    def parse_message_event(self, message_event: Any) -> specs.CaseMessage:
        messages = self.process_parser.parser.messages  # type: ignore[attr-defined]
        return specs.CaseMessage(messages[message_event.get("messageRef")])


class _BoundaryParser(_OurEvents, BoundaryEventParser):
    pass


class _CatchParser(_OurEvents, IntermediateCatchEventParser):
    pass


class _ThrowParser(_OurEvents, IntermediateThrowEventParser):
    pass


class _ProcessParser(ProcessParser):
    def create_spec(self) -> CaseProcessSpec:
        return CaseProcessSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)


class CaseParser(BpmnParser):
    """Parses checked models; hand it trees that were read by our own hardened reader."""

    OVERRIDE_PARSER_CLASSES = {
        full_tag("userTask"): (_UserTaskParser, UserTask),
        full_tag("manualTask"): (_ManualTaskParser, ManualTask),
        full_tag("scriptTask"): (_ScriptTaskParser, ScriptTask),
        full_tag("subProcess"): (_SubProcessParser, SubWorkflowTask),
        full_tag("callActivity"): (_CallActivityParser, specs.CaseCallActivity),
        full_tag("businessRuleTask"): (_DecisionTaskParser, specs.DecisionTask),
        full_tag("boundaryEvent"): (_BoundaryParser, specs.CaseBoundaryEvent),
        full_tag("intermediateCatchEvent"): (_CatchParser, specs.CaseCatchEvent),
        full_tag("intermediateThrowEvent"): (_ThrowParser, IntermediateThrowEvent),
        full_tag("eventBasedGateway"): (EventBasedGatewayParser, specs.CaseEventGateway),
        full_tag("exclusiveGateway"): (ConditionalGatewayParser, specs.CaseExclusiveGateway),
        full_tag("parallelGateway"): (GatewayParser, CaseParallelGateway),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, CaseInclusiveGateway),
    }

    PROCESS_PARSER_CLASS = _ProcessParser

    def __init__(self, decisions: Mapping[str, DecisionTable]) -> None:
        super().__init__()
        self.decisions = decisions

    def add_diagram(self, root: Element, file: str) -> None:
        """Take a diagram; changes the tree, dropping what only other tools read."""
        clean(root)
        self.add_bpmn_xml(root, file)

    def all_specs(self) -> dict[str, Any]:
        """Every process and embedded sub-process by its id."""
        found: dict[str, Any] = {}
        while pending := [name for name in self.process_parsers if name not in found]:
            for name in pending:
                found[name] = self.get_spec(name)
        return found
