"""A form definition and a context → a WTForms form to show, or the judged values of what was sent.

The front door of this room. Must not know requests, cases or the law.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from mediation.forms import choices, rows, typed  # noqa: F401  each brings its kinds of fields
from mediation.forms.context import FormContext
from mediation.forms.encode import encode
from mediation.forms.fields import Answer
from mediation.forms.judging import Verdict, judge
from mediation.forms.places import placed, said
from mediation.forms.plain import files_in
from mediation.forms.sections import ContainerAnswer, FormMeta, Section, canonical
from mediation.forms.spec import FieldSpec, FormDefinition, Page
from mediation.forms.visibility import settle
from mediation.forms.words import FormData, Words

NOT_OURS = frozenset({"csrf_token", "_add"})


class MediationForm(Section):
    """A form ready for the templates: `definition`, `pages` and all fields, with errors where there are some."""

    def __init__(self, definition: FormDefinition, context: FormContext, words: Words, added: str = "") -> None:
        super().__init__(definition.fields, words, FormMeta(context, added))
        self.definition, self.context = definition, context
        self.warnings: list[tuple[str, str]] = []
        settle(self, self.outer)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages in order."""
        return self.definition.pages

    @property
    def screens(self) -> list[list[Page]]:
        """The pages as a phone shows them, one after the other; a collapsed one stands below the one before it."""
        screens: list[list[Page]] = []
        for page in self.pages:
            if page.collapsed and screens:
                screens[-1].append(page)
            else:
                screens.append([page])
        return screens

    @property
    def opening(self) -> int:
        """Which of them is shown first, from 0: the first on which something is to be mended."""
        faulty = {one.name.split("-")[0] for _, one in placed(self) if one.errors}
        keys = [{spec.key for page in screen for spec in page.fields} for screen in self.screens]
        return next((at for at, here in enumerate(keys) if here & faulty), 0)

    @property
    def outer(self) -> dict[str, Any]:
        """What conditions may ask besides the form's own answers."""
        return {**self.context.facts, **self.context.computed}

    @property
    def error_summary(self) -> list[tuple[str, str, str]]:
        """All errors as (id of the input, where and what, text), in the order of the page."""
        return [(one.id, place, said(place, one, text)) for place, one in placed(self) for text in one.errors]

    @property
    def facts_json(self) -> str:
        """The facts that conditions on the page ask for, as JSON for its script; no others leave the server."""
        shown = {name for spec in self.definition.paths.values() if spec.hide_when for name in spec.hide_when.names}
        shown -= self.definition.declared_keys
        return orjson.dumps({name: fact for name, fact in self.outer.items() if name in shown}).decode()

    def is_busy(self, page: Page) -> bool:
        """Whether a page (a collapsed one) holds an answer or an error, and must be open."""
        answers = [self.answers[spec.key] for spec in page.fields if spec.key in self.answers]
        return any(answer.errors or not answer.is_untouched() for answer in answers)

    def label_of(self, path: str) -> str:
        """What the field at a dotted path is called, its row named: 第 2 位当事人的电话."""
        name = path.replace(".", "-")
        place = next((place for place, one in placed(self) if one.name == name), "")
        spec = None if place else self.definition.find(path) or self.definition.find(path.split(".")[0])
        return spec.label if spec else place or path


@dataclass
class BoundForm:
    """What became of a submission.

    `values` are canonical JSON: declared, shown, readable fields only (complete when `ok`). `errors` go by dotted
    path (`terms.0.amount`, `statements.p1`; a row's number is the one that was sent), `files` by the path in
    `values`. `warnings` are hints that stop nobody, `ignored` names what is no field that a person may fill in.
    """

    form: MediationForm
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, list[Any]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the values may go on."""
        return not self.errors


def open_form(
    definition: FormDefinition, context: FormContext, values: Mapping[str, Any] | None = None
) -> MediationForm:
    """A form to show: fresh (with its defaults and the system's proposals), or filled with canonical values."""
    given = proposals(definition, context) if values is None else values
    return MediationForm(definition, context, Words(encode(definition, context, given)))


def reopen(definition: FormDefinition, context: FormContext, formdata: FormData) -> MediationForm:
    """What was sent, to be shown again unjudged; `_add` in it asks for one more row of that list."""
    added = next((word for word in formdata.getlist("_add") if isinstance(word, str)), "")
    return MediationForm(definition, context, Words(formdata), added)


def bind_form(definition: FormDefinition, context: FormContext, formdata: FormData) -> BoundForm:
    """Judge what was sent. Never raises: what cannot be read is an error at its field."""
    words = Words(formdata)
    form = MediationForm(definition, context, words)
    verdict = Verdict()
    judge(form, form.outer, verdict)
    form.warnings = verdict.warnings
    ignored = _ignored(definition, words)
    return BoundForm(form, canonical(form), verdict.errors, verdict.warnings, dict(files_in(form)), ignored)


def proposals(definition: FormDefinition, context: FormContext) -> dict[str, Any]:
    """What a fresh form starts with: the definition's defaults, and what the system proposes."""
    started: dict[str, Any] = {}
    for key, spec in definition.fields.items():
        if spec.suggest and context.computed.get(key) is not None:
            started[key] = context.computed[key]
        elif spec.default:
            started[key] = spec.default
    return started


def every_answer(section: Section) -> list[Answer]:
    """All fields of a section and of those inside it, in order."""
    found: list[Answer] = []
    for answer in section.answers.values():
        found.append(answer)
        if isinstance(answer, ContainerAnswer):
            found += [inner for part in answer.sections.values() for inner in every_answer(part)]
    return found


def _ignored(definition: FormDefinition, words: Words) -> list[str]:
    """Names that were sent and belong to no field a person may fill in."""
    open_keys = {key for key, spec in definition.fields.items() if not spec.system}
    return [name for name in words if not _belongs(name, open_keys, definition.fields)]


def _belongs(name: str, open_keys: set[str], fields: Mapping[str, FieldSpec]) -> bool:
    key, _, rest = name.partition("-")
    if name in NOT_OURS:
        return True
    return key in open_keys and (not rest or rest == "own" or fields[key].repeats or fields[key].kind == "group")


__all__ = ["BoundForm", "MediationForm", "bind_form", "encode", "open_form", "proposals", "reopen"]
