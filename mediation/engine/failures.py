"""What the engine says when a running model cannot go on. Knows no SpiffWorkflow: services may catch it."""

from mediation.errors import MediationError


class ModelFailed(MediationError):
    """A model did something impossible at run time: an undefined variable, no way out of a gateway, a bad due date.

    The instance is in no state to be kept: nothing is saved, an incident is recorded. `process` and `element`
    say where, both None where unknown.
    """

    def __init__(self, reason: str, process: str | None = None, element: str | None = None) -> None:
        super().__init__(f"{process or ''} {element or ''} {reason}".strip())
        self.reason, self.process, self.element = reason, process, element
