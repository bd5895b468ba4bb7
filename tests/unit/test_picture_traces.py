"""Where a photo was taken stays on the telephone, also where the page had no script to see to it."""

import struct
import zlib

import pytest
from house import ROOT

from mediation.services.picture_traces import without_traces

PLACE = b"GPS 29.5630 N 106.5516 E"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(turned: int, order: str = ">") -> bytes:
    tiff = struct.pack(f"{order}2sHI", b"MM" if order == ">" else b"II", 42, 8)
    tiff += struct.pack(f"{order}HHHIHH", 1, 0x0112, 3, 1, turned, 0) + bytes(4) + PLACE
    return segment(0xE1, b"Exif\0\0" + tiff)


JFIF = segment(0xE0, b"JFIF\0" + bytes(9))
COLOURS = segment(0xE2, b"ICC_PROFILE\0" + bytes(20))
FURTHER = segment(0xE2, b"MPF\0" + PLACE)
TABLES = segment(0xDB, b"\xff\xd9" + bytes(63)) + segment(0xC0, bytes(15))
FIRST = segment(0xDA, bytes(10)) + b"\x12\xff\x00\x34\xff\xd0\x56"
SECOND = segment(0xC4, b"\xff\xd9\xff") + segment(0xDA, bytes(8)) + b"\x01\xff\x00"
PICTURE = TABLES + FIRST + SECOND + b"\xff\xd9"
FILM = b"\0\0\0\x18ftypmp42" + PLACE


@pytest.mark.parametrize("order", [">", "<"])
def test_of_what_a_telephone_wrote_only_how_the_picture_is_turned_stays(order: str) -> None:
    beside = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE) + segment(0xED, PLACE) + segment(0xFE, PLACE)
    came = b"\xff\xd8" + JFIF + exif(6, order) + beside + COLOURS + FURTHER + PICTURE + FILM
    kept = without_traces("image/jpeg", came)
    assert PLACE not in kept
    assert kept.endswith(JFIF + COLOURS + PICTURE) and kept.startswith(b"\xff\xd8\xff\xe1")
    assert kept.count(bytes.fromhex("0112 0003 00000001 0006")) == 1
    assert without_traces("image/jpeg", kept) == kept, "again it is the same"


def test_a_picture_that_is_not_turned_and_tells_nothing_stays_to_the_letter() -> None:
    plain = b"\xff\xd8" + JFIF + COLOURS + PICTURE
    assert without_traces("image/jpeg", plain) == plain
    assert without_traces("image/jpeg", b"\xff\xd8" + JFIF + exif(1) + COLOURS + PICTURE) == plain


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_so_it_is_with_png_and_webp() -> None:
    head, end = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")
    shown = chunk(b"IHDR", bytes(13)) + chunk(b"IDAT", b"pixels")
    came = head + shown + chunk(b"eXIf", PLACE) + chunk(b"iTXt", PLACE) + end + FILM
    assert without_traces("image/png", came) == head + shown + end
    wide = b"VP8X" + struct.pack("<I", 10) + b"\x2c" + bytes(9)
    pixels = b"VP8 " + struct.pack("<I", 6) + b"pixels"
    body = b"WEBP" + wide + pixels + b"EXIF" + struct.pack("<I", len(PLACE)) + PLACE
    kept = without_traces("image/webp", b"RIFF" + struct.pack("<I", len(body)) + body)
    assert PLACE not in kept and pixels in kept
    assert kept[4:8] == struct.pack("<I", len(kept) - 8) and kept[20] == 0x20, "neither Exif nor XMP is announced"


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "application/pdf"])
def test_what_is_no_picture_stays_as_it_came(kind: str) -> None:
    whole = b"\xff\xd8" + JFIF + exif(6) + PICTURE
    for content in (b"", b"\xff\xd8", b"RIFF", b"%PDF-1.4 " + PLACE, *(whole[:cut] for cut in range(2, 60, 7))):
        assert without_traces(kind, content) == content


def test_the_product_s_own_pictures_lose_nothing_that_is_seen() -> None:
    pictures = sorted((ROOT / "static/readme").glob("*.png"))
    assert pictures
    for path in pictures:
        content = path.read_bytes()
        assert without_traces("image/png", content).count(b"IDAT") == content.count(b"IDAT")
