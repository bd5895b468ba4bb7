"""Use case: an administrator begins a new diagram in a draft: a beginning and an end, under an id of its own."""

from string import Template
from xml.sax.saxutils import quoteattr

from mediation.case.step import Actor
from mediation.services.begin_file import begin_file
from mediation.services.office import Office

_NEW = Template("""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="Definitions_$id" \
targetNamespace="https://rangyirang/bpmn">
  <bpmn:process id="$id" name=$title isExecutable="true">
    <bpmn:startEvent id="${id}_begins" name="开始"><bpmn:outgoing>${id}_on</bpmn:outgoing></bpmn:startEvent>
    <bpmn:endEvent id="${id}_over" name="结束"><bpmn:incoming>${id}_on</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="${id}_on" sourceRef="${id}_begins" targetRef="${id}_over" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_$id"><bpmndi:BPMNPlane id="Plane_$id" bpmnElement="$id">
    <bpmndi:BPMNShape id="${id}_begins_di" bpmnElement="${id}_begins">\
<dc:Bounds x="200" y="200" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="${id}_over_di" bpmnElement="${id}_over">\
<dc:Bounds x="420" y="200" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="${id}_on_di" bpmnElement="${id}_on">\
<di:waypoint x="236" y="218" /><di:waypoint x="420" y="218" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
""")


def begin_drawing(office: Office, actor: Actor, draft: int, title: str) -> str:
    """Put a new diagram into a draft; gives its file's name.

    Raises:
        NotAllowed: not the system administrator.
        NotFound, ActRefused, EditClash.
    """
    return begin_file(office, actor, draft, title, ("图", ".bpmn"), _drawing)


def _drawing(own: str, title: str) -> bytes:
    return _NEW.substitute(id=own, title=quoteattr(title)).encode()
