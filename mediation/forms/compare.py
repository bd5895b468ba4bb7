"""What is different between two versions of a form: fields gained, lost and changed, in the office's words.

Must not know WTForms or any case's data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mediation.forms.conditions import Condition
from mediation.forms.spec import FieldSpec, FormDefinition
from mediation.forms.vocabulary import KINDS, SENSITIVITIES

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One difference: at which field (its dotted path), under which label, and what of it."""

    kind: str
    path: str
    label: str
    what: tuple[str, ...] = ()


def compare_forms(before: FormDefinition | None, after: FormDefinition | None) -> list[FieldChange]:
    """All differences between two versions of a form; None where there is none."""
    was: Mapping[str, FieldSpec] = before.paths if before else {}
    now: Mapping[str, FieldSpec] = after.paths if after else {}
    found: list[FieldChange] = []
    for path in [*now, *(path for path in was if path not in now)]:
        if path not in was:
            found.append(FieldChange(ADDED, path, _name(now[path]), (KINDS.get(now[path].kind, now[path].kind),)))
        elif path not in now:
            found.append(FieldChange(REMOVED, path, _name(was[path])))
        elif what := tuple(_what(dict(_said(was[path])), dict(_said(now[path])))):
            found.append(FieldChange(CHANGED, path, _name(now[path]), what))
    if not found and before and after and list(was) != list(now):
        found.append(FieldChange(CHANGED, "", after.title, ("只是换了次序",)))
    return found


def _name(spec: FieldSpec) -> str:
    return spec.label or spec.key


def _what(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for label, now in after.items():
        if before[label] != now:
            yield f"{label}:{before[label] or '(无)'} → {now or '(无)'}"


def _said(spec: FieldSpec) -> Iterator[tuple[str, str]]:
    yield "问法", spec.label
    yield "控件", KINDS.get(spec.kind, spec.kind)
    yield "必填", "是" if spec.required else _text(spec.required_when) or "否"
    yield "选项", "、".join(option.label for option in spec.options)
    yield "选项的代码", "、".join(option.value for option in spec.options)
    yield "藏起来的条件", _text(spec.hide_when)
    yield "不收的条件", _text(spec.refuse_when)
    yield "说明", spec.help
    yield "敏感级别", SENSITIVITIES.get(spec.sensitivity, spec.sensitivity)
    yield "最少最多", f"{spec.minimum if spec.minimum is not None else ''}–{spec.maximum or ''}".strip("–")
    yield "写进文书", "、".join(spec.papers)


def _text(condition: Condition | None) -> str:
    return condition.text if condition is not None else ""
