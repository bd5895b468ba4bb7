"""The line between a phone and the office: a small relay that can be cut, or that swallows the office's answers."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Line:
    """Relays to a port of this machine; `cut` and `swallows` say what is wrong with it."""

    to: int
    cut: bool = False
    swallows: bool = False
    swallowed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    @property
    def address(self) -> str:
        """Where the phone reaches the office."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def break_off(self) -> None:
        """Cut the line, and what is on it."""
        self.cut = True
        self._hang_up()

    def mend(self) -> None:
        """All is well again."""
        self.cut = self.swallows = False

    def close(self) -> None:
        """The end of it."""
        self.cut = True
        self._listening.close()
        self._hang_up()

    def _hang_up(self) -> None:
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self.cut:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            self._open |= {near, far}
            for source, target, back in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._pump, args=(source, target, back), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, back: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if back and self.swallows:
                    self.swallowed.set()
                    break
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            self._open.discard(one)
            one.close()
