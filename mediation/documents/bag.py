"""A BagIt archive (RFC 8493) in one ZIP: files with a list of their SHA-256; opens without our software."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
Part = tuple[str, bytes | Iterator[bytes]]


def write_bag(target: BinaryIO, name: str, at: datetime, info: Mapping[str, str], parts: Iterable[Part]) -> str:
    """Write a bag: `parts` are paths below `data/` with their content, one after the other, each read once.

    Gives the SHA-256 of its list of files: who has that can prove the whole.
    """
    sums: dict[str, str] = {}
    octets = 0
    moment = at.timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts:
            digest, size = _put(archive, f"{name}/data/{path}", moment, content)
            sums[f"data/{path}"], octets = digest, octets + size
        manifest = _list(sums)
        about = {**info, "Payload-Oxum": f"{octets}.{len(sums)}", "Bagging-Date": f"{at:%Y-%m-%d}"}
        tags = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": "".join(f"{key}: {_flat(value)}\n" for key, value in about.items()).encode(),
            "manifest-sha256.txt": manifest,
        }
        tags["tagmanifest-sha256.txt"] = _list({path: hashlib.sha256(text).hexdigest() for path, text in tags.items()})
        for path, text in tags.items():
            _put(archive, f"{name}/{path}", moment, text)
    return hashlib.sha256(manifest).hexdigest()


def _put(
    archive: zipfile.ZipFile, path: str, moment: tuple[int, ...], content: bytes | Iterator[bytes]
) -> tuple[str, int]:
    entry = zipfile.ZipInfo(path, (moment[0], moment[1], moment[2], moment[3], moment[4], moment[5]))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    total, size = hashlib.sha256(), 0
    with archive.open(entry, "w", force_zip64=True) as file:
        for piece in (content,) if isinstance(content, bytes) else content:
            total.update(piece)
            size += len(piece)
            file.write(piece)
    return total.hexdigest(), size


def _list(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {_escaped(path)}\n" for path, digest in sums.items()).encode()


def _escaped(path: str) -> str:
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _flat(value: str) -> str:
    return " ".join(value.split())
