"""Slows down whoever keeps failing to sign in from one address, whichever accounts they try. Knows no person.

Kept in memory, of so many addresses at most; it holds no thread: who comes too early is told how long to wait.
"""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

# a township's people share an address: so many mistakes are free, each further one doubles the wait
FREE, LONGEST = 20, 60.0
FORGOTTEN_AFTER = 15 * 60.0
KNOWN_MOST = 10_000


@dataclass(slots=True)
class _Record:
    """Failures in a row, when the last was, and until when nobody is heard (seconds of the clock)."""

    count: int = 0
    last: float = 0.0
    until: float = 0.0


@dataclass(slots=True)
class Slowing:
    """Who failed lately, by address; safe to ask from many threads."""

    now: Callable[[], float] = time.monotonic
    _known: OrderedDict[str, _Record] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, address: str) -> int:
        """How many seconds an address must wait; 0 for an attempt, which counts as failed until it is forgiven.

        Counted beforehand, so that many attempts at once are as many.
        """
        place, now = place_of(address), self.now()
        with self._lock:
            record = self._known.pop(place, None)
            if record is None or now - record.last > FORGOTTEN_AFTER:
                record = _Record()
            self._known[place] = record
            while len(self._known) > KNOWN_MOST:
                self._known.popitem(last=False)
            if now < record.until:
                return int(record.until - now) + 1
            record.count, record.last = record.count + 1, now
            if record.count > FREE:
                record.until = now + min(2.0 ** min(record.count - FREE - 1, 10), LONGEST)
            return 0

    def forgive(self, address: str) -> None:
        """The attempt was right: it does not count, what failed before still does."""
        with self._lock:
            record = self._known.get(place_of(address))
            if record is not None and record.count:
                record.count -= 1
                record.until = 0.0


def place_of(address: str) -> str:
    """What is slowed as one: an address, of IPv6 the network that one customer has to himself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 6:
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
