"""Small diagrams for the engine's tests, written as calls instead of XML."""

from xml.sax.saxutils import escape, quoteattr

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def element(tag, element_id, inner="", **attributes):
    given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value is not None)
    return f'<bpmn:{tag} id="{element_id}"{given}>{inner}</bpmn:{tag}>'


def properties(**values):
    said = "".join(f"<spiffworkflow:property name={quoteattr(n)} value={quoteattr(v)}/>" for n, v in values.items())
    return (
        f"<bpmn:extensionElements><spiffworkflow:properties>{said}</spiffworkflow:properties></bpmn:extensionElements>"
    )


def user(task_id, inner="", **said):
    return element("userTask", task_id, (properties(**said) if said else "") + inner, name=f"办理{task_id}")


def script(task_id, text):
    return element("scriptTask", task_id, f"<bpmn:script>{escape(text)}</bpmn:script>")


def decide(task_id, decision):
    called = f"<spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId>"
    return element("businessRuleTask", task_id, f"<bpmn:extensionElements>{called}</bpmn:extensionElements>")


def call(task_id, process, inner=""):
    return element("callActivity", task_id, inner, calledElement=process)


def gateway(task_id, kind="exclusive", default=None):
    return element(f"{kind}Gateway", task_id, default=default)


def timer(kind, expression):
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(expression)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def message(message_id):
    return f'<bpmn:messageEventDefinition messageRef="{message_id}"/>'


def escalation(escalation_id):
    return f'<bpmn:escalationEventDefinition escalationRef="{escalation_id}"/>'


def boundary(event_id, attached, definition, interrupting=True, said=None):
    inner = (properties(**said) if said else "") + definition
    return element(
        "boundaryEvent", event_id, inner, attachedToRef=attached, cancelActivity=None if interrupting else "false"
    )


def catch(event_id, definition):
    return element("intermediateCatchEvent", event_id, definition)


def start(event_id="begin"):
    return element("startEvent", event_id)


def end(event_id="finish", definition=""):
    return element("endEvent", event_id, definition)


def flow(source, target, condition=None, flow_id=None):
    inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
    return element("sequenceFlow", flow_id or f"{source}__{target}", inner, sourceRef=source, targetRef=target)


def path(*nodes):
    return "".join(flow(source, target) for source, target in zip(nodes, nodes[1:], strict=False))


def process(process_id, *parts):
    return element("process", process_id, "".join(parts), isExecutable="true")


def definitions(*parts):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="{BPMN}" '
        'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
        'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="defs" targetNamespace="t">'
        f"{''.join(parts)}</bpmn:definitions>"
    ).encode()


def table(decision_id, inputs, outputs, rules, policy="UNIQUE", aggregation=None):
    """A DMN file with one table; rules are (conditions, results, annotation)."""
    columns = "".join(
        f'<input id="{decision_id}_i{i}"><inputExpression id="{decision_id}_e{i}"><text>{escape(e)}</text>'
        "</inputExpression></input>"
        for i, e in enumerate(inputs)
    )
    columns += "".join(f'<output id="{decision_id}_o{i}" name={quoteattr(o)}/>' for i, o in enumerate(outputs))
    columns += '<annotation name="依据"/>'
    rows = "".join(
        f'<rule id="{decision_id}_r{n}">'
        + "".join(
            f'<inputEntry id="{decision_id}_c{n}_{i}"><text>{escape(c)}</text></inputEntry>' for i, c in enumerate(cs)
        )
        + "".join(
            f'<outputEntry id="{decision_id}_v{n}_{i}"><text>{escape(v)}</text></outputEntry>' for i, v in enumerate(vs)
        )
        + f"<annotationEntry><text>{escape(note)}</text></annotationEntry></rule>"
        for n, (cs, vs, note) in enumerate(rules)
    )
    total = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
        f'<decision id="{decision_id}" name="{decision_id}"><decisionTable id="{decision_id}_t" '
        f'hitPolicy="{policy}"{total}>{columns}{rows}</decisionTable></decision></definitions>'
    ).encode()
