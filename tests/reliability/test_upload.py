"""kill -9 while a photo comes in: no row without its file, no half file taken for whole, the repeat does one thing."""

import hashlib
import io
import itertools
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from admins import HASH, PASSWORD
from house import WORKED_CASES, House, form_of, new_key, registration, steps_before, when
from sender import Reply, Sender, Served, broken_off, token_in, written
from sound import all_ailments
from web_driver import POINTS
from werkzeug.datastructures import FileStorage, MultiDict

from mediation import clock
from mediation.services import replay
from mediation.services.register_case import begin_registration
from mediation.services.tidy_files import forget_orphans
from mediation.store import files, people

C01 = WORKED_CASES["C01"]
PHOTO = b"\xff\xd8\xff\xe0" + os.urandom(1_500_000)
DIGEST = hashlib.sha256(PHOTO).hexdigest()
NOW = when(C01, "A_oral").isoformat()
HALF_SENT = "half_sent"
UNUSED = ("after_file", "before_commit")  # the photo lies there, nothing was written of it
STEP, REGISTRATION = "a step", "a registration"
EVERY_DAY = {(STEP, HALF_SENT), (STEP, "half_written"), (STEP, "after_commit"), (REGISTRATION, "after_commit")}


@dataclass
class Upload:
    """A form with a photo, ready to be sent from a telephone; how often it may have been done is counted."""

    house: House
    spill: Path
    sender: Sender
    address: str
    body: bytes
    kind: str
    before: int  # submissions
    registers: bool  # a case that is not there yet has a key that nobody has either

    def send(self, served: Served) -> Reply:
        return self.sender.ask(served, "POST", self.address, self.body, self.kind)

    def served(self, die: str = "", broken: str = "") -> Served:
        return Served(self.house.folder, self.spill, NOW, die, broken)

    def cut_off(self, point: str, broken: str = "") -> None:
        """Send it to a server that is killed at a point before it has answered."""
        with self.served("" if point == HALF_SENT else point, broken) as served:
            if point == HALF_SENT:
                self.sender.half(served, self.address, self.body, self.kind)
            else:
                assert broken_off(lambda: self.send(served))
            assert served.died() == -signal.SIGKILL

    def done(self) -> int:
        """How often it was done."""
        return int(self.house.ask("select count(*) from submission")[0][0]) - self.before

    def rows(self) -> list[tuple[str]]:
        return [row for row in self.house.ask("select digest from stored_file") if row == (DIGEST,)]

    def whole(self) -> bool:
        """Whether the photo of its row can be read to the last byte."""
        row = self.house.row(self.house.ask(f"{_CASES} where f.digest = ?", DIGEST)[0][0])
        return b"".join(files.read(self.house.office.files, row.key, DIGEST)) == PHOTO

    def left_over(self) -> set[Path]:
        """The files that no row points to."""
        wanted = [self.house.row(case).key for (case,) in self.house.ask(_CASES)]
        there = {path for path in self.house.office.files.rglob("*") if path.is_file()}
        return there - {files.path_of(self.house.office.files, key, DIGEST) for key in wanted}


_CASES = "select c.public_id from stored_file f join mediation_case c on c.id = f.case_id"


@pytest.fixture
def upload(request: pytest.FixtureRequest, house: House, tmp_path: Path) -> Iterator[Upload]:
    with house.office.store.writing() as connection:
        people.set_password(connection, "u_chen", HASH)
    public_id = house.stage(C01, steps_before(C01, "A_oral"))
    clock.move_to(when(C01, "A_oral"))
    if request.param == STEP:
        address, place = f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}", "photo"
        data = house.filled(public_id, "A_oral", "u_chen", form_of(C01, "A_oral"))
        shown = house.page(public_id, "A_oral", "u_chen").shown
    else:
        address, place, shown = "/cases/new", "identity_files", ""
        opened = begin_registration(house.office, house.person("u_chen"))
        data = replay.as_filled(opened.definition, opened.context, registration(C01))
        opened.work.instance.release()
    sender, spill = Sender(), tmp_path / "spill"
    before = house.ask("select count(*) from submission")[0][0]
    made = Upload(house, spill, sender, address, b"", "", before, registers=request.param == REGISTRATION)
    with made.served() as served:
        sender.sign_in(served, "u_chen", PASSWORD)
        token = token_in(sender.ask(served, "GET", address).text)
    sent: MultiDict[str, object] = MultiDict(data)
    sent.update({"csrf_token": token, "key": new_key(), "shown": shown})
    sent.add(place, FileStorage(io.BytesIO(PHOTO), "墙脚.jpg", content_type="image/jpeg"))
    made.body, made.kind = written(sent)
    yield made
    house.office.store.engine.dispose()


def everywhere() -> list[ParameterSet]:
    """Each of the two forms cut off at each point; every day only where it tells the most."""
    pairs = itertools.product((STEP, REGISTRATION), (HALF_SENT, *POINTS))
    return [pytest.param(*pair, marks=() if pair in EVERY_DAY else pytest.mark.slow) for pair in pairs]


@pytest.mark.parametrize(("upload", "point"), everywhere(), indirect=["upload"])
def test_cut_off_at_any_point_the_repeat_does_one_thing(point: str, upload: Upload) -> None:
    upload.cut_off(point)
    committed = point == "after_commit"
    assert (upload.done(), len(upload.rows())) == ((1, 1) if committed else (0, 0))
    assert all_ailments(upload.house) == {}
    assert [one for one in upload.spill.rglob("*") if one.is_file()] == []  # no photo lies open anywhere
    with upload.served() as served:
        first, second = upload.send(served), upload.send(served)
    assert (first.status, second.status) == (303, 303) and first.where == second.where, first.text
    assert upload.done() == 1 and len(upload.rows()) == 1 and upload.whole()
    assert all_ailments(upload.house) == {}
    assert_tidy(upload, point)


def assert_tidy(upload: Upload, point: str) -> None:
    """What the cut left lies there for a day, then goes, and nothing else with it."""
    left = upload.left_over()
    assert len(left) == (1 if point == "half_written" or (point in UNUSED and upload.registers) else 0), left
    assert forget_orphans(upload.house.office) == 0
    for path in upload.house.office.files.rglob("*"):
        os.utime(path, (time.time() - 2 * 86_400,) * 2)
    assert forget_orphans(upload.house.office) == len(left)
    assert upload.left_over() == set() and upload.whole()


@pytest.mark.slow
@pytest.mark.parametrize("upload", [STEP], indirect=True)
def test_control_a_photo_that_is_written_where_it_stays_is_taken_for_whole_when_it_is_half(upload: Upload) -> None:
    upload.cut_off("half_written", broken="in_place")
    with upload.served(broken="in_place") as served:
        assert upload.send(served).status == 303
    assert upload.rows() and all_ailments(upload.house) != {}


@pytest.mark.slow
@pytest.mark.parametrize("upload", [REGISTRATION], indirect=True)
def test_control_an_office_that_forgets_its_answers_registers_the_repeat_once_more(upload: Upload) -> None:
    upload.cut_off("after_commit", broken="no_receipts")
    with upload.served(broken="no_receipts") as served:
        upload.send(served)
    assert upload.done() == 2
