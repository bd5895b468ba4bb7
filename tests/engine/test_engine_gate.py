# ruff: noqa: E501 - a row of the table reads best on its line
"""Hostile and broken models get findings that say where and what to do: quickly, never with a crash."""

import time

import pytest
from engine_diagrams import (
    BPMN,
    boundary,
    call,
    catch,
    decide,
    definitions,
    element,
    end,
    escalation,
    flow,
    gateway,
    message,
    path,
    process,
    script,
    start,
    timer,
    user,
)
from engine_models import FILES

from mediation.engine import ModelFailed, load_bundle
from mediation.engine.lint import check_files
from mediation.engine.xml import MAX_BYTES
from mediation.errors import ModelRefused

INJECTION = "__import__('os').system('touch /tmp/owned')"


def main(*parts, extra=""):
    return definitions(extra, process("mediation_case", *parts))


def around(node, node_id="x", more=""):
    return main(start(), node, end(), path("begin", node_id, "finish"), more)


def loop(inner, kind="multiInstanceLoopCharacteristics", **attributes):
    return element(kind, "loop", inner, **attributes).replace(' id="loop"', "")


def choice(*parts, default="d"):
    return main(start(), gateway("g", default=default), user("u"), end(), end("e2"), path("begin", "g"), *parts,
                flow("g", "e2", flow_id="d"), path("u", "finish"))  # fmt: skip


SIDE = [user("y"), end("e2"), path("y", "e2")]
MESSAGE = '<bpmn:message id="M" name="m"/>'

