"""What stands in a process's diagram, for telling it in words: its named elements and what they call. Runs nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mediation.engine.definition import Bundle
from mediation.engine.gate.graph import NODES
from mediation.engine.xml import bpmn, is_bpmn, local, read_xml

_STEPS = frozenset(
    {"userTask", "manualTask", "businessRuleTask", "callActivity", "subProcess", "intermediateCatchEvent", "endEvent"}
)


@dataclass(frozen=True, slots=True)
class Outline:
    """The steps of a process in the order of its file, id → name; `calls` says which call which process."""

    steps: Mapping[str, str]
    calls: Mapping[str, str]


def outline(bundle: Bundle, process_id: str) -> Outline:
    """The outline of a process; raises KeyError for one that the bundle has not."""
    return _read(bundle.diagram(process_id), process_id)


@lru_cache(maxsize=256)
def _read(source: bytes, process_id: str) -> Outline:
    process = next(one for one in read_xml(source).iterfind(bpmn("process")) if one.get("id") == process_id)
    found = [one for one in process.iter() if is_bpmn(one) and local(one) in _STEPS]
    steps = {str(one.get("id")): str(one.get("name")) for one in found if one.get("name")}
    calls = {str(one.get("id")): str(one.get("calledElement")) for one in found if one.get("calledElement")}
    return Outline(steps, calls)


def nodes(bundle: Bundle, process_id: str) -> frozenset[str]:
    """The ids of everything in a process's diagram that a case can come to; raises KeyError for an unknown process."""
    return _nodes(bundle.diagram(process_id), process_id)


@lru_cache(maxsize=256)
def _nodes(source: bytes, process_id: str) -> frozenset[str]:
    process = next(one for one in read_xml(source).iterfind(bpmn("process")) if one.get("id") == process_id)
    return frozenset(str(one.get("id")) for one in process.iter() if is_bpmn(one) and local(one) in NODES)
