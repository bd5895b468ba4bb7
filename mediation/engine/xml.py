"""Hardened reading of model files: no document type, no entities, no network, no huge trees.

Owns the namespaces and the small looks into an element that every reader needs. Knows no rule of BPMN.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from mediation.errors import Finding, ModelRefused

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 60_000

Element = Any  # lxml brings no types


def read_xml(data: bytes, file: str = "") -> Element:
    """The root element of a model file.

    Raises ModelRefused (one finding, with its line where known) for anything but plain, moderate XML.
    """
    if len(data) > MAX_BYTES:
        raise _refused("xml-size", f"文件超过 {MAX_BYTES // 1_000_000} MB", "拆成几个小一点的图", file)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _refused("xml-doctype", "文件里有 DOCTYPE 或实体定义", "用建模器重新保存,删去这些声明", file)
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        message = f"不是完整的 XML:{str(error)[:200]}"
        raise _refused("xml", message, "用建模器打开并重新保存", file, line) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused("xml-doctype", "文件里有 DOCTYPE 或实体定义", "用建模器重新保存,删去这些声明", file)
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise _refused("xml-size", f"元素超过 {MAX_ELEMENTS} 个", "拆成几个小一点的图", file)
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _refused(rule: str, message: str, remedy: str, file: str, line: int | None = None) -> ModelRefused:
    return ModelRefused([Finding(rule, message, remedy, file, line=line)])


def bpmn(name: str) -> str:
    """The full tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def is_bpmn(element: Element) -> bool:
    """Whether an element belongs to BPMN itself, not to an extension or the drawing."""
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{BPMN}}}")


def properties(element: Element) -> dict[str, str]:
    """The extension properties that a modeler's panel writes, SpiffWorkflow's or Camunda's."""
    found: dict[str, str] = {}
    for namespace in (CAMUNDA, SPIFF):
        path = f"{bpmn('extensionElements')}/{{{namespace}}}properties/{{{namespace}}}property"
        for item in element.iterfind(path):
            if item.get("name"):
                found[str(item.get("name"))] = item.get("value") or ""
    return found


def extension_texts(element: Element, name: str) -> Iterator[str]:
    """The texts of an extension element such as `preScript`."""
    for item in element.iterfind(f"{bpmn('extensionElements')}/{{{SPIFF}}}{name}"):
        yield item.text or ""


def called_decision(element: Element) -> str | None:
    """The decision that a business rule task names, in SpiffWorkflow's or Camunda's way."""
    written = next(extension_texts(element, "calledDecisionId"), "").strip()
    return written or element.get(f"{{{CAMUNDA}}}decisionRef")
