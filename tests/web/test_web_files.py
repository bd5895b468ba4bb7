"""Photos and papers that come with a form: what is taken, where it lies, who may open it."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import pytest
from house import WORKED_CASES, House, form_of, steps_before, when
from surfer import Page, SignIn, Surfer
from werkzeug.datastructures import FileStorage

from mediation import clock
from mediation.services import keep_files

C01 = WORKED_CASES["C01"]
JPEG = b"\xff\xd8\xff\xe0" + b"p" * 100
PDF = b"%PDF-1.7 ..."


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.move_to(when(C01, "A_oral"))
    yield


@pytest.fixture
def public_id(house: House) -> str:
    return house.stage(C01, steps_before(C01, "A_oral"))


def send(house: House, surfer: Surfer, public_id: str, *files: tuple[bytes, str]) -> Page:
    filled = house.filled(public_id, "A_oral", "u_chen", form_of(C01, "A_oral"))
    address, data = surfer.fill(f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}", filled)
    sent: dict[str, Any] = data.to_dict(flat=False)
    sent["photo"] = [(io.BytesIO(content), name) for content, name in files]
    return surfer.post(address, sent)


def rows(house: House) -> list[tuple[Any, ...]]:
    return house.ask("select digest, media_type, size, task, field from stored_file order by size")


def test_a_photo_is_kept_under_its_digest_with_its_row_and_can_be_opened(
    public_id: str, house: House, sign_in: SignIn
) -> None:
    surfer = sign_in("u_chen")
    assert send(house, surfer, public_id, (JPEG, "墙脚.JPG"), (PDF, "协议.pdf")).status == 303
    digest = hashlib.sha256(JPEG).hexdigest()
    assert rows(house)[1] == (digest, "image/jpeg", len(JPEG), "A_oral", "photo")
    assert not [path for path in (house.folder / "files").rglob("*") if path.is_file() and JPEG in path.read_bytes()]
    page = surfer.get(f"/cases/{public_id}")
    opened = surfer.client.get(page.links["墙脚.JPG"], buffered=True)
    assert opened.data == JPEG and opened.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in opened.headers["Content-Security-Policy"]
    assert opened.headers["X-Content-Type-Options"] == "nosniff" and opened.headers["Cache-Control"] == "no-store"
    assert house.ask("select count(*) from access_log where action = 'open_file' and outcome = 'opened'") == [(1,)]


def test_a_photo_sent_without_scripts_is_kept_without_where_it_was_taken(
    public_id: str, house: House, sign_in: SignIn
) -> None:
    place = b"Exif\0\0GPS 29.5630 N 106.5516 E"
    picture = b"\xff\xda\x00\x04\x00\x00wall\xff\xd9"
    told = b"\xff\xe1" + (len(place) + 2).to_bytes(2, "big") + place
    surfer = sign_in("u_chen")
    assert send(house, surfer, public_id, (b"\xff\xd8" + told + picture, "墙脚.jpg")).status == 303
    opened = surfer.client.get(surfer.get(f"/cases/{public_id}").links["墙脚.jpg"], buffered=True)
    assert opened.data == b"\xff\xd8" + picture


def test_the_names_of_files_are_sealed(public_id: str, house: House, sign_in: SignIn) -> None:
    send(house, sign_in("u_chen"), public_id, (JPEG, "李国富家的墙.jpg"))
    house.office.store.engine.dispose()
    raw = b"".join(path.read_bytes() for path in house.folder.glob("mediation.db*"))
    assert "李国富家的墙".encode() not in raw


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90", "virus.exe", "不是能收的种类"),
        (b"<svg onload=alert(1)>", "a.svg", "不是能收的种类"),
        (b"<html>", "a.jpg", "不是真正的 jpg"),
        (JPEG, "a.png", "不是真正的 png"),
        (b"RIFFxxxxWAVE", "a.webp", "不是真正的 webp"),
        (b"", "empty.jpg", "是空的"),
        (JPEG, "noending", "不是能收的种类"),
        (b"\xff\xd8\xff" + bytes(5000), "big.jpg", "超过 20 MB"),
    ],
)
def test_what_is_no_photo_or_paper_is_refused_at_its_field(
    content: bytes, name: str, said: str, public_id: str, house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_files, "SIZE_LIMIT", 5000)
    page = send(house, sign_in("u_chen"), public_id, (content, name))
    assert page.status == 422
    assert said in page.tree.xpath("//*[@data-field='photo']")[0].text_content()
    assert "请再选一次" in page.text and page.standing["facts"] == "屋檐滴水浸墙"
    assert rows(house) == [] and not list(
        (house.folder / "files").rglob("*") if (house.folder / "files").exists() else []
    )


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.jpg", "..\\..\\x.jpg", "a/b/c.jpg", "名" * 300 + ".jpg", "\u202egpj.jpg"]
)
def test_a_name_never_becomes_a_path(name: str, public_id: str, house: House, sign_in: SignIn) -> None:
    before = {path for path in house.folder.parent.rglob("*") if path.is_file()}
    page = send(house, sign_in("u_chen"), public_id, (JPEG, name))
    fresh = {path for path in house.folder.parent.rglob("*") if path.is_file()} - before
    assert page.status in (303, 422)
    assert all("files" in path.parts or path.name.startswith("mediation.db") for path in fresh)


def test_a_refused_step_leaves_no_row(public_id: str, house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    filled = house.filled(public_id, "A_oral", "u_chen", form_of(C01, "A_oral", seal_org="O-V2"))
    address, data = surfer.fill(f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}", filled)
    page = surfer.post(address, {**data.to_dict(flat=False), "photo": (io.BytesIO(JPEG), "a.jpg")})
    assert page.status == 422 and rows(house) == []


def test_nobody_else_opens_a_file(public_id: str, house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    send(house, surfer, public_id, (JPEG, "a.jpg"))
    address = surfer.get(f"/cases/{public_id}").links["a.jpg"]
    for person in ("u_mu", "u_admin", "u_luo"):
        assert sign_in(person).get(address).status == 404
    assert surfer.get(f"/cases/{public_id}/files/{'0' * 64}").status == 404


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"ID3" + bytes(50), "话.mp3", "audio/mpeg"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(50), "录音.m4a", "audio/mp4"),
        (b"#!AMR\n" + bytes(50), "a.AMR", "audio/amr"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.wav", "audio/wav"),
    ],
)
def test_a_short_recording_is_kept_where_the_form_asks_for_one(
    content: bytes, name: str, kind: str, public_id: str, house: House, sign_in: SignIn
) -> None:
    assert send(house, sign_in("u_chen"), public_id, (content, name)).status == 303
    assert [(row[1], row[4]) for row in rows(house)] == [(kind, "photo")]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<html>", "a.mp3", "不是真正的 mp3"),
        (b"ftypM4A " + bytes(50), "a.m4a", "不是真正的 m4a"),
        (b"RIFFxxxxWEBP", "a.wav", "不是真正的 wav"),
        (b"ID3" + bytes(3000), "long.mp3", "超过 5 MB"),
    ],
)
def test_what_only_calls_itself_a_recording_is_refused(
    content: bytes, name: str, said: str, public_id: str, house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_files, "SOUND_LIMIT", 1000)
    page = send(house, sign_in("u_chen"), public_id, (content, name))
    assert page.status == 422 and said in page.tree.xpath("//*[@data-field='photo']")[0].text_content()
    assert rows(house) == []


def test_a_recording_is_refused_where_only_photos_are_asked_for(house: House) -> None:
    upload = FileStorage(io.BytesIO(b"ID3" + bytes(50)), "a.mp3")
    kept, errors = keep_files.keep_files(house.office, house.office.store.vault.new_key()[0], {"voucher": [upload]})
    assert kept == [] and "不是能收的种类" in errors["voucher"][0]


def test_no_more_than_nine_files_are_taken_at_one_place(public_id: str, house: House, sign_in: SignIn) -> None:
    page = send(house, sign_in("u_chen"), public_id, *((JPEG + bytes([at]), f"{at}.jpg") for at in range(10)))
    assert page.status == 422 and "最多放 9 个" in page.text and rows(house) == []
