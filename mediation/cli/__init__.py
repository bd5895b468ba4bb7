"""The shell: `mediation …`. Speaks to people at a terminal; holds no rules."""

import os
from typing import Any

import click

from mediation.cli.administering import people
from mediation.cli.auditing import doctor, history
from mediation.cli.backing_up import backup, restore
from mediation.cli.calendaring import calendar
from mediation.cli.checking import check
from mediation.cli.exporting import export
from mediation.cli.replaying import replay, trial
from mediation.cli.serving import demo, init, serve, ticker
from mediation.cli.telling import stats
from mediation.errors import MediationError


class Shell(click.Group):
    """Says what a command could not do in a sentence; an accident of ours still shows where it happened."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises:
            ClickException: for what the product refuses, and for what the machine does.
        """
        try:
            return super().invoke(ctx)
        except MediationError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{error.filename or ''} {error.strerror or error}".strip()) from error


@click.group(cls=Shell, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rangyirang")
def main() -> None:
    """让一让 (rangyirang): the case manager for people's mediators."""
    os.umask(0o077)  # whatever is written, the database first of all, is for the service's account only


AUDITING = (check, history, doctor, export, stats)
KEEPING = (backup, restore)
for command in (init, demo, serve, ticker, replay, trial, people, calendar, *AUDITING, *KEEPING):
    main.add_command(command)
