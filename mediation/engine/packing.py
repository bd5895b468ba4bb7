"""Makes what the engine stores small: orjson in zstd, with the model's own words as the dictionary.

A state is mostly names of elements and variables, and the bundle that is needed to read it has them all.
"""

import threading
from collections.abc import Iterable
from typing import Any

import orjson
import zstandard

from mediation.engine.values import OPTIONS, default, untagged

MAX_STATE = 16_000_000
# what is written anew at every step is packed quickly; what is over, as small as it will be kept for years
QUICK, SMALL = 3, 6
# first byte of what is stored: which dictionary; a bare zstd frame (written before there was one) begins with "("
WITH_WORDS, BARE = b"\x01", b"("
# what every state says, the most frequent last: nearest to what is compressed
_FRAME = (
    b'{"format":1,"numbers":[1,1,0],"runs":[{"run":0,"spec":"","last":null,"id":[1,1,1,1,1,1],"up":[0,1,1,1,1,1],'
    b'"state":[64,64,64,64,64,64,32,8],"name":["Start"],"at":[1,1,1,1,1,1],"more":{"1":[2,{},["'
    b'"3":[1,{"]]},"data":{},"done":false,"subs":[[1,{"spec":"'
)


class Words:
    """The words of one model; shared by all threads."""

    def __init__(self, words: Iterable[str]) -> None:
        text = b",".join(orjson.dumps(word) for word in sorted(set(words)))
        self._text = text + _FRAME
        # zstandard objects must not be shared between threads (it crashes the process): one pair for each
        self._local = threading.local()

    def _packer(self, level: int) -> Any:
        if not hasattr(self._local, "packers"):
            self._local.packers = {}
        if level not in self._local.packers:
            self._local.packers[level] = zstandard.ZstdCompressor(level=level, dict_data=self._dictionary())
        return self._local.packers[level]

    def _unpacker(self) -> Any:
        if not hasattr(self._local, "unpacker"):
            self._local.unpacker = zstandard.ZstdDecompressor(dict_data=self._dictionary())
        return self._local.unpacker

    def _dictionary(self) -> Any:
        return zstandard.ZstdCompressionDict(self._text, dict_type=zstandard.DICT_TYPE_RAWCONTENT)

    def pack(self, value: Any, level: int = QUICK) -> bytes:
        """Plain data as compressed bytes; raises TypeError for what cannot be a variable."""
        return WITH_WORDS + bytes(self._packer(level).compress(orjson.dumps(value, default=default, option=OPTIONS)))

    def unpack(self, data: bytes) -> Any:
        """The data of `pack`; raises ValueError for other bytes."""
        try:
            if data[:1] == BARE:
                raw = zstandard.ZstdDecompressor().decompress(data, max_output_size=MAX_STATE)
            elif data[:1] == WITH_WORDS:
                raw = self._unpacker().decompress(data[1:], max_output_size=MAX_STATE)
            else:
                raise ValueError("not a stored state")
        except zstandard.ZstdError as error:
            raise ValueError("not a stored state") from error
        return untagged(raw)
