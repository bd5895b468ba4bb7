"""The web of an office as a process of its own that can be killed, served as `mediation serve` does.

    python web_driver.py FOLDER --now 2026-03-09T10:00+08:00 [--die POINT] [--broken in_place | no_receipts]

It says its port on a line of its own. `--die` ends it with SIGKILL when an upload first comes to a point; `--broken`
takes a guard away, so that a test can show that it would notice.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import waitress
from driver import die_at

from mediation import clock
from mediation.app import create_app, office_of
from mediation.config import Config
from mediation.store import files, receipts, sealed_stream

# in the middle of writing the photo, when it lies in its place, when all is written, when it is committed
POINTS = ("half_written", "after_file", "before_commit", "after_commit")


def fall() -> None:
    """End as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """Lay the end at a point."""
    if point == "half_written":
        files.sealed_stream = Halved  # type: ignore[assignment]
    elif point == "after_file":
        files.keep = _and_then_fall(files.keep)
    else:
        die_at(point, 1)


class Halved:
    """The sealing of files that ends with everything in the middle."""

    sealed_size, is_sealed, unseal = sealed_stream.sealed_size, sealed_stream.is_sealed, sealed_stream.unseal

    @staticmethod
    def seal(secret: bytes, content: bytes) -> Iterator[bytes]:
        """The first half of the pieces."""
        pieces = list(sealed_stream.seal(secret, content))
        yield from pieces[: len(pieces) // 2]
        fall()


def _and_then_fall(act: Callable[..., Any]) -> Callable[..., Any]:
    def acted(*given: Any) -> None:
        act(*given)
        fall()

    return acted


def keep_in_place(folder: Path, key: Any, digest: str, content: bytes) -> None:
    """What `files.keep` would be without its care: whatever lies there is taken for whole."""
    place = files.path_of(folder, key, digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb", buffering=0) as file:
            file.writelines(files.sealed_stream.seal(key.derived(f"file {digest}"), content))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--now", required=True, type=datetime.fromisoformat)
    parser.add_argument("--die", default="", choices=["", *POINTS])
    parser.add_argument("--broken", default="", choices=["", "in_place", "no_receipts"])
    asked = parser.parse_args()
    if asked.broken == "in_place":
        files.keep = keep_in_place
    if asked.broken == "no_receipts":
        receipts.give_answer = lambda *given: None
    if asked.die:
        arm(asked.die)
    clock.move_to(asked.now)
    app = create_app(Config(asked.folder, f"sqlite:///{asked.folder}/mediation.db"))
    office_of(app).library.in_force()
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8, ident=None)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main()
