"""Where a diagram draws what: shapes and lines of one process as plain figures, for showing it without a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mediation.engine.definition import Bundle
from mediation.engine.xml import Element, bpmn, local, read_xml

_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD = "{http://www.omg.org/spec/DD/20100524/DI}"


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn element: its kind is BPMN's own word for it (userTask, exclusiveGateway …)."""

    id: str
    kind: str
    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn connection: its bends from end to end."""

    id: str
    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn of a process, lanes and frames first."""

    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


def picture(bundle: Bundle, process_id: str) -> Picture:
    """How a process is drawn; raises KeyError for one that the bundle has not."""
    return _read(bundle.diagram(process_id), process_id)


@lru_cache(maxsize=64)
def _read(source: bytes, process_id: str) -> Picture:
    root = read_xml(source)
    inside = _inside(root, process_id)
    shapes, lines = [], []
    for drawn in root.iter(f"{_DI}BPMNShape", f"{_DI}BPMNEdge"):
        element = inside.get(str(drawn.get("bpmnElement")))
        if element is None:
            continue
        if drawn.tag == f"{_DI}BPMNShape":
            shapes.append(_shape(element, drawn.find(f"{_DC}Bounds")))
        else:
            points = [(float(one.get("x")), float(one.get("y"))) for one in drawn.iterfind(f"{_DD}waypoint")]
            lines.append(Line(str(element.get("id")), str(element.get("name") or ""), tuple(points)))
    return Picture(tuple(sorted(shapes, key=lambda one: -one.width * one.height)), tuple(lines))


def _inside(root: Element, process_id: str) -> Mapping[str, Element]:
    process = next(one for one in root.iterfind(bpmn("process")) if one.get("id") == process_id)
    named = [*process.iter(), *(one for one in root.iter(bpmn("participant")) if one.get("processRef") == process_id)]
    return {str(one.get("id")): one for one in named if one.get("id")}


def _shape(element: Element, bounds: Element) -> Shape:
    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return Shape(str(element.get("id")), local(element), str(element.get("name") or ""), x, y, width, height)
