"""What the commands share: the office they work on, and how a refused model is told."""

from collections.abc import Sequence

import click

from mediation.app import create_app, office_of
from mediation.config import Config
from mediation.errors import Finding
from mediation.services.office import Office


def office_at(config: Config | None = None) -> Office:
    """The office that the environment (or a given configuration) names."""
    return office_of(create_app(config))


def say_findings(findings: Sequence[Finding]) -> None:
    """Each finding on a line: how grave, where, what, and what to do."""
    for found in findings:
        place = ":".join(str(part) for part in (found.file, found.line, found.element) if part)
        word = "错误" if found.level == "error" else "提醒"
        click.echo(f"{word} {place} [{found.rule}] {found.message} → {found.remedy}")
