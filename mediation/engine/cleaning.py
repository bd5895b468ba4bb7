"""What is taken out of a diagram before SpiffWorkflow reads it: everything that only other tools understand."""

from lxml import etree

from mediation.engine.xml import SPIFF, Element, bpmn, is_bpmn

_READ_BY_UPSTREAM = frozenset(f"{{{SPIFF}}}{name}" for name in ("preScript", "postScript", "calledDecisionId"))
_DRAWING = ("{http://www.omg.org/spec/BPMN/20100524/DI}", "{http://www.omg.org/spec/DD/20100524/")


def clean(root: Element) -> None:
    """Drop foreign elements: upstream takes flows and events by the end of their name, from any namespace."""
    for element in list(root.iter(etree.Element)):
        parent = element.getparent()
        if parent is None or is_bpmn(element) or _is_drawing(element, parent, root):
            continue
        if element.tag not in _READ_BY_UPSTREAM or parent.tag != bpmn("extensionElements"):
            parent.remove(element)


def _is_drawing(element: Element, parent: Element, root: Element) -> bool:
    return element.tag.startswith(_DRAWING) and (parent is root or parent.tag.startswith(_DRAWING))
