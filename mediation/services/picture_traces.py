"""What a telephone writes into a picture besides the picture (where it was taken, when, with what) is not kept.

A photo of a wall tells where a family lives. Only how it is turned stays, and its colours; what cannot be read as a
picture stays as it came.
"""

import re
import struct

_KEPT_SEGMENTS = {0xE0: b"", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}  # JFIF, colours, Adobe's kind of colours
_DROPPED_CHUNKS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_SCAN, _END, _EXIF, _COMMENT = 0xDA, 0xD9, 0xE1, 0xFE
_TURNED = 0x0112
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"


class _Broken(Exception):
    """The file is not built as its kind should be."""


def without_traces(kind: str, content: bytes) -> bytes:
    """A picture of a media type without what was written beside it; any other file, and a broken one, as it is."""
    cleaner = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}.get(kind)
    try:
        return cleaner(content) if cleaner is not None else content
    except (_Broken, struct.error):
        return content


def _jpeg(content: bytes) -> bytes:
    kept, turned, at = [b"\xff\xd8"], 1, 2
    while True:
        marker, begin, end = _segment(content, at)
        if marker == _SCAN:
            break
        body = content[begin + 4 : end]
        if marker == _EXIF and body.startswith(b"Exif\0\0"):
            turned = _orientation(body[6:])
        elif _stays(marker, body):
            kept.append(content[begin:end])
        at = end
    if turned != 1:
        kept.insert(1, _turned_only(turned))
    return b"".join([*kept, content[at : _end_of_picture(content, at)]])


def _segment(content: bytes, at: int) -> tuple[int, int, int]:
    """The marker at a place, where it begins, and where its segment ends."""
    found = _MARKER.match(content, at)
    if found is None:
        raise _Broken
    begin = found.end() - 2
    (size,) = struct.unpack_from(">H", content, begin + 2)
    if size < 2 or begin + 2 + size > len(content):
        raise _Broken
    return found[1][0], begin, begin + 2 + size


def _stays(marker: int, body: bytes) -> bool:
    if marker in _KEPT_SEGMENTS:
        return body.startswith(_KEPT_SEGMENTS[marker])
    return not (0xE0 <= marker <= 0xEF or marker == _COMMENT)


def _end_of_picture(content: bytes, at: int) -> int:
    """Where the picture ends; behind it telephones hang films and further pictures."""
    while found := _MARKER.search(content, at):
        if found[1][0] == _END:
            return found.end()
        at = _segment(content, found.start())[2]
    return len(content)


def _orientation(tiff: bytes) -> int:
    """How the picture is turned (1: not), by its Exif."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _TURNED:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _turned_only(turned: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _TURNED, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> bytes:
    kept, at = [_PNG_HEAD], len(_PNG_HEAD)
    while True:
        size, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        if end > len(content):
            raise _Broken
        if name not in _DROPPED_CHUNKS:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _webp(content: bytes) -> bytes:
    kept, at = [], 12
    (whole,) = struct.unpack_from("<I", content, 4)
    while at < 8 + whole:
        name, size = struct.unpack_from("<4sI", content, at)
        end = at + 8 + size + size % 2
        if end > len(content):
            raise _Broken
        if name == b"VP8X":
            flags = content[at + 8] & ~0x0C  # no Exif, no XMP any more
            kept.append(content[at : at + 8] + bytes([flags]) + content[at + 9 : end])
        elif name not in (b"EXIF", b"XMP "):
            kept.append(content[at:end])
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
