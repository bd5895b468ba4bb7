"""Use cases of the operator: a backup of the whole office while it serves, and putting one back where nothing is yet.

The keys never lie in a backup: whoever has both can read the cases. What is in one is listed with its digests.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mediation import clock
from mediation.services.keep_history import as_text, checkpoint
from mediation.services.office import Office, moment
from mediation.store.copying import NotCopied, copy_database

DATABASE, CHECKPOINTS, LIST = "mediation.db", "checkpoints.txt", "SHA256SUMS"
KEYS = ("master.key", "signing.key", "session.key")
# what of the data folder goes along besides the database: photos and papers, own templates, the mark of a demo
_FOLDERS = ("files", "papers")
_MARKS = ("demo_password",)
_PIECE = 1 << 20


def make_backup(office: Office, data: Path, to: Path) -> Path:
    """Write a backup of the office whose data folder is `data` as a new folder in `to`; gives that folder.

    A signed checkpoint of all histories lies in it. The database comes first: a photo is on disk before its row.

    Raises:
        NotCopied: it is no SQLite database, or what is in it is damaged.
    """
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    done = to / f"rangyirang-{clock.now():%Y%m%d-%H%M%S}"
    part = done.with_suffix(".part")
    part.mkdir(mode=0o700)
    try:
        (part / CHECKPOINTS).write_text(as_text(office, checkpoint(office)), encoding="utf8")
        copy_database(office.store, part / DATABASE)
        _copy_beside(data, part)
        lines = [f"{_digest(path)}  {path.relative_to(part).as_posix()}\n" for path in _contents(part)]
        (part / LIST).write_text("".join(lines), encoding="utf8")
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    os.replace(part, done)
    return done


def check_list(backup: Path) -> int:
    """Compare a backup with its list; gives how many files there are.

    Raises:
        NotCopied: it is none, or names the first file that is missing, altered or not on the list.
    """
    if not (backup / LIST).is_file():
        raise NotCopied(f"{backup} 不是一份备份(里面没有 {LIST})。")
    lines = (line.partition("  ") for line in (backup / LIST).read_text("utf8").splitlines())
    listed = {name: digest for digest, _, name in lines}
    there = {path.relative_to(backup).as_posix(): path for path in _contents(backup)}
    for name in sorted(listed.keys() | there.keys()):
        if name not in there or name not in listed or _digest(there[name]) != listed[name]:
            raise NotCopied(f"备份里的 {name} 缺失、多出或被改动过,不能用这一份。")
    return len(listed)


def made_at(backup: Path) -> datetime:
    """When a backup was made, as its checkpoint says.

    Raises:
        NotCopied: it says nothing of the kind.
    """
    try:
        return moment(int((backup / CHECKPOINTS).read_text("utf8").splitlines()[1]))
    except (OSError, ValueError, IndexError) as error:
        raise NotCopied(f"备份里的 {CHECKPOINTS} 读不出来。") from error


def put_back(backup: Path, keys: Path, data: Path) -> None:
    """Put a backup, which was checked, and its keys into a data folder where there is no office yet.

    Raises:
        NotCopied: there is one already.
    """
    refuse_occupied(data)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if keys.resolve() != (data / "keys").resolve():
        copy_keys(keys, data / "keys")
    _copy_beside(backup, data)
    # last, and whole at once: before this there is no office here
    shutil.copyfile(backup / DATABASE, data / f"{DATABASE}.part")
    (data / f"{DATABASE}.part").chmod(0o600)
    os.replace(data / f"{DATABASE}.part", data / DATABASE)


def refuse_occupied(data: Path) -> None:
    """Let nothing be put where an office is.

    Raises:
        NotCopied.
    """
    if (data / DATABASE).exists() or any((data / name).exists() for name in _FOLDERS):
        raise NotCopied(f"{data} 里已经有数据。请把 MEDIATION_DATA 指到一个新文件夹再恢复,原来的别动。")


def copy_keys(keys: Path, to: Path) -> None:
    """Copy the office's keys to another folder; those that are there already must be the same.

    Raises:
        NotCopied: there is no master key, or another one lies there.
    """
    if not (keys / KEYS[0]).is_file():
        raise NotCopied(f"{keys} 里没有密钥 {KEYS[0]}:没有它,备份里的内容打不开。请用 --keys 指出密钥在哪里。")
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in KEYS:
        there, copy = keys / name, to / name
        if not there.is_file():
            continue
        if copy.exists() and copy.read_bytes() != there.read_bytes():
            raise NotCopied(f"{copy} 是另一把密钥,没有覆盖。")
        shutil.copyfile(there, copy)
        copy.chmod(0o600)


def _copy_beside(source: Path, to: Path) -> None:
    for name in _FOLDERS:
        for path in _contents(source / name):
            place = to / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(path, place)
            place.chmod(0o600)
    for name in _MARKS:
        if (source / name).is_file():
            shutil.copyfile(source / name, to / name)
            (to / name).chmod(0o600)


def _contents(folder: Path) -> Iterator[Path]:
    """Every file below a folder but the list itself, in a steady order."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LIST)


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
