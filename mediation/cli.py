"""The shell: `mediation …`. Speaks to people at a terminal; holds no rules."""

import click


@click.group()
def main() -> None:
    """让一让 (rangyirang): the case manager for people's mediators."""
