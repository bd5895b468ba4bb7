"""Reading decision tables from the DMN 1.3 that dmn-js and Camunda Modeler write.

What our tables cannot do is refused here with the place, never silently ignored.
"""

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from mediation.engine.decisions import AGGREGATIONS, POLICIES, DecisionTable, Rule
from mediation.engine.gate.report import MAX_FINDINGS, MAX_TEXT
from mediation.engine.xml import Element, local, read_xml
from mediation.errors import Finding, ModelRefused
from mediation.expressions import ExpressionRefused, compile_expression, compile_unary_tests

NAMESPACES = (
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
)
MAX_RULES = 1_000


def read_decisions(xml: bytes, file: str = "") -> list[DecisionTable]:
    """The decision tables of a file.

    Raises ModelRefused with every finding where the file is no DMN or holds what our tables cannot do.
    """
    root = read_xml(xml, file)
    reader = _Reader(file)
    tables = reader.tables(root)
    if reader.findings:
        raise ModelRefused(reader.findings)
    return tables


class _Reader:
    def __init__(self, file: str) -> None:
        self.file, self.findings = file, list[Finding]()

    def find(self, rule: str, element: Element, message: str, remedy: str) -> None:
        owner = element
        while owner.get("id") is None and owner.getparent() is not None:
            owner = owner.getparent()
        if len(self.findings) < MAX_FINDINGS:
            element_id = (owner.get("id") or "")[:MAX_TEXT] or None
            text, line = message[:MAX_TEXT], element.sourceline
            self.findings.append(Finding(rule, text, remedy, self.file, element_id, line))

    def tables(self, root: Element) -> list[DecisionTable]:
        if etree.QName(root).namespace not in NAMESPACES or local(root) != "definitions":
            self.find("dmn-root", root, "不是 DMN 决策文件", "用 DMN 建模器另存为 DMN 1.3")
            return []
        decisions = list(_children(root, "decision"))
        if not decisions:
            self.find("dmn-empty", root, "文件里没有决策", "画至少一张决策表")
        return [table for decision in decisions if (table := self.table(decision)) is not None]

    def table(self, decision: Element) -> DecisionTable | None:
        found = next(_children(decision, "decisionTable"), None)
        if not decision.get("id"):
            self.find("dmn-id", decision, "决策没有编号(id)", "在属性栏填写决策编号")
        if found is None:
            self.find("dmn-kind", decision, "只支持决策表", "把这个决策改画成决策表")
            return None
        if next(_children(decision, "informationRequirement"), None) is not None:
            self.find("dmn-requirement", decision, "决策之间的依赖线不起作用", "删去依赖线,在流程里依次调用两个决策")
        policy, aggregation = self.policy(found)
        names = tuple(self.output(output) for output in _children(found, "output"))
        if not names or len(set(names)) != len(names):
            self.find("dmn-output", found, "输出列缺少名称或重名", "给每个输出列一个不同的名称")
        inputs = tuple(self.input(column) for column in _children(found, "input"))
        if any(column is None for column in inputs):
            return None
        rows = list(_children(found, "rule"))
        if len(rows) > MAX_RULES:
            self.find("dmn-size", found, f"规则超过 {MAX_RULES} 条", "拆成几张表")
            return None
        rules = tuple(rule for i, row in enumerate(rows) if (rule := self.rule(i + 1, row, len(inputs), len(names))))
        name = decision.get("name") or ""
        return DecisionTable(decision.get("id") or "", name, policy, aggregation, inputs, names, rules)

    def policy(self, table: Element) -> tuple[str, str | None]:
        policy, aggregation = table.get("hitPolicy", "UNIQUE"), table.get("aggregation")
        if policy not in POLICIES:
            self.find("dmn-policy", table, f"不支持命中策略 {policy}", f"改用 {'、'.join(POLICIES)} 之一")
        if aggregation is not None and (policy != "COLLECT" or aggregation not in AGGREGATIONS):
            self.find("dmn-policy", table, f"不支持聚合 {aggregation}", "只有 COLLECT 可以聚合")
        return policy, aggregation

    def output(self, output: Element) -> str:
        name = output.get("name") or ""
        if not name.isidentifier() or name.startswith("_"):
            self.find("dmn-output", output, "输出列的名称不能作变量名", "用字母、汉字和下划线,不用空格")
        return name

    def input(self, column: Element) -> Any:
        expression = next(_children(column, "inputExpression"), None)
        return self.compiled(column, _text(expression), compile_expression, "输入列的表达式")

    def rule(self, number: int, row: Element, inputs: int, outputs: int) -> Rule | None:
        tests = [
            self.compiled(cell, _text(cell), compile_unary_tests, f"第 {number} 条规则的条件")
            for cell in _children(row, "inputEntry")
        ]
        values = [
            self.compiled(cell, text, compile_expression, f"第 {number} 条规则的结果")
            if (text := _text(cell))
            else None
            for cell in _children(row, "outputEntry")
        ]
        if len(tests) != inputs or len(values) != outputs:
            self.find("dmn-cells", row, f"第 {number} 条规则的格数与列数不同", "用 DMN 建模器重新保存")
            return None
        notes = [_text(note) for note in _children(row, "annotationEntry")]
        notes += [(description.text or "").strip() for description in _children(row, "description")]
        return Rule(number, tuple(tests), tuple(values), " ".join(note for note in notes if note))

    def compiled(self, cell: Element, text: str, compile_text: Callable[[str], Any], what: str) -> Any:
        try:
            return compile_text(text)
        except ExpressionRefused as error:
            self.find("dmn-expression", cell, f"{what}“{text[:60]}”:{error}", "改正这一格")
            return None


def _children(element: Element, name: str) -> Iterator[Element]:
    for child in element:
        if isinstance(child.tag, str) and local(child) == name and _is_dmn(child):
            yield child


def _is_dmn(element: Element) -> bool:
    return etree.QName(element).namespace in NAMESPACES


def _text(element: Element | None) -> str:
    found = next(_children(element, "text"), None) if element is not None else None
    return (found.text or "").strip() if found is not None else ""
