"""`mediation export`: whole files of cases as archives."""

import shutil
from pathlib import Path

import click
from rich.progress import track

from mediation.cli.common import ready_office
from mediation.law.visibility import EXPORT_REASONS
from mediation.services.export_dossier import export_dossier


@click.group()
def export() -> None:
    """Take cases out of the house: files as archives that open without this software."""


@export.command()
@click.argument("case_ids", nargs=-1, required=True)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=".", help="放到哪个文件夹。")
@click.option("--reason", type=click.Choice(list(EXPORT_REASONS)), required=True, help="为什么导出,记入案件历程。")
def dossier(case_ids: tuple[str, ...], folder: Path, reason: str) -> None:
    """Write the file (卷宗) of each case as a BagIt archive; stops at the first that cannot be made whole."""
    office = ready_office()
    folder.mkdir(parents=True, exist_ok=True)
    for case_id in track(case_ids, description="导出卷宗", disable=len(case_ids) == 1):
        made = export_dossier(office, None, case_id, reason)
        place = folder / made.name
        with made.content as content, place.open("wb") as file:
            shutil.copyfileobj(content, file)
        click.echo(f"{place}  {made.size} 字节  清单 SHA-256 {made.digest}")
