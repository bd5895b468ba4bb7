"""`mediation stats`: the official figures of a place and period."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from mediation.case.indicators import INDICATORS
from mediation.cli.common import ready_office
from mediation.services import statistics
from mediation.services.periods import day, period
from mediation.services.statistics import Asked
from mediation.services.stats_page import in_words
from mediation.services.stats_table import sheets

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--period", "code", default="", help="2026, 2026H1, 2026Q1 or 2026-03; this quarter otherwise")
@click.option("--org", default="", help="the id of an organisation; the topmost otherwise")
@click.option("--on", default="", help="figures as they were known at the end of this day, such as 2026-03-31")
@click.option("--xlsx", type=FILE, help="write the official table to this file")
@click.option("--json", "as_json", is_flag=True, help="one object for machines")
def stats(code: str, org: str, on: str, xlsx: Path | None, as_json: bool) -> None:
    """Print the figures of a period, with what each one counts.

    Raises:
        ClickException: no such organisation, period or day.
    """
    office = ready_office()
    orgs = office.directory().orgs
    org = org or next((one for one, row in sorted(orgs.items()) if row.parent_id is None), "")
    if org not in orgs:
        raise click.ClickException(f"没有这个单位:{org}")
    asked = Asked(org, period(code), day(on))
    if xlsx is not None:
        from mediation.exports.xlsx_table import write

        with xlsx.open("wb") as file:
            write(sheets(office, asked), file)
    told = statistics.every_value(office, asked)
    if as_json:
        figures = {key: None if value is None else f"{value.normalize():f}" for key, value in told.items()}
        click.echo(json.dumps({"org": org, "period": asked.period.code, "on": asked.on, "figures": figures}))
        return
    table = Table(title=f"{orgs[org].name} {asked.period.name}(数据截至 {asked.on})")
    for head in ("组", "指标", "数", "口径"):
        table.add_column(head)
    for one in INDICATORS:
        table.add_row(one.group, one.name, in_words(one, told[one.key]), one.definition)
    Console().print(table)
