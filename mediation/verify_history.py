"""The auditor's script: checks an export of 案件历程, and checkpoints kept elsewhere, with Python alone.

    python verify_history.py history.jsonl [checkpoints.txt] [--all]

Says OK and exits 0, or names the first bad entry by its line and exits 2. Without checkpoints it cannot see that a
history was cut off at its end or written anew; with them it cannot see it of what came after the last one. Their
signatures are not checked here: `mediation history verify --checkpoints FILE` does, or any Ed25519 tool.
"""

import argparse
import hashlib
import json
import sys
from collections import namedtuple
from datetime import datetime, timedelta, timezone

GENESIS = "0" * 64
ORIGIN = "rangyirang checkpoint"
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# `attested` says of each case how many entries there were and the last one's hash; `signed` are the signed bytes.
Checkpoint = namedtuple("Checkpoint", "day attested key signed signature")


class Refuted(Exception):
    """Why the files cannot be true; the text says where."""


def say(number):
    """A number as a person reads it: 40 112."""
    return f"{number:,}".replace(",", " ")


def read_entry(line, number):
    """The case, number, previous hash and own hash of a line, and the hash that its content makes."""
    try:
        entry = json.loads(line)
        case, seq, prev, digest = entry["case"], entry["seq"], entry["prev"], entry.pop("hash")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refuted(f"TAMPERED at {say(number)}: not an entry") from None
    text = CANONICAL.encode(entry)
    return str(case), seq, prev, digest, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def walk(lines, watched):
    """Follow every case's chain: its (count, head), the (line, hash) of each watched entry, and how many there are."""
    heads: dict = {}
    seen, number = {}, 0
    for number, line in enumerate(lines, start=1):
        case, seq, prev, digest, made = read_entry(line, number)
        count, head = heads.get(case, (0, GENESIS))
        for right, why in (
            (type(seq) is int and seq == count + 1, "seq does not follow"),
            (prev == head, "prev does not match"),
            (digest == made, "hash does not match"),
        ):
            if not right:
                raise Refuted(f"TAMPERED at {say(number)}: {why} (case {case}, entry {seq})")
        heads[case] = (seq, digest)
        if (case, seq) in watched:
            seen[case, seq] = (number, digest)
    return heads, seen, number


def read_checkpoints(text):
    """The checkpoints of a file, in its order."""
    found = []
    for number, block in enumerate((part for part in text.split("\n\n") if part.strip()), start=1):
        try:
            origin, at, totals, head, *cases, key, signature = block.strip("\n").split("\n")
            attested = {case: (int(seq), digest) for case, seq, digest in (line.split(" ") for line in cases)}
            day = datetime.fromtimestamp(int(at) / 1000, timezone(timedelta(hours=8))).date()
        except (ValueError, OverflowError):
            raise Refuted(f"TAMPERED: checkpoint {number} is not one") from None
        made = hashlib.sha256("".join(f"{line}\n" for line in cases).encode()).hexdigest()
        sums = f"{len(cases)} {sum(seq for seq, _ in attested.values())}"
        if (origin, totals, head, len(attested)) != (ORIGIN, sums, made, len(cases)):
            raise Refuted(f"TAMPERED: checkpoint {number} of {day} does not add up")
        signed = f"{origin}\n{at}\n{totals}\n{head}\n".encode()
        found.append(Checkpoint(day, attested, key, signed, signature))
    return found


def compare(heads, seen, checkpoints, whole):
    """Hold the log against what was attested; without `whole` it may be of some cases only."""
    good: dict = {}
    for day, attested, *_ in checkpoints:
        for case, (count, head) in attested.items():
            if case not in heads and not whole:
                continue
            has = heads.get(case, (0, GENESIS))[0]
            if has < count:
                raise Refuted(f"TRUNCATED: checkpoint attests {say(count)}, log has {say(has)} (case {case}, {day})")
            line, digest = seen[case, count]
            if digest != head:
                between = f"between {say(good.get(case, 0) + 1)} and {say(line)}"
                raise Refuted(f"TAMPERED {between}: not what the checkpoint of {day} attests (case {case})")
            good[case] = max(line, good.get(case, 0))


def summary(heads, entries, checkpoints):
    """What was found true, on one or two lines."""
    lines = "".join(f"{case} {count} {head}\n" for case, (count, head) in heads.items())
    head = next(iter(heads.values()))[1] if len(heads) == 1 else hashlib.sha256(lines.encode()).hexdigest()
    text = f"OK {say(entries)} entries of {say(len(heads))} cases, head {head}"
    if not checkpoints:
        return f"{text}\nNo checkpoints were given: a cut at the end, or a history written anew, would not show."
    keys = ", ".join(sorted({checkpoint.key for checkpoint in checkpoints}))
    said = f"{text}, {say(len(checkpoints))} checkpoints agree, last {checkpoints[-1].day}"
    return f"{said}\nTheir signatures are still to be checked with the office's {keys}"


def verify(history, checkpoints, whole):
    """Check the files of these names; gives what was found true.

    Raises:
        Refuted, OSError, UnicodeDecodeError.
    """
    text = ""
    if checkpoints:
        with open(checkpoints, encoding="utf-8") as file:
            text = file.read()
    attesting = read_checkpoints(text)
    watched = {(case, count) for found in attesting for case, (count, _) in found.attested.items()}
    with open(history, encoding="utf-8", newline="\n") as lines:
        heads, seen, entries = walk(lines, watched)
    compare(heads, seen, attesting, whole)
    return summary(heads, entries, attesting)


def main():
    """Read the command line; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", help="what `mediation history export` wrote")
    parser.add_argument("checkpoints", nargs="?", help="what `mediation history checkpoint` wrote, kept elsewhere")
    parser.add_argument("--all", action="store_true", help="the history is of all cases: none may be missing")
    asked = parser.parse_args()
    try:
        print(verify(asked.history, asked.checkpoints, asked.all))
    except (Refuted, OSError, UnicodeDecodeError) as refuted:
        print(refuted)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