BROKEN = {
    # XML
    "nothing": (b"", "xml"),
    "not xml": (b"hello", "xml"),
    "cut off": (FILES["mediation_case.bpmn"][:500], "xml"),
    "other root": (b"<html/>", "not-bpmn"),
    "wrong namespace": (b'<definitions xmlns="urn:x"/>', "not-bpmn"),
    "external entity": (b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>', "xml-doctype"),
    "remote dtd": (b'<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd"><d/>', "xml-doctype"),
    "laughs": (b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>', "xml-doctype"),
    "utf-16 dtd": ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY a "x">]><d>&a;</d>'.encode("utf-16"),
                   "xml-doctype"),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><d/>', "xml"),
    "nul": (b"<d>\x00</d>", "xml"),
    "too big": (b"<d>" + b" " * MAX_BYTES + b"</d>", "xml-size"),
    "too deep": (b"<d>" * 400 + b"</d>" * 400, "xml"),
    "too many elements": (f'<bpmn:definitions xmlns:bpmn="{BPMN}">'.encode() + b"<a/>" * 70_000 + b"</bpmn:definitions>",
                          "xml-size"),
    # what may stand where
    "no process": (definitions(), "no-process"),
    "process without id": (definitions(process("p")).replace(b' id="p"', b""), "missing-id"),
    "not executable": (definitions(process("p")).replace(b'"true"', b'"false"'), "not-executable"),
    "plain task": (around(element("task", "x")), "unsupported-element"),
    "service task": (around(element("serviceTask", "x")), "unsupported-element"),
    "send task": (around(element("sendTask", "x")), "unsupported-element"),
    "receive task": (around(element("receiveTask", "x")), "unsupported-element"),
    "complex gateway": (around(element("complexGateway", "x")), "unsupported-element"),
    "ad hoc": (around(element("adHocSubProcess", "x")), "unsupported-element"),
    "transaction": (around(element("transaction", "x")), "unsupported-element"),
    "unknown element": (around(element("fancyTask", "x")), "unsupported-element"),
    "data store": (main(start(), user("x"), end(), path("begin", "x", "finish"), extra='<bpmn:dataStore id="s" name="s"/>'),
                   "unsupported-element"),
    "data association": (around(user("x", '<bpmn:dataInputAssociation id="a"><bpmn:sourceRef>nothing</bpmn:sourceRef>'
                                          "</bpmn:dataInputAssociation>")), "unsupported-element"),
    "process inside an extension": (
        around(user("x", f"<bpmn:extensionElements>{process('hidden', start('h'))}</bpmn:extensionElements>")),
        "unsupported-element"),
    "event subprocess": (main(start(), user("x"), end(), path("begin", "x", "finish"),
                              element("subProcess", "sub", start("s1") + user("s2") + end("s3") + path("s1", "s2", "s3"),
                                      triggeredByEvent="true")), "event-subprocess"),
    "two nodes of one id": (main(start(), user("x"), user("x"), end(), path("begin", "x", "finish")), "duplicate-id"),
    "node without id": (main(start(), user("x"), end(), path("begin", "x", "finish"), "<bpmn:userTask/>"), "missing-id"),
    "a node called End": (around(user("End"), "End"), "reserved-id"),
    "a node called Root": (around(user("Root"), "Root"), "reserved-id"),
    "a dotted id": (around(user("x.EndJoin"), "x.EndJoin"), "reserved-id"),
    "a bracketed id": (around(user("x [child]"), "x [child]"), "reserved-id"),
    "a quoted id": (around(user("x'y"), "x'y"), "reserved-id"),
    "a position that is none": (around(user("x")).replace(
        b"</bpmn:definitions>",
        b'<dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="abc"/></bpmn:definitions>'), "drawing"),
    # the graph
    "no start": (main(user("x"), end(), path("x", "finish")), "one-start"),
    "two starts": (main(start(), start("b2"), user("x"), end(), path("begin", "x", "finish"), path("b2", "x")), "one-start"),
    "no end": (main(start(), user("x"), path("begin", "x", "x")), "no-end"),
    "nowhere to go": (main(start(), user("x"), end(), path("begin", "x")), "implicit-end"),
    "two ways out of a task": (around(user("x"), more=flow("x", "finish", flow_id="second")), "implicit-split"),
    "a line to nothing": (around(user("x"), more=flow("x", "ghost")), "dangling-flow"),
    "a line after the end": (around(user("x"), more=flow("finish", "x")), "end-outgoing"),
    "a line into the start": (around(user("x"), more=flow("x", "begin")), "incoming"),
    "an island": (main(start(), user("x"), end(), path("begin", "x", "finish"), user("y"), path("y", "y")), "unreachable"),
    "a dead end": (main(start(), gateway("g", default="d"), user("y"), user("z"), end(), path("begin", "g"),
                        flow("g", "finish", flow_id="d"), flow("g", "y", "a = 1"), path("y", "z", "y")), "cannot-finish"),
    "no default": (choice(flow("g", "u", "a = 1"), default=None), "gateway-default"),
    "a default that is not there": (choice(flow("g", "u", "a = 1"), default="zz"), "gateway-default"),
    "no condition": (choice(flow("g", "u")), "gateway-condition"),
    "an empty condition": (choice(flow("g", "u", " ")), "gateway-condition"),
    "a condition on a task": (main(start(), user("x"), end(), flow("begin", "x"), flow("x", "finish", "a = 1")),
                              "ignored-condition"),
    "an automatic loop": (main(start(), script("x", "a = 1"), gateway("g", default="d"), end(), path("begin", "x", "g"),
                               flow("g", "finish", flow_id="d"), flow("g", "x", "a = 1")), "automatic-loop"),
    "a loop of gateways": (main(start(), gateway("m"), gateway("g", default="d"), end(), path("begin", "m", "g"),
                                flow("g", "finish", flow_id="d"), flow("g", "m", "a = 1")), "automatic-loop"),
    "a loop through a call that does not stop": (
        definitions(process("mediation_case", start(), call("x", "auto"), gateway("g", default="d"), end(),
                            path("begin", "x", "g"), flow("g", "finish", flow_id="d"), flow("g", "x", "a = 1")),
                    process("auto", start("ab"), script("as", "b = 1"), end("ae"), path("ab", "as", "ae"))),
        "automatic-loop"),
    "a loop through a thrown error": (
        definitions(
            '<bpmn:error id="E" errorCode="e" name="e"/>',
            process("mediation_case", start(), call("x", "auto"),
                    boundary("b", "x", '<bpmn:errorEventDefinition errorRef="E"/>'), end(), path("begin", "x", "finish"),
                    flow("b", "x")),
            process("auto", start("ab"), end("ae", '<bpmn:errorEventDefinition errorRef="E"/>'), path("ab", "ae"))),
        "automatic-loop"),
    "too many nodes": (main(start(), *[user(f"u{n}") for n in range(260)], end(),
                            path("begin", *[f"u{n}" for n in range(260)], "finish")), "too-many-nodes"),
    "a boundary on nothing": (around(user("x"), more=boundary("b", "ghost", timer("timeDuration", '"P1D"'))
                                     + flow("b", "finish")), "boundary-attached"),
    "a boundary on a script": (around(script("x", "a = 1"), more=boundary("b", "x", timer("timeDuration", '"P1D"'))
                                      + flow("b", "finish")), "boundary-attached"),
    # calls and references
    "a call of itself": (around(call("x", "mediation_case")), "recursion"),
    "calls in a ring": (definitions(process("mediation_case", start(), call("x", "b"), end(), path("begin", "x", "finish")),
                                    process("b", start("s"), call("y", "mediation_case"), end("e"), path("s", "y", "e"))),
                        "recursion"),
    "a call of nothing": (around(call("x", "ghost")), "called-process"),
    "a decision that is not there": (around(decide("x", "ghost")), "decision"),
    "a form that is not there": (around(user("x", form="ghost")), "form"),
    "a message that is not there": (around(catch("x", message("ghost"))), "event-reference"),
    "a message that is something else": (around(catch("x", message("finish"))), "event-reference"),
    "a message without a name": (
        main(start(), catch("x", message("M")), end(), path("begin", "x", "finish"), extra='<bpmn:message id="M"/>'),
        "event-reference"),
    "an escalation that is not there": (main(start(), user("x"), end("finish", escalation("ghost")),
                                             path("begin", "x", "finish")), "event-reference"),
    # events
    "a timer start": (main(element("startEvent", "begin", timer("timeDuration", '"P1D"')), user("x"), end(),
                           path("begin", "x", "finish")), "event-kind"),
    "an event that waits for nothing": (around(catch("x", "")), "event-kind"),
    "a conditional event": (around(catch("x", "<bpmn:conditionalEventDefinition/>")), "unsupported-element"),
    "a link": (around(catch("x", "<bpmn:linkEventDefinition/>")), "unsupported-element"),
    "two triggers": (around(catch("x", timer("timeDuration", '"P1D"') + timer("timeDuration", '"P2D"'))), "event-single"),
    "a message that does not interrupt": (
        main(start(), user("x"), boundary("b", "x", message("M"), interrupting=False), end(), path("begin", "x", "finish"),
             flow("b", "finish"), extra=MESSAGE), "boundary-once"),
    "two timers after an event gateway": (
        main(start(), gateway("g", "eventBased"), catch("t1", timer("timeDuration", '"P1D"')),
             catch("t2", timer("timeDuration", '"P2D"')), end(), path("begin", "g", "t1", "finish"),
             path("g", "t2", "finish")), "event-gateway-timers"),
    "a task after an event gateway": (
        main(start(), gateway("g", "eventBased"), catch("t1", timer("timeDuration", '"P1D"')), user("x"), end(),
             path("begin", "g", "t1", "finish"), path("g", "x", "finish")), "event-gateway"),
    # timers
    "no time": (around(catch("x", "<bpmn:timerEventDefinition/>")), "timer"),
    "an empty time": (around(catch("x", timer("timeDuration", " "))), "timer"),
    "an unquoted duration": (around(catch("x", timer("timeDuration", "P30D"))), "timer-quotes"),
    "a huge duration": (around(catch("x", timer("timeDuration", '"P99999999M"'))), "timer-value"),
    "a negative duration": (around(catch("x", timer("timeDuration", '"-PT1H"'))), "timer-value"),
    "a bare P": (around(catch("x", timer("timeDuration", '"P"'))), "timer-value"),
    "no date": (around(catch("x", timer("timeDate", '"2026-02-30"'))), "timer-value"),
    "an endless cycle": (
        around(user("x"), more=boundary("b", "x", timer("timeCycle", '"R/PT1S"'), interrupting=False) + path("b", "y")
               + "".join(SIDE)), "timer-value"),
    "a cycle that interrupts": (
        around(user("x"), more=boundary("b", "x", timer("timeCycle", '"R3/P1D"')) + path("b", "y") + "".join(SIDE)),
        "timer-cycle"),
    # code
    "code in a script": (around(script("x", f"a = {INJECTION}")), "expression"),
    "an import": (around(script("x", "import os")), "expression"),
    "an empty script": (around(script("x", "")), "expression"),
    "code in a condition": (choice(flow("g", "u", INJECTION)), "expression"),
    "code in a timer": (around(catch("x", timer("timeDuration", INJECTION))), "expression"),
    "code in a number of instances": (
        around(user("x", loop(f"<bpmn:loopCardinality>{INJECTION}</bpmn:loopCardinality>"))), "expression"),
    "code in a completion": (
        around(user("x", loop("<bpmn:loopCardinality>2</bpmn:loopCardinality>"
                              f"<bpmn:completionCondition>{INJECTION}</bpmn:completionCondition>"))), "expression"),
    "code in a pre-script": (
        around(user("x", f"<bpmn:extensionElements><spiffworkflow:preScript>{INJECTION}</spiffworkflow:preScript>"
                         "</bpmn:extensionElements>")), "expression"),
    "a million instances": (around(user("x", loop("<bpmn:loopCardinality>1000000</bpmn:loopCardinality>"))), "multi-instance"),
    "instances of nothing": (around(user("x", loop(""))), "multi-instance"),
    "instances of no variable": (
        around(user("x", loop("<bpmn:loopDataInputRef>a b</bpmn:loopDataInputRef>"))), "multi-instance"),
    "a loop without a limit": (
        around(user("x", loop("<bpmn:loopCondition>true</bpmn:loopCondition>", "standardLoopCharacteristics"))), "loop"),
    "a loop of a word": (around(user("x", loop("", "standardLoopCharacteristics", loopMaximum="many"))), "loop"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_model_is_answered_with_its_mistake(name):
    data, rule = BROKEN[name]
    began = time.monotonic()
    findings = check_files({"case.bpmn": data}, known_forms={"x", "y", "z", "u"})
    assert time.monotonic() - began < 2
    assert rule in [finding.rule for finding in findings]
    for finding in findings:
        assert finding.file == "case.bpmn" and finding.message and finding.remedy and finding.level == "error"
        assert finding.line or finding.rule in ("xml", "xml-size", "xml-doctype")
    with pytest.raises(ModelRefused):
        load_bundle({"case.bpmn": data}, known_forms={"x", "y", "z", "u"})


def test_there_are_enough_broken_models():
    assert len(BROKEN) >= 60


def test_a_finding_names_file_element_and_line():
    data = around(script("x", "a = 1\nb = c d"))
    found = check_files({"case.bpmn": data.replace(b"<bpmn:process", b"\n\n<bpmn:process")})[0]
    assert (found.file, found.element, found.line) == ("case.bpmn", "x", 3)
    assert "第 2 行第 7 列" in found.message


def test_good_models_have_no_findings():
    assert check_files(FILES) == []


def test_files_that_together_are_too_much_are_refused():
    assert check_files({f"{n}.bpmn": b"" for n in range(99)})[0].rule == "bundle-size"
    assert check_files({f"{n}.bpmn": bytes(1_900_000) for n in range(5)})[0].rule == "bundle-size"


def test_a_user_task_has_its_id_to_itself_in_the_whole_bundle():
    other = definitions(process("other", start("s"), user("x"), end("e"), path("s", "x", "e")))
    findings = check_files({"a.bpmn": around(user("x")), "b.bpmn": other})
    assert [(finding.rule, finding.file) for finding in findings] == [("duplicate-id", "b.bpmn")]


def test_a_process_has_its_id_to_itself():
    findings = check_files({"a.bpmn": around(user("x")), "b.bpmn": around(user("y"), "y")})
    assert "duplicate-process" in [finding.rule for finding in findings]


def test_the_main_process_must_be_there():
    with pytest.raises(ModelRefused) as refused:
        load_bundle({"case.bpmn": around(user("x"))}, main="other")
    assert refused.value.findings[0].rule == "main-process"


def test_foreign_elements_cannot_smuggle_flows_past_the_gate():
    """Upstream takes any element whose name ends like a flow's; here it takes none of another namespace."""
    smuggled = '<x:sequenceFlow xmlns:x="urn:x" id="f" sourceRef="x" targetRef="x"/>'
    inside = around(user("x", f"<bpmn:extensionElements>{smuggled}</bpmn:extensionElements>"), more=smuggled)
    bundle = load_bundle({"case.bpmn": inside})
    assert bundle.specs["mediation_case"].task_specs["x"]._outputs == ("finish",)


def test_what_camunda_modeler_writes_is_understood():
    data = b"""<?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t" exporter="Camunda Modeler">
      <process id="mediation_case" isExecutable="true" camunda:historyTimeToLive="180">
        <startEvent id="begin"><outgoing>f1</outgoing></startEvent>
        <userTask id="u" name="U"><extensionElements><camunda:properties><camunda:property name="role" value="r"/>
          </camunda:properties></extensionElements><incoming>f1</incoming><outgoing>f2</outgoing></userTask>
        <exclusiveGateway id="g" default="f4"><incoming>f2</incoming><outgoing>f3</outgoing><outgoing>f4</outgoing>
        </exclusiveGateway><endEvent id="e1"/><endEvent id="e2"/>
        <sequenceFlow id="f1" sourceRef="begin" targetRef="u"/><sequenceFlow id="f2" sourceRef="u" targetRef="g"/>
        <sequenceFlow id="f3" sourceRef="g" targetRef="e1">
          <conditionExpression xsi:type="tFormalExpression">${a == "1" &amp;&amp; b}</conditionExpression></sequenceFlow>
        <sequenceFlow id="f4" sourceRef="g" targetRef="e2"/>
        <textAnnotation id="n"><text>note</text></textAnnotation><association id="as" sourceRef="u" targetRef="n"/>
      </process></definitions>"""
    bundle = load_bundle({"case.bpmn": data})
    assert bundle.user_tasks["u"].role == "r"


def chained(count):
    """Processes that each call the next, full of automatic steps."""
    for n in range(count):
        steps = [f"s{n}_{step}" for step in range(60)]
        onward = [call(f"c{n}", f"p{n + 1}")] if n < count - 1 else []
        nodes = [start(f"b{n}"), *[script(step, "a = 1") for step in steps], *onward, end(f"e{n}")]
        yield process(f"p{n}", *nodes, path(f"b{n}", *steps, *([f"c{n}"] if onward else []), f"e{n}"))


HUGE = {
    "a chain of calls": definitions(*chained(60)),
    "lines to nowhere": definitions(process("p", *[flow("a", "b", flow_id=f"f{n}") for n in range(18_000)])),
    "one id a thousand times": definitions(process("p", *[user("x") for _ in range(15_000)])),
    "a name of a megabyte": definitions(process("p", user("x").replace("办理x", "甲" * 500_000), user("x"))),
    "sub-processes sixty deep": definitions(process("p", "".join(f'<bpmn:subProcess id="n{n}">' for n in range(60))
                                                    + "</bpmn:subProcess>" * 60)),
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_model_is_judged_in_time_and_in_few_words(name):
    began = time.process_time()
    findings = check_files({"case.bpmn": HUGE[name]})
    assert time.process_time() - began < 2
    assert len(findings) <= 200 and all(len(finding.message) <= 300 for finding in findings)


def test_a_model_failure_is_told_in_chinese_with_its_place():
    assert str(ModelFailed("变量 x 还没有值", "p", "e")) == "p e 变量 x 还没有值"
