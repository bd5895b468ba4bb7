"""What a draft (or a release) would change against another version: on diagrams, in tables, forms, and their texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mediation.engine.compare import CHANGED, Change, compare_models
from mediation.errors import ModelRefused
from mediation.forms.compare import FieldChange, compare_forms
from mediation.forms.compare_texts import compare_customs, compare_law, compare_steps
from mediation.forms.definition import read_form
from mediation.forms.side_document import read_texts
from mediation.forms.side_files import SIDE_FILES
from mediation.forms.spec import FormDefinition
from mediation.law import codes
from mediation.services.file_titles import title_of
from mediation.services.judging import flag_words


@dataclass(frozen=True, slots=True)
class FormDifference:
    """What is different in one form, or in the texts beside it; `title` as people know it."""

    file: str
    title: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is different between two bundles; `others` are files of which no more can be said.

    `titles` says what the files of `models` are called.
    """

    models: tuple[Change, ...]
    forms: tuple[FormDifference, ...]
    texts: tuple[FormDifference, ...]
    others: tuple[str, ...]
    titles: Mapping[str, str]

    @property
    def nothing(self) -> bool:
        """Whether the two do the same."""
        return not (self.models or self.forms or self.texts or self.others)

    def marks(self) -> dict[str, dict[str, list[str]]]:
        """For drawing it: by process, the ids of the elements by kind of change."""
        found: dict[str, dict[str, list[str]]] = {}
        for change in self.models:
            if change.file.endswith(".bpmn") and change.process:
                found.setdefault(change.process, {}).setdefault(change.kind, []).append(change.element)
        return found


def difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Difference:
    """What is different between the files of two bundles."""
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    forms = [_form(name, before.get(name), after.get(name)) for name in names if name.endswith(".form")]
    texts = tuple(_texts(before, after)) if not set(SIDE_FILES).isdisjoint(names) else ()
    said = (".form", ".bpmn", ".dmn", *(SIDE_FILES if texts else ()))
    others = [name for name in names if not name.endswith(said)]
    titles = {name: title_of(name, after.get(name) or before[name]) for name in names}
    return Difference(tuple(compare_models(before, after)), tuple(forms), texts, tuple(others), titles)


def _texts(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[FormDifference]:
    """The texts beside the forms, step by step; nothing where one of the files cannot be read."""
    try:
        was, now = read_texts(before), read_texts(after)
    except ModelRefused:
        return
    for task, changes in compare_steps(was, now):
        form = _read(f"{task}.form", after.get(f"{task}.form"))
        yield FormDifference("", form.title if form else codes.TASKS.get(task, task), tuple(changes))
    for title, found in (
        ("法条", compare_law(was, now, {**codes.DISPUTE_TYPES, **flag_words()})),
        ("村规民约", compare_customs(was, now)),
    ):
        if found:
            yield FormDifference("", title, tuple(found))


def _form(file: str, before: bytes | None, after: bytes | None) -> FormDifference:
    was, now = _read(file, before), _read(file, after)
    title = (now or was).title if now or was else file  # type: ignore[union-attr]
    if after is not None and now is None:
        return FormDifference(file, title, (FieldChange(CHANGED, "", file, ("这张表现在读不了",)),))
    found = compare_forms(was, now) or [FieldChange(CHANGED, "", title, ("只改了文字说明或排版",))]
    return FormDifference(file, title, tuple(found))


def _read(file: str, data: bytes | None) -> FormDefinition | None:
    try:
        return None if data is None else read_form(file.removesuffix(".form"), data)
    except ModelRefused:
        return None
