"""Makes stored JSON small: zstd with a dictionary of the words that forms and facts use.

The first byte names the dictionary, so that a newer one can come without old rows becoming unreadable.
"""

import threading
from pathlib import Path

import zstandard

_WORDS = {1: Path(__file__).with_name("words_v1.dict").read_bytes()}
NEWEST = 1
LEVEL = 3
_local = threading.local()


def _packer() -> zstandard.ZstdCompressor:
    # zstandard objects must not be shared between threads (it crashes the process): one for each
    found: zstandard.ZstdCompressor | None = getattr(_local, "packer", None)
    if found is None:
        words = zstandard.ZstdCompressionDict(_WORDS[NEWEST])
        found = _local.packer = zstandard.ZstdCompressor(level=LEVEL, dict_data=words, write_dict_id=False)
    return found


def _unpacker(version: int) -> zstandard.ZstdDecompressor:
    if not hasattr(_local, "unpackers"):
        _local.unpackers = {}
    if version not in _local.unpackers:
        words = zstandard.ZstdCompressionDict(_WORDS[version])
        _local.unpackers[version] = zstandard.ZstdDecompressor(dict_data=words)
    found: zstandard.ZstdDecompressor = _local.unpackers[version]
    return found


def pack(data: bytes) -> bytes:
    """Bytes made small."""
    return bytes((NEWEST,)) + _packer().compress(data)


def unpack(packed: bytes) -> bytes:
    """What `pack` was given; raises ValueError for other bytes, and for a dictionary this version does not have."""
    try:
        return _unpacker(packed[0]).decompress(packed[1:])
    except (IndexError, KeyError, zstandard.ZstdError) as error:
        raise ValueError("damaged, or packed by a newer version") from error
