"""The confined process: it computes, it answers, and it opens nothing; it is ended when it takes too long."""

import ctypes
import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

from mediation.confined import Died, Hung, KeptRoom, Room, packed, unpacked

LIBC = ctypes.CDLL(None)
LIBC_OPEN, LIBC_SOCKET = LIBC.open, LIBC.socket  # looked up while that is allowed


def echo(request: bytes) -> bytes:
    return request[::-1]


def whatever(request: bytes) -> bytes:
    """Do what the request says, as a model would if it could."""
    return str(ACTS[request.decode()]()).encode()


def spin():
    while True:
        pass


def sleep():
    time.sleep(60)


ACTS = {
    "read a file": lambda: Path("/etc/passwd").read_bytes(),
    "read a file without Python's open": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "write a file": lambda: Path("/tmp/rangyirang_confined").write_text("x"),
    "open a socket": lambda: socket.socket(),
    "run a program": lambda: subprocess.run(["/bin/true"], check=True),
    "run a shell": lambda: os.system("true"),
    "fork": lambda: os.fork(),
    "take all memory": lambda: len(b"x" * (1 << 31)),
    "ask libc for a file": lambda: LIBC_OPEN(b"/etc/passwd", os.O_RDONLY),
    "ask libc for a socket": lambda: LIBC_SOCKET(socket.AF_INET, socket.SOCK_STREAM, 0),
    "nothing": lambda: None,
    "fail": lambda: 1 // 0,
    "spin": spin,
    "sleep": sleep,
}


QUIET = {"spin", "sleep", "nothing", "ask libc for a file", "ask libc for a socket"}


@pytest.fixture(scope="module")
def room():
    with Room(f"{__name__}:whatever", cpu_seconds=0.3, wall_seconds=1.5) as made:
        yield made


def test_it_answers_whatever_the_length():
    with Room(f"{__name__}:echo") as room:
        assert [room.ask(word) for word in (b"abc", b"", b"x" * 300_000)] == [b"cba", b"", b"x" * 300_000]


@pytest.mark.parametrize("act", sorted(set(ACTS) - QUIET))
def test_it_cannot_reach_outside(act, room):
    with pytest.raises(Died):
        room.ask(act.encode())
    assert not Path("/tmp/rangyirang_confined").exists()


@pytest.mark.parametrize("act", ["read a file", "read a file without Python's open", "run a program"])
def test_outside_the_room_the_same_can_be_done(act):
    """The control: it is the room that refuses."""
    ACTS[act]()


def test_the_kernel_refuses_where_python_does_not_look(room):
    """`ctypes` asks libc itself, behind the audit hook's back: no descriptor is handed out."""
    assert room.ask(b"ask libc for a file") == b"-1"
    assert room.ask(b"ask libc for a socket") == b"-1"


@pytest.mark.parametrize("act", ["spin", "sleep"])
def test_what_takes_too_long_is_ended_and_the_room_goes_on(act, room):
    began = time.monotonic()
    with pytest.raises(Hung):
        room.ask(act.encode())
    assert time.monotonic() - began < 10
    assert room.ask(b"nothing") == b"None"


def test_a_room_that_is_gone_says_so():
    room = Room(f"{__name__}:echo")
    room.close()
    with pytest.raises((Died, ValueError)):
        room.ask(b"x")


def test_work_that_is_not_there_is_a_room_that_is_gone():
    with Room("mediation.nothing:at_all") as room, pytest.raises(Died):
        room.ask(b"x")


def test_files_travel_whole():
    files = {"甲.bpmn": bytes(range(256)), "b": b""}
    assert unpacked(packed(files, whole=True)) == (files, {"whole": True})


def who(request: bytes) -> bytes:
    """The process that serves: the parent of the fork that answers; `die` ends it."""
    if request == b"die":
        os.kill(os.getppid(), 9)
    return str(os.getppid()).encode()


def test_a_kept_room_stays_and_begins_again_when_it_is_gone_or_was_left():
    room = KeptRoom(f"{__name__}:who")
    try:
        first = room.ask(b"")
        assert room.ask(b"") == first
        with pytest.raises(Died):
            room.ask(b"die")
        second = room.ask(b"")
        assert second != first
        room.close()
        assert room.ask(b"") != second
    finally:
        room.close()


def test_a_kept_room_is_left_when_nobody_asks_any_more():
    room = KeptRoom(f"{__name__}:who", idle_seconds=0.05)
    served = int(room.ask(b""))
    until = time.monotonic() + 20
    while _runs(served) and time.monotonic() < until:
        time.sleep(0.01)
    assert not _runs(served)


def _runs(process: int) -> bool:
    return Path(f"/proc/{process}").exists()
