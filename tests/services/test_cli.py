"""The shell as people meet it: help everywhere, plain words for what goes wrong, exit codes that scripts can trust."""

import json
import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from house import WORKED_CASES, House
from ledgers import run as auditor

from mediation.cli import main

C01, C11 = WORKED_CASES["C01"], WORKED_CASES["C11"]


def commands(group=main, path=()):
    """Every command and group, as it is typed."""
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


EVERY = sorted(commands())
# those that only look, or only add a line: they need an office that was made ready
NEED_AN_OFFICE = [
    ("doctor",),
    ("demo",),
    ("ticker",),
    ("history", "verify"),
    ("history", "checkpoint"),
    ("history", "export"),
]


def shell(house_or_folder, *arguments):
    """A command on the data of a folder; an exception is a failure of the product."""
    folder = getattr(house_or_folder, "folder", house_or_folder)
    env = {"MEDIATION_DATA": str(folder), "MEDIATION_DATABASE": ""}
    result = CliRunner().invoke(main, list(map(str, arguments)), env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.exit_code, result.output


def test_the_contracts_are_there():
    assert {("init",), ("demo",), ("serve",), ("ticker",), ("replay",), ("check",), ("doctor",)} <= set(EVERY)
    assert {("history", "verify"), ("history", "checkpoint"), ("history", "export")} <= set(EVERY)


@pytest.mark.parametrize("path", [(), *EVERY], ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help_that_says_what_it_does(path, flag, tmp_path):
    code, text = shell(tmp_path / "nothing", *path, flag)
    assert code == 0 and "Usage:" in text and len(text.splitlines()) > 4
    assert not (tmp_path / "nothing").exists(), "help made a data folder"


def test_nothing_is_served_from_the_database_of_an_older_version(house: House):
    house.forge("update alembic_version set version_num = '0001'")
    code, text = shell(house, "serve", "--port", "1")
    assert code == 1 and "旧版" in text and "mediation init" in text and "http" not in text


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_an_unknown_option_is_a_wrong_call(path, tmp_path):
    assert shell(tmp_path, *path, "--no-such-thing")[0] == 2


def test_an_unknown_command_is_a_wrong_call(tmp_path):
    assert shell(tmp_path, "dance")[0] == 2


@pytest.mark.parametrize("path", NEED_AN_OFFICE, ids=" ".join)
def test_without_an_office_a_command_says_what_to_do_first(path, tmp_path):
    code, text = shell(tmp_path / "new", *path)
    assert code == 1 and "mediation init" in text


@pytest.mark.parametrize("path", [("doctor",), ("history", "verify"), ("init",)], ids=" ".join)
def test_a_file_that_is_no_database_is_said(path, tmp_path):
    (tmp_path / "mediation.db").write_bytes(b"this is certainly not a database " * 100)
    code, text = shell(tmp_path, *path)
    assert code == 1 and len(text) < 400


def test_a_data_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    code, text = shell(tmp_path / "file", "init")
    assert code == 1 and "file" in text


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MEDIATION_DATABASE", "nonsense", "MEDIATION_DATABASE"),
        ("MEDIATION_DATABASE", "oracel://x", "MEDIATION_DATABASE"),
        ("MEDIATION_DATABASE", "postgresql+psycopg://u:secret@127.0.0.1:1/x", "数据库打不开"),
    ],
)  # fmt: skip
def test_an_environment_that_cannot_be_is_said_without_its_password(name, value, says, tmp_path):
    env = {"MEDIATION_DATA": str(tmp_path / "new"), "MEDIATION_DATABASE": "", name: value}
    result = CliRunner().invoke(main, ["init"], env=env)
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit), result.exception
    assert says in result.output and "secret" not in result.output


def test_there_are_only_so_many_ports(tmp_path):
    code, text = shell(tmp_path, "serve", "--port", "70000")
    assert code == 2 and "65535" in text
    for wrong in ("abc", "70000"):
        result = CliRunner().invoke(main, ["serve"], env={"MEDIATION_DATA": str(tmp_path), "PORT": wrong})
        assert result.exit_code == 2 and "--port" in result.output


def test_init_may_be_run_again_and_again(tmp_path):
    texts = {shell(tmp_path / "new", "init") for _ in range(3)}
    assert [code for code, _ in texts] == [0]
    assert shell(tmp_path / "new", "doctor")[0] == 0


def test_the_demo_is_not_mixed_into_real_cases(house):
    house.stage(C11, 1)
    code, text = shell(house, "demo")
    assert code == 1 and "真实数据" in text
    assert len(house.all_cases()) == 1


def test_the_doctor_is_content_with_a_sound_office_and_not_with_an_ailing_one(house):
    case = house.stage(C11, 4)
    code, text = shell(house, "doctor")
    assert code == 0 and "一切正常" in text
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("update mediation_case set status = 'open'")
    code, text = shell(house, "doctor")
    assert code == 1 and case in text and "1 处" in text


def test_a_database_that_others_on_the_machine_can_read_is_an_ailment(tmp_path):
    folder = tmp_path / "new"
    assert shell(folder, "init")[0] == 0
    for path in (folder, folder / "mediation.db", folder / "keys", folder / "keys/master.key"):
        assert path.stat().st_mode & 0o077 == 0, path
    folder.chmod(0o755)
    assert shell(folder, "doctor")[0] == 0, "its file is shut all the same"
    (folder / "mediation.db").chmod(0o644)
    code, text = shell(folder, "doctor")
    assert code == 1 and "chmod 700" in text


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("update model_bundle set files = x'00'", "读不出来"),
        ("update submission set sealed = x'00' where case_id = 1 and seq = 1", "打不开"),
        ("update party set sealed = zeroblob(80) where case_id = 1", "打不开"),
        ("delete from submission where case_id = 1 and seq = 1", "没有填写内容"),
        ("delete from process_instance where case_id = 1", "只剩下列表里的一行"),
    ],
)
def test_the_doctor_finds_what_was_written_and_is_gone(damage, says, house):
    case = house.stage(C11, 4)
    assert shell(house, "doctor")[0] == 0
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("pragma defer_foreign_keys = on")
        connection.exec_driver_sql(damage)
    code, text = shell(house, "doctor")
    assert code == 1 and case in text and says in text


