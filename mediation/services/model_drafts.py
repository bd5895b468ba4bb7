"""Use case: an administrator redraws the method in a draft: files on top of a bundle, every version kept.

Nothing that runs knows of a draft. Two people may work on one: whoever saves over what they have not seen is told.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mediation import clock
from mediation.case.step import Actor
from mediation.engine.definition import digest_of
from mediation.errors import MediationError, NotFound
from mediation.forms.side_files import SIDE_FILES
from mediation.law.separation import SYSTEM
from mediation.services.administering import ActRefused, note, require
from mediation.services.office import Office, milliseconds, moment
from mediation.store import bundles, releases, workshop
from mediation.store.db import Connection, Row

MAX_FILE, MAX_TITLE = 2_000_000, 80
ENDINGS = (".bpmn", ".dmn", ".form")
_NAME = re.compile(r"[A-Za-z0-9_\-\u4e00-\u9fff]{1,60}\.(?:bpmn|dmn|form)")


class EditClash(MediationError):
    """Somebody else has saved this file since it was opened (409); `seq` is the version that is there now."""

    def __init__(self, seq: int, who: str, at: str) -> None:
        super().__init__(f"{who}在 {at} 存过这个文件,您打开的是旧的。请先看看新的,再决定用哪一份。")
        self.seq = seq


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file of a draft as it now is; `seq` is its version in the draft, 0 as in the base."""

    name: str
    seq: int
    data: bytes


def begin_draft(office: Office, actor: Actor, title: str, base: str = "") -> int:
    """Begin a draft with the files of a bundle (that in force, if none is named); gives its number.

    Raises:
        NotAllowed: not the system administrator.
        ActRefused, NotFound.
    """
    require(office, actor, "draft_begun", SYSTEM)
    title = title.strip()
    if not 1 <= len(title) <= MAX_TITLE:
        raise ActRefused(f"请用一句话写明要改什么(不超过 {MAX_TITLE} 字)。")
    digest = base or office.library.in_force().digest
    now = milliseconds(clock.now())
    with office.store.writing() as connection:
        if base and base not in {row.digest for row in releases.every(connection)}:
            raise NotFound("没有这个版本。")
        values = {"title": title, "base": digest, "created_by": actor.id, "created_at": now}
        number = workshop.add(connection, values)
        note(connection, actor.id, "draft_begun", f"{number}", digest[:16])
    return number


def save_file(office: Office, actor: Actor, draft: int, name: str, data: bytes, seen: int) -> int:
    """Keep a new version of a file; `seen` is the version that was opened (0: the base's, or a new file).

    What is in it is judged later: half a thought may be kept. Gives the version's number.

    Raises:
        NotAllowed, NotFound, ActRefused (name, size, or the draft is closed).
        EditClash: somebody else has saved it since.
    """
    require(office, actor, "draft_edited", SYSTEM)
    if not _NAME.fullmatch(name) and name not in SIDE_FILES:
        raise ActRefused("文件名只能用字母、数字、汉字、_ 和 -,以 .bpmn、.dmn 或 .form 结尾。")
    if len(data) > MAX_FILE:
        raise ActRefused(f"文件超过 {MAX_FILE // 1_000_000} MB,请拆小。")
    return _write(office, actor, draft, name, data, seen)


def save_files(office: Office, actor: Actor, draft: int, files: Mapping[str, bytes], seen: Mapping[str, int]) -> None:
    """Keep new versions of several files, all or none; `seen` are the versions that were opened.

    Raises:
        NotAllowed, NotFound, ActRefused, EditClash.
    """
    require(office, actor, "draft_edited", SYSTEM)
    with office.store.writing() as connection:
        for name, data in files.items():
            _write_in(connection, office, actor, draft, name, data, seen.get(name, 0))


