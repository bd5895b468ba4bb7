"""Rules about what no redrawing may take away (领域 7.12): steps, their order, the right to say no at any moment.

Judged by walking the diagrams, not by looking for ids: a step that stands where nobody comes does not count.
"""

from collections.abc import Iterator, Mapping

from mediation.engine.gate.graph import Node, Scope
from mediation.engine.gate.report import Report, titled
from mediation.engine.gate.ways import Place, Ways
from mediation.engine.xml import Element, bpmn, properties
from mediation.law import deadlines, method
from mediation.law.codes import ROLES, TASKS

Processes = Mapping[str, tuple[Scope, Report]]


def check_method(processes: Processes) -> None:
    """All rules of this module; the processes must have passed every other rule."""
    if method.MAIN not in processes:
        report = next(iter(processes.values()))[1]
        report.error("statutory-main", None, f"没有主流程 {method.MAIN}", "加入编号为它的流程图")
        return
    _Method(processes).check()


class _Method:
    def __init__(self, processes: Processes) -> None:
        self.processes, self.ways = processes, Ways({name: scope for name, (scope, _) in processes.items()})
        self.home = {
            str(inner.element.get("id")): name for name, (scope, _) in processes.items() for inner in scope.every()
        }
        self.reached = set[Place]()
        for process in (*method.BUTTONS, *method.TALKED_IN):
            self.reached |= self.ways.from_start(process)
        self.tasks = {node: (process, node) for process, node in self.reached if self._is_task((process, node))}

    def check(self) -> None:
        self._all_there()
        if all(task in self.tasks for task in method.REQUIRED):
            self._order()
            self._refusal()
            self._ends()
        self._buttons()
        self._said()

    def _is_task(self, place: Place) -> bool:
        return self.ways.node(place).kind == "userTask"

    def _error(self, rule: str, place: Place | None, message: str, remedy: str) -> None:
        process = self.home[place[0]] if place is not None else method.MAIN
        scope, report = self.processes[process]
        report.error(rule, self.ways.node(place).element if place is not None else scope.element, message, remedy)

    def _all_there(self) -> None:
        for task in method.REQUIRED:
            if task not in self.tasks:
                message = f"少了法定的一步“{TASKS[task]}”({task}):图里没有,或者走不到"
                self._error("statutory-step", None, message, f"放回一个编号为 {task} 的用户任务,并接上线")
        for task, name in method.OPTIONAL.items():
            if task not in self.tasks:
                _, report = self.processes[method.MAIN]
                report.warning("optional-step", None, f"没有“{TASKS[task]}”({task})", f"不放回去,就没有{name}功能")
        for process, node in sorted(self.reached):
            element = self.ways.node((process, node)).element
            said = properties(element)
            form = said.get("form") or said.get("formKey") or node
            if node in method.REQUIRED and self._is_task((process, node)) and form != node:
                message = f"法定步骤{titled(element)}用了别的表单 {form}"
                self._error("statutory-form", (process, node), message, f"把表单改回 {node}")

    def _order(self) -> None:
        for later in (*method.UNDER_REFUSAL[1:], "T_assign"):
            self._before(method.CONSENT, later, f"双方没有表示同意之前不能进入这一步({method.LAW_CONSENT})")
        self._before(method.SCREENING, method.CONSENT, "没有受理审查不能开始调解")
        self._before(method.FIRST, method.SCREENING, "没有登记不能审查")
        for talk in (method.CONSENT, *method.UNDER_REFUSAL[1:]):
            self._leads(talk, method.ENDING, "任何时候都要能终止调解(人民调解法第26条)")
        for agreement in method.AGREEMENTS:
            self._leads(agreement, method.VISIT, "达成协议后要回访、监督履行(人民调解法第31条)")
        self._leads(method.SCREENING, method.NOTICE, "不予受理要告知当事人")
        self._leads(method.SCREENING, method.REPORT, "有激化危险要能报告(人民调解法第25条)")
        self._not_past(method.CONSENT, method.FILING, method.REVIEW, "没有结案审核不能归档")

    def _before(self, first: str, later: str, why: str) -> None:
        open_to = self.ways.from_start(method.MAIN, without={first})
        if self.tasks[later] in open_to:
            message = f"有一条路不经过“{TASKS[first]}”就到了“{TASKS[later]}”。{why}"
            self._error("statutory-order", self.tasks[later], message, f"让每条路都先经过“{TASKS[first]}”({first})")

    def _leads(self, first: str, later: str, why: str) -> None:
        if self.tasks[later] not in self.ways.after(self.tasks[first]):
            message = f"从“{TASKS[first]}”走不到“{TASKS[later]}”。{why}"
            self._error("statutory-way", self.tasks[first], message, f"接一条线通到“{TASKS[later]}”({later})")

    def _not_past(self, first: str, last: str, between: str, why: str) -> None:
        if self.tasks[last] in self.ways.after(self.tasks[first], without={between}):
            message = f"从“{TASKS[first]}”不经过“{TASKS[between]}”就到了“{TASKS[last]}”。{why}"
            self._error("statutory-order", self.tasks[last], message, f"让这条路先经过“{TASKS[between]}”({between})")

    def _refusal(self) -> None:
        """Every interrupting event stands round all of the talk and leads to the ending."""
        for event in method.EVENTS:
            guarded = [place for place in sorted(self.reached) if self._carried(place, event)]
            open_to = set[Place]().union(*(self.ways.from_start(one, shut=guarded) for one in method.TALKED_IN))
            bare = [task for task in method.UNDER_REFUSAL if self.tasks[task] in open_to]
            if bare:
                names = "、".join(TASKS[task] for task in bare)
                message = f"办“{names}”时收不到“{_EVENT_NAMES[event]}”:当事人随时可以拒绝、终止({method.LAW_CONSENT})"
                remedy = f"在包住整段调解的调用活动边上放一个会中断的消息事件 {event}"
                self._error("statutory-event", self.tasks[bare[0]], message, remedy)
            for place in guarded:
                self._event_ends(place, event)

    def _carried(self, place: Place, event: str) -> bool:
        return any(self._is_event(one, event) for one in self.ways.node(place).boundary)

    def _is_event(self, node: Node, event: str) -> bool:
        if node.element.get("cancelActivity") == "false" or not node.defines("message"):
            return False
        return _message_of(node.definitions()[0]) == event

    def _event_ends(self, place: Place, event: str) -> None:
        for one in self.ways.node(place).boundary:
            at = (place[0], one.id)
            if self._is_event(one, event) and self.tasks[method.ENDING] not in self.ways.after(at):
                message = f"“{_EVENT_NAMES[event]}”之后走不到“{TASKS[method.ENDING]}”"
                self._error("statutory-event", at, message, f"把它接到“{TASKS[method.ENDING]}”({method.ENDING})")

    def _ends(self) -> None:
        """A case ends filed: whatever came of it, its papers are kept."""
        open_to = self.ways.from_start(method.MAIN, without={method.FILING})
        for process, node in sorted(open_to):
            if process == method.MAIN and self.ways.node((process, node)).kind == "endEvent":
                element = self.ways.node((process, node)).element
                message = f"有一条路不经过“{TASKS[method.FILING]}”就到了结束{titled(element)},案件没有去向,也不立卷"
                self._error("statutory-end", (process, node), message, f"结束之前先经过“立卷归档”({method.FILING})")

    def _buttons(self) -> None:
        for process, task in method.BUTTONS.items():
            if task in method.OPTIONAL and process not in self.processes and task not in self.tasks:
                continue
            if (process, task) not in self.ways.from_start(process):
                message = f"按钮发起的流程 {process} 里没有“{TASKS[task]}”({task}),按钮会没有反应"
                place = self.tasks.get(task)
                self._error("button-process", place, message, f"留着流程 {process},里面放 {task}")

    def _said(self) -> None:
        """What diagrams say of tasks must be something the office can act on."""
        for scope, report in self.processes.values():
            for element in _tasks(scope.element):
                _check_said(element, report)


