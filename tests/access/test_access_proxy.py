"""Behind a reverse proxy: what it says of who asks is believed, from it alone; by the server the product runs on."""

import http.client

from flask import Flask, request
from house import House
from serving import served

from mediation.cli.serving import behind
from mediation.web.actions import action


def told() -> str:
    return f"{request.remote_addr} {request.scheme} {request.host}"


def ask(port: int) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "tiaojie.example"}
    line.request("GET", "/told", headers=headers)
    text = line.getresponse().read().decode()
    line.close()
    return text


def test_only_the_named_proxy_is_believed(app: Flask, house: House) -> None:
    app.add_url_rule("/told", "told", action("see_health")(told))
    with served(app, **behind("127.0.0.1")) as port:
        assert ask(port) == "203.0.113.9 https tiaojie.example"
    for nobody in (None, "192.0.2.1"):
        with served(app, **behind(nobody)) as port:
            assert ask(port) == f"127.0.0.1 http 127.0.0.1:{port}"
