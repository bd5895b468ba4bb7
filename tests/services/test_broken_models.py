"""Broken files are named, with what to do; whatever is in them, what is in force stays in force and cases go on."""

import resource
import time

import pytest
from broken_files import BROKEN, TIER, both_folders
from click.testing import CliRunner
from house import WORKED_CASES, WORKED_FILE, at, form_of, when
from sound import ailments

from mediation.cli import main
from mediation.errors import ModelRefused
from mediation.services import set_up as setting_up
from mediation.services.library import files_of
from mediation.services.set_up import set_up

C01 = WORKED_CASES["C01"]


def shell(*arguments, env=None):
    """A command of the shell: exit code and output; an exception is a failure of the product."""
    result = CliRunner().invoke(main, list(map(str, arguments)), env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.exit_code, result.output


@pytest.fixture
def folder(tmp_path):
    return both_folders(tmp_path / "edited")


@pytest.mark.parametrize("name", BROKEN)
def test_check_names_the_broken_file_within_two_seconds(name, folder):
    blamed = BROKEN[name](folder)
    began = _cpu()
    code, text = shell("check", blamed)
    assert (code, blamed.name in text, "错误" in text) == (1, True, True), text
    assert _cpu() - began < 2.0


def _cpu():
    """Seconds of work, here and in children: the clock on the wall is the business of a busy machine."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def test_check_of_all_broken_files_at_once_names_each(tmp_path):
    blamed = []
    for number, breaker in enumerate(BROKEN.values()):
        file = breaker(both_folders(tmp_path / str(number)))
        blamed.append(file.rename(file.with_name(f"{number}_{file.name}")))
    code, text = shell("check", *blamed)
    assert code == 1 and [file.name for file in blamed if file.name not in text] == []


def test_the_shipped_files_pass_the_check(folder):
    """The control: it is what was broken that is found."""
    code, text = shell("check", *sorted(folder.iterdir()))
    assert code == 0 and "0 处错误" in text


@pytest.mark.parametrize("what", ["nothing.bpmn", "note.txt", "folder.bpmn"])
def test_check_says_what_it_cannot_read(what, tmp_path):
    if what == "folder.bpmn":
        (tmp_path / what).mkdir()
    if what == "note.txt":
        (tmp_path / what).write_text("x")
    code, text = shell("check", tmp_path / what)
    assert code == 1 and what in text


def test_check_without_files_is_a_wrong_call():
    assert shell("check")[0] == 2


# At init, and in a scenario's replay


@pytest.fixture
def running(house, monkeypatch, folder):
    """An office at work; the next init will read an edited folder."""
    monkeypatch.setattr(setting_up, "shipped", lambda _: folder)
    return house, house.stage(C01, 1), {"MEDIATION_DATA": str(house.folder), "MEDIATION_DATABASE": ""}


def in_force(house):
    return house.ask("select digest from model_release order by effective_at desc, id desc limit 1")


@pytest.mark.parametrize("name", BROKEN)
def test_init_refuses_and_what_is_in_force_stays(name, running, folder):
    house, case, env = running
    before = in_force(house)
    blamed = BROKEN[name](folder)
    code, text = shell("init", env=env)
    assert (code, blamed.name in text) == (1, True), text
    assert in_force(house) == before and len(house.ask("select digest from model_bundle")) == 1
    with at(when(C01, "T_screen")):
        house.do(case, "T_screen", "u_chen", form_of(C01, "T_screen"))
        house.register(
            "u_chen", {**form_of(C01, "T_register"), "parties": C01["parties"], "apply_at": "2026-03-03T09:15"}
        )
        assert ailments(house, case) == []


def test_init_with_the_files_as_they_are_changes_nothing(running):
    house, _, env = running
    before = in_force(house)
    for _ in range(2):
        code, text = shell("init", env=env)
        assert code == 0 and before[0][0][:16] in text
    assert in_force(house) == before


def test_init_refuses_a_diagram_whose_form_is_missing(running, folder):
    house, _, env = running
    (folder / "T_consent.form").unlink()
    before = in_force(house)
    code, text = shell("init", env=env)
    assert code == 1 and "T_consent" in text
    assert in_force(house) == before


def test_init_refuses_a_folder_without_the_main_process(running, folder):
    house, _, env = running
    (folder / "mediation_case.bpmn").unlink()
    code, text = shell("init", env=env)
    assert code == 1 and "mediation_case" in text


def test_init_refuses_an_empty_folder(running, folder):
    _, _, env = running
    for file in folder.iterdir():
        file.unlink()
    code, text = shell("init", env=env)
    assert code == 1 and "mediation_case" in text


def test_a_folder_that_only_looks_like_a_diagram_is_named(running, folder):
    _, _, env = running
    (folder / "x.bpmn").mkdir()
    code, text = shell("init", env=env)
    assert code == 1 and "x.bpmn" in text


def test_nothing_of_a_refused_bundle_is_kept(house, folder):
    BROKEN["a script"](folder)
    with pytest.raises(ModelRefused) as refused:
        set_up(house.office, folder, folder)
    assert all(finding.remedy and finding.message for finding in refused.value.findings)
    assert len(files_of(folder, folder)) > 40


@pytest.mark.parametrize("name", ["a cut diagram", "a form that is no JSON", "a process that is not there"])
def test_a_replay_with_broken_models_says_what_is_broken_and_plays_nothing(name, folder):
    blamed = BROKEN[name](folder)
    options = ("--models", folder, "--forms", folder)
    code, text = shell("replay", WORKED_FILE, "--case", "C11", *options)
    assert code == 1 and blamed.name in text and "C11" not in text


def test_a_replay_with_an_empty_folder_of_models_says_so(tmp_path):
    (tmp_path / "empty").mkdir()
    code, text = shell("replay", WORKED_FILE, "--case", "C11", "--models", tmp_path / "empty")
    assert code == 1 and "mediation_case" in text


def test_a_replay_with_a_changed_model_plays_the_changed_model(folder):
    file = folder / TIER
    file.write_text(
        file.read_text("utf-8").replace('default="calm_enough_to_S2_lay_talk"', 'default="calm_enough_to_tier_over"')
    )
    code, _ = shell("replay", WORKED_FILE, "--case", "C01", "--models", folder, "--forms", folder)
    assert code == 1


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_a_good_diagram_in_another_encoding_is_taken_or_refused_in_words(encoding, running, folder):
    house, case, env = running
    text = (folder / TIER).read_text("utf-8").replace('encoding="UTF-8"', f'encoding="{encoding}"')
    (folder / TIER).write_bytes(text.encode(encoding))
    code, said = shell("init", env=env)
    assert code == 0 or TIER in said
    with at(when(C01, "T_screen")):
        house.do(case, "T_screen", "u_chen", form_of(C01, "T_screen"))
