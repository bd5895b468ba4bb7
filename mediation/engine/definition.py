"""A model bundle: main process, called processes and decisions, checked, parsed once and frozen for sharing.

What a bundle says of its user tasks and timers is plain data; the specifications are for this package only.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.exceptions import SpiffWorkflowException

from mediation.engine.asked import names_asked
from mediation.engine.decision_reader import read_decisions
from mediation.engine.decisions import DecisionTable
from mediation.engine.lint import check_files
from mediation.engine.packing import Words
from mediation.engine.parser import CaseParser
from mediation.engine.specs import freeze
from mediation.engine.xml import Element, bpmn, properties, read_xml
from mediation.errors import Finding, ModelRefused

_EVENTS = ("intermediateCatchEvent", "boundaryEvent")


@dataclass(frozen=True)
class UserTask:
    """What a diagram says of a user task; `properties` are all extension properties as they were written."""

    task_id: str
    name: str
    process: str
    form: str
    role: str | None
    tier: str | None
    due: str | None
    help: str | None
    properties: Mapping[str, str]


@dataclass(frozen=True)
class Bundle:
    """Everything that a case needs of its model; immutable, shared by all its cases and by all threads."""

    digest: str
    main: str
    user_tasks: Mapping[str, UserTask]
    processes: Mapping[str, str]  # id → name
    decisions: Mapping[str, DecisionTable]
    timer_names: Mapping[tuple[str, str], str]  # (process, element) → business name
    messages: frozenset[str]
    names: frozenset[str]  # the variables that its diagrams and decisions ask for
    specs: Mapping[str, Any] = field(repr=False)
    homes: Mapping[str, str] = field(repr=False)  # specification → the process whose diagram shows it
    words: Words = field(repr=False)  # what its cases are stored with
    _sources: Mapping[str, bytes] = field(repr=False)

    def diagram(self, process_id: str) -> bytes:
        """The BPMN file that holds a process; raises KeyError."""
        return self._sources[process_id]


def digest_of(files: Mapping[str, bytes]) -> str:
    """The fingerprint of a bundle: sha256 over its sorted names and contents."""
    total = sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


@dataclass(frozen=True)
class _Parsed:
    """A bundle's files after SpiffWorkflow has read them."""

    diagrams: Mapping[str, Element]
    decisions: dict[str, DecisionTable]
    specs: dict[str, Any]

    def processes(self) -> Iterator[tuple[str, Element]]:
        for name, root in self.diagrams.items():
            for process in root.iterfind(bpmn("process")):
                yield name, process


def load_bundle(
    files: Mapping[str, bytes], main: str = "mediation_case", known_forms: set[str] | None = None
) -> Bundle:
    """Check, parse and freeze a bundle of `.bpmn` and `.dmn` files by name.

    Raises ModelRefused with every finding that is an error.
    """
    findings = [finding for finding in check_files(files, known_forms) if finding.level == "error"]
    if findings:
        raise ModelRefused(findings)
    parsed = parse_bundle(files)
    if main not in parsed.specs:
        raise ModelRefused([Finding("main-process", f"没有主流程 {main}", f"加入编号为 {main} 的流程图")])
    return _described(files, main, parsed)


def _described(files: Mapping[str, bytes], main: str, parsed: _Parsed) -> Bundle:
    found = list(parsed.processes())
    names = names_asked(parsed.diagrams.values(), parsed.decisions)
    messages = (message for root in parsed.diagrams.values() for message in root.iterfind(bpmn("message")))
    return Bundle(
        digest=digest_of(files),
        main=main,
        user_tasks=_frozen({task.task_id: task for _, process in found for task in _user_tasks(process)}),
        processes=_frozen({process.get("id"): process.get("name") or process.get("id") for _, process in found}),
        decisions=_frozen(parsed.decisions),
        timer_names=_frozen({key: name for _, process in found for key, name in _timer_names(process)}),
        messages=frozenset(str(message.get("name")) for message in messages),
        names=names,
        specs=_frozen(parsed.specs),
        homes=_frozen({spec: home for _, process in found for spec, home in _homes(process)}),
        words=Words(_words(parsed, names)),
        _sources=_frozen({process.get("id"): files[name] for name, process in found}),
    )


def _words(parsed: _Parsed, names: frozenset[str]) -> Iterator[str]:
    """Every name that a stored state may use: processes, elements, variables. Stored states hang on it."""
    yield from names
    for process, spec in parsed.specs.items():
        yield process
        yield from spec.task_specs


def parse_bundle(files: Mapping[str, bytes]) -> _Parsed:
    """SpiffWorkflow's own parse of a bundle; raises ModelRefused where it refuses."""
    diagrams = {name: read_xml(data, name) for name, data in sorted(files.items()) if name.endswith(".bpmn")}
    decisions = {table.decision_id: table for table in _decisions(files)}
    return _Parsed(diagrams, decisions, parse_specs(diagrams, decisions))


def parse_specs(diagrams: Mapping[str, Element], decisions: Mapping[str, DecisionTable]) -> dict[str, Any]:
    """SpiffWorkflow's own parse of checked diagrams, frozen; raises ModelRefused where it refuses after all."""
    parser = CaseParser(decisions)
    try:
        for name, root in diagrams.items():
            parser.add_diagram(deepcopy(root), name)
        specs = parser.all_specs()
    except (SpiffWorkflowException, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError,
            ValueError, RecursionError, StopIteration) as error:  # fmt: skip
        message = f"流程引擎读不了这个模型:{str(error)[:300]}"
        raise ModelRefused([Finding("engine", message, "检查提到的元素,或请技术人员看")]) from error
    for spec in specs.values():
        freeze(spec)
    return specs


def _frozen(mapping: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(mapping)


def _decisions(files: Mapping[str, bytes]) -> Iterator[DecisionTable]:
    for name, data in sorted(files.items()):
        if name.endswith(".dmn"):
            yield from read_decisions(data, name)


def _user_tasks(process: Element) -> Iterator[UserTask]:
    for element in process.iter(bpmn("userTask")):
        said, task_id = properties(element), str(element.get("id"))
        yield UserTask(
            task_id=task_id,
            name=element.get("name") or task_id,
            process=str(process.get("id")),
            form=said.get("form") or said.get("formKey") or task_id,
            role=said.get("role") or None,
            tier=said.get("tier") or None,
            due=said.get("due") or None,
            help=said.get("help") or None,
            properties=_frozen(said),
        )


def _timer_names(process: Element) -> Iterator[tuple[tuple[str, str], str]]:
    for tag in _EVENTS:
        for element in process.iter(bpmn(tag)):
            if name := properties(element).get("timer"):
                yield (str(process.get("id")), str(element.get("id"))), name


def _homes(process: Element) -> Iterator[tuple[str, str]]:
    home = str(process.get("id"))
    yield home, home
    for element in process.iter(bpmn("subProcess")):
        yield str(element.get("id")), home
