"""Sealing of what is too long for one breath: AES-256-GCM piece by piece, so that nothing is ever held whole.

A piece's nonce says which it is and whether it is the last: pieces cannot be swapped, dropped or cut off unnoticed.
The key must be of one content only.
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mediation.store.vault import VaultLocked

MARK = b"RYR1"
PIECE = 64 * 1024
_PREFIX, _TAG = 7, 16


def seal(key: bytes, content: bytes) -> Iterator[bytes]:
    """The sealed form, to be written in order."""
    cipher, prefix = AESGCM(key), os.urandom(_PREFIX)
    yield MARK + prefix
    count = max(1, -(-len(content) // PIECE))
    for number in range(count):
        piece = content[number * PIECE : (number + 1) * PIECE]
        yield cipher.encrypt(_nonce(prefix, number, number == count - 1), piece, MARK)


def unseal(key: bytes, file: BinaryIO) -> Iterator[bytes]:
    """What `seal` took, piece by piece; each is genuine when it comes, the whole once the last has come.

    Raises:
        VaultLocked: it was altered or cut off, or sealed with another key.
    """
    cipher, head = AESGCM(key), file.read(len(MARK) + _PREFIX)
    if not head.startswith(MARK) or len(head) != len(MARK) + _PREFIX:
        raise VaultLocked("文件无法打开:不是系统保存的样子。")
    try:
        for number, (piece, last) in enumerate(_pieces(file)):
            yield cipher.decrypt(_nonce(head[len(MARK) :], number, last), piece, MARK)
    except InvalidTag as error:
        raise VaultLocked("文件无法打开:密钥不对,或内容被改动过。") from error


def sealed_size(size: int) -> int:
    """How long the sealed form of so many bytes is."""
    return len(MARK) + _PREFIX + size + _TAG * max(1, -(-size // PIECE))


def is_sealed(begin: bytes) -> bool:
    """Whether a file that begins like this was sealed here."""
    return begin.startswith(MARK)


def _pieces(file: BinaryIO) -> Iterable[tuple[bytes, bool]]:
    piece = file.read(PIECE + _TAG)
    while True:
        following = file.read(PIECE + _TAG)
        yield piece, not following
        if not following:
            return
        piece = following


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\x01" if last else b"\x00")
