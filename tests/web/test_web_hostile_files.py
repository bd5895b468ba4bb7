"""Whatever is sent in the place of a photo: refused with a word at its field, or kept where nothing ever runs it."""

import hashlib
import io
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hostile_files import KEPT, REFUSED, png
from house import WORKED_CASES, House, form_of, steps_before, when
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from surfer import SignIn

from mediation import clock
from mediation.services.keep_files import keep_files
from mediation.services.picture_size import points
from mediation.store import files

C01 = WORKED_CASES["C01"]
WRITER = """
import hashlib, sys
from pathlib import Path
from mediation.store import files
from mediation.store.vault import CaseKey
for number in range(1000):
    content = bytes([number % 256]) * 1_500_000
    digest = hashlib.sha256(content).hexdigest()
    files.keep(Path(sys.argv[1]), CaseKey(b"k" * 32), digest, content)
    print(digest, flush=True)
"""


def test_forty_hostile_files_run_nowhere(house: House, sign_in: SignIn) -> None:
    assert len(REFUSED) + len(KEPT) >= 40
    public_id = house.stage(C01, steps_before(C01, "A_oral"))
    clock.move_to(when(C01, "A_oral"))
    surfer = sign_in("u_chen")
    filled = house.filled(public_id, "A_oral", "u_chen", form_of(C01, "A_oral"))
    address, data = surfer.fill(f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}", filled)
    sent: dict[str, Any] = data.to_dict(flat=False)
    for name, content in REFUSED.items():
        page = surfer.post(address, {**sent, "photo": (io.BytesIO(content), name)})
        assert page.status == 422 and page.tree.xpath("//*[@data-field='photo']//*[@class='error']"), name
    assert house.ask("select count(*) from stored_file") == [(0,)]
    assert not [path for path in (house.folder / "files").rglob("*") if path.is_file()]
    before = {path for path in house.folder.parent.rglob("*") if path.is_file()}
    page = surfer.post(address, {**sent, "photo": [(io.BytesIO(content), name) for name, content in KEPT.items()]})
    assert page.status == 303
    fresh = {path for path in house.folder.parent.rglob("*") if path.is_file()} - before
    assert len(fresh) == len(KEPT) and all(house.folder / "files" in path.parents for path in fresh)
    for (digest,) in house.ask("select digest from stored_file"):
        headers = surfer.client.get(f"/cases/{public_id}/files/{digest}", buffered=True).headers
        assert headers["Content-Disposition"].startswith("attachment")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"] and "html" not in headers["Content-Type"]


@settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted({**REFUSED, **KEPT})), st.data())
def test_no_bent_file_is_worse_than_refused(name: str, data: st.DataObject) -> None:
    content = bytearray({**REFUSED, **KEPT}[name][:4000])
    for _ in range(data.draw(st.integers(0, 8))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    assert all(points(kind, cut) >= 0 for kind in ("image/png", "image/jpeg", "image/webp", "application/pdf"))


def test_control_the_head_of_a_picture_is_read() -> None:
    assert points("image/png", png(7000, 7000)) == 49_000_000


def test_an_upload_that_is_killed_in_the_middle_leaves_nothing_half(house: House, tmp_path: Path) -> None:
    """Killed while one file after the other is written: each that has a name is whole, what has none is forgotten."""
    folder, whole = tmp_path / "files", set[str]()
    for delay in (0.01, 0.06, 0.03):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        whole.add(writer.stdout.readline().strip())
        time.sleep(delay)
        writer.kill()
        whole.update(writer.communicate()[0].split())
    key = type(house.office.store.vault.new_key()[0])(b"k" * 32)
    named = {path.name for path in folder.rglob("*") if path.is_file() and not path.name.startswith("tmp")}
    found = {files.path_of(folder, key, digest).name for digest in whole if len(digest) == 64}
    assert found and found <= named
    for number in range(256):
        content = bytes([number]) * 1_500_000
        digest = hashlib.sha256(content).hexdigest()
        if files.path_of(folder, key, digest).name in named:
            assert b"".join(files.read(folder, key, digest)) == content


def test_a_broken_file_takes_no_other_along(house: House) -> None:
    """All or nothing: one that is refused leaves none of its neighbours on the disk."""
    from werkzeug.datastructures import FileStorage

    good, bad = FileStorage(io.BytesIO(png(10, 10)), "a.png"), FileStorage(io.BytesIO(b"MZ"), "b.exe")
    kept, errors = keep_files(house.office, house.office.store.vault.new_key()[0], {"photo": [good, bad]})
    assert kept == [] and list(errors) == ["photo"]
    assert not [path for path in house.office.files.rglob("*") if path.is_file()]
