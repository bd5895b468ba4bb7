"""An auditor with Python and nothing else sees what was done to a history, and where; and sees nothing that was not."""

import os
import random
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from house import WORKED_CASES
from ledgers import SCRIPT, Ledger, resealed, run

from mediation.services.keep_history import as_text, checkpoint, export_histories

# An attack falsifies a ledger and gives the case it struck, the line of the first bad entry in the falsified file
# (of the earliest entry that is not as it was, where only a checkpoint can tell).


def pick(ledger, least=0, spare=0):
    """A random case and a random place in it, with `spare` entries after it."""
    case = ledger.chance.choice(list(ledger.cases))
    return case, ledger.chance.randint(least, len(ledger.cases[case]) - 1 - spare)


def edit(ledger):
    case, place = pick(ledger, spare=1)
    entries = ledger.cases[case]
    key = ledger.chance.choice(["at", "actor_id", "action", "subject", "org_id", "digest", "recorded_at", "form"])
    entry = entries[place]
    changed = entry[key] + 1 if isinstance(entry[key], int) else entry[key] + "x"
    if ledger.chance.random() < 0.5:
        entries[place] = {**entry, key: changed}
        return case, ledger.line_of(case, place)
    entries[place] = resealed(entry, entry["prev"], **{key: changed})
    return case, ledger.line_of(case, place + 1)


def delete(ledger):
    case, place = pick(ledger, spare=1)
    del ledger.cases[case][place]
    return case, ledger.line_of(case, place)


def insert(ledger):
    case, place = pick(ledger, least=1)
    entries = ledger.cases[case]
    twin = entries[place]
    entries.insert(place, resealed(twin, twin["prev"], actor_id="u_nobody", at=twin["at"] + 1))
    return case, ledger.line_of(case, place + 1)


def swap(ledger):
    case, place = pick(ledger, spare=1)
    entries = ledger.cases[case]
    other = ledger.chance.randint(place + 1, len(entries) - 1)
    entries[place], entries[other] = entries[other], entries[place]
    return case, ledger.line_of(case, place)


def truncate(ledger):
    case, place = pick(ledger, least=1)
    del ledger.cases[case][place:]
    return case, ledger.line_of(case, place)


def rechain(ledger, first=None):
    case, place = first or pick(ledger)
    entries = ledger.cases[case]
    prev = entries[place - 1]["hash"] if place else "0" * 64
    for at in range(place, len(entries)):
        changes = {"actor_id": "u_nobody"} if at == place else {}
        entries[at] = resealed(entries[at], prev, **changes)
        prev = entries[at]["hash"]
    return case, ledger.line_of(case, place)


def regrow(ledger):
    case, place = pick(ledger, least=1)
    missing = len(ledger.cases[case]) - place
    del ledger.cases[case][place:]
    ledger.grow(case, missing + ledger.chance.randint(0, 3))
    return case, ledger.line_of(case, place)


SEEN_BY_CHAIN = (edit, delete, insert, swap)
SEEN_BY_CHECKPOINT = (truncate, rechain, regrow)
ATTACKS = (*SEEN_BY_CHAIN, *SEEN_BY_CHECKPOINT)


def named_lines(text):
    """The lines that a verdict names: one, or from … to."""
    at = re.match(r"TAMPERED at ([\d ]+):", text)
    between = re.match(r"TAMPERED between ([\d ]+) and ([\d ]+):", text)
    found = at.groups() * 2 if at else between.groups() if between else ("0", "0")
    return tuple(int(number.replace(" ", "")) for number in found)


def is_found(attack, line, verdict):
    """Whether a verdict refuses the file and names the right place."""
    if verdict.code != 2:
        return False
    if attack is truncate:
        return verdict.text.startswith("TRUNCATED: checkpoint attests")
    first, last = named_lines(verdict.text)
    return first <= line <= last and (attack in SEEN_BY_CHECKPOINT or first == last)


def attacked(attack, seed, folder, checkpoints=True):
    ledger = Ledger.honest(random.Random(seed))
    _, line = attack(ledger)
    place = folder / f"{attack.__name__}{seed}"
    place.mkdir()
    return line, ledger.verify(place, checkpoints=checkpoints)


def each(act, seeds):
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(act, seeds))


