"""The shipped diagrams, changed: what an office might publish by mistake or in bad faith."""

from collections.abc import Callable
from pathlib import Path

from lxml import etree

from mediation.config import shipped
from mediation.law.codes import TASKS

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
Element = etree._Element
Change = Callable[[Element], None]


def folder_of(place: Path, changes: dict[str, Change]) -> Path:
    """A copy of the shipped diagrams, some of them changed; `changes` go by file name without `.bpmn`."""
    place.mkdir(parents=True)
    for file in sorted(shipped("bpmn").glob("*.bpmn")):
        root = etree.fromstring(file.read_bytes())
        if file.stem in changes:
            changes[file.stem](root)
        (place / file.name).write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    return place


def find(root: Element, element_id: str) -> Element:
    """An element by its id."""
    return next(one for one in root.iter(etree.Element) if one.get("id") == element_id)


def turn(root: Element, flow_id: str, target: str) -> None:
    """Let a sequence flow lead somewhere else."""
    flow = find(root, flow_id)
    _unname(find(root, flow.get("targetRef")), "incoming", flow_id)
    flow.set("targetRef", target)
    _name(find(root, target), "incoming", flow_id)


def bend(root: Element, flow_id: str, target: str) -> None:
    """Let a flow lead somewhere else, and keep the old way for a case that never is: the gate wants all reachable."""
    flow, before = find(root, flow_id), find(root, flow_id).get("targetRef")
    fork = f"{flow_id}_bent"
    gateway = etree.SubElement(flow.getparent(), f"{BPMN}exclusiveGateway", id=fork, name="?")
    turn(root, flow_id, fork)
    lead(root, fork, target)
    lead(root, fork, before, 'tier = "nowhere"')
    gateway.set("default", f"{fork}_to_{target}")


def lead(root: Element, source: str, target: str, condition: str = "") -> None:
    """Add a sequence flow."""
    flow_id = f"{source}_to_{target}"
    process = find(root, source).getparent()
    flow = etree.SubElement(process, f"{BPMN}sequenceFlow", id=flow_id, sourceRef=source, targetRef=target)
    if condition:
        said = etree.SubElement(flow, f"{BPMN}conditionExpression")
        said.set(f"{XSI}type", "bpmn:tFormalExpression")
        said.text = condition
    _name(find(root, target), "incoming", flow_id)
    _name(find(root, source), "outgoing", flow_id)


def drop(root: Element, *element_ids: str) -> None:
    """Remove elements, the flows that touch them, and what names those."""
    gone = set(element_ids)
    flows = [one for one in root.iter(f"{BPMN}sequenceFlow") if {one.get("sourceRef"), one.get("targetRef")} & gone]
    for flow in flows:
        for end, kind in ((flow.get("sourceRef"), "outgoing"), (flow.get("targetRef"), "incoming")):
            _unname(find(root, end), kind, flow.get("id"))
        gone.add(flow.get("id"))
    shown = [one for one in root.iter(etree.Element) if one.get("id") in gone or one.get("bpmnElement") in gone]
    for one in shown:
        one.getparent().remove(one)
    for reference in [one for one in root.iter(f"{BPMN}flowNodeRef") if one.text in gone]:
        reference.getparent().remove(reference)


def _name(node: Element, kind: str, flow_id: str) -> None:
    reference = etree.Element(f"{BPMN}{kind}")
    reference.text = flow_id
    before = [one for one in node if etree.QName(one).localname in ("extensionElements", "incoming", "outgoing")]
    node.insert(node.index(before[-1]) + 1 if before else 0, reference)


def _unname(node: Element, kind: str, flow_id: str) -> None:
    for reference in [one for one in node.iter(f"{BPMN}{kind}") if one.text == flow_id]:
        node.remove(reference)


def boundary_timer(root: Element, activity: str, element_id: str, duration: str, target: str) -> None:
    """Hang an interrupting timer on an activity."""
    process = find(root, activity).getparent()
    event = etree.SubElement(process, f"{BPMN}boundaryEvent", id=element_id, name="期限", attachedToRef=activity)
    _timer(event, "timeDuration", duration)
    lead(root, element_id, target)


def with_deadline(duration: str = '"P3D"') -> dict[str, Change]:
    """The shipped method with an interrupting deadline on the whole talk."""
    return {"mediation_case": lambda root: boundary_timer(root, "Mediation", "Deadline", duration, "After_talk")}


def pause(root: Element, flow_id: str, element_id: str, duration: str) -> None:
    """Put a waiting time into a sequence flow."""
    process, target = find(root, flow_id).getparent(), find(root, flow_id).get("targetRef")
    event = etree.SubElement(process, f"{BPMN}intermediateCatchEvent", id=element_id, name="等一等")
    _timer(event, "timeDuration", duration)
    turn(root, flow_id, element_id)
    lead(root, element_id, target)


