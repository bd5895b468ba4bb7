"""What the files of a method are called in the office, as far as they say so themselves."""

import orjson

from mediation.engine.xml import bpmn, read_xml
from mediation.errors import ModelRefused
from mediation.services.table_facts import TITLES


def title_of(name: str, data: bytes) -> str:
    """A form by its title, a diagram by its process, a table of the product by its purpose; else the file's name."""
    stem, _, kind = name.rpartition(".")
    found = {"form": _form, "bpmn": _diagram}[kind](data) if kind in ("form", "bpmn") else TITLES.get(stem, "")
    return found or name


def _form(data: bytes) -> str:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError:
        return ""
    properties = document.get("properties") if isinstance(document, dict) else None
    return str(properties.get("title") or "") if isinstance(properties, dict) else ""


def _diagram(data: bytes) -> str:
    try:
        process = read_xml(data).find(bpmn("process"))
    except ModelRefused:
        return ""
    return str(process.get("name") or "") if process is not None else ""
