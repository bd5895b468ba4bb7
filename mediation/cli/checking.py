"""`mediation check`: says what is wrong with diagrams, decisions and forms before anybody relies on them."""

import sys
from pathlib import Path

import click

from mediation.cli.common import say_findings
from mediation.services.check_models import check_files


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check models (.bpmn, .dmn), forms (.form) and papers' templates (.paper); exits 1 for an error."""
    findings = check_files(files)
    say_findings(findings)
    errors = sum(found.level == "error" for found in findings)
    click.echo(f"检查了 {len(files)} 个文件:{errors} 处错误,{len(findings) - errors} 处提醒。")
    sys.exit(1 if errors else 0)
