"""What the confined process does that walks a draft: reads the request, walks it anew, says where the case stands."""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from mediation import clock
from mediation.config import shipped
from mediation.confined import unpacked
from mediation.engine.failures import ModelFailed
from mediation.errors import FormInvalid, GuardRefused, MediationError, ModelRefused
from mediation.services.demo import village
from mediation.services.imagined_office import village_directory
from mediation.services.library import files_of, read_models
from mediation.services.settings_in_force import begun_with
from mediation.services.walk_stage import MOST_STEPS, WAIT, Walk


@cache
def _library() -> dict[str, Any]:
    """The village and its cases, read while files can still be opened."""
    return village()


def walk(files: Mapping[str, bytes], said: Mapping[str, Any]) -> dict[str, Any]:
    """Walk the steps that were walked, and the last one, which may be refused; then say where the case stands."""
    try:
        models = read_models("0" * 64, files)
    except ModelRefused as refused:
        return {"findings": [dataclasses.asdict(finding) for finding in refused.findings]}
    scenario = _library()
    template = next((case for case in scenario["cases"] if case["case_id"] == said["template"]), scenario["cases"][0])
    begun, people = begun_with(said["settings"]), village_directory(scenario)

    def walked(steps: Sequence[Mapping[str, Any]]) -> Walk:
        made = Walk(models, begun, template, people)
        for step in steps:
            made.take(step)
        return made

    steps, why = said["steps"][:MOST_STEPS], None
    for taken in range(len(steps), -1, -1):
        try:
            return {**walked(steps[:taken]).report(said["wanted"]), "taken": taken, "refused": why}
        except (MediationError, ModelFailed) as refused:
            why = why or _told(refused)
    return {"findings": [], "refused": why}


def _told(refused: Exception) -> dict[str, Any]:
    if isinstance(refused, FormInvalid):
        return {"errors": {path: list(texts) for path, texts in refused.errors.items()}}
    if isinstance(refused, GuardRefused):
        return {"message": refused.message, "article": refused.article or "", "field": refused.field or ""}
    return {"message": str(refused)}


def answer(request: bytes) -> bytes:
    """`walk` on a packed request: what the confined process does."""
    files, said = unpacked(request)
    return orjson.dumps(walk(files, said), default=str)


def warm() -> None:
    """Load all that walking may need while files can still be opened: walk the product's own method to its end."""
    scenario = _library()
    models = read_models("0" * 64, files_of(shipped("bpmn"), shipped("forms")))
    walk = Walk(models, begun_with({}), scenario["cases"][0], village_directory(scenario))
    for _ in range(MOST_STEPS):
        found = walk.report("")
        if found["completed"]:
            break
        form = found["form"]
        walk.take({"task": form["task"], "words": form["words"]} if form else {"task": WAIT})
    clock.move_to(None)


answer.warm = warm  # type: ignore[attr-defined]
