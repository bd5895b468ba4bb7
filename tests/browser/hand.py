"""Fills in a form in a browser as a person does: looks for the words on the page, not for names in its source."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page

from mediation.forms.context import FormContext
from mediation.forms.fields import OWN
from mediation.forms.spec import FieldSpec, FormDefinition, Option

YES_NO = (Option("true", "是"), Option("false", "否"))


class Hand:
    """Writes on one page; `context` tells who the parties and the people to choose from are."""

    def __init__(self, page: Page, context: FormContext) -> None:
        self.page, self.context = page, context

    def fill(self, definition: FormDefinition, values: Mapping[str, Any]) -> None:
        """Give every answer for which there is a field, screen by screen."""
        form = self.page.locator("form[data-sending]")
        for number, screen in enumerate(definition.pages):
            if number and not screen.collapsed:
                form.get_by_role("button", name="下一屏").click()
            for spec in screen.fields:
                if values.get(spec.key) is not None and not spec.system and spec.kind != "file":
                    self._answer(form, spec, values[spec.key])

    def _answer(self, place: Locator, spec: FieldSpec, value: Any, label: str = "") -> None:
        kinds = {
            "choice": self._choose, "yes_no": self._choose, "choices": self._tick, "booleans": self._tick_by_place,
            "checkbox": self._check, "rows": self._rows, "strings": self._strings, "party_rows": self._parties,
            "party_map": self._per_party, "group": self._group,
        }  # fmt: skip
        kinds.get(spec.kind, self._write)(place, spec, value, label or spec.label)

    def _write(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        shown(place.get_by_label(starting(label))).fill(str(value))

    def _choose(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        said = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        words = self._words(spec, said)
        if spec.dropdown:
            shown(place.get_by_label(starting(label))).select_option(label=words)
            return
        group = shown(place.get_by_role("group", name=starting(label), include_hidden=True))
        if words:
            group.get_by_label(words, exact=True).check()
        else:
            group.get_by_label("别的", exact=True).check()
            group.get_by_label("是什么").fill(said)

    def _tick(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        group = shown(place.get_by_role("group", name=starting(label), include_hidden=True))
        for one in [value] if isinstance(value, str) else value:
            words = self._words(spec, str(one))
            if words:
                group.get_by_label(words, exact=True).check()
            else:
                group.get_by_label("自己写").last.fill(str(one))

    def _tick_by_place(self, place: Locator, spec: FieldSpec, value: Sequence[bool], label: str) -> None:
        group = shown(place.get_by_role("group", name=starting(label), include_hidden=True))
        for option, holds in zip(spec.options, value, strict=True):
            group.get_by_label(option.label, exact=True).set_checked(holds)

    def _check(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        shown(place.get_by_label(starting(label))).set_checked(bool(value))

    def _rows(self, place: Locator, spec: FieldSpec, value: Sequence[Any], label: str) -> None:
        group = place.get_by_role("group", name=starting(label), include_hidden=True)
        for at, row in enumerate(value):
            self._section(self._row(group, at), spec.children, row)

    def _strings(self, place: Locator, spec: FieldSpec, value: Sequence[str], label: str) -> None:
        group = place.get_by_role("group", name=starting(label), include_hidden=True)
        for at, words in enumerate(value):
            row, one = self._row(group, at), spec.children[0]
            if one.kind == "choice":
                row.get_by_role("combobox").select_option(label=self._words(one, words))
            else:
                row.get_by_role("textbox").fill(words)

    def _row(self, group: Locator, at: int) -> Locator:
        rows = group.locator("> [data-row]")
        while rows.count() <= at:
            group.get_by_role("button", name=re.compile("^再加一")).click()
        return rows.nth(at)

    def _parties(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        group = place.get_by_role("group", name=starting(label), include_hidden=True).first
        for row in value:
            party = group.get_by_role("group", name=self._name(row["party_id"]), exact=True)
            self._section(party, spec.children, row)

    def _per_party(self, place: Locator, spec: FieldSpec, value: Mapping[str, Any], label: str) -> None:
        group = place.get_by_role("group", name=starting(label), include_hidden=True).first
        for party, one in value.items():
            self._answer(group, spec.children[0], one, self._name(party))

    def _group(self, place: Locator, spec: FieldSpec, value: Mapping[str, Any], label: str) -> None:
        self._section(place.get_by_role("group", name=starting(label), include_hidden=True), spec.children, value)

    def _section(self, place: Locator, specs: Sequence[FieldSpec], row: Mapping[str, Any]) -> None:
        for spec in specs:
            if row.get(spec.key) is not None and not spec.system and not spec.numbered and spec.kind != "file":
                self._answer(place, spec, row[spec.key])

    def _name(self, party_id: str) -> str:
        return next(party.name for party in self.context.parties if party.id == party_id)

    def _words(self, spec: FieldSpec, value: str) -> str:
        """The words of an option; none for an entry of one's own."""
        known = [*self.context.options(spec.source), *(spec.options or (YES_NO if spec.kind == "yes_no" else ()))]
        return next((option.label for option in known if option.value == value and value != OWN), "")


def starting(label: str) -> re.Pattern[str]:
    """A name that begins with a label; what may be left out says so behind it."""
    return re.compile(rf"^{re.escape(label)}\s*(选填|需要时填)?$")


def shown(found: Locator) -> Locator:
    """The field itself, unfolded if it lies behind 更多."""
    first = found.first
    first.wait_for(state="attached")
    for fold in reversed(first.locator("xpath=ancestor::details[not(@open)]").all()):
        fold.locator("> summary").click()
    return first
