"""`mediation doctor | history`: prove that the database is what it promises to be."""

import sys

import click
from rich.progress import track

from mediation.cli.common import office_at
from mediation.errors import HistoryBroken
from mediation.services import doctor as examining
from mediation.services.keep_history import checkpoint as make_checkpoint
from mediation.services.keep_history import export_case, verify_all


@click.command()
def doctor() -> None:
    """Examine the whole database: every case alive, every projection true, every history whole."""
    office = office_at()
    ailments = []
    for case_id, found in track(examining.examine(office), description="检查案件", total=examining.size(office)):
        ailments += [f"{case_id} {text}" for text in found]
    ailments += examining.examine_house(office)
    for text in ailments:
        click.echo(f"✗ {text}")
    click.echo("一切正常。" if not ailments else f"共 {len(ailments)} 处问题。")
    sys.exit(1 if ailments else 0)


@click.group()
def history() -> None:
    """The histories of cases: verify, checkpoint, export."""


@history.command()
def verify() -> None:
    """Check the chain of every case and every signed checkpoint."""
    try:
        cases, entries = verify_all(office_at())
    except HistoryBroken as broken:
        click.echo(f"✗ {broken}")
        sys.exit(2)
    click.echo(f"完好:{cases} 件,{entries} 条历程。")


@history.command()
def checkpoint() -> None:
    """Sign the heads of all cases as they are now."""
    made = make_checkpoint(office_at())
    click.echo(f"{made.cases} 件 {made.entries} 条\n{made.head.hex()}\n{made.signature.hex()}")


@history.command("export")
@click.argument("case_id")
def export_one(case_id: str) -> None:
    """Write the history of one case as JSON lines, to be checked with verify_history.py."""
    for line in export_case(office_at(), case_id):
        click.echo(line)
