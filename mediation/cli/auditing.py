"""`mediation doctor | history`: prove that the database is what it promises to be."""

import sys
from pathlib import Path

import click
from rich.progress import track

from mediation.cli.common import ready_office
from mediation.errors import HistoryBroken, NotFound
from mediation.services import doctor as examining
from mediation.services import keep_history as keeping

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--files", "whole_files", is_flag=True, help="连每张照片、每份文件也从头读到尾(照片多时要些时间)。")
def doctor(whole_files: bool) -> None:
    """Examine the whole database: every case alive, every projection true, every history whole."""
    office = ready_office()
    ailments = []
    for case_id, found in track(
        examining.examine(office, whole_files), description="检查案件", total=examining.size(office)
    ):
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
@click.option("--checkpoints", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="另处保存的检查点。")
def verify(checkpoints: Path | None) -> None:
    """Check the chain of every case and every signed checkpoint; exits 2 where one does not fit."""
    office = ready_office()
    try:
        cases, entries = keeping.verify_all(office)
        kept = keeping.verify_against(office, checkpoints.read_text(encoding="utf8")) if checkpoints else 0
    except UnicodeDecodeError:
        click.echo(f"✗ {checkpoints} 不是检查点文件。")
        sys.exit(2)
    except HistoryBroken as broken:
        click.echo(f"✗ {broken}")
        sys.exit(2)
    agreeing = f",与 {kept} 个检查点相符" if checkpoints else ""
    click.echo(f"完好:{cases} 件,{entries} 条历程{agreeing}。")


@history.command()
@click.option("--to", "file", type=FILE, help="追加到这个文件;不填则显示在屏幕上。")
def checkpoint(file: Path | None) -> None:
    """Sign the heads of all cases as they are now, to be kept elsewhere."""
    office = ready_office()
    made = keeping.checkpoint(office)
    if file is None:
        click.echo(keeping.as_text(office, made))
        return
    with file.open("a", encoding="utf8") as kept:
        kept.write(keeping.as_text(office, made) + "\n")
    click.echo(f"{made.cases} 件 {made.entries} 条 {made.head.hex()[:16]} → {file}")


@history.command("export")
@click.argument("case_id", required=False)
def export_histories(case_id: str | None) -> None:
    """Write the history of one case (or of all) as JSON lines, to be checked with verify_history.py."""
    try:
        for line in keeping.export_histories(ready_office(), case_id):
            click.echo(line)
    except NotFound as error:
        raise click.ClickException(str(error)) from error