def replace_file(office: Office, actor: Actor, draft: int, name: str, data: bytes) -> int:
    """Put a whole file in the place of what is there, whoever wrote that: its versions stay.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "draft_edited", SYSTEM)
    if not name:
        raise ActRefused("请选一个文件。")
    with office.store.reading() as connection:
        last = newest(connection, draft).get(name)
    return save_file(office, actor, draft, name, data, last.seq if last is not None else 0)


def remove_file(office: Office, actor: Actor, draft: int, name: str, seen: int) -> int:
    """Take a file out of a draft; its versions stay.

    Raises:
        NotAllowed, NotFound, ActRefused, EditClash.
    """
    require(office, actor, "draft_edited", SYSTEM)
    with office.store.reading() as connection:
        known = name in workshop.files(connection, draft_row(connection, draft))
    if not known:
        raise NotFound("草稿里没有这个文件。")
    return _write(office, actor, draft, name, None, seen)


def restore_file(office: Office, actor: Actor, draft: int, name: str, version: int, seen: int) -> int:
    """Let an earlier version of a file count again (0: the base's).

    Raises:
        NotAllowed, NotFound, ActRefused, EditClash.
    """
    require(office, actor, "draft_edited", SYSTEM)
    return _write(office, actor, draft, name, file_of(office, actor, draft, name, version).data, seen)


def _write(office: Office, actor: Actor, draft: int, name: str, data: bytes | None, seen: int) -> int:
    with office.store.writing() as connection:
        return _write_in(connection, office, actor, draft, name, data, seen)


def _write_in(
    connection: Connection, office: Office, actor: Actor, draft: int, name: str, data: bytes | None, seen: int
) -> int:  # fmt: skip
    row = draft_row(connection, draft)
    refuse_closed(row)
    last = newest(connection, draft).get(name)
    if last is not None and last.seq != seen:
        raise clash(office, last)
    if data is not None and data == _now_there(connection, row, name):
        return last.seq if last is not None else 0
    seq = workshop.write(connection, draft, name, data, actor.id, milliseconds(clock.now()))
    note(connection, actor.id, "draft_edited", f"{draft}", name)
    return seq


def clash(office: Office, last: Row[object]) -> EditClash:
    """That somebody has saved a file meanwhile: who, and when."""
    return EditClash(last.seq, office.directory().name(last.by), f"{moment(last.at):%m月%d日 %H:%M}")


def _now_there(connection: Connection, row: Row[object], name: str) -> bytes | None:
    return workshop.files(connection, row).get(name)


def drop_draft(office: Office, actor: Actor, draft: int) -> None:
    """Give a draft up; it can still be read.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "draft_dropped", SYSTEM)
    with office.store.writing() as connection:
        refuse_closed(draft_row(connection, draft))
        workshop.set_state(connection, draft, workshop.DROPPED)
        note(connection, actor.id, "draft_dropped", f"{draft}")


def draft_row(connection: Connection, draft: int) -> Row[object]:
    """A draft.

    Raises:
        NotFound.
    """
    row = workshop.find(connection, draft)
    if row is None:
        raise NotFound("没有这份草稿。")
    return row


def refuse_closed(row: Row[object]) -> None:
    """Let only an open draft be changed.

    Raises:
        ActRefused.
    """
    if row.state != workshop.OPEN:
        raise ActRefused("这份草稿已经送审、发布或作废,不能再改。请另开一份草稿。")


def newest(connection: Connection, draft: int) -> Mapping[str, Row[object]]:
    """The newest edit of each file that was edited."""
    return {row.name: row for row in workshop.edits(connection, draft)}


def file_of(office: Office, actor: Actor, draft: int, name: str, version: int | None = None) -> DraftFile:
    """A file of a draft as it now is, or as a `version` of it was (0: as in the base).

    Raises:
        NotFound.
    """
    with office.store.reading() as connection:
        row = draft_row(connection, draft)
        last = newest(connection, draft).get(name)
        wanted = (last.seq if last is not None else 0) if version is None else version
        if wanted == 0:
            data = bundles.files(connection, row.base).get(name)
        else:
            named = any(edit.seq == wanted and edit.name == name for edit in workshop.edits(connection, draft))
            data = workshop.content(connection, draft, wanted) if named else None
    if data is None:
        raise NotFound("草稿里没有这个文件。")
    return DraftFile(name, wanted, data)


def files_of_draft(office: Office, draft: int) -> tuple[str, dict[str, bytes]]:
    """The digest and the files of a draft as it now is.

    Raises:
        NotFound.
    """
    with office.store.reading() as connection:
        files = workshop.files(connection, draft_row(connection, draft))
    return digest_of(files), files
