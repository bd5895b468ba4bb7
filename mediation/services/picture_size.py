"""How many points a picture has, read from its head: a file of a few bytes may unfold to more than a machine holds."""

import struct
from collections.abc import Callable

_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the JPEG segments that name a size
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # those without a length


def points(media_type: str, content: bytes) -> int:
    """Width times height as the head says; 0 where it says none (nobody can unfold such a file either)."""
    reader = _READERS.get(media_type)
    try:
        width, height = reader(content) if reader else (0, 0)
    except struct.error:
        return 0
    return width * height


def _png(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at < len(content):
        mark, kind = struct.unpack_from(">BB", content, at)
        if mark != 0xFF:
            return 0, 0
        if kind in _SIZES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 1 if kind == 0xFF else 2 if kind in _BARE else 2 + struct.unpack_from(">H", content, at + 2)[0]
    return 0, 0


def _webp(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


_READERS: dict[str, Callable[[bytes], tuple[int, int]]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
}
