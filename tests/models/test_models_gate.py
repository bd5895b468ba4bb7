"""The word on whole bundles: what breaks the law, the engine or the machine is refused, in words and in time."""

import random

import pytest
from broken_files import BROKEN, both_folders
from damage import damaged
from engine_models import FILES
from hostile import HOSTILE, LAWLESS, added_question, added_step

from mediation.services.judging import judge

MUTATIONS, SMALL_SHARE = 2_000, 0.95


def errors(findings):
    return [finding for finding in findings if finding.level == "error"]


def test_the_corpus_is_large_enough():
    assert len(HOSTILE) + len(LAWLESS) + len(BROKEN) >= 100 and len({*HOSTILE, *LAWLESS}) >= 60


def test_the_shipped_bundle_passes(bench, method):
    assert bench.judge(method) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_bundle_is_refused_in_words(name, bench, method):
    files = dict(method)
    HOSTILE[name](files)
    found = errors(bench.judge(files))
    assert found and all(finding.message and finding.remedy for finding in found)
    assert not {"engine-hangs", "engine-dies"} & {finding.rule for finding in found}, "refused by rule, not by force"


@pytest.mark.parametrize("name", LAWLESS)
def test_a_lawless_bundle_is_refused_and_says_where(name, bench, method):
    word, change = LAWLESS[name]
    files = dict(method)
    change(files)
    found = errors(bench.judge(files))
    assert any(word in f"{one.message} {one.remedy} {one.element} {one.file}" for one in found), found
    placed = [one for one in found if one.element or one.file.endswith(".form") or one.rule == "statutory-main"]
    assert placed == found and all(one.file for one in found)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused(name, bench, tmp_path):
    folder = both_folders(tmp_path / "x")
    blamed = BROKEN[name](folder)
    found = errors(bench.judge({path.name: path.read_bytes() for path in folder.iterdir()}))
    assert blamed.name in {finding.file for finding in found}


@pytest.mark.parametrize("change", [added_step, added_question])
def test_what_an_office_may_change_passes(change, bench, method):
    files = dict(method)
    change(files)
    assert bench.judge(files) == []


def test_a_deeply_hidden_way_past_the_consent_is_found(method):
    """The ids are all there and all are reached: only walking the diagrams tells."""
    files = dict(method)
    LAWLESS["nobody is asked"][1](files)
    assert [one.rule for one in judge(files) if one.level == "error" and one.element == "S1_read_calm"] == [
        "statutory-order"
    ]


def mutate(files, chance):
    """One file damaged: its tree, or its bytes."""
    name = chance.choice([name for name in files if not name.endswith(".json")])
    if name.endswith((".bpmn", ".dmn")) and chance.random() < 0.8:
        return {**files, name: damaged(files[name], chance)}
    data = bytearray(files[name])
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return {**files, name: bytes(data)}


def battery(bench, method, count, seed):
    """Judge so many damaged bundles; how many were refused, and how many by force."""
    chance, refused, forced = random.Random(seed), 0, 0
    for _ in range(count):
        small = chance.random() < SMALL_SHARE
        found = bench.judge(mutate(FILES if small else method, chance), whole=not small)
        assert all(finding.message and finding.remedy for finding in found)
        refused += bool(errors(found))
        forced += bool({"engine-hangs", "engine-dies"} & {finding.rule for finding in found})
    return refused, forced


def test_two_thousand_damaged_bundles_are_answered(bench, method, seed):
    refused, forced = battery(bench, method, MUTATIONS, seed)
    assert refused > MUTATIONS / 2 and forced == 0


@pytest.mark.slow
def test_five_thousand_damaged_bundles_are_answered(bench, method, seed):
    refused, forced = battery(bench, method, 5_000, seed)
    print(f"5000 damaged bundles: {refused} refused, {forced} by force, none hung, none opened anything")
    assert forced == 0
