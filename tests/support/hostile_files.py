"""Forty files that somebody could send in the place of a photo: those to refuse, those to keep as mere downloads."""

import io
import struct
import zipfile
import zlib


def png(width: int, height: int) -> bytes:
    """A picture of this size by its head, whose points are one short run of zeros."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(4096))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def jpeg(width: int, height: int) -> bytes:
    """A head of this size behind a comment and filling bytes, as cameras write them."""
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"hill"
    frame = b"\xff\xff\xc2" + struct.pack(">HBHHB", 8, 8, height, width, 1)
    return b"\xff\xd8" + comment + frame + b"\xff\xd9"


def webp(kind: bytes, width: int, height: int) -> bytes:
    """A head of one of the three kinds there are."""
    if kind == b"VP8X":
        body = bytes(8) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif kind == b"VP8L":
        body = bytes(4) + b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14)
    else:
        body = bytes(10) + struct.pack("<HH", width, height)
    return b"RIFF" + struct.pack("<I", 100) + b"WEBP" + kind + body + bytes(20)


def archive(*names: str, content: bytes = b"x") -> bytes:
    """A zip with these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, content)
    return out.getvalue()


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!doctype html><script>alert(1)</script>"
SMALL = jpeg(640, 480)
BOMB = archive("bomb", content=bytes(2_000_000))

REFUSED = {
    "svg.svg": SVG, "svg.jpg": SVG, "svg.png": SVG, "page.html": HTML, "page.jpg": HTML, "page.pdf": HTML,
    "eicar.com": EICAR, "eicar.jpg": EICAR, "eicar.pdf": EICAR, "bomb.zip": BOMB, "bomb.jpg": BOMB, "bomb.png": BOMB,
    "nested.zip": archive("a.zip", content=BOMB), "slip.zip": archive("../../etc/passwd"), "a.docx": archive("word/x"),
    "flood.png": png(60_000, 60_000), "flood.jpg": jpeg(60_000, 60_000), "wide.png": png(2**31 - 1, 2**31 - 1),
    "flood8x.webp": webp(b"VP8X", 2**24, 2**24), "flood8l.webp": webp(b"VP8L", 16_384, 16_384),
    "flood8.webp": webp(b"VP8 ", 16_383, 16_383), "empty.jpg": b"", "one.png": b"\x89", "half.webp": b"RIFF",
    "program.exe": b"MZ" + bytes(99), "program.jpg": b"MZ" + bytes(99), "elf.pdf": b"\x7fELF" + bytes(99),
    "shell.sh": b"#!/bin/sh\nrm -rf /", "x.php.": b"<?php", "noending": SMALL, ".jpg.exe": SMALL,
    "gif.gif": b"GIF89a" + bytes(20), "gif.jpg": b"GIF89a" + bytes(20), "tiff.png": b"II*\x00" + bytes(20),
    "sound.webp": b"RIFF" + bytes(4) + b"WAVE", "xml.pdf": b"<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/passwd'>",
}  # fmt: skip
# what is a picture or a paper besides being something else is kept, and handed out so that nothing runs it
KEPT = {
    "polyglot.jpg": SMALL + HTML, "polyglot-zip.jpg": SMALL + BOMB,
    "script.pdf": b"%PDF-1.7\n/OpenAction /JS (app.alert(1))",
    "\u202egpj.exe.jpg": SMALL + b"1", "a\x00b.jpg": SMALL + b"2", "../../../etc/cron.d/x.jpg": SMALL + b"3",
    "n" * 255 + ".jpg": SMALL + b"4", "fifty-million.jpg": jpeg(8160, 6144),
}  # fmt: skip
