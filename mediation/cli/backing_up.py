"""`mediation backup | restore`: the whole office, copied while it serves, proven by putting it back, put back."""

import shutil
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import click
from rich.progress import track

from mediation import clock
from mediation.cli.common import office_at, ready_office
from mediation.config import Config
from mediation.services import backup as copying
from mediation.services import doctor as examining
from mediation.services import keep_history as keeping
from mediation.services.set_up import set_up

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--to", type=FOLDER, required=True, help="放到哪个文件夹(每次在里面新建一个)。")
@click.option("--keys-to", type=FOLDER, help="密钥另存到这里;不要和备份放在一处。")
def backup(to: Path, keys_to: Path | None) -> None:
    """Copy the whole office while it serves, then put the copy back in a scratch place and examine it there."""
    config, office = Config.from_environment(), ready_office()
    if keys_to is not None and keys_to.resolve().is_relative_to(to.resolve()):
        raise click.ClickException("密钥不能和备份放在一处:谁两样都有,谁就能看案件。请换一个地方。")
    made = copying.make_backup(office, config.data, to)
    files = copying.check_list(made)
    _tell(_proven(made, config.keys))
    if keys_to is not None:
        copying.copy_keys(config.keys, keys_to)
    click.echo(f"已备份并试着恢复过:{made}({files} 个文件)。密钥不在里面,请另外保管 {keys_to or config.keys}。")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--keys", type=click.Path(exists=True, file_okay=False, path_type=Path), help="密钥在哪个文件夹。")
def restore(folder: Path, keys: Path | None) -> None:
    """Put the backup in FOLDER into MEDIATION_DATA, where no office may be yet, once it has been found whole."""
    config = Config.from_environment()
    copying.refuse_occupied(config.data)
    files = copying.check_list(folder)
    kept = keys or config.keys
    _tell(_proven(folder, kept))
    copying.put_back(folder, kept, config.data)
    click.echo(f"已恢复到 {config.data}({files} 个文件,每件案件、每条历程、每张照片都核对过)。")
    click.echo("软件比备份新的,先运行 mediation init;然后 mediation serve。")


def _proven(made: Path, keys: Path) -> list[str]:
    """What ails a backup once it is put back in a scratch place: every case, history and photo is looked at."""
    with tempfile.TemporaryDirectory(prefix="rangyirang-") as scratch:
        place = Path(scratch)
        copying.copy_keys(keys, place / "keys")
        shutil.copyfile(made / copying.DATABASE, place / copying.DATABASE)
        if (made / "files").is_dir():
            (place / "files").symlink_to((made / "files").resolve())
        office = office_at(Config(place, f"sqlite:///{place / copying.DATABASE}"))
        # terms that ran out since then are for the ticker, and no ailment of the backup
        with clock.set_to(copying.made_at(made)), closing(office.store):
            set_up(office)  # an older backup is brought up to this version, as `init` will
            number = examining.size(office)
            ailments = []
            for case_id, found in track(examining.examine(office, True), description="试着恢复", total=number):
                ailments += [f"{case_id} {text}" for text in found]
            keeping.verify_all(office)
            keeping.verify_against(office, (made / copying.CHECKPOINTS).read_text("utf8"))
    return ailments


def _tell(ailments: list[str]) -> None:
    for text in ailments:
        click.echo(f"✗ {text}")
    if ailments:
        click.echo(f"共 {len(ailments)} 处问题,请先看清楚,再决定用不用这一份。")
        sys.exit(1)
