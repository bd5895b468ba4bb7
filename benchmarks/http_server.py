"""Serves the office of a benchmark on a free port, with two pages more: an empty one, and the CPU spent so far.

`python -m benchmarks.http_server FOLDER NOW THREADS`; prints its port. `PROFILE=FILE` keeps a profile.
"""

import cProfile
import logging
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path

from flask import Flask
from waitress.server import create_server

from mediation import clock
from mediation.app import create_app
from mediation.config import Config
from mediation.web.actions import action


def with_empty_page(app: Flask) -> Flask:
    """The floor: everything that every page passes, and nothing of its own."""

    @app.get("/bench/empty")
    @action("see_worklist")
    def empty() -> str:
        return "<!doctype html><title></title>"

    @app.get("/bench/cpu")
    @action("see_health")
    def cpu() -> str:
        return str(time.process_time())

    return app


def main() -> None:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    folder, now, threads = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
    clock.move_to(now)
    app = with_empty_page(create_app(Config(folder, f"sqlite:///{folder / 'bench.db'}")))
    profile = os.environ.get("PROFILE")
    if profile:
        app.wsgi_app = profiled(app.wsgi_app, Path(profile))  # type: ignore[method-assign]
    server = create_server(app, host="127.0.0.1", port=0, threads=1 if profile else threads, ident=None)
    print(server.effective_port, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.run()


def profiled(inner, path: Path):
    """The application, with where its time goes kept in a file after each 50 requests."""
    profiler, count = cProfile.Profile(), 0

    def call(environ, start):
        nonlocal count
        if os.environ.get("PROFILE_ONLY", "") not in environ["PATH_INFO"] or environ["PATH_INFO"] == "/login":
            return inner(environ, start)
        profiler.enable()
        try:
            return list(inner(environ, start))
        finally:
            profiler.disable()
            count += 1
            if count % 50 == 0:
                profiler.dump_stats(path)

    return call


if __name__ == "__main__":
    main()
