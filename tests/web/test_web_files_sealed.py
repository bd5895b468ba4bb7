"""Photos and papers on the disk itself: sealed, found missing or altered, moved over from older versions, tidied."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from house import WORKED_CASES, House, steps_before, when
from surfer import SignIn
from test_web_files import JPEG, send

from mediation import clock
from mediation.cli import main
from mediation.services import doctor
from mediation.services.set_up import set_up
from mediation.services.tidy_files import forget_orphans, seal_plain_files
from mediation.store import files

C01 = WORKED_CASES["C01"]
DIGEST = hashlib.sha256(JPEG).hexdigest()


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.move_to(when(C01, "A_oral"))
    yield


@pytest.fixture
def public_id(house: House, sign_in: SignIn) -> str:
    """A case with a photo."""
    found = house.stage(C01, steps_before(C01, "A_oral"))
    assert send(house, sign_in("u_chen"), found, (JPEG, "墙脚.jpg")).status == 303
    return found


def place(house: House, public_id: str) -> Path:
    return files.path_of(house.office.files, house.row(public_id).key, DIGEST)


def on_disk(house: House) -> list[Path]:
    return [path for path in house.office.files.rglob("*") if path.is_file()]


def ailments(house: House, public_id: str, whole: bool = False) -> list[str]:
    return [text for text in doctor.examine_case(house.office, public_id, whole) if "照片" in text]


def test_what_lies_on_the_disk_tells_neither_content_nor_which_picture_it_is(public_id: str, house: House) -> None:
    (found,) = on_disk(house)
    assert found == place(house, public_id) and DIGEST not in found.name
    assert JPEG not in found.read_bytes() and found.stat().st_mode & 0o077 == 0


def test_the_same_picture_in_two_cases_lies_there_twice_each_under_its_own_key(
    public_id: str, house: House, sign_in: SignIn
) -> None:
    other = house.stage(C01, steps_before(C01, "A_oral"))
    send(house, sign_in("u_chen"), other, (JPEG, "墙脚.jpg"))
    one, two = on_disk(house)
    assert one.read_bytes() != two.read_bytes()
    address = sign_in("u_chen").get(f"/cases/{other}").links["墙脚.jpg"]
    assert sign_in("u_chen").client.get(address).data == JPEG


def test_a_long_picture_comes_whole_with_its_length(public_id: str, house: House, sign_in: SignIn) -> None:
    long = JPEG + os.urandom(300_000)
    other = house.stage(C01, steps_before(C01, "A_oral"))
    send(house, sign_in("u_chen"), other, (long, "长图.jpg"))
    surfer = sign_in("u_chen")
    answer = surfer.client.get(surfer.get(f"/cases/{other}").links["长图.jpg"])
    assert answer.data == long and answer.content_length == len(long)
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("harm", ["gone", "cut", "changed"])
def test_a_file_that_is_gone_or_altered_is_told_by_the_page_and_the_doctor(
    harm: str, public_id: str, house: House, sign_in: SignIn
) -> None:
    assert ailments(house, public_id, whole=True) == []
    there = place(house, public_id)
    text = there.read_bytes()
    if harm == "gone":
        there.unlink()
    else:
        there.write_bytes(text[:-1] if harm == "cut" else text[:-1] + bytes([text[-1] ^ 1]))
    surfer = sign_in("u_chen")
    page = surfer.get(surfer.get(f"/cases/{public_id}").links["墙脚.jpg"])
    assert page.status == 503 and "现在办不了" in page.text
    assert len(ailments(house, public_id, whole=True)) == 1
    assert bool(ailments(house, public_id)) == (harm != "changed")  # a changed bit is seen by who reads


def test_the_shell_reads_files_through_when_asked(
    public_id: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIATION_DATA", str(house.folder))
    there = place(house, public_id)
    there.write_bytes(there.read_bytes()[:-1] + b"x")
    assert CliRunner().invoke(main, ["doctor"]).exit_code == 0
    said = CliRunner().invoke(main, ["doctor", "--files"])
    assert said.exit_code == 1 and DIGEST[:16] in said.output


def as_an_older_version_left_it(house: House, public_id: str) -> Path:
    place(house, public_id).unlink()
    plain = house.office.files / DIGEST[:2] / DIGEST
    plain.parent.mkdir(parents=True, exist_ok=True)
    plain.write_bytes(JPEG)
    return plain


def test_files_of_an_older_version_are_sealed_when_the_office_is_made_ready(
    public_id: str, house: House, sign_in: SignIn
) -> None:
    plain = as_an_older_version_left_it(house, public_id)
    set_up(house.office)
    assert not plain.exists() and on_disk(house) == [place(house, public_id)]
    surfer = sign_in("u_chen")
    assert surfer.client.get(surfer.get(f"/cases/{public_id}").links["墙脚.jpg"]).data == JPEG
    assert seal_plain_files(house.office) == 0 and ailments(house, public_id, whole=True) == []


def test_a_move_that_broke_off_half_way_is_finished_the_next_time(
    public_id: str, house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = house.stage(C01, steps_before(C01, "A_oral"))
    send(house, sign_in("u_chen"), other, (JPEG, "墙脚.jpg"))
    place(house, other).unlink()
    plain = as_an_older_version_left_it(house, public_id)
    real, seen = files.keep, list[str]()

    def breaks_at_the_second(*arguments: object) -> None:
        if seen:
            raise OSError("power")
        seen.append("once")
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "keep", breaks_at_the_second)
    with pytest.raises(OSError, match="power"):
        seal_plain_files(house.office)
    assert plain.exists()
    monkeypatch.undo()
    assert seal_plain_files(house.office) == 2
    assert set(on_disk(house)) == {place(house, public_id), place(house, other)}


def test_a_damaged_file_of_an_older_version_is_left_for_the_doctor(public_id: str, house: House) -> None:
    plain = as_an_older_version_left_it(house, public_id)
    plain.write_bytes(JPEG[:-1])
    assert seal_plain_files(house.office) == 0 and plain.exists()
    assert ailments(house, public_id)


def test_what_nobody_asks_for_is_forgotten_after_a_day_and_not_before(public_id: str, house: House) -> None:
    key = house.row(public_id).key
    files.keep(house.office.files, key, "0" * 64, b"left behind")
    left = files.path_of(house.office.files, key, "0" * 64)
    assert forget_orphans(house.office) == 0 and left.exists()
    for path in on_disk(house):
        long_ago = time.time() - files.ORPHAN_SECONDS - 60
        os.utime(path, (long_ago, long_ago))
    assert forget_orphans(house.office) == 1
    assert on_disk(house) == [place(house, public_id)]


def test_what_is_sent_again_after_a_day_is_not_forgotten_meanwhile(public_id: str, house: House) -> None:
    key = house.row(public_id).key
    files.keep(house.office.files, key, "0" * 64, b"left behind")
    left = files.path_of(house.office.files, key, "0" * 64)
    os.utime(left, (0, 0))
    files.keep(house.office.files, key, "0" * 64, b"left behind")
    assert forget_orphans(house.office) == 0 and left.exists()
