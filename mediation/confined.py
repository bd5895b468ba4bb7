"""Runs a function of ours on bytes from strangers in a process that can compute and do nothing else.

A room is one helper process: it has imported everything before it reads a stranger's byte, and forks for each
request. The fork may use little time and memory and may open nothing: no file, no socket, no program.
"""

import atexit
import ctypes
import json
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from types import TracebackType
from typing import Any, NoReturn

CPU_SECONDS, WALL_SECONDS, MAX_MEMORY = 1.5, 10.0, 512 * 1024 * 1024
IDLE_SECONDS = 600.0
MAX_ANSWER = 16_000_000
_LENGTH = struct.Struct(">cQ")
_DONE, _HUNG, _DIED = b"+", b"h", b"d"
_FORBIDDEN = ("socket.", "subprocess.", "os.", "shutil.", "ctypes.", "ftplib.", "urllib.", "http.", "pty.", "tempfile.")
_HARMLESS = frozenset({"os.listdir", "os.scandir"})  # they need a descriptor, which there is none of
_PDEATHSIG = 1


class Hung(Exception):
    """The work took longer than it may; it was killed."""


class Died(Exception):
    """The work needed more memory than it may, tried to reach outside, or failed in a way that nobody foresaw."""


class Room:
    """A helper process that does one kind of work (`package.module:function`, bytes to bytes); a context manager.

    `function.warm()`, where there is one, is called once before the first request. Not for several threads.
    """

    def __init__(self, work: str, cpu_seconds: float = CPU_SECONDS, wall_seconds: float = WALL_SECONDS) -> None:
        environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")}
        command = [sys.executable, "-m", __name__, work, str(cpu_seconds), str(wall_seconds)]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )

    def __enter__(self) -> "Room":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the helper process."""
        self._process.kill()
        self._process.communicate()

    def ask(self, request: bytes) -> bytes:
        """The answer to a request. Raises Hung and Died; the room goes on serving."""
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101 - they are pipes
        try:
            self._process.stdin.write(_LENGTH.pack(_DONE, len(request)) + request)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise Died("the room is gone") from error
        head = self._process.stdout.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            raise Died("the room is gone")
        kind, length = _LENGTH.unpack(head)
        answer = self._process.stdout.read(length)
        if kind == _HUNG:
            raise Hung
        if kind == _DIED:
            raise Died
        return answer


class KeptRoom:
    """A room for several threads that stays open from request to request, until nobody has asked for a while."""

    def __init__(self, work: str, cpu_seconds: float = CPU_SECONDS, idle_seconds: float = IDLE_SECONDS) -> None:
        self._make = lambda: Room(work, cpu_seconds)
        self._idle = idle_seconds
        self._room: Room | None = None
        self._closing: threading.Timer | None = None
        self._lock = threading.Lock()
        atexit.register(self.close)

    def ask(self, request: bytes) -> bytes:
        """The answer to a request. Raises Hung and Died; whoever asks next gets a new room where this one is gone."""
        with self._lock:
            self._stay()
            self._room = self._room or self._make()
            try:
                return self._room.ask(request)
            except Died:
                self._leave()
                raise

    def close(self) -> None:
        """End the helper process; it begins again when somebody asks."""
        with self._lock:
            self._leave()

    def _stay(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
        self._closing = threading.Timer(self._idle, self.close)
        self._closing.daemon = True
        self._closing.start()

    def _leave(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
        if self._room is not None:
            self._room.close()
        self._room = self._closing = None


def packed(files: Mapping[str, bytes], **more: Any) -> bytes:
    """Files by name, and plain values, as one request."""
    return json.dumps({**more, "files": {name: data.decode("latin-1") for name, data in files.items()}}).encode()


def unpacked(request: bytes) -> tuple[dict[str, bytes], dict[str, Any]]:
    """What was `packed`."""
    said = json.loads(request)
    return {name: text.encode("latin-1") for name, text in said.pop("files").items()}, said


def main() -> None:
    """Serve requests from standard input until it is closed."""
    place, cpu, wall = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    module, name = place.split(":")
    work = getattr(import_module(module), name)
    getattr(work, "warm", lambda: None)()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while len(head := sys.stdin.buffer.read(_LENGTH.size)) == _LENGTH.size:
        request = sys.stdin.buffer.read(_LENGTH.unpack(head)[1])
        kind, answer = _in_fork(work, request, cpu, wall)
        sys.stdout.buffer.write(_LENGTH.pack(kind, len(answer)) + answer)
        sys.stdout.buffer.flush()


def _in_fork(work: Callable[[bytes], bytes], request: bytes, cpu: float, wall: float) -> tuple[bytes, bytes]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _serve_one(work, request, writing, cpu)
    os.close(writing)
    answer, ended = _received(reading, time.monotonic() + wall)
    os.close(reading)
    if not ended:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if not ended or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGXCPU)):
        return _HUNG, b""
    return (_DONE, answer) if status == 0 else (_DIED, b"")


def _received(pipe: int, until: float) -> tuple[bytes, bool]:
    """What comes out of a pipe, and whether it was closed in time and within measure."""
    parts: list[bytes] = []
    while select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts), True
        parts.append(part)
        if sum(map(len, parts)) > MAX_ANSWER:
            break
    return b"", False


def _serve_one(work: Callable[[bytes], bytes], request: bytes, pipe: int, cpu: float) -> NoReturn:
    status = 1
    try:
        confine(pipe, cpu)
        answer = work(request)
        while answer:
            answer = answer[os.write(1, answer) :]
        status = 0
    finally:
        os._exit(status)


def confine(output: int, cpu: float = CPU_SECONDS) -> None:
    """Give up everything but computing and one descriptor to answer on; there is no way back."""
    _die_with_parent()
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(output, 1)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 2)
    os.closerange(3, 4096)
    seconds = int(cpu) + 1
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_NOFILE, 3),  # the three that are open: the kernel hands out no other, file or socket
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (most, most))
    signal.setitimer(signal.ITIMER_PROF, cpu)  # its signal ends the process wherever it is, in C code as well
    sys.addaudithook(_refuse)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    """Python's own word for reaching outside; the kernel's limits stand behind it."""
    if event == "open" or (event.startswith(_FORBIDDEN) and event not in _HARMLESS):
        os._exit(1)


if __name__ == "__main__":
    main()
