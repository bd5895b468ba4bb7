"""A server in a thread, as the product runs it, for as long as a test asks it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress.server import create_server


@contextmanager
def served(app: Flask, **options: Any) -> Iterator[int]:
    """Serve an app at a free port of this machine; gives the port."""
    server = create_server(app, host="127.0.0.1", port=0, **options)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.effective_port
    finally:
        # under its lock: a worker that wakes the server too would else let it close the pipe before we have written
        with server.trigger.lock:
            server.trigger.thunks.append(lambda: _close(server))
            server.trigger.pull_trigger()
        thread.join(10)


def _close(server: Any) -> None:
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.task_dispatcher.shutdown()
    server.close()
