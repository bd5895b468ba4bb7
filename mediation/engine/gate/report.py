"""Collecting findings for one file."""

from mediation.engine.xml import Element
from mediation.errors import Finding

MAX_FINDINGS, MAX_TEXT = 200, 300


class Report:
    """The findings of one file, with their places."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def error(self, rule: str, element: Element | None, message: str, remedy: str) -> None:
        """A mistake: the model cannot be used."""
        self._add(rule, element, message, remedy, "error")

    def warning(self, rule: str, element: Element | None, message: str, remedy: str) -> None:
        """Something to look at; the model can be used."""
        self._add(rule, element, message, remedy, "warning")

    def _add(self, rule: str, element: Element | None, message: str, remedy: str, level: str) -> None:
        if len(self.findings) >= MAX_FINDINGS:
            return
        owner = element
        while owner is not None and owner.get("id") is None:
            owner = owner.getparent()
        element_id = owner.get("id")[:MAX_TEXT] if owner is not None else None
        line = element.sourceline if element is not None else None
        self.findings.append(Finding(rule, message[:MAX_TEXT], remedy[:MAX_TEXT], self.file, element_id, line, level))


def titled(element: Element) -> str:
    """How a person knows an element: its name, else its id."""
    return f"“{(element.get('name') or element.get('id') or '未命名')[:40]}”"
