"""Reads a form definition (form-js JSON, schemaVersion 19) and says what is wrong with it.

Groups are pages; what the schema lacks stands in `properties`. Must not know WTForms or any case's data.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

import orjson

from mediation.errors import Finding, ModelRefused
from mediation.forms.components import ComponentReader
from mediation.forms.rules import findings_of
from mediation.forms.spec import FieldSpec, FormDefinition, Page

SCHEMA_VERSION = 19
SIZE_LIMIT = 1_000_000


def read_form(name: str, data: bytes) -> FormDefinition:
    """The form in a file's bytes; `name` is the task id it serves. Raises ModelRefused with all findings."""
    definition, findings = judge_form(name, data)
    if definition is None:
        raise ModelRefused(findings)
    return definition


def judge_form(name: str, data: bytes) -> tuple[FormDefinition | None, list[Finding]]:
    """The form in a file's bytes, None where it cannot be used, and all findings about it. Never raises."""
    definition, findings = _examine(name, data)
    return None if any(finding.level == "error" for finding in findings) else definition, findings


def check_form(name: str, data: bytes) -> list[Finding]:
    """All findings of a form file, errors and warnings; empty when there is nothing to say. Never raises."""
    return _examine(name, data)[1]


def load_forms(files: Mapping[str, bytes]) -> Mapping[str, FormDefinition]:
    """The forms of a bundle by task id, from file names (`forms/T_register.form`) and bytes.

    Raises ModelRefused with the findings of all files together.
    """
    forms: dict[str, FormDefinition] = {}
    findings: list[Finding] = []
    for file, data in files.items():
        name = PurePath(file).name.removesuffix(".form")
        definition, found = _examine(name, data)
        findings += [finding for finding in found if finding.level == "error"]
        if definition is not None:
            forms[name] = definition
    if findings:
        raise ModelRefused(findings)
    return forms


def _examine(name: str, data: bytes) -> tuple[FormDefinition | None, list[Finding]]:
    file = f"{name}.form"
    document = _parse(data)
    if isinstance(document, str):
        return None, [Finding("form-file", document, "请用表单编辑器重新导出这个文件。", file)]
    reader = ComponentReader(file)
    pages = tuple(_pages(document["components"], reader))
    definition = _define(name, document, pages, data)
    return definition, reader.findings + findings_of(definition, file)


def _parse(data: bytes) -> dict[str, Any] | str:
    """The document, or in a sentence why there is none."""
    if len(data) > SIZE_LIMIT:
        return "表单文件太大(超过 1 MB)。"
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as broken:
        return f"不是有效的 JSON(第 {broken.lineno} 行)。"
    if not isinstance(document, dict) or not isinstance(document.get("components"), list):
        return "不是表单文件:缺少 components。"
    version = document.get("schemaVersion", SCHEMA_VERSION)
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        return f"表单格式版本 {version!r} 不认识(最高支持 {SCHEMA_VERSION})。"
    return document


def _pages(components: list[Any], reader: ComponentReader) -> Iterator[Page]:
    """The groups as pages; fields that stand outside any group share a page of their own."""
    loose: list[Any] = []
    for component in components:
        if isinstance(component, dict) and component.get("type") == "group" and not component.get("path"):
            if loose:
                yield Page("", "", reader.fields(loose))
                loose = []
            yield reader.page(component)
        else:
            loose.append(component)
    if loose:
        yield Page("", "", reader.fields(loose))


def _define(name: str, document: Mapping[str, Any], pages: tuple[Page, ...], data: bytes) -> FormDefinition:
    properties = document.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    paths: dict[str, FieldSpec] = {}
    for page in pages:
        for spec in page.fields:
            paths.update((path, inner) for path, inner in spec.walk() if inner.kind != "static")
    return FormDefinition(
        name=name,
        title=str(properties.get("title") or name),
        intro=str(properties.get("intro") or ""),
        pages=pages,
        digest=hashlib.sha256(data).hexdigest(),
        paths=paths,
    )
