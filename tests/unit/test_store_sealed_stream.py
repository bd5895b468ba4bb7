"""Long contents sealed piece by piece: they come back whole, or not at all."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.store import sealed_stream
from mediation.store.sealed_stream import PIECE, seal, sealed_size, unseal
from mediation.store.vault import VaultLocked

KEY = bytes(range(32))
HEAD = 11
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17)


def sealed(content: bytes, key: bytes = KEY) -> bytes:
    return b"".join(seal(key, content))


def opened(text: bytes, key: bytes = KEY) -> bytes:
    return b"".join(unseal(key, io.BytesIO(text)))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back_and_is_as_long_as_told(size: int) -> None:
    content = os.urandom(size)
    text = sealed(content)
    assert opened(text) == content and len(text) == sealed_size(size)
    assert size < 16 or content[:16] not in text


@pytest.mark.parametrize("size", SIZES)
def test_cut_off_anywhere_it_does_not_open(size: int) -> None:
    text = sealed(os.urandom(size))
    for end in {0, 3, HEAD, HEAD + 1, len(text) - 1, HEAD + PIECE + 16, HEAD + 2 * (PIECE + 16)} - {len(text)}:
        if end < len(text):
            with pytest.raises(VaultLocked):
                opened(text[:end])


def test_pieces_swapped_repeated_or_dropped_do_not_open() -> None:
    text = sealed(os.urandom(4 * PIECE))
    step = PIECE + 16
    head, pieces = text[:HEAD], [text[HEAD + at * step : HEAD + (at + 1) * step] for at in range(4)]
    for order in ([1, 0, 2, 3], [0, 0, 1, 3], [0, 2, 3], [0, 1, 2], [0, 1, 2, 3, 3], [3]):
        with pytest.raises(VaultLocked):
            opened(head + b"".join(pieces[at] for at in order))


@given(st.binary(max_size=300), st.data())
def test_one_changed_bit_is_noticed(content: bytes, data: st.DataObject) -> None:
    text = bytearray(sealed(content))
    at = data.draw(st.integers(0, len(text) * 8 - 1))
    text[at // 8] ^= 1 << at % 8
    with pytest.raises(VaultLocked):
        opened(bytes(text))


def test_another_key_does_not_open_it_and_garbage_is_only_refused() -> None:
    with pytest.raises(VaultLocked):
        opened(sealed(b"content"), bytes(32))
    for garbage in (b"", b"\xff\xd8\xff\xe0 photo", sealed_stream.MARK, os.urandom(200)):
        with pytest.raises(VaultLocked):
            opened(garbage)
