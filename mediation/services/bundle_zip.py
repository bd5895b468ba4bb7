"""A bundle as a ZIP: diagrams and tables that open in Camunda Modeler, forms, and what stands beside them."""

import io
import zipfile
from collections.abc import Mapping

from mediation.case.step import Actor
from mediation.errors import NotFound
from mediation.forms.side_files import SIDE_FILES
from mediation.law.separation import SYSTEM
from mediation.services.administering import ActRefused, note, require, require_administrator
from mediation.services.model_drafts import ENDINGS, MAX_FILE, begin_draft, save_file
from mediation.services.office import Office
from mediation.store import bundles, releases

MAX_ENTRIES, MAX_UNPACKED, MAX_PACKED = 200, 12_000_000, 4_000_000
# the same day in every archive, so that the same bundle is the same file
_DAY = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The archive: diagrams and tables under `bpmn/`, forms and what stands beside them under `forms/`."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in sorted(files.items()):
            folder = "bpmn" if name.endswith((".bpmn", ".dmn")) else "forms"
            made.writestr(zipfile.ZipInfo(f"{folder}/{name}", _DAY), data, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The model files of an archive, whatever folders they lie in; what is no model file is left out.

    Raises:
        ActRefused: no archive, too much in it, or two files of one name.
    """
    if len(data) > MAX_PACKED:
        raise ActRefused(f"压缩包超过 {MAX_PACKED // 1_000_000} MB。")
    found: dict[str, bytes] = {}
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_ENTRIES:
                raise ActRefused(f"压缩包里文件太多(最多 {MAX_ENTRIES} 个)。")
            for info in infos:
                name = info.filename.replace("\\", "/").rsplit("/", 1)[-1]
                if not name.endswith(ENDINGS) and name not in SIDE_FILES:
                    continue
                if name in found:
                    raise ActRefused(f"压缩包里有两个 {name}。")
                with archive.open(info) as entry:
                    found[name] = entry.read(min(MAX_FILE, left) + 1)
                left -= len(found[name])
                if left < 0 or len(found[name]) > MAX_FILE:
                    raise ActRefused("压缩包解开以后太大。")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError,
            ValueError) as error:  # fmt: skip
        raise ActRefused("这不是能解开的 ZIP 压缩包(不要加密码)。") from error
    if not found:
        raise ActRefused("压缩包里没有 .bpmn、.dmn 或 .form 文件。")
    return found


def export_bundle(office: Office, actor: Actor, digest: str) -> bytes:
    """A released bundle as an archive.

    Raises:
        NotAllowed, NotFound.
    """
    require_administrator(office, actor, "bundle_exported")
    with office.store.writing() as connection:
        if digest not in {row.digest for row in releases.every(connection)}:
            raise NotFound("没有这个版本。")
        files = bundles.files(connection, digest)
        note(connection, actor.id, "bundle_exported", digest[:16])
    return zipped(files)


def import_draft(office: Office, actor: Actor, title: str, data: bytes) -> int:
    """Begin a draft with the files of an archive on top of the bundle in force; gives its number.

    Raises:
        NotAllowed, ActRefused.
    """
    require(office, actor, "draft_begun", SYSTEM)
    files = unzipped(data)
    draft = begin_draft(office, actor, title)
    for name, content in sorted(files.items()):
        save_file(office, actor, draft, name, content, 0)
    return draft
