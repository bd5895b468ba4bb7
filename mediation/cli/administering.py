"""`mediation people …`: the first administrators, tables of organisations and people, a lost password."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from mediation.cli.common import office_at
from mediation.errors import NotFound
from mediation.law.separation import AUDIT, SECURITY, SYSTEM
from mediation.services import first_administrators as beginning
from mediation.services import import_tables as importing
from mediation.services.administering import ActRefused
from mediation.services.manage_people import NewAccount
from mediation.services.sheets import Report, Verdict, text_of

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def people() -> None:
    """Organisations and people: the first administrators, imports, a lost password."""


@people.command("import")
@click.argument("file", type=FILE)
@click.option("--what", type=click.Choice([importing.ORGS, importing.PEOPLE]), required=True, help="单位,还是人员。")
@click.option("--dry-run", is_flag=True, help="只看每行会怎样,不写入。")
def import_(file: Path, what: str, dry_run: bool) -> None:
    """Take a CSV table (UTF-8 or GBK) whole, or not at all; exits 1 where a row is wrong."""
    office = office_at()
    try:
        text = text_of(file.read_bytes())
        taken = importing.Taken(importing.dry_run(office, what, text)) if dry_run else None
        taken = taken or importing.bring_in(office, what, text)
    except ActRefused as refused:
        raise click.ClickException(str(refused)) from refused
    _say(taken.report)
    if taken.report.count(Verdict.WRONG):
        click.echo("有错,什么都没有写入。照上面说的改好,再导一次。")
        sys.exit(1)
    click.echo("已写入。" if taken.done else "可以导入;去掉 --dry-run 就写入。")
    _slips(taken.slips)


def _say(report: Report) -> None:
    for row in report.rows:
        mark = "✗" if row.verdict is Verdict.WRONG else " "
        click.echo(f"{mark} 第 {row.number} 行 {row.key or '(空)'} {row.verdict}:{' '.join(row.says) or '—'}")
    click.echo("、".join(f"{verdict} {report.count(verdict)} 行" for verdict in Verdict))


def _slips(slips: Sequence[tuple[NewAccount, str]]) -> None:
    if slips:
        click.echo("一次性密码(只显示这一次,第一次登录要改):")
    for account, password in slips:
        click.echo(f"  {account.id}  {account.name}  {password}")


@people.command()
@click.option("--system", "system", prompt="系统管理员姓名", help="管账号和单位。")
@click.option("--security", prompt="安全管理员姓名", help="管授权。")
@click.option("--audit", prompt="审计管理员姓名", help="管日志。")
@click.option("--org", default="TOWN", show_default=True, help="他们所在单位的编码;没有就新建。")
@click.option("--org-name", default="镇人民调解委员会", show_default=True, help="新建时的名称。")
def administrators(system: str, security: str, audit: str, org: str, org_name: str) -> None:
    """The three administrators of a new office; only once."""
    try:
        names = {SYSTEM: system, SECURITY: security, AUDIT: audit}
        _slips(beginning.begin(office_at(), names, org, org_name))
    except ActRefused as refused:
        raise click.ClickException(str(refused)) from refused


@people.command()
@click.argument("account")
def rescue(account: str) -> None:
    """A password for one time, for an administrator whom no other one can help."""
    try:
        click.echo(f"一次性密码(只显示这一次):{beginning.rescue(office_at(), account)}")
    except NotFound as error:
        raise click.ClickException(str(error)) from error
