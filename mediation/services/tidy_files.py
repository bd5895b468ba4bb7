"""Use cases of the folder of photos and papers: seal what an older version left open, forget what nobody asks for."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from mediation.services.office import Office
from mediation.store import files
from mediation.store.vault import CaseKey


def seal_plain_files(office: Office) -> int:
    """Seal every file that an older version kept as it came; gives how many. Again and again without harm."""
    plain: set[Path] = set()
    sealed = 0
    for key, digest in _every(office):
        place = files.plain_path(office.files, digest)
        if place is None:
            continue
        content = place.read_bytes()
        if hashlib.sha256(content).hexdigest() == digest:  # a damaged one stays for the doctor to find
            files.keep(office.files, key, digest, content)
            plain.add(place)
            sealed += 1
    # two cases may have had the same picture, so the open ones go last
    for place in plain:
        place.unlink()
    return sealed


def forget_orphans(office: Office) -> int:
    """Forget the files of presses that came to nothing, a day later; gives how many."""
    wanted = [files.path_of(office.files, key, digest) for key, digest in _every(office)]
    return files.forget_orphans(office.files, wanted)


def _every(office: Office) -> Iterator[tuple[CaseKey, str]]:
    with office.store.reading() as connection:
        rows = files.every(connection)
    keys: dict[int, CaseKey] = {}
    for row in rows:
        if row.case_id not in keys:
            keys = {row.case_id: office.store.vault.unwrap(bytes(row.wrapped_key))}
        yield keys[row.case_id], row.digest