def test_the_doctor_looks_at_cases_that_cannot_be_read_too(house):
    first, second = house.stage(C11, 4), house.stage(C11, 2)
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("update process_instance set wrapped_key = x'00' where case_id = 1")
    code, text = shell(house, "doctor")
    assert code == 1 and first in text and second not in text


# 案件历程: verify, checkpoint, export, and the auditor with what was handed out


@pytest.fixture
def witnessed(house, tmp_path):
    """An office with two cases, a checkpoint kept elsewhere and the export of everything."""
    house.stage(C01, 12)
    house.stage(C11, 4)
    kept, log = tmp_path / "checkpoints.txt", tmp_path / "history.jsonl"
    assert shell(house, "history", "checkpoint", "--to", kept)[0] == 0
    house.stage(C11, 2)
    assert shell(house, "history", "checkpoint", "--to", kept)[0] == 0
    log.write_text(shell(house, "history", "export")[1], "utf-8")
    return house, kept, log


def test_what_the_shell_hands_out_the_auditor_can_check(witnessed):
    house, kept, log = witnessed
    assert shell(house, "history", "verify", "--checkpoints", kept)[0] == 0
    verdict = auditor(str(log), str(kept), "--all")
    assert verdict.code == 0 and "2 checkpoints agree" in verdict.text


def test_one_case_is_exported_by_its_number(witnessed):
    house, _, _ = witnessed
    case = house.all_cases()[0].public_id
    code, text = shell(house, "history", "export", case)
    entries = [json.loads(line) for line in text.splitlines()]
    assert code == 0 and {entry["case"] for entry in entries} == {case} and len(entries) >= 12
    assert shell(house, "history", "export", "nobody")[0] == 1


def test_without_a_file_the_checkpoint_is_shown_and_is_the_same_thing(house, tmp_path):
    house.stage(C11, 4)
    code, text = shell(house, "history", "checkpoint")
    (tmp_path / "kept").write_text(text, "utf-8")
    assert code == 0 and re.search(r"^signature [0-9a-f]{128}$", text, re.MULTILINE)
    assert shell(house, "history", "verify", "--checkpoints", tmp_path / "kept")[0] == 0


ATTACKS = {
    "edit": "update history set actor_id = 'u_nobody' where case_id = 1 and seq = 3",
    "delete": "delete from history where case_id = 1 and seq = 3",
    "cut": "delete from history where case_id = 1 and seq > 5",
    "swap": "update history set subject = (select subject from history h where h.case_id = 1 and h.seq = 4) "
    "where case_id = 1 and seq = 3",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_verify_names_the_case_that_was_tampered_with(attack, witnessed):
    house, _, _ = witnessed
    house.forge(ATTACKS[attack])
    code, text = shell(house, "history", "verify")
    assert code == 2 and house.all_cases()[0].public_id in text
    assert shell(house, "doctor")[0] == 1


def cut_and_mend(house):
    """An operator with the database cuts a history and mends the head, so that the chain alone looks whole."""
    mend = "update process_instance set history_seq = 5, history_head = (select hash from history "
    house.forge(
        "delete from history where case_id = 1 and seq > 5", mend + "where case_id = 1 and seq = 5) where case_id = 1"
    )


def test_a_cut_that_was_mended_is_found_by_the_checkpoints(witnessed):
    house, kept, _ = witnessed
    cut_and_mend(house)
    code, text = shell(house, "history", "verify", "--checkpoints", kept)
    assert code == 2 and "截断" in text or "删除" in text


def test_a_checkpoint_that_another_office_signed_is_refused(witnessed, tmp_path):
    house, kept, _ = witnessed
    other = House.build(tmp_path / "other")
    text = kept.read_text("utf-8")
    strange = re.sub(r"signature [0-9a-f]+", "signature " + "ab" * 64, text)
    kept.write_text(strange, "utf-8")
    assert shell(house, "history", "verify", "--checkpoints", kept)[0] == 2
    kept.write_text(text, "utf-8")
    assert shell(other, "history", "verify", "--checkpoints", kept)[0] == 2
    other.office.store.engine.dispose()


@pytest.mark.parametrize("text", ["", "x", "rangyirang checkpoint\n1\n"])
def test_a_file_that_holds_no_checkpoints_is_no_accident(witnessed, text, tmp_path):
    house, _, _ = witnessed
    (tmp_path / "file").write_text(text)
    code, said = shell(house, "history", "verify", "--checkpoints", tmp_path / "file")
    assert code == (0 if not text else 2) and said


def test_the_commands_really_end_with_these_codes(house, tmp_path):
    """Once through a process of its own, with nothing of the test around it."""
    house.stage(C11, 4)
    command = [sys.executable, "-c", "from mediation.cli import main; main()"]
    env = {"MEDIATION_DATA": str(house.folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
    ends = {}
    for arguments in (["doctor"], ["history", "verify"], ["history", "export", "nobody"], ["dance"]):
        ended = subprocess.run([*command, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False)
        ends[" ".join(arguments)] = ended.returncode
        assert "Traceback" not in ended.stderr
    assert ends == {"doctor": 0, "history verify": 0, "history export nobody": 1, "dance": 2}
