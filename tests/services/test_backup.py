"""A backup is the whole office, made while it serves, proven before it is believed, and put back only where none is."""

import io
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from house import WORKED_CASES, House, at, form_of, new_key, steps_before, when
from test_cli import shell
from werkzeug.datastructures import FileStorage

from mediation.services.backup import LIST
from mediation.services.keep_files import keep_files, write_files

C02, C11 = WORKED_CASES["C02"], WORKED_CASES["C11"]
NEXT = when(C02, "S3_mediate_yield")
PHOTO = b"\xff\xd8\xff\xe0" + b"wall" * 1000


def with_photo(house: House, case: str) -> None:
    opened = house.opened(case)
    kept, errors = keep_files(
        house.office, opened.work.row.key, {"site_photo": [FileStorage(io.BytesIO(PHOTO), "墙.jpg")]}
    )
    assert not errors
    with house.office.store.writing() as connection:
        write_files(connection, opened.work, "S2_lay_talk", kept)
    opened.work.instance.release()


@pytest.fixture
def office(house: House) -> tuple[House, str]:
    case = house.stage(C02, steps_before(C02, "S3_mediate_yield"))
    with_photo(house, case)
    return house, case


def backed_up(house: House, to: Path) -> Path:
    with at(NEXT):
        code, text = shell(house, "backup", "--to", to, "--keys-to", house.folder.parent / "safe")
    assert code == 0, text
    [made] = to.iterdir()
    return made


def test_what_was_backed_up_goes_on_where_it_was_with_its_keys_from_elsewhere(office, tmp_path: Path) -> None:
    house, case = office
    made = backed_up(house, tmp_path / "backups")
    assert not list(made.rglob("*.key")), "a backup never holds its keys"
    assert b"\xff\xd8\xff\xe0wall" not in b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    code, text = shell(tmp_path / "new", "restore", made, "--keys", house.folder.parent / "safe")
    assert code == 0, text
    again = House.at(tmp_path / "new")
    with at(NEXT):
        assert again.open_tasks(case) == house.open_tasks(case) and again.history(case) == house.history(case)
    assert shell(again, "doctor", "--files")[1].count("照片") == 0
    for path in (again.folder, *again.folder.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, f"{path} is for its owner only"


def test_terms_that_ran_out_since_do_not_keep_a_backup_from_being_put_back(house: House, tmp_path: Path) -> None:
    house.stage(C02, steps_before(C02, "S3_mediate_yield"))
    made = backed_up(house, tmp_path / "backups")
    with at(NEXT + timedelta(days=100)):
        assert "到期未触发" in shell(house, "doctor")[1]
        code, text = shell(tmp_path / "new", "restore", made, "--keys", house.folder / "keys")
    assert code == 0, text


def spoil_list(made: Path) -> None:
    (made / LIST).unlink()


def spoil_photo(made: Path) -> None:
    photo = next(path for path in (made / "files").rglob("*") if path.is_file())
    photo.write_bytes(photo.read_bytes()[:-1] + b"x")


def spoil_database(made: Path) -> None:
    (made / "mediation.db").write_bytes((made / "mediation.db").read_bytes()[:-4096])


@pytest.mark.parametrize("spoil", [spoil_list, spoil_photo, spoil_database])
def test_a_spoilt_backup_is_not_put_back(spoil, office, tmp_path: Path) -> None:
    house, _ = office
    made = backed_up(house, tmp_path / "backups")
    spoil(made)
    code, text = shell(tmp_path / "new", "restore", made, "--keys", house.folder / "keys")
    assert code == 1 and ("不能用" in text or "不是一份备份" in text)
    assert not (tmp_path / "new").exists()


def test_without_the_right_keys_nothing_is_put_back(office, tmp_path: Path) -> None:
    house, _ = office
    made = backed_up(house, tmp_path / "backups")
    code, text = shell(tmp_path / "new", "restore", made)
    assert code == 1 and "--keys" in text and not (tmp_path / "new").exists()
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    (wrong / "master.key").write_bytes(b"x" * 32)
    code, text = shell(tmp_path / "new", "restore", made, "--keys", wrong)
    assert code == 1 and "不匹配" in text and not (tmp_path / "new").exists()


def test_an_office_that_is_there_is_never_overwritten(office, tmp_path: Path) -> None:
    house, case = office
    made = backed_up(house, tmp_path / "backups")
    with at(NEXT):
        house.do(case, "S3_mediate_yield", "u_xiang", form_of(C02, "S3_mediate_yield"), new_key())
    before = house.history(case)
    code, text = shell(house, "restore", made, "--keys", house.folder / "keys")
    assert code == 1 and "已经有数据" in text and house.history(case) == before


def test_keys_and_backup_are_not_put_in_one_place(office, tmp_path: Path) -> None:
    house, _ = office
    code, text = shell(house, "backup", "--to", tmp_path / "all", "--keys-to", tmp_path / "all/keys")
    assert code == 1 and "放在一处" in text and not (tmp_path / "all").exists()


def test_what_ails_an_office_is_said_of_its_backup_too(office, tmp_path: Path) -> None:
    house, case = office
    shutil.rmtree(house.office.files)
    with at(NEXT):
        code, text = shell(house, "backup", "--to", tmp_path / "backups")
    assert code == 1 and case in text and "不在原处" in text
