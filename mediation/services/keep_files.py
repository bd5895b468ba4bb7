"""Use case: photos and papers that come with a form: judged by what they are, kept before the step is written."""

import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from mediation.services.office import Office, milliseconds
from mediation.services.picture_size import points
from mediation.services.picture_traces import without_traces
from mediation.services.work import Work
from mediation.store import files
from mediation.store.db import Connection
from mediation.store.vault import CaseKey

SIZE_LIMIT = 20 * 1024 * 1024
SOUND_LIMIT = 5 * 1024 * 1024  # some ten minutes of a telephone's recorder
COUNT_LIMIT = 9
NAME_LIMIT = 120  # characters
POINT_LIMIT = 52_000_000  # the largest pictures of telephones have some 50 million points
# ending → (what it is, how such a file begins)
_KINDS = {
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "webp": ("image/webp", (b"RIFF",)),
    "pdf": ("application/pdf", (b"%PDF-",)),
}
# short sound, where the form asks for it; what stands behind the first four bytes of m4a and 3gp is their own
_SOUNDS = {
    "mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "m4a": ("audio/mp4", (b"ftyp",)),
    "3gp": ("audio/3gpp", (b"ftyp",)),
    "aac": ("audio/aac", (b"\xff\xf1", b"\xff\xf9")),
    "amr": ("audio/amr", (b"#!AMR",)),
    "ogg": ("audio/ogg", (b"OggS",)),
    "wav": ("audio/wav", (b"RIFF",)),
}
_INSIDE = {"webp": (8, b"WEBP"), "wav": (8, b"WAVE")}
_FROM = {"m4a": 4, "3gp": 4}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies safe on disk; `field` is the form's path it came with, `name` what it was called there."""

    field: str
    digest: str
    media_type: str
    size: int
    name: str


def keep_files(
    office: Office, key: CaseKey, uploaded: Mapping[str, Sequence[Any]], with_sound: Container[str] = ()
) -> tuple[list[KeptFile], dict[str, list[str]]]:
    """Keep what may be kept, sealed with the case's key; the rest as errors by the form's path, saying what to do.

    All or nothing. Where and when a picture was taken is not kept with it; sound is taken at the paths in `with_sound`.
    """
    taken: list[tuple[KeptFile, bytes]] = []
    errors: dict[str, list[str]] = {}
    for field, several in uploaded.items():
        if len(several) > COUNT_LIMIT:
            errors[field] = [f"一处最多放 {COUNT_LIMIT} 个文件,现在有 {len(several)} 个。"]
    for field, one in _each(uploaded):
        name = _short(PurePath(str(one.filename).replace("\\", "/")).name) or "文件"
        content = one.stream.read(SIZE_LIMIT + 1)
        one.stream.seek(0)
        kind, trouble = _judge(name, content, field in with_sound)
        if trouble:
            errors.setdefault(field, []).append(f"“{name[:40]}”{trouble}")
        else:
            content = without_traces(kind, content)
            digest = hashlib.sha256(content).hexdigest()
            taken.append((KeptFile(field[:60], digest, kind, len(content), name), content))
    if not errors:
        for kept, content in taken:
            files.keep(office.files, key, kept.digest, content)
    return ([] if errors else [kept for kept, _ in taken]), errors


def _each(uploaded: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, Any]]:
    for field, several in uploaded.items():
        yield from ((field, one) for one in several)


def _short(name: str) -> str:
    """A name of a length to show, its ending kept."""
    stem, _, ending = name.rpartition(".")
    return name if len(name) <= NAME_LIMIT else f"{stem[: NAME_LIMIT - 10]}….{ending[:8]}"


def _judge(name: str, content: bytes, sound: bool) -> tuple[str, str]:
    """What a file is, or why it cannot be kept."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    kind, begins = (_KINDS | _SOUNDS if sound else _KINDS).get(ending, ("", ()))
    if not content:
        return "", "是空的,请重新选一次。"
    if len(content) > SIZE_LIMIT:
        return "", "超过 20 MB,请把照片拍小些再传。"
    if not kind:
        return "", f"不是能收的种类。请传照片(jpg、png、webp){'、录音(mp3、m4a、amr)' if sound else ''}或 pdf。"
    if not _is_what_it_says(ending, begins, content):
        again = "重新录一段" if ending in _SOUNDS else "用手机重新拍一张"
        return "", f"不是真正的 {ending} 文件,请{again}。"
    if ending in _SOUNDS and len(content) > SOUND_LIMIT:
        return "", "录音超过 5 MB,请录短一些。"
    if points(kind, content) > POINT_LIMIT:
        return "", "这张图太大(超过 5000 万像素),请把相机的尺寸调小再拍。"
    return kind, ""


def _is_what_it_says(ending: str, begins: tuple[bytes, ...], content: bytes) -> bool:
    """Whether a file's first bytes are those of its kind."""
    at, mark = _INSIDE.get(ending, (0, b""))
    return content[_FROM.get(ending, 0) :].startswith(begins) and content[at:].startswith(mark)


def write_files(connection: Connection, work: Work, task: str, kept: Sequence[KeptFile]) -> None:
    """Note a submission's files in its own transaction; their names sealed with the case's key."""
    rows = [
        {
            "digest": one.digest, "task": task, "field": one.field, "media_type": one.media_type, "size": one.size,
            "sealed_name": work.row.key.seal(one.name), "at": milliseconds(work.at),
        }
        for one in kept
    ]  # fmt: skip
    if rows:
        files.add(connection, work.row.id, rows)
