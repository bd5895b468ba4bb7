"""Behind a reverse proxy: what it says of who asks is believed, from it alone; by the server the product runs on."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, request
from house import House
from waitress.server import create_server

from mediation.cli.serving import behind
from mediation.web.actions import action


def told() -> str:
    return f"{request.remote_addr} {request.scheme} {request.host}"


@contextmanager
def served(app: Flask, proxy: str | None) -> Iterator[int]:
    server = create_server(app, host="127.0.0.1", port=0, **behind(proxy))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.effective_port

    def stop() -> None:
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        server.task_dispatcher.shutdown()
        server.close()

    server.trigger.pull_trigger(stop)
    thread.join(10)


def ask(port: int) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "tiaojie.example"}
    line.request("GET", "/told", headers=headers)
    text = line.getresponse().read().decode()
    line.close()
    return text


def test_only_the_named_proxy_is_believed(app: Flask, house: House) -> None:
    app.add_url_rule("/told", "told", action("see_health")(told))
    with served(app, "127.0.0.1") as port:
        assert ask(port) == "203.0.113.9 https tiaojie.example"
    for nobody in (None, "192.0.2.1"):
        with served(app, nobody) as port:
            assert ask(port) == f"127.0.0.1 http 127.0.0.1:{port}"
