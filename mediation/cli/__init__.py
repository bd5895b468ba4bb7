"""The shell: `mediation …`. Speaks to people at a terminal; holds no rules."""

import click

from mediation.cli.administering import people
from mediation.cli.auditing import doctor, history
from mediation.cli.checking import check
from mediation.cli.replaying import replay
from mediation.cli.serving import demo, init, serve, ticker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rangyirang")
def main() -> None:
    """让一让 (rangyirang): the case manager for people's mediators."""


for command in (init, demo, serve, ticker, replay, check, history, doctor, people):
    main.add_command(command)
