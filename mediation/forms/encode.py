"""Canonical values → the form data that a browser would send for them: drafts, scenarios, tests.

Good-natured about shapes (a text for a list is one item, null is not filled); must not judge values.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from mediation.forms.context import FormContext
from mediation.forms.fields import OWN
from mediation.forms.spec import FieldSpec, FormDefinition

REFUSALS = ("拒绝", "不同意", "未表态")
# what an item that says more than one thing is known by: a person, an office, a body outside
_KNOWN_BY = ("party_id", "party", "who", "user_id", "to", "id", "name", "org", "dept")
Pairs = Iterator[tuple[str, str]]


def encode(definition: FormDefinition, context: FormContext, values: Mapping[str, Any]) -> MultiDict[str, str]:
    """Form data for canonical values; keys that no field declares, computed ones and files are skipped."""
    return MultiDict(list(_section(definition.fields.values(), context, values, "")))


def ignored_keys(definition: FormDefinition, values: Mapping[str, Any]) -> list[str]:
    """The keys of values that the form does not declare."""
    return [key for key in values if key not in definition.declared_keys]


def _section(specs: Iterable[FieldSpec], context: FormContext, values: Mapping[str, Any], prefix: str) -> Pairs:
    for spec in specs:
        value = values.get(spec.key)
        if value is not None and not spec.system and spec.kind not in ("file", "static"):
            yield from _field(spec, context, value, f"{prefix}{spec.key}")


def _field(spec: FieldSpec, context: FormContext, value: Any, name: str) -> Pairs:
    if spec.kind == "group":
        yield from _section(spec.children, context, _as_row(spec, value), f"{name}-")
    elif spec.kind == "rows":
        for at, row in enumerate(_as_list(value)):
            yield from _section(spec.children, context, _as_row(spec, row), f"{name}-{at}-")
    elif spec.kind == "strings":
        for at, item in enumerate(_as_list(value)):
            yield from _field(spec.children[0], context, item, f"{name}-{at}")
    elif spec.kind in ("party_rows", "party_map"):
        yield from _parties(spec, context, value, name)
    else:
        yield from _answer(spec, context, value, name)


def _parties(spec: FieldSpec, context: FormContext, value: Any, name: str) -> Pairs:
    rows = value if isinstance(value, Mapping) else {_id_of(row): row for row in _as_list(value)}
    for party, given in rows.items():
        if given is None:
            continue
        if spec.kind == "party_map":
            single = _single(spec.children[0].key, given) if isinstance(given, Mapping) else given
            yield from _field(spec.children[0], context, single, f"{name}-{party}")
        else:
            yield from _section(spec.children, context, _as_row(spec, given), f"{name}-{party}-")


def _answer(spec: FieldSpec, context: FormContext, value: Any, name: str) -> Pairs:
    if spec.kind == "booleans":
        yield from ((name, str(at)) for at, holds in enumerate(_as_list(value)) if holds)
    elif spec.kind == "choices":
        yield from ((name, _id_of(item)) for item in _as_list(value) if item is not None and _agreed(item))
    elif spec.kind == "yes_no":
        yield name, _truth(value)
    elif spec.kind == "checkbox":
        yield from ([(name, "true")] if _truth(value) == "true" else [])
    elif spec.kind == "choice" and isinstance(value, Mapping):
        yield from _answer(spec, context, _id_of(value), name)
    elif spec.kind == "choice" and spec.free and not _is_option(spec, context, value):
        yield name, OWN
        yield f"{name}-own", _as_text(value)
    else:
        yield name, _as_text(value)


def _is_option(spec: FieldSpec, context: FormContext, value: Any) -> bool:
    options = [*context.options(spec.source), *spec.options]
    return any(option.value == _as_text(value) for option in options)


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [key for key, given in value.items() if given and given not in REFUSALS]
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _as_row(spec: FieldSpec, value: Any) -> Mapping[str, Any]:
    """A row as a mapping; a bare value belongs to the row's first field, and stands for what every row affirms."""
    if isinstance(value, Mapping):
        return value
    affirmed = {child.key: True for child in spec.children if child.kind == "checkbox" and child.required}
    return {**affirmed, spec.children[0].key: value}


def _single(key: str, row: Mapping[str, Any]) -> Any:
    """What a party's row says where a single answer is wanted: that answer, else what it has besides who."""
    return row.get(key, next((value for other, value in row.items() if other not in _KNOWN_BY), None))


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, Mapping):
        value = list(value.values())
    return "、".join(map(_as_text, value)) if isinstance(value, list | tuple) else str(value)


def _id_of(item: Any) -> str:
    """What an item of a list of people is known by."""
    if isinstance(item, Mapping):
        found = (item.get(key) for key in _KNOWN_BY)
        return str(next((one for one in found if one), ""))
    return _as_text(item)


def _agreed(item: Any) -> bool:
    """Whether an item that says more than who does not say no."""
    return not isinstance(item, Mapping) or item.get("consent", True) in (True, "同意")


def _truth(value: Any) -> str:
    return "true" if value in (True, "true", "是", "同意") else "false"
