"""What can go wrong, by meaning. Raised low, translated once at the edge (web: a page, cli: a line)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class MediationError(Exception):
    """Any refusal this product gives on purpose; its text is for the person, in Chinese."""


class ConfigWrong(MediationError):
    """What the environment says of this installation cannot be; names the variable."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong (or worth knowing) in a model, a decision or a form.

    `level` is "error" or "warning"; `element` is the id in the diagram or the field's key, None for the whole
    file; `line` counts from 1, None where unknown; `message` says what, `remedy` what to do, both in Chinese.
    """

    rule: str
    message: str
    remedy: str
    file: str = ""
    element: str | None = None
    line: int | None = None
    level: str = "error"


class ModelRefused(MediationError):
    """A model, decision or form cannot be used; says where and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f"{f.file} {f.element or ''} {f.message}".strip() for f in findings))
        self.findings = tuple(findings)


class ModelLoop(MediationError):
    """A model took too many automatic steps or too long; the submission is rolled back and an incident kept."""


class CaseStuck(MediationError):
    """A step would leave a case without an open task, a timer or an end; it is rolled back, an incident kept."""


class CaseUnreadable(MediationError):
    """What is stored of a case cannot be read: it was damaged, or a newer version of this software wrote it."""


class NewerDraft(MediationError):
    """Another page, perhaps on another device, kept words that this one has not seen; `at` (ms) and in words when."""

    def __init__(self, at: int, kept_at: str) -> None:
        super().__init__(f"您在别处又写过,{kept_at} 存下的。")
        self.at, self.kept_at = at, kept_at


class FormInvalid(MediationError):
    """A form's values cannot be accepted; `errors` maps a field's path (`terms.0.amount`) to what to do."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(f"{path}: {', '.join(texts)}" for path, texts in errors.items()))
        self.errors = {path: list(texts) for path, texts in errors.items()}


class GuardRefused(MediationError):
    """A statutory guard (G1…G27) says no, whatever the diagram allows.

    `field` is the form's key to mend, None where the whole step is not allowed; `article` is the law's article
    as it may be shown to a user (only articles that were read), None where the guard is office practice.
    """

    def __init__(self, guard: str, message: str, *, field: str | None = None, article: str | None = None) -> None:
        super().__init__(message)
        self.guard, self.message, self.field, self.article = guard, message, field, article


class NotAllowed(MediationError):
    """This person may not do this (403); it is recorded."""


class NotFound(MediationError):
    """There is no such thing, or not for this person (404): the two are not told apart."""


class TaskNotOpen(MediationError):
    """The task was done by somebody else, or is not due yet (409)."""


class TaskClaimed(TaskNotOpen):
    """Somebody else has taken the task on (409); says who, and how it may be had."""


class StaleTask(MediationError):
    """What the screen showed has changed meanwhile (409); says what changed."""


class Busy(MediationError):
    """Too many people wrote to the same case at once (409): try again; nothing was lost."""


class HistoryBroken(MediationError):
    """The chain of a case's history does not verify."""