def remind(root: Element, activity: str, element_id: str, cycle: str) -> None:
    """Hang a timer on an activity that comes again and again and stops nothing."""
    process = find(root, activity).getparent()
    event = etree.SubElement(process, f"{BPMN}boundaryEvent", id=element_id, name="提醒", attachedToRef=activity)
    event.set("cancelActivity", "false")
    _timer(event, "timeCycle", cycle)
    etree.SubElement(process, f"{BPMN}endEvent", id=f"{element_id}_sent", name="已提醒")
    lead(root, element_id, f"{element_id}_sent")


def _timer(event: Element, kind: str, expression: str) -> None:
    timer = etree.SubElement(event, f"{BPMN}timerEventDefinition", id=f"{event.get('id')}_time")
    said = etree.SubElement(timer, f"{BPMN}{kind}")
    said.set(f"{XSI}type", "bpmn:tFormalExpression")
    said.text = expression


def with_pause(duration: str) -> dict[str, Change]:
    """The shipped method with a pause between registration and screening."""
    return {"mediation_case": lambda root: pause(root, "T_register_to_T_screen", "Pause", duration)}


def with_reminders(cycle: str) -> dict[str, Change]:
    """The shipped method with reminders for as long as the talk lasts."""
    return {"mediation_case": lambda root: remind(root, "Mediation", "Reminder", cycle)}


def everything_open(place: Path) -> Path:
    """A model in bad faith: once a case is registered, every task of the method is open at once, again and again."""
    place.mkdir(parents=True)
    known = [task for task in TASKS if task != "T_register"]
    nodes = ['<bpmn:startEvent id="told" name="来说事"/>', _task("T_register"), '<bpmn:parallelGateway id="all"/>']
    flows = [("told", "T_register", ""), ("T_register", "all", "")]
    for task in known:
        again, over = f"{task}_again", f"{task}_over"
        nodes += [f'<bpmn:exclusiveGateway id="{again}" default="{again}_to_{task}"/>', _task(task)]
        nodes.append(f'<bpmn:endEvent id="{over}" name="完"/>')
        flows += [("all", task, ""), (task, again, ""), (again, task, ""), (again, over, "rounds = 999")]
    body = "".join([*nodes, *(_flow(*flow) for flow in flows)])
    text = _FRAME.format(BPMN[1:-1], f'<bpmn:process id="mediation_case" isExecutable="true">{body}</bpmn:process>')
    (place / "mediation_case.bpmn").write_text(text, "utf-8")
    return place


_FRAME = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="{}" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Definitions" targetNamespace="http://x">'
    "{}</bpmn:definitions>"
)


def _task(task: str) -> str:
    return f'<bpmn:userTask id="{task}" name="{task}"/>'


def _flow(source: str, target: str, condition: str) -> str:
    inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    said = inner if condition else ""
    ends = f'id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {ends}>{said}</bpmn:sequenceFlow>"


def spin(root: Element, flow_id: str = "T_screen_to_how_screened") -> None:
    """Wait for an instant long past, again and again: a loop that no reader of diagrams can see."""
    process, before = find(root, flow_id).getparent(), find(root, flow_id).get("targetRef")
    etree.SubElement(process, f"{BPMN}exclusiveGateway", id="round", name="?").set("default", "round_to_past")
    past = etree.SubElement(process, f"{BPMN}intermediateCatchEvent", id="past", name="早已到期")
    _timer(past, "timeDate", '"2000-01-01T00:00:00+08:00"')
    turn(root, flow_id, "round")
    for source, target, condition in (("round", "past", ""), ("past", "round", ""), ("round", before, 'tier = "no"')):
        lead(root, source, target, condition)


def spin_later(root: Element) -> None:
    """Registered, a minute passes, and then the loop."""
    pause(root, "T_register_to_T_screen", "Pause", '"PT1M"')
    spin(root, "Pause_to_T_screen")


def wait_for_ever(root: Element) -> None:
    """After the screening, wait for a message that nobody can send."""
    process = find(root, "T_screen").getparent()
    root.append(etree.Element(f"{BPMN}message", id="Message_never", name="never"))
    event = etree.SubElement(process, f"{BPMN}intermediateCatchEvent", id="silence", name="等")
    etree.SubElement(event, f"{BPMN}messageEventDefinition", id="silence_message", messageRef="Message_never")
    before = find(root, "T_screen_to_how_screened").get("targetRef")
    turn(root, "T_screen_to_how_screened", "silence")
    lead(root, "silence", before)


def ask_the_unknown(root: Element) -> None:
    """After the screening, decide by something nobody knows."""
    find(root, "how_screened_to_T_reject_notice")[0].text = "weather.today = 1"
