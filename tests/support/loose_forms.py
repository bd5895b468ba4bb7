"""The shipped forms, made careless: nothing is required, every choice may be one's own words."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mediation.config import shipped


def loose_forms(place: Path, *tasks: str) -> Path:
    """A copy of the shipped forms in which those of some tasks let everything pass that they can."""
    place.mkdir(parents=True)
    for file in sorted(shipped("forms").glob("*.form")):
        definition = json.loads(file.read_bytes())
        if file.stem in tasks:
            for component in _components(definition):
                _loosen(component)
        (place / file.name).write_text(json.dumps(definition, ensure_ascii=False), "utf-8")
    return place


def _components(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for component in part.get("components", ()):
        yield component
        yield from _components(component)


def _loosen(component: dict[str, Any]) -> None:
    component.get("validate", {}).pop("required", None)
    said = component.get("properties", {})
    for key in ("required_when", "refuse_when", "refuse_words", "required_for", "locked", "system", "past"):
        said.pop(key, None)
    choice = component.get("type") in ("select", "radio", "checklist")
    if choice and said.get("shape") not in ("bool", "integer", "booleans"):
        said["free"] = "true"
    if said:
        component["properties"] = said
