"""The office's key: missing or wrong beside sealed cases is said before anything is done, and no new one is made."""

import os
import time

import pytest
from house import WORKED_CASES, House

from mediation.store import files
from mediation.store.vault import VaultLocked

C11 = WORKED_CASES["C11"]


def test_a_missing_key_beside_cases_is_said_and_none_is_made(house: House) -> None:
    house.stage(C11, 1)
    key = house.folder / "keys/master.key"
    aside = key.rename(house.folder / "aside")
    with pytest.raises(VaultLocked, match="没有做新密钥"):
        House.at(house.folder)
    assert not key.exists()
    aside.rename(key)
    assert len(House.at(house.folder).all_cases()) == 1


def test_another_key_than_the_cases_is_said_at_the_start(house: House) -> None:
    house.stage(C11, 1)
    (house.folder / "keys/master.key").write_bytes(os.urandom(32))
    with pytest.raises(VaultLocked, match="密钥文件与数据库不匹配"):
        House.at(house.folder)


def test_before_the_first_case_a_new_key_does_no_harm(house: House) -> None:
    (house.folder / "keys/master.key").unlink()
    again = House.at(house.folder)
    assert (house.folder / "keys/master.key").exists()
    assert len(again.stage(C11, 1)) == 16


def test_photos_stay_when_it_is_the_database_that_was_lost(tmp_path) -> None:
    """An empty database beside a full folder of photos: nothing is forgotten; a few left-overs are."""
    place = tmp_path / "ab"
    place.mkdir()
    old = time.time() - 2 * files.ORPHAN_SECONDS
    kept = [place / f"{number:064x}" for number in range(files.MOST_ORPHANS + 1)]
    for path in kept:
        path.write_bytes(b"sealed")
        os.utime(path, (old, old))
    assert files.forget_orphans(tmp_path, []) == 0 and all(path.exists() for path in kept)
    assert files.forget_orphans(tmp_path, kept[:-3]) == 3 and not kept[-1].exists()
