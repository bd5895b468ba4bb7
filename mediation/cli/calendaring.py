"""`mediation calendar …`: the state's holidays and 调休 workdays; counting running terms anew."""

from pathlib import Path

import click

from mediation.cli.common import office_at
from mediation.services import office_calendar, recompute_terms
from mediation.services.administering import ActRefused

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def calendar() -> None:
    """Holidays and 调休 workdays, by which workdays and the law's windows are counted."""


@calendar.command("show")
def show() -> None:
    """Which years are known, and whence."""
    for line in office_calendar.in_force(office_at()):
        click.echo(f"{line.year}:休 {line.free} 天,调休上班 {line.worked} 天({line.source})")


@calendar.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="只看会有什么变化,不写入。")
def import_(file: Path, dry_run: bool) -> None:
    """Put the years of a CSV (日期,安排,名称) or JSON file in force for all terms that begin from now on."""
    office = office_at()
    try:
        found = office_calendar.read(file.read_bytes())
    except ActRefused as refused:
        raise click.ClickException(str(refused)) from refused
    for line in office_calendar.changes(office, found):
        click.echo(f"{line.year}:休 {line.free} 天,调休上班 {line.worked} 天")
        for text in line.says:
            click.echo(f"  {text}")
    if not dry_run:
        office_calendar.bring_in(office, found)
    done = "已写入。正在走的期限不变;要重算,用 calendar recompute。"
    click.echo("没有写入;去掉 --dry-run 就写入。" if dry_run else done)


@calendar.command("recompute")
@click.option("--apply", is_flag=True, help="真的重算;不加只列出来。")
def recompute(apply: bool) -> None:
    """List the running terms that today's calendar would end at another time; with --apply, move them."""
    office = office_at()
    found = list(recompute_terms.differing(office))
    for one in found:
        click.echo(f"{one.case_id} {one.name}:{one.was} → {one.will_be}")
    if apply:
        click.echo(f"已重算 {recompute_terms.recompute(office)} 件。")
    else:
        click.echo(f"共 {len(found)} 处;加 --apply 才重算。")
