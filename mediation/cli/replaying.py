"""`mediation replay`: plays scenario files and says what came out."""

import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from mediation.cli.common import office_at, ready_office, say_findings
from mediation.config import Config
from mediation.errors import MediationError, ModelRefused
from mediation.services import replay as replaying
from mediation.services import trials
from mediation.services.coverage import GROUPS, Reached
from mediation.services.set_up import load_village, set_up

SQLITE = "sqlite:///"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--case", "only", multiple=True, help="只重放这些案件编号(可多次)。")
@click.option("--models", type=FOLDER, help="流程图所在目录;默认用随产品发行的。")
@click.option("--forms", type=FOLDER, help="表单所在目录;默认用随产品发行的。")
@click.option("--database", help="数据库地址;默认用一个新的临时库。案件留在里面,密钥在它旁边的 keys。")
@click.option("--coverage", is_flag=True, help="最后列出没有案件走到的流程图节点、事件、触发、终局和守卫。")
@click.option("--json", "as_json", is_flag=True, help="每案输出一行 JSON。")
def replay(
    files: tuple[Path, ...], only: tuple[str, ...], models: Path | None, forms: Path | None, database: str | None,
    coverage: bool, as_json: bool,
) -> None:  # fmt: skip
    """Play the cases of FILES through the real services and compare the outcome with what they expect.

    Exit 0 only if every case matches.
    """
    scenarios = [_read(file) for file in files]
    _refuse_unknown(scenarios, only)
    reached, played = Reached() if coverage else None, list[replaying.Played]()
    for scenario in scenarios:
        with tempfile.TemporaryDirectory() as folder:
            try:
                office = office_at(_config(Path(folder), database))
                set_up(office, models, forms)
                load_village(office, scenario)
                played += _show(replaying.play_file(office, scenario, only, reached), as_json)
            except ModelRefused as refused:
                say_findings(refused.findings)
                sys.exit(1)
            except MediationError as error:
                raise click.ClickException(str(error)) from error
    if reached is not None:
        _show_coverage(reached, as_json)
    sys.exit(0 if played and all(case.ok for case in played) else 1)


def _config(scratch: Path, database: str | None) -> Config:
    """Cases that stay need a key that stays: beside their file, else where the environment keeps the office's."""
    if database is None:
        return Config(scratch, f"sqlite:///{scratch}/replay.db")
    if database.startswith(SQLITE):
        return Config(Path(database.removeprefix(SQLITE)).resolve().parent, database)
    return replace(Config.from_environment(), database=database)


def _read(file: Path) -> Any:
    try:
        scenario = json.loads(file.read_text(encoding="utf8"))
    except ValueError as error:
        raise click.ClickException(f"{file} 不是 UTF-8 的 JSON 文件:{error}") from error
    if flaw := replaying.flaw(scenario):
        raise click.ClickException(f"{file}:{flaw}")
    return scenario


def _refuse_unknown(scenarios: list[Any], only: tuple[str, ...]) -> None:
    missing = set(only) - {case["case_id"] for scenario in scenarios for case in scenario["cases"]}
    if missing:
        raise click.ClickException(f"文件里没有这些案件:{'、'.join(sorted(missing))}")


def _show_coverage(reached: Reached, as_json: bool) -> None:
    missing = reached.missing()
    if as_json:
        click.echo(json.dumps({"coverage": missing}, ensure_ascii=False))
        return
    table = Table("范围", "走到", "没有走到的")
    for group, name in GROUPS.items():
        done, total = reached.count(group)
        table.add_row(name, f"{done}/{total}", "\n".join(missing.get(group, ())))
    Console().print(table)


def _show(cases: Iterable[replaying.Played], as_json: bool) -> list[replaying.Played]:
    played = []
    for case in cases:
        played.append(case)
        if as_json:
            click.echo(json.dumps(_as_object(case), ensure_ascii=False))
    if not as_json:
        _show_table(played)
    return played


def _show_table(played: list[replaying.Played]) -> None:
    table = Table("案件", "结果", "终局", "步数", "未比对", "未声明的键", "差异")
    for case in played:
        mark = "[green]一致[/green]" if case.ok else "[red]不一致[/red]"
        others = ("、".join(case.not_compared), "、".join(case.ignored), "\n".join(case.differences))
        table.add_row(case.case_id, mark, case.final_status or "", str(len(case.path)), *others)
    Console().print(table)


def _as_object(case: replaying.Played) -> dict[str, Any]:
    return {
        "case_id": case.case_id, "ok": case.ok, "path": case.path, "final_status": case.final_status,
        "differences": case.differences, "not_compared": case.not_compared, "ignored": case.ignored,
    }  # fmt: skip


@click.command()
@click.argument("number", type=int)
def trial(number: int) -> None:
    """Play the scenario library for trial NUMBER, which the workshop has begun, and keep what comes of it."""
    office = ready_office()
    with tempfile.TemporaryDirectory() as folder:
        stage = office_at(Config(Path(folder), f"sqlite:///{folder}/trial.db"))
        report = trials.play_trial(office, number, stage, Path(folder))
    for case in report["cases"]:
        click.echo(f"{'一致' if case['ok'] else '不一致'} {case['case_id']} {'、'.join(case['differences'])}")
