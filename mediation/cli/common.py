"""What the commands share: the office they work on, and how a refused model is told."""

from collections.abc import Iterable, Sequence

import click

from mediation.app import open_office
from mediation.config import Config
from mediation.errors import Finding
from mediation.services.office import Office
from mediation.store.health import look


def office_at(config: Config | None = None) -> Office:
    """The office that the environment (or a given configuration) names."""
    return open_office(config)


def ready_office() -> Office:
    """The office that the environment names, set up and fit for work.

    Raises:
        ClickException: it is not, and what to do.
    """
    office = office_at()
    refuse_unready(office, _LACKING)
    return office


_LACKING = {
    "database": "数据库打不开:请先运行 mediation init。",
    "schema": "数据库还没有准备好,或是旧版软件的:请先运行 mediation init(升级之前先备份)。",
    "models": "还没有可用的流程:请先运行 mediation init。",
}


def refuse_unready(office: Office, names: Iterable[str]) -> None:
    """Go no further with an office that lacks one of these.

    Raises:
        ClickException: it does, and what to do.
    """
    fit = look(office.store)
    for name in names:
        if not fit[name]:
            raise click.ClickException(_LACKING[name])


def say_findings(findings: Sequence[Finding]) -> None:
    """Each finding on a line: how grave, where, what, and what to do."""
    for found in findings:
        place = ":".join(str(part) for part in (found.file, found.line, found.element) if part)
        word = "错误" if found.level == "error" else "提醒"
        click.echo(f"{word} {place} [{found.rule}] {found.message} → {found.remedy}")
