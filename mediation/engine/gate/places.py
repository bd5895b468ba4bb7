"""Which elements may stand where, and which ids they may have. What is not listed is refused."""

import re

from lxml import etree

from mediation.engine.gate.graph import NODES
from mediation.engine.gate.report import Report, titled
from mediation.engine.xml import Element, bpmn, is_bpmn, local

_ANYWHERE = frozenset({"documentation", "extensionElements"})
_DRAWING = frozenset({"laneSet", "textAnnotation", "association", "group", "dataObject", "dataObjectReference"})
_SCOPE = NODES | _DRAWING | {"sequenceFlow"}
_LOOPS = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})
_NODE = frozenset({"incoming", "outgoing"})
_EVENT = _NODE | frozenset(
    f"{kind}EventDefinition" for kind in ("timer", "message", "signal", "error", "escalation", "terminate")
)
_TIMES = frozenset({"timeDate", "timeDuration", "timeCycle"})

_INSIDE: dict[str, frozenset[str]] = {
    "definitions": frozenset({"process", "collaboration", "message", "signal", "error", "escalation", "category"}),
    "process": _SCOPE,
    "subProcess": _SCOPE | _NODE | _LOOPS,
    "laneSet": frozenset({"lane"}),
    "childLaneSet": frozenset({"lane"}),
    "lane": frozenset({"flowNodeRef", "childLaneSet"}),
    "sequenceFlow": frozenset({"conditionExpression"}),
    "textAnnotation": frozenset({"text"}),
    "category": frozenset({"categoryValue"}),
    "collaboration": frozenset({"participant", "messageFlow", "textAnnotation", "association", "group"}),
    "userTask": _NODE | _LOOPS,
    "manualTask": _NODE | _LOOPS,
    "callActivity": _NODE | _LOOPS,
    "scriptTask": _NODE | {"script"},
    "businessRuleTask": _NODE,
    "exclusiveGateway": _NODE,
    "inclusiveGateway": _NODE,
    "parallelGateway": _NODE,
    "eventBasedGateway": _NODE,
    "startEvent": _EVENT,
    "endEvent": _EVENT,
    "intermediateCatchEvent": _EVENT,
    "intermediateThrowEvent": _EVENT,
    "boundaryEvent": _EVENT,
    "timerEventDefinition": _TIMES,
    "standardLoopCharacteristics": frozenset({"loopCondition"}),
    "multiInstanceLoopCharacteristics": frozenset(
        {"loopCardinality", "completionCondition", "loopDataInputRef", "loopDataOutputRef", "inputDataItem",
         "outputDataItem"}
    ),
}  # fmt: skip

_WHY = {
    "task": ("没有类型的任务不会有人办理", "改成用户任务"),
    "serviceTask": ("流程不能调用外部服务", "改成用户任务或脚本任务"),
    "sendTask": ("发送任务不起作用", "改成用户任务"),
    "receiveTask": ("接收任务会悄悄跳过", "改用中间消息事件"),
    "complexGateway": ("引擎不支持复杂网关", "改用排他或并行网关"),
    "adHocSubProcess": ("即席子流程不能用", "改成普通子流程"),
    "transaction": ("事务子流程的补偿不起作用", "改成普通子流程"),
    "dataInputAssociation": ("数据对象的连线不起作用", "删去连线,用变量传递"),
    "dataOutputAssociation": ("数据对象的连线不起作用", "删去连线,用变量传递"),
    "ioSpecification": ("输入输出映射不起作用", "删去映射,变量会自动传递"),
    "conditionalEventDefinition": ("条件事件不可靠", "改用网关或计时器"),
    "linkEventDefinition": ("链接事件不起作用", "直接画连线"),
    "compensateEventDefinition": ("补偿不起作用", "改用网关画出要做的事"),
    "cancelEventDefinition": ("取消事件不起作用", "改用错误或升级事件"),
    "dataStore": ("没有数据存储", "删去数据存储"),
    "dataStoreReference": ("没有数据存储", "删去数据存储"),
}

_RESERVED = re.compile(r"(?i:start|end|root|starteventsplit|starteventjoin)|_.*__.*")
_ID = re.compile(r"[^\W\d][\w-]{0,99}")


def check_places(root: Element, report: Report) -> None:
    """Elements outside the allow-list, missing, double and reserved ids, drawings that cannot be read."""
    seen: set[str] = set()
    for element in root.iter(etree.Element):
        if not is_bpmn(element):
            continue
        parent = element.getparent()
        if parent is not None:
            _check_place(element, parent, report)
        _check_id(element, seen, report)
    _check_drawing(root, report)


def _check_place(element: Element, parent: Element, report: Report) -> None:
    name, inside = local(element), local(parent)
    if name in _ANYWHERE and is_bpmn(parent):
        return
    if not is_bpmn(parent) or name not in _INSIDE.get(inside, frozenset()):
        message, remedy = _WHY.get(name, (f"这里不能有 {name}", "删去它,或换成支持的元素"))
        report.error("unsupported-element", element, f"{titled(element)}:{message}", remedy)


def _check_id(element: Element, seen: set[str], report: Report) -> None:
    element_id = element.get("id")
    if element_id is None:
        if local(element) in NODES | {"process", "sequenceFlow"}:
            report.error("missing-id", element, f"{titled(element)}没有编号(id)", "在属性栏填写编号")
        return
    if element_id in seen:
        report.error("duplicate-id", element, f"编号 {element_id[:60]} 用了两次", "给其中一个改编号")
    seen.add(element_id)
    if local(element) not in NODES | {"process"}:
        return
    if not _ID.fullmatch(element_id) or _RESERVED.fullmatch(element_id):
        remedy = "用字母、汉字、数字、_ 和 - 组成别的编号"
        report.error("reserved-id", element, f"编号 {element_id[:60]} 不能用", remedy)


def _check_drawing(root: Element, report: Report) -> None:
    for bounds in root.iter("{http://www.omg.org/spec/DD/20100524/DC}Bounds"):
        try:
            float(bounds.get("x", "0")), float(bounds.get("y", "0"))
        except ValueError:
            report.error("drawing", bounds, "图形的位置不是数字", "用建模器打开并重新保存")


def check_processes(root: Element, report: Report) -> list[Element]:
    """The processes of a file, those without an id or not meant to run excepted and reported."""
    found = []
    for process in root.iterfind(bpmn("process")):
        if process.get("isExecutable", "true") != "true":
            report.error("not-executable", process, f"流程{titled(process)}没有标为可执行", "勾选“可执行”(executable)")
        elif process.get("id"):
            found.append(process)
    if not found and not report.findings:
        report.error("no-process", root, "文件里没有流程", "画至少一个流程")
    return found
