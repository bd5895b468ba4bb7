"""A corpus of bundles that break the law, the engine or the machine; each a change of the shipped files."""

import json
from collections.abc import Callable
from typing import Any

from diagrams import bend, drop, find, lead, turn
from lxml import etree

Files = dict[str, bytes]
Change = Callable[[Files], None]
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def put(name: str, data: bytes) -> Change:
    return lambda files: files.update({name: data})


def away(name: str) -> Change:
    return lambda files: files.pop(name)


def swap(name: str, old: str, new: str) -> Change:
    def act(files: Files) -> None:
        text = files[name].decode()
        assert old in text, old
        files[name] = text.replace(old, new).encode()

    return act


def drawn(name: str, change: Callable[[Any], None]) -> Change:
    """Change a diagram."""

    def act(files: Files) -> None:
        root = etree.fromstring(files[f"{name}.bpmn"])
        change(root)
        files[f"{name}.bpmn"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    return act


def field(name: str, key: str, change: Callable[[dict[str, Any]], None]) -> Change:
    """Change a field of a form."""

    def act(files: Files) -> None:
        definition = json.loads(files[f"{name}.form"])
        parts = [definition]
        for part in parts:
            parts += part.get("components", ())
        change(next(part for part in parts if key in (part.get("key"), part.get("path"))))
        files[f"{name}.form"] = json.dumps(definition, ensure_ascii=False).encode()

    return act


def dropped(name: str, key: str) -> Change:
    """Take a field out of a form."""

    def act(files: Files) -> None:
        definition = json.loads(files[f"{name}.form"])
        parts = [definition]
        for part in parts:
            inner = part.get("components", [])
            part["components"] = [one for one in inner if key not in (one.get("key"), one.get("path"))]
            parts += part["components"]
            if not part["components"]:
                del part["components"]
        definition.setdefault("components", [])
        files[f"{name}.form"] = json.dumps(definition, ensure_ascii=False).encode()

    return act


def said(root: Any, task: str, name: str, value: str) -> None:
    """What a diagram says of a task."""
    for one in find(root, task).iter():
        if one.get("name") == name:
            one.set("value", value)


def diagram(inside: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<bpmn:definitions xmlns:bpmn="{BPMN}" id="D" targetNamespace="t">'
        f"{inside}</bpmn:definitions>"
    ).encode()


def entity(declared: str, used: str = "&x;") -> bytes:
    return diagram(f'<bpmn:process id="p" name="{used}"/>', f"<!DOCTYPE d [{declared}]>")


_DEEP = "".join(f'<bpmn:subProcess id="n{n}">' for n in range(90)) + "</bpmn:subProcess>" * 90
_MANY = "".join(f'<bpmn:userTask id="u{n}" name="第{n}步"/>' for n in range(10_000))
_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_LONG = "(" * 5_000 + "1" + ")" * 5_000
EXPRESSION = 'step_decision = "cool"'
TIER, CASE, TALK = "tier_mediation", "mediation_case", "mediation"

LAWLESS: dict[str, tuple[str, Change]] = {
    "nobody is asked": ("T_consent", drawn(TALK, lambda r: bend(r, "talk_begins_to_Consent", "which_tier"))),
    "no consent at all": ("T_consent", drawn(TALK, lambda r: turn(r, "talk_begins_to_Consent", "which_tier"))),
    "nobody may refuse": ("party_refused", drawn(CASE, lambda r: drop(r, "Refused"))),
    "nobody may refuse to go on about the rest": ("party_refused", drawn("rest", lambda r: drop(r, "Rest_refused"))),
    "nobody may withdraw": ("withdrawn", drawn(CASE, lambda r: drop(r, "Withdrawn"))),
    "a court's word stops nothing": ("official_accepted", drawn(CASE, lambda r: drop(r, "Accepted_elsewhere"))),
    "a refusal that interrupts nothing": (
        "Refused", drawn(CASE, lambda r: find(r, "Refused").set("cancelActivity", "false")),
    ),
    "a refusal that leads to the talk again": (
        "T_terminate", drawn(CASE, lambda r: turn(r, "Refused_to_After_talk", "C_archive")),
    ),
    "no notice of refusal to take it": (
        "T_reject_notice", drawn(CASE, lambda r: turn(r, "how_screened_to_T_reject_notice", "C_archive")),
    ),
    "no review": ("C_close", drawn(CASE, lambda r: bend(r, "Follow_up_to_C_close", "C_archive"))),
    "no filing": ("C_archive", drawn(CASE, lambda r: bend(r, "C_close_to_C_archive", "case_filed"))),
    "no visits": ("F_visit", drawn("visit", lambda r: turn(r, "visit_day_to_F_visit", "visit_result"))),
    "the agreement left out": ("A_", drawn(TIER, lambda r: drop(r, "Agreement", "Regretted"))),
    "the talk begins before screening": (
        "T_screen", drawn(CASE, lambda r: bend(r, "T_register_to_T_screen", "Mediation")),
    ),
    "a step renamed": ("T_end", swap("after_talk.bpmn", '"T_terminate"', '"T_end"')),
    "the consent's form is another": (
        "T_consent", drawn("consent", lambda r: said(r, "T_consent", "form", "X_accept")),
    ),
    "a role nobody has": ("办理人", lambda files: (added_step(files), drawn(TIER, lambda r: said(
        r, "O_look", "role", "king"))(files))[0]),
    "a term nobody can read": ("时限", drawn(CASE, lambda r: said(r, "C_close", "due", "soon"))),
    "a tier nobody has": ("层级", drawn(CASE, lambda r: said(r, "C_close", "tier", "moon"))),
    "the consent need not be filled in": (
        "必填", field("T_consent", "consent", lambda f: f.update(validate={}, properties={**f["properties"],
                                                                                 "required_when": ""})),
    ),
    "the consent cannot be refused": (
        "选项", field("T_consent", "consent", lambda f: f.update(values=f["values"][:1])),
    ),
    "the rights are not read out": ("rights_notice_ack", dropped("T_consent", "rights_notice_ack")),
    "the ways out are not told": ("informed_channels", dropped("T_terminate", "informed_channels")),
    "the reading is hidden": (
        "藏起来", field("T_consent", "rights_notice_ack", lambda f: f.update(conditional={"hide": "=1 = 1"})),
    ),
    "names for everybody": (
        "敏感", field("T_register", "name", lambda f: f["properties"].update(sensitivity="public")),
    ),
    "no form for the consent": ("T_consent", away("T_consent.form")),
    "a danger that cannot be reported": (
        "E_report", drawn("risk_report", lambda r: turn(r, "danger_seen_to_E_report", "reported")),
    ),
    "the main process has another name": ("mediation_case", swap(f"{CASE}.bpmn", 'id="mediation_case"', 'id="m"')),
}  # fmt: skip

HOSTILE: dict[str, Change] = {
    "a file asked for": put("x.bpmn", entity('<!ENTITY x SYSTEM "file:///etc/passwd">')),
    "an address asked for": put("x.bpmn", entity('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">')),
    "a parameter entity": put("x.bpmn", entity('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;', "")),
    "a DTD from elsewhere": put("x.bpmn", diagram("", '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">')),
    "an entity of its own": put("x.bpmn", entity('<!ENTITY x "ha">')),
    "a billion laughs": put("x.bpmn", entity(f'<!ENTITY a0 "ha">{_LAUGHS}<!ENTITY x "&a9;">')),
    "a quadratic blow-up": put("x.bpmn", entity(f'<!ENTITY x "{"a" * 60_000}">', "&x;" * 3_000)),
    "a DOCTYPE in UTF-16": put("x.bpmn", entity('<!ENTITY x "ha">').decode().encode("utf-16")),
    "an include": put("x.bpmn", diagram('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')),
    "a stylesheet": put("x.bpmn", diagram("", '<?xml-stylesheet href="http://127.0.0.1:9/x" type="text/xsl"?>')),
    "ten thousand steps": put("x.bpmn", diagram(f'<bpmn:process id="x">{_MANY}</bpmn:process>')),
    "ninety levels": put("x.bpmn", diagram(f'<bpmn:process id="x">{_DEEP}</bpmn:process>')),
    "fifty thousand levels": put("x.bpmn", b"<a>" * 50_000),
    "ten megabytes": put("x.bpmn", b"<a>" + b" " * 10_000_000 + b"</a>"),
    "a hundred thousand attributes": put("x.bpmn", diagram("<bpmn:process id='x' " + " ".join(
        f"a{n}='1'" for n in range(100_000)) + "/>")),
    "a name of a megabyte": put("x.bpmn", diagram(f'<bpmn:process id="x" name="{"甲" * 300_000}"/>')),
    "nothing": put("x.bpmn", b""),
    "noughts": put("x.bpmn", b"\0" * 10_000),
    "half a character": put("x.bpmn", diagram("<bpmn:process id='甲'/>")[:-40]),
    "another root": put("x.bpmn", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "a script in Python": swap(f"{TIER}.bpmn", EXPRESSION, "__import__('os').system('id')"),
    "a way round by classes": swap(f"{TIER}.bpmn", EXPRESSION, "().__class__.__bases__[0].__subclasses__()"),
    "a huge power": swap(f"{TIER}.bpmn", EXPRESSION, "9 ** 9 ** 9 ** 9"),
    "brackets without end": swap(f"{TIER}.bpmn", EXPRESSION, _LONG),
    "a name nobody gives": swap(f"{TIER}.bpmn", EXPRESSION, 'step_decison = "cool"'),
    "a timer in the year 9999999": swap(f"{TIER}.bpmn", ">cooling_until<", '>"P99999999Y"<'),
    "a timer for ever": swap(f"{TIER}.bpmn", ">cooling_until<", '>"R/PT0S"<'),
    "a timer without quotes": swap(f"{TIER}.bpmn", ">cooling_until<", ">P3D<"),
    "a call of oneself": swap(f"{TIER}.bpmn", 'calledElement="agreement"', 'calledElement="tier_mediation"'),
    "a loop of nobody": drawn("after_talk", lambda r: (lead(r, "where_next", "how_ended", 'tier = "x"'),
                                                      find(r, "how_ended").set("default", "how_ended_to_where_next"),
                                                      lead(r, "how_ended", "where_next"))[0]),
    "a service": swap(f"{CASE}.bpmn", "<bpmn:userTask id=\"C_archive\"", "<bpmn:serviceTask id=\"C_archive\""),
    "two starts": drawn(CASE, lambda r: etree.SubElement(find(r, "mediation_case"), f"{{{BPMN}}}startEvent", id="s2")),
    "a step out of reach": drawn(CASE, lambda r: etree.SubElement(
        find(r, "mediation_case"), f"{{{BPMN}}}userTask", id="lonely")),
    "a table of another tool": put("x.dmn", b"<definitions/>"),
    "a table with a bomb": put("x.dmn", entity(f'<!ENTITY a0 "ha">{_LAUGHS}')),
    "a form without end": put("x.form", b'{"components":' * 3_000),
    "a form of deep lists": put("x.form", b"[" * 100_000),
    "a form of NaN": put("x.form", b'{"components":[NaN]}'),
    "a form with numbers for words": put("x.form", b'{"components":[{"type":1,"key":2,"label":3,"values":4}]}'),
    "a form with a rule without end": put("x.form", json.dumps({"components": [
        {"type": "textfield", "key": "a", "label": "a", "conditional": {"hide": _LONG}}]}).encode()),
    "a file of another kind": put("x.exe", b"MZ"),
    "a name with a way out": put("../x.bpmn", b"<a/>"),
    "three hundred files": lambda files: files.update({f"x{n}.bpmn": b"" for n in range(300)}),
}  # fmt: skip


def added_step(files: Files, task: str = "O_look", name: str = "看一看现场") -> None:
    """A sound change: a step of the office's own between S2 and S3, with a form of its own."""

    def change(root: Any) -> None:
        process = find(root, "after_talk").getparent()
        element = etree.SubElement(process, f"{{{BPMN}}}userTask", id=task, name=name)
        extension = etree.SubElement(element, f"{{{BPMN}}}extensionElements")
        spiff = "http://spiffworkflow.org/bpmn/schema/1.0/core"
        said = etree.SubElement(extension, f"{{{spiff}}}properties")
        for key, value in (("form", task), ("role", "assigned"), ("tier", "current")):
            etree.SubElement(said, f"{{{spiff}}}property", name=key, value=value)
        flow = find(root, "after_talk_to_S3_mediate_yield")
        etree.SubElement(element, f"{{{BPMN}}}incoming").text = flow.get("id")
        for reference in list(find(root, "S3_mediate_yield").iter(f"{{{BPMN}}}incoming")):
            if reference.text == flow.get("id"):
                reference.getparent().remove(reference)
        flow.set("targetRef", task)
        lead(root, task, "S3_mediate_yield")

    drawn(TIER, change)(files)
    files[f"{task}.form"] = json.dumps(
        {
            "schemaVersion": 19, "type": "default", "id": task, "properties": {"title": name},
            "components": [{"type": "group", "id": "g", "label": name, "components": [
                {"type": "radio", "key": "seen", "id": "seen", "label": "看过现场没有?", "validate": {"required": True},
                 "values": [{"label": "看过", "value": "yes"}, {"label": "没看", "value": "no"}],
                 "properties": {"sensitivity": "case"}}]}],
        }, ensure_ascii=False,
    ).encode()  # fmt: skip


def added_question(files: Files) -> None:
    """A sound change: one more question on S2."""
    definition = json.loads(files["S2_lay_talk.form"])
    definition["components"].append(
        {"type": "group", "id": "more", "label": "还有一问", "components": [
            {"type": "radio", "key": "has_witness", "id": "has_witness", "label": "有没有旁人看见?",
             "values": [{"label": "有", "value": "yes"}, {"label": "没有", "value": "no"}],
             "properties": {"sensitivity": "case"}}]}
    )  # fmt: skip
    files["S2_lay_talk.form"] = json.dumps(definition, ensure_ascii=False).encode()
