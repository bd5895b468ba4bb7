"""Diagrams with something to see in them: what a draft or a release changes, before and after; where cases wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mediation.case.step import Actor
from mediation.engine.compare import ADDED, CHANGED, REMOVED
from mediation.engine.xml import bpmn, read_xml
from mediation.errors import ModelRefused
from mediation.services import insight
from mediation.services.administering import require_administrator
from mediation.services.model_difference import Difference, difference
from mediation.services.model_drafts import draft_row
from mediation.services.models_page import compared_by, view_release
from mediation.services.office import Office
from mediation.store import bundles, workshop

AFTER, BEFORE = "after", "before"
_SIDES = {AFTER: ("改后", (ADDED, CHANGED)), BEFORE: ("原来", (REMOVED, CHANGED))}


@dataclass(frozen=True, slots=True)
class Note:
    """A few words at an element; `kind` is warm, hot (many days) or late (past its time)."""

    element: str
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One diagram: the process, its file, on which side of a change, the ids to colour, what to write there."""

    process: str
    name: str
    file: str
    side: str
    marks: Mapping[str, list[str]]
    notes: list[Note] = field(default_factory=list)


def drawn_draft(office: Office, actor: Actor, draft: int) -> list[Drawn]:
    """What a draft changes against its base.

    Raises:
        NotAllowed, NotFound.
    """
    require_administrator(office, actor, "see_models")
    with office.store.reading() as connection:
        row = draft_row(connection, draft)
        before, after = bundles.files(connection, row.base), workshop.files(connection, row)
    return list(_changes(difference(before, after), before, after))


def drawn_release(office: Office, actor: Actor, number: int) -> tuple[str, str, list[Drawn]]:
    """What a release changes: the bundle before, its own, and the diagrams.

    Raises:
        NotAllowed, NotFound.
    """
    view = view_release(office, actor, number)
    against = compared_by(office, number)
    with office.store.reading() as connection:
        before, after = bundles.files(connection, against), bundles.files(connection, view.line.digest)
    return against, view.line.digest, list(_changes(view.difference, before, after))


def _changes(found: Difference, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Drawn]:
    files = {one.process: one.file for one in found.models if one.file.endswith(".bpmn") and one.process}
    for process, marks in found.marks().items():
        for side, there in ((AFTER, after), (BEFORE, before)):
            name = _name(there.get(files[process]), process)
            words, kinds = _SIDES[side]
            if name is not None:
                seen = {kind: marks[kind] for kind in kinds if kind in marks}
                yield Drawn(process, f"{name}({words})", files[process], side, seen)


def _name(data: bytes | None, process: str) -> str | None:
    """What a process is called in a file; None where it is not in it, or nothing can be read."""
    try:
        root = read_xml(data) if data is not None else None
    except ModelRefused:
        return None
    found = root.iterfind(bpmn("process")) if root is not None else ()
    return next((str(one.get("name") or process) for one in found if one.get("id") == process), None)


def drawn_heat(office: Office, actor: Actor, digest: str) -> list[Drawn]:
    """Where the running cases of a version wait, the fullest diagram first.

    Raises:
        NotAllowed, NotFound.
    """
    by_process: dict[str, list[insight.Heat]] = {}
    for one in insight.heat(office, actor, digest):
        by_process.setdefault(one.process, []).append(one)
    names = office.library.models(digest).bundle.processes
    found = [_heated(process, names[process], steps) for process, steps in by_process.items()]
    return sorted(found, key=lambda one: -sum(step.waiting for step in by_process[one.process]))


def _heated(process: str, name: str, steps: list[insight.Heat]) -> Drawn:
    marks: dict[str, list[str]] = {}
    for step in steps:
        marks.setdefault(_kind(step), []).append(step.element)
    return Drawn(process, name, "", AFTER, marks, [Note(one.element, _words(one), _kind(one)) for one in steps])


def _kind(step: insight.Heat) -> str:
    return "late" if step.overdue else "hot" if step.median_days >= insight.LONG else "warm"


def _words(step: insight.Heat) -> str:
    late = f",{step.overdue} 件超时" if step.overdue else ""
    return f"{step.waiting} 件 · {step.median_days:g} 天{late}"
