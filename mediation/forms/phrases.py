"""常用语: phrases that one tap puts into a field, by task and field. Data of the office (`phrases.json`).

Never for how things came out, nor for what a person said in their own words: those nobody may have ready.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mediation.errors import Finding
from mediation.forms.rules import NEVER_PROPOSED
from mediation.forms.side_files import PHRASES, lines, read_json
from mediation.forms.spec import FieldSpec, FormDefinition

Phrases = Mapping[str, Mapping[str, tuple[str, ...]]]

OWN_WORDS = frozenset({"statements", "private_statements", "refusal_text", "agreed_items", "unresolved_items"})
WRITTEN = frozenset({"text", "textarea"})
PHRASE_LIMIT = 120


def takes_phrases(path: str, spec: FieldSpec) -> bool:
    """Whether phrases may be offered at a field: it is written, and no outcome or anybody's own words."""
    may_lie_ready = (NEVER_PROPOSED | OWN_WORDS).isdisjoint(path.split("."))
    return may_lie_ready and spec.kind in WRITTEN and not spec.check and spec.sensitivity != "sensitive"


def read_phrases(files: Mapping[str, bytes]) -> tuple[Phrases, list[Finding]]:
    """The phrases of a bundle (none where there is no file), and what is wrong with them."""
    if PHRASES not in files:
        return {}, []
    found = read_json(PHRASES, files[PHRASES])
    if isinstance(found, Finding):
        return {}, [found]
    findings: list[Finding] = []
    return {task: dict(_fields(task, given, findings)) for task, given in found.items()}, findings


def check_phrases(phrases: Phrases, forms: Mapping[str, FormDefinition]) -> list[Finding]:
    """Phrases that stand at no field, or at one where nothing may lie ready."""
    return [
        finding for task, fields in phrases.items() for path in fields for finding in _misplaced(task, path, forms)
    ]  # fmt: skip


def _fields(task: str, given: Any, findings: list[Finding]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for path, said in given.items() if isinstance(given, dict) else [("", None)]:
        listed = lines(said)
        if listed is None or any(len(one) > PHRASE_LIMIT for one in listed):
            message = f"“{task[:40]}”的“{path[:40]}”写得不对。"
            remedy = f"这里要一列短句,每句不超过 {PHRASE_LIMIT} 个字。"
            findings.append(Finding("side-phrase", message, remedy, PHRASES, path[:40] or task[:40]))
        else:
            yield path, listed


def _misplaced(task: str, path: str, forms: Mapping[str, FormDefinition]) -> Iterator[Finding]:
    definition = forms.get(task)
    spec = definition.paths.get(path) or _only_child(definition, path) if definition else None
    if spec is None:
        message = f"没有“{task[:40]}”的“{path[:40]}”这个字段。"
        yield Finding("side-phrase", message, "请检查有没有写错。", PHRASES, path[:40])
    elif not takes_phrases(path, spec):
        message = f"“{spec.label}”不能放现成的话:结果、意愿和各人的原话都要当场写。"
        yield Finding("side-phrase", message, "请删去这几句。", PHRASES, path[:40])


def _only_child(definition: FormDefinition, path: str) -> FieldSpec | None:
    """The single value of a list or of each party (`claims.value`)."""
    around, _, key = path.rpartition(".")
    spec = definition.paths.get(around)
    return next((child for child in spec.children if child.key == key), None) if spec else None
