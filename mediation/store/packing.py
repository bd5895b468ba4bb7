"""Makes stored JSON small: zstd with a dictionary of the words that forms and facts use.

The first byte names the dictionary, so that a newer one can come without old rows becoming unreadable.
"""

import threading
from pathlib import Path

import zstandard

NEWEST = 2
_WORDS = {number: Path(__file__).with_name(f"words_v{number}.dict").read_bytes() for number in range(1, NEWEST + 1)}
# what is written anew at every step is packed quickly; what is written once, as small as it will be read for years
QUICK, SMALL = 3, 7
_local = threading.local()


def _packer(level: int) -> zstandard.ZstdCompressor:
    # zstandard objects must not be shared between threads (it crashes the process): one for each
    if not hasattr(_local, "packers"):
        _local.packers = {}
    if level not in _local.packers:
        words = zstandard.ZstdCompressionDict(_WORDS[NEWEST])
        _local.packers[level] = zstandard.ZstdCompressor(level=level, dict_data=words, write_dict_id=False)
    found: zstandard.ZstdCompressor = _local.packers[level]
    return found


def _unpacker(version: int) -> zstandard.ZstdDecompressor:
    if not hasattr(_local, "unpackers"):
        _local.unpackers = {}
    if version not in _local.unpackers:
        words = zstandard.ZstdCompressionDict(_WORDS[version])
        _local.unpackers[version] = zstandard.ZstdDecompressor(dict_data=words)
    found: zstandard.ZstdDecompressor = _local.unpackers[version]
    return found


def pack(data: bytes, level: int = QUICK) -> bytes:
    """Bytes made small."""
    return bytes((NEWEST,)) + _packer(level).compress(data)


def unpack(packed: bytes) -> bytes:
    """What `pack` was given; raises ValueError for other bytes, and for a dictionary this version does not have."""
    try:
        return _unpacker(packed[0]).decompress(packed[1:])
    except (IndexError, KeyError, zstandard.ZstdError) as error:
        raise ValueError("damaged, or packed by a newer version") from error