def assert_all_found(attack, count, seed, folder):
    tried = each(lambda n: (n, *attacked(attack, n, folder)), range(seed, seed + count))
    missed = [(n, line, verdict.text) for n, line, verdict in tried if not is_found(attack, line, verdict)]
    assert (len(tried), missed) == (count, [])


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_found_and_its_place_named(attack, seed, tmp_path):
    assert_all_found(attack, 50, seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_thousand_of_each_attack_are_found(attack, seed, tmp_path):
    assert_all_found(attack, 1000, seed, tmp_path)


@pytest.mark.parametrize("attack", SEEN_BY_CHECKPOINT)
def test_without_checkpoints_a_cut_or_a_history_written_anew_does_not_show(attack, seed, tmp_path):
    """The control: it is the checkpoint that finds these, and the script says that it had none."""
    tried = each(lambda n: attacked(attack, n, tmp_path, checkpoints=False)[1], range(seed, seed + 10))
    assert [(one.code, "would not show" in one.text) for one in tried] == [(0, True)] * 10


def test_a_hundred_honest_logs_raise_no_alarm(seed, tmp_path):
    def honest(number):
        ledger = Ledger.honest(random.Random(number))
        folder = tmp_path / str(number)
        folder.mkdir()
        return ledger.verify(folder, *(["--all"] if number % 2 else []))

    assert {one.text: one.code for one in each(honest, range(seed, seed + 100)) if one.code} == {}


def test_a_log_that_went_on_after_the_last_checkpoint_is_honest(seed, tmp_path):
    ledger = Ledger.honest(random.Random(seed))
    for case in ledger.cases:
        ledger.grow(case, 5)
    assert ledger.verify(tmp_path).code == 0


def test_a_case_that_is_missing_altogether_is_a_cut_where_the_log_is_of_all_cases(tmp_path):
    ledger = next(one for one in (Ledger.honest(random.Random(n)) for n in range(50)) if len(one.cases) == 3)
    gone = next(iter(ledger.cases))
    del ledger.cases[gone]
    verdict = ledger.verify(tmp_path, "--all")
    assert verdict.code == 2 and verdict.text.startswith("TRUNCATED") and gone in verdict.text
    assert ledger.verify(tmp_path).code == 0, "an export of some of the cases is no crime"


@pytest.mark.parametrize("wrong", ["head", "total", "line", "half", "word"])
def test_a_checkpoint_that_does_not_add_up_is_refused(wrong, tmp_path):
    ledger = Ledger.honest(random.Random(1))
    block = ledger.checkpoints[0]
    lines = block.split("\n")
    ledger.checkpoints[0] = {
        "head": block.replace(lines[3], "0" * 64),
        "total": block.replace(lines[2], "9 999"),
        "line": block.replace(lines[4], lines[4].replace(" ", " 1", 1)),
        "half": "\n".join(lines[:3]),
        "word": "certainly not a checkpoint",
    }[wrong]
    verdict = ledger.verify(tmp_path)
    assert verdict.code == 2 and verdict.text.startswith("TAMPERED: checkpoint 1")


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "7", '{"case":"a"}', '{"case":[],"seq":1,"prev":"","hash":""}', "[" * 100_000, "\x00"]
)
def test_what_is_no_entry_is_named_without_a_traceback(line, tmp_path):
    log = tmp_path / "log"
    log.write_text(line + "\n")
    verdict = run(str(log))
    assert verdict.code == 2 and verdict.text.startswith("TAMPERED at 1: ") and "Traceback" not in verdict.text


def test_a_file_that_cannot_be_read_is_said_without_a_traceback(tmp_path):
    (tmp_path / "latin").write_bytes(b"\xff\xfe\x00")
    for name in ("nothing", "latin"):
        verdict = run(str(tmp_path / name))
        assert verdict.code == 2 and "Traceback" not in verdict.text


def test_a_number_written_otherwise_is_another_entry(tmp_path):
    """1 and 1.0 and true are the same to Python, not to the chain."""
    ledger = Ledger.honest(random.Random(3))
    case = next(iter(ledger.cases))
    ledger.cases[case][0] = {**ledger.cases[case][0], "at": float(ledger.cases[case][0]["at"])}
    assert named_lines(ledger.verify(tmp_path).text) == (1, 1)


def test_the_message_counts_as_people_do(tmp_path):
    ledger = Ledger(random.Random(1), {"a": []})
    ledger.grow("a", 1204)
    ledger.attest()
    assert ledger.verify(tmp_path).text.startswith("OK 1 204 entries of 1 cases, head ")
    del ledger.cases["a"][1100:]
    assert ledger.verify(tmp_path).text.startswith("TRUNCATED: checkpoint attests 1 204, log has 1 100 (case a, ")
    ledger.cases["a"][1050] = resealed(ledger.cases["a"][1050], "0" * 64)
    assert ledger.verify(tmp_path).text.startswith("TAMPERED at 1 051: prev does not match (case a, entry 1051)")


def test_the_products_own_export_and_checkpoints_agree(house, tmp_path):
    """What the shell writes is what the script reads: before, between and after two checkpoints."""
    house.stage(WORKED_CASES["C01"], 12)
    texts = [as_text(house.office, checkpoint(house.office))]
    case = house.stage(WORKED_CASES["C09"], 9)
    texts.append(as_text(house.office, checkpoint(house.office)))
    log, kept = tmp_path / "log", tmp_path / "kept"
    log.write_text("".join(f"{line}\n" for line in export_histories(house.office)), "utf-8")
    kept.write_text("\n".join(texts), "utf-8")
    verdict = run(str(log), str(kept), "--all")
    assert verdict.code == 0 and "2 checkpoints agree" in verdict.text, verdict.text
    assert "public key" in verdict.text
    log.write_text("".join(f"{line}\n" for line in export_histories(house.office, case)), "utf-8")
    assert run(str(log), str(kept)).code == 0
    assert run(str(log), str(kept), "--all").code == 2


def test_the_verifier_is_small_and_needs_nothing_of_ours():
    source = SCRIPT.read_text("utf-8")
    assert len(source.splitlines()) <= 150
    imported = re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE)
    assert set(imported) <= {"argparse", "hashlib", "json", "sys", "collections", "datetime"}