def _check_said(element: Element, report: Report) -> None:
    said = properties(element)
    role, due = said.get("role", ""), said.get("due", "")
    tier = said.get("tier", "")
    if role and str(element.get("id")) not in TASKS and role not in method.ROLES | set(ROLES):
        remedy = f"改成 {'、'.join(sorted(method.ROLES))} 之一"
        report.error("role", element, f"{titled(element)}的办理人“{role[:40]}”不认识,没有人能办", remedy)
    if due and not deadlines.is_task_due(due):
        remedy = "写成 3d(天)、3wd(工作日)或 24h(小时)"
        report.error("due", element, f"{titled(element)}的办理时限“{due[:40]}”看不懂", remedy)
    if tier and tier not in method.TIERS and not tier.startswith(("=", "${", "#{")):
        remedy = "改成 current(当前层级)或 upper(上一级)"
        report.error("tier", element, f"{titled(element)}的层级“{tier[:40]}”不认识", remedy)


def _tasks(scope: Element) -> Iterator[Element]:
    yield from scope.iter(bpmn("userTask"))


def _message_of(definition: Element) -> str | None:
    root = definition.getroottree().getroot()
    for message in root.iterfind(bpmn("message")):
        if message.get("id") == definition.get("messageRef"):
            return str(message.get("name"))
    return None


_EVENT_NAMES = {
    "party_refused": "一方拒绝或要求终止",
    "withdrawn": "申请人撤回",
    "official_accepted": "别处已经受理",
    "party_changed": "当事人变故",
}
