"""The model gate: what is wrong with a bundle, in plain words, before anybody can run it.

`check_files` reads and judges without running anything of SpiffWorkflow's. Files of strangers are read in a confined
process (`services.judging`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mediation.engine.decision_reader import read_decisions
from mediation.engine.decisions import DecisionTable
from mediation.engine.gate.events import check_events
from mediation.engine.gate.flows import MAX_DEPTH, check_scope
from mediation.engine.gate.graph import Scope, read_scope
from mediation.engine.gate.loops import Passage, check_automatic_loops, check_recursion
from mediation.engine.gate.names import check_names
from mediation.engine.gate.places import check_places, check_processes
from mediation.engine.gate.report import Report
from mediation.engine.gate.statutory import check_method
from mediation.engine.gate.tasks import Known, check_tasks
from mediation.engine.xml import Element, bpmn, local, read_xml
from mediation.errors import Finding, ModelRefused

MAX_FILES, MAX_PROCESSES, MAX_TOTAL = 60, 60, 8_000_000


@dataclass(frozen=True)
class Around:
    """What stands round the diagrams: the forms that exist and the variables that forms and facts give.

    None where that is not to be checked. `statutory`: whether the whole is to be a lawful method of mediation.
    """

    forms: frozenset[str] | None = None
    given: frozenset[str] | None = None
    statutory: bool = False


def check_files(
    files: Mapping[str, bytes], known_forms: set[str] | None = None, around: Around | None = None
) -> list[Finding]:
    """Every finding about a bundle's `.bpmn` and `.dmn` files by name; never raises for what is in them.

    `known_forms` are the forms that exist, None if they are not to be checked; `around` says more.
    """
    around = around or Around(None if known_forms is None else frozenset(known_forms))
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_TOTAL:
        return [Finding("bundle-size", "文件太多或太大", "拆成几个模型包")]
    reports = {name: Report(name) for name in sorted(files)}
    tables = [(n, table) for n in reports if n.endswith(".dmn") for table in _decisions(n, files[n], reports[n])]
    roots = dict(_diagrams(files, reports))
    processes = _processes(roots, reports)
    known = Known(frozenset(processes), frozenset(table.decision_id for _, table in tables), around.forms)
    _check_diagrams(roots, processes, known, reports)
    if around.given is not None and not _failed(reports):
        check_names(roots, tables, around.given, reports)
    if around.statutory and processes and not _failed(reports):
        check_method(processes)
    return [finding for report in reports.values() for finding in report.findings]


def _failed(reports: Mapping[str, Report]) -> bool:
    return any(finding.level == "error" for report in reports.values() for finding in report.findings)


def _decisions(name: str, data: bytes, report: Report) -> list[DecisionTable]:
    try:
        return list(read_decisions(data, name))
    except ModelRefused as refused:
        report.findings += refused.findings
        return []


def _diagrams(files: Mapping[str, bytes], reports: Mapping[str, Report]) -> Iterator[tuple[str, Element]]:
    """The readable diagrams; the others are reported."""
    for name, report in reports.items():
        if not name.endswith(".bpmn"):
            continue
        try:
            root = read_xml(files[name], name)
        except ModelRefused as refused:
            report.findings += refused.findings
            continue
        if root.tag == bpmn("definitions"):
            yield name, root
        else:
            report.error("not-bpmn", root, f"不是 BPMN 流程图({local(root)[:40]})", "用 BPMN 建模器保存")


def _processes(roots: Mapping[str, Element], reports: Mapping[str, Report]) -> dict[str, tuple[Scope, Report]]:
    processes: dict[str, tuple[Scope, Report]] = {}
    for name, root in roots.items():
        report = reports[name]
        for process in check_processes(root, report):
            if process.get("id") in processes:
                report.error("duplicate-process", process, f"流程编号 {process.get('id')} 用了两次", "改其中一个编号")
            elif len(processes) >= MAX_PROCESSES or _too_deep(process):
                report.error("too-many", process, "流程太多或子流程套得太深", "拆开或合并")
            else:
                processes[process.get("id")] = (read_scope(process), report)
    return processes


def _too_deep(process: Element) -> bool:
    nested = bpmn("subProcess") + "/"
    return process.find((nested * (MAX_DEPTH + 1)).rstrip("/")) is not None


def _check_diagrams(
    roots: Mapping[str, Element],
    processes: Mapping[str, tuple[Scope, Report]],
    known: Known,
    reports: Mapping[str, Report],
) -> None:
    for name, root in roots.items():
        check_places(root, reports[name])
    for scope, report in processes.values():
        root = scope.element.getroottree().getroot()
        by_id = {element.get("id"): element for element in root if isinstance(element.tag, str)}
        check_scope(scope, report)
        check_events(scope, by_id, report)
        check_tasks(scope, known, report)
    _check_shared_ids(processes)
    _check_loops(processes)


def _check_shared_ids(processes: Mapping[str, tuple[Scope, Report]]) -> None:
    """User tasks and sub-processes are known by their id in the whole bundle."""
    seen: dict[str, str] = {name: name for name in processes}
    for name, (scope, report) in processes.items():
        for inner in scope.every():
            for node in inner.nodes.values():
                if node.kind in ("userTask", "subProcess") and seen.setdefault(node.id, name) != name:
                    report.error("duplicate-id", node.element, f"编号 {node.id} 在别的流程里用过", "改其中一个编号")


def _check_loops(processes: Mapping[str, tuple[Scope, Report]]) -> None:
    if any(finding.level == "error" for _, report in processes.values() for finding in report.findings):
        return  # the graph is not one yet
    check_recursion(processes)
    every = {str(inner.element.get("id")): inner for scope, _ in processes.values() for inner in scope.every()}
    passage = Passage(every)
    for scope, report in processes.values():
        check_automatic_loops(scope, passage, report)
