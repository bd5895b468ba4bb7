"""What is different between two versions of diagrams and tables: element by element, in the office's words.

Reads files and runs nothing; a file that cannot be read counts as changed, and says so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mediation.engine.gate.graph import NODES
from mediation.engine.xml import BPMN, Element, bpmn, extension_texts, is_bpmn, local, properties, read_xml
from mediation.errors import ModelRefused

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_SAID = {"form": "表单", "role": "谁来办", "tier": "层级", "due": "办理时限", "help": "提示", "timer": "期限名称"}
_PLAIN = {
    "calledElement": "调用的流程", "attachedToRef": "附在", "cancelActivity": "会不会中断", "default": "默认走向",
    "sourceRef": "从", "targetRef": "到",
}  # fmt: skip
_TEXTS = {
    "conditionExpression": "条件", "timeDate": "到期时刻", "timeDuration": "时长", "timeCycle": "重复间隔",
    "script": "计算", "loopCardinality": "次数", "completionCondition": "完成条件",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in which file and process, at which element, under which name, and what of it."""

    kind: str
    file: str
    process: str
    element: str
    name: str
    what: tuple[str, ...] = ()


def compare_models(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[Change]:
    """All differences between two sets of `.bpmn` and `.dmn` files; drawing alone (where a box stands) is none."""
    found: list[Change] = []
    for name in sorted({*before, *after}):
        if not name.endswith((".bpmn", ".dmn")) or before.get(name) == after.get(name):
            continue
        read = _elements if name.endswith(".bpmn") else _rows
        try:
            found += _between(name, read(before.get(name), name), read(after.get(name), name))
        except ModelRefused:
            found.append(Change(CHANGED, name, "", "", name, ("这个文件现在读不了",)))
    return found


_Key = tuple[str, str]
_Described = dict[_Key, tuple[str, dict[str, str]]]


def _between(file: str, before: _Described, after: _Described) -> Iterator[Change]:
    for key in [*after, *(key for key in before if key not in after)]:
        process, element = key
        if key not in before:
            yield Change(ADDED, file, process, element, after[key][0])
        elif key not in after:
            yield Change(REMOVED, file, process, element, before[key][0])
        elif before[key] != after[key]:
            yield Change(CHANGED, file, process, element, after[key][0], tuple(_what(before[key][1], after[key][1])))


def _what(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for label in [*after, *(label for label in before if label not in after)]:
        was, now = before.get(label, ""), after.get(label, "")
        if was != now:
            yield f"{label}:{_short(was)} → {_short(now)}"


def _short(text: str) -> str:
    return "(无)" if not text else text if len(text) <= 60 else f"{text[:60]}…"


def _elements(data: bytes | None, file: str) -> _Described:
    """The nodes and flows of a file by process and id: how each is called, and what is said of it."""
    if data is None:
        return {}
    root = read_xml(data, file)
    names = {str(one.get("id")): str(one.get("name") or one.get("id")) for one in root.iter(f"{{{BPMN}}}*")}
    found: _Described = {}
    for process in root.iterfind(bpmn("process")):
        for element in process.iter(f"{{{BPMN}}}*"):
            if local(element) in NODES | {"sequenceFlow"} and element.get("id"):
                described = dict(_said(element, names))
                key = (str(process.get("id")), str(element.get("id")))
                found[key] = (_called(element, names), described)
    return found


def _called(element: Element, names: Mapping[str, str]) -> str:
    if local(element) == "sequenceFlow":
        ends = (names.get(str(element.get(end)), "?") for end in ("sourceRef", "targetRef"))
        return f"连线 {' → '.join(ends)}"
    return str(element.get("name") or element.get("id"))


def _said(element: Element, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "名称", str(element.get("name") or "")
    yield "类型", local(element)
    for attribute, label in _PLAIN.items():
        if element.get(attribute):
            yield label, names.get(str(element.get(attribute)), str(element.get(attribute)))
    for key, value in properties(element).items():
        yield _SAID.get(key, key), value
    for inner in element.iter(f"{{{BPMN}}}*"):
        if inner is not element and local(inner) in _TEXTS and _owner(inner) is element:
            yield _TEXTS[local(inner)], (inner.text or "").strip()
        elif local(inner).endswith("EventDefinition") and inner.getparent() is element:
            reference = next((inner.get(name) for name in inner.attrib if name.endswith("Ref")), None)
            yield "事件", f"{local(inner).removesuffix('EventDefinition')} {names.get(str(reference), '')}".strip()
    for name in ("preScript", "postScript"):
        for text in extension_texts(element, name):
            yield f"计算({name})", text.strip()


def _owner(inner: Element) -> Element:
    owner = inner.getparent()
    while local(owner) not in NODES | {"sequenceFlow", "process"}:
        owner = owner.getparent()
    return owner


def _rows(data: bytes | None, file: str) -> _Described:
    """The rows of the tables of a file, told apart by what stands in them."""
    if data is None:
        return {}
    found: _Described = {}
    for decision in read_xml(data, file).iter():
        if not isinstance(decision.tag, str) or local(decision) != "decision":
            continue
        seen: Counter[str] = Counter()
        for rule in (one for one in decision.iter() if isinstance(one.tag, str) and local(one) == "rule"):
            cells = " | ".join(_cells(rule))
            seen[cells] += 1
            key = f"{cells} ({seen[cells]})" if seen[cells] > 1 else cells
            found[(str(decision.get("id")), key)] = (f"{decision.get('name') or decision.get('id')} 的一行:{cells}", {})
        found.update(_policy(decision))
    return found


def _cells(rule: Element) -> Iterator[str]:
    for entry in rule:
        if isinstance(entry.tag, str) and local(entry) in ("inputEntry", "outputEntry"):
            yield "".join(entry.itertext()).strip() or "-"


def _policy(decision: Element) -> _Described:
    tables = [one for one in decision.iter() if is_table(one)]
    name = str(decision.get("name") or decision.get("id"))
    columns = {
        f"{local(one)} {one.get('id')}": "".join(one.itertext()).strip() or str(one.get("name") or "")
        for table in tables
        for one in table
        if isinstance(one.tag, str) and local(one) in ("input", "output")
    }
    said = {"命中策略": str(tables[0].get("hitPolicy") or "UNIQUE") if tables else "", **columns}
    return {(str(decision.get("id")), ""): (name, said)}


def is_table(element: Element) -> bool:
    """Whether an element is a decision's table."""
    return isinstance(element.tag, str) and not is_bpmn(element) and local(element) == "decisionTable"
