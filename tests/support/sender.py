"""A telephone that sends a form with a photo to a real server, and sends the same again when no answer comes."""

import http.client
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import stream_encode_multipart

DRIVER = Path(__file__).with_name("web_driver.py")
PATIENCE = 120.0  # seconds; the machine may be busy


class NoAnswer(Exception):
    """The line broke before an answer came."""


@dataclass(frozen=True)
class Reply:
    """What a server said."""

    status: int
    where: str
    text: str = field(repr=False)


class Served:
    """A server of an office's folder, until it is killed; `spill` is where its process puts what it has no room for."""

    def __init__(self, folder: Path, spill: Path, now: str, die: str = "", broken: str = "") -> None:
        spill.mkdir(exist_ok=True)
        command = [sys.executable, str(DRIVER), str(folder), "--now", now, "--die", die, "--broken", broken]
        environment = os.environ | {"TMPDIR": str(spill)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *ended: object) -> None:
        self.kill()

    def kill(self) -> None:
        """Pull the plug (where it is not pulled already)."""
        if self.process.poll() is None:
            self.process.kill()
        self.died()

    def died(self) -> int:
        """Wait for its end; gives how it came."""
        code = self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@dataclass
class Sender:
    """A signed-in browser that keeps its cookies from one server of the office to the next."""

    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, served: Served, method: str, address: str, body: bytes = b"", kind: str = "") -> Reply:
        """One request, answered.

        Raises:
            NoAnswer.
        """
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        try:
            line.request(method, address, body, self._headers(kind))
            answer = line.getresponse()
            text = answer.read().decode("utf8", "replace")
        except (OSError, http.client.HTTPException) as broken:
            raise NoAnswer from broken
        finally:
            line.close()
        for name, one in SimpleCookie(", ".join(answer.headers.get_all("Set-Cookie") or ())).items():
            self.cookies[name] = one.value
        return Reply(answer.status, answer.headers.get("Location", ""), text)

    def half(self, served: Served, address: str, body: bytes, kind: str) -> None:
        """Half of a request, after which the server is killed."""
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        line.putrequest("POST", address)
        for name, value in {**self._headers(kind), "Content-Length": str(len(body))}.items():
            line.putheader(name, value)
        line.endheaders()
        line.send(body[: len(body) // 2])
        served.kill()
        line.close()

    def sign_in(self, served: Served, person: str, password: str) -> None:
        token = token_in(self.ask(served, "GET", "/login").text)
        sent = urlencode({"csrf_token": token, "who": person, "password": password}).encode()
        assert self.ask(served, "POST", "/login", sent, "application/x-www-form-urlencoded").status == 303

    def _headers(self, kind: str) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, **({"Content-Type": kind} if kind else {})}


def token_in(text: str) -> str:
    """The token of a page's form."""
    return str(html.fromstring(text).xpath("//input[@name='csrf_token']")[0].get("value"))


def written(data: MultiDict[str, Any]) -> tuple[bytes, str]:
    """A form with its files as it goes over the wire: the bytes and what they are."""
    stream, _, boundary = stream_encode_multipart(data)
    with stream:
        return stream.read(), f'multipart/form-data; boundary="{boundary}"'


def broken_off(act: Callable[[], Reply]) -> bool:
    """Whether no answer came."""
    try:
        act()
    except NoAnswer:
        return True
    return False
