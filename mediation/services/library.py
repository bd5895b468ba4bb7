"""The models a case runs on: bundles parsed once per process and shared by all their cases."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediation import clock
from mediation.case.facts import TIERS
from mediation.engine.definition import Bundle, load_bundle
from mediation.errors import Finding, MediationError, ModelRefused
from mediation.forms.beside import Beside, read_beside
from mediation.forms.definition import FormDefinition, load_forms
from mediation.forms.phrases import Phrases, check_phrases, read_phrases
from mediation.forms.side_files import SIDE_FILES
from mediation.services.routed import routed_keys
from mediation.store import bundles, releases
from mediation.store.db import Store

MODEL_ENDINGS = (".bpmn", ".dmn")


@dataclass(frozen=True, slots=True)
class Models:
    """One bundle, ready to use: diagrams and decisions, the forms of its tasks and what stands beside their fields."""

    digest: str
    bundle: Bundle
    forms: Mapping[str, FormDefinition]
    beside: Beside = field(default_factory=Beside)
    phrases: Phrases = field(default_factory=dict)
    _routed: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def role(self, task: str) -> str:
        """Who does a task, as its diagram says it: a role, with a tier behind an @ where it is not the case's own."""
        found = self.bundle.user_tasks.get(task)
        if found is None or found.tier not in TIERS:
            return (found.role if found is not None else None) or ""
        return f"{found.role or 'mediator'}@{found.tier}"

    def due(self, task: str) -> str | None:
        """Until when a task should be done, as its diagram says it: `3d`, `3wd`."""
        found = self.bundle.user_tasks.get(task)
        return found.due if found is not None else None

    def choices(self, task: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The closed choices of a task's form that say nothing personal: all of a form that a diagram may ask."""
        if task not in self._routed:
            self._routed[task] = routed_keys(self.form(task)).intersection(self.bundle.names)
        routed = self._routed[task]
        return {key: value for key, value in values.items() if key in routed}

    def form(self, task: str) -> FormDefinition:
        """The form of a user task: the one its properties name, else the one of its own name."""
        found = self.bundle.user_tasks.get(task)
        return self.forms[found.form if found is not None and found.form else task]


class Library:
    """Gives bundles by digest; parsing happens once per process and bundle."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ready: dict[str, Models] = {}
        self._lock = threading.Lock()

    def models(self, digest: str) -> Models:
        """The bundle with a digest."""
        found = self._ready.get(digest)
        if found is not None:
            return found
        with self._lock:
            if digest not in self._ready:
                with self._store.reading() as connection:
                    files = bundles.files(connection, digest)
                self._ready[digest] = read_models(digest, files)
            return self._ready[digest]

    def in_force(self) -> Models:
        """The bundle that new cases start with.

        Raises:
            MediationError: none was published yet.
        """
        with self._store.reading() as connection:
            digest = releases.in_force(connection, int(clock.now().timestamp() * 1000))
        if digest is None:
            raise MediationError("还没有可用的流程,请先运行 mediation init。")
        return self.models(digest)


def read_models(digest: str, files: Mapping[str, bytes]) -> Models:
    """Parse a bundle's files.

    Raises:
        ModelRefused: with every finding.
    """
    forms = load_forms({Path(name).stem: data for name, data in files.items() if name.endswith(".form")})
    models = {name: data for name, data in files.items() if name.endswith(MODEL_ENDINGS)}
    beside, unfit = read_beside(files)
    phrases, unfit_phrases = read_phrases(files)
    findings = [*unfit, *unfit_phrases, *check_phrases(phrases, forms)]
    if findings:
        raise ModelRefused(findings)
    return Models(digest, load_bundle(models, known_forms=set(forms)), forms, beside, phrases)


def files_of(models: Path, forms: Path) -> dict[str, bytes]:
    """Every diagram, decision, form and side file in two folders, by file name.

    Raises:
        ModelRefused: one of them cannot be read.
    """
    found = [path for path in sorted(models.iterdir()) if path.suffix in MODEL_ENDINGS]
    found += [path for path in sorted(forms.iterdir()) if path.suffix == ".form" or path.name in SIDE_FILES]
    return {path.name: _read(path) for path in found}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"读不了这个文件:{error.strerror}"
        raise ModelRefused([Finding("file-read", message, "看看是不是文件夹,权限对不对", path.name)]) from error
