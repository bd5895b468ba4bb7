"""The shell: `mediation …`. Speaks to people at a terminal; holds no rules."""

import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from mediation.app import create_app, office_of
from mediation.config import Config
from mediation.errors import MediationError, ModelRefused
from mediation.services import replay as replaying
from mediation.services.office import Office
from mediation.services.set_up import load_village, set_up

console = Console()


@click.group()
def main() -> None:
    """让一让 (rangyirang): the case manager for people's mediators."""


def _office(config: Config | None = None) -> Office:
    return office_of(create_app(config))


def _say_findings(refused: ModelRefused) -> None:
    for found in refused.findings:
        place = ":".join(str(part) for part in (found.file, found.line, found.element) if part)
        click.echo(f"{found.level} {place} {found.message} → {found.remedy}", err=True)


@main.command()
def init() -> None:
    """Make the database, the keys and the factory's models ready (again and again without harm)."""
    config = Config.from_environment()
    click.echo(f"数据目录 {config.data}")
    try:
        digest = set_up(_office(config))
    except ModelRefused as refused:
        _say_findings(refused)
        sys.exit(1)
    click.echo(f"流程已就绪 {digest[:16]}")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--case", "only", multiple=True, help="只重放这些案件编号(可多次)。")
@click.option("--models", type=click.Path(exists=True, file_okay=False, path_type=Path), help="流程图所在目录。")
@click.option("--forms", type=click.Path(exists=True, file_okay=False, path_type=Path), help="表单所在目录。")
@click.option("--database", help="数据库地址;默认用一个新的临时库。")
@click.option("--json", "as_json", is_flag=True, help="每案输出一行 JSON。")
def replay(
    file: Path, only: tuple[str, ...], models: Path | None, forms: Path | None, database: str | None, as_json: bool
) -> None:
    """Play the cases of FILE through the real services and compare the outcome with what it expects."""
    scenario = json.loads(file.read_text(encoding="utf8"))
    with tempfile.TemporaryDirectory() as folder:
        config = Config(Path(folder), database or f"sqlite:///{folder}/replay.db")
        try:
            office = _office(config)
            set_up(office, models, forms)
            load_village(office, scenario)
            played = _show_as_played(replaying.play_file(office, scenario, only), as_json)
        except ModelRefused as refused:
            _say_findings(refused)
            sys.exit(1)
        except MediationError as error:
            raise click.ClickException(str(error)) from error
    sys.exit(0 if played and all(case.ok for case in played) else 1)


def _show_as_played(cases: Iterable[replaying.Played], as_json: bool) -> list[replaying.Played]:
    played = []
    table = Table("案件", "结果", "终局", "步数", "差异")
    for case in cases:
        played.append(case)
        if as_json:
            click.echo(json.dumps(_as_object(case), ensure_ascii=False))
        else:
            mark = "[green]一致[/green]" if case.ok else "[red]不一致[/red]"
            table.add_row(case.case_id, mark, case.final_status or "", str(len(case.path)), "\n".join(case.differences))
    if not as_json:
        console.print(table)
        for case in played:
            if case.not_compared or case.ignored:
                click.echo(f"{case.case_id} 未比对:{case.not_compared} 未声明的键:{case.ignored}")
    return played


def _as_object(case: replaying.Played) -> dict[str, Any]:
    return {
        "case_id": case.case_id, "ok": case.ok, "path": case.path, "final_status": case.final_status,
        "differences": case.differences, "not_compared": case.not_compared, "ignored": case.ignored,
    }  # fmt: skip
