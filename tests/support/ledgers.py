"""Histories as an auditor receives them, the ways to falsify them, and the verifier as an auditor runs it."""

import hashlib
import json
import random
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from house import ROOT

from mediation.store import history

SCRIPT = ROOT / "mediation/verify_history.py"
Entry = dict[str, Any]


@dataclass
class Ledger:
    """The exported histories of some cases and the checkpoints taken while they grew."""

    chance: random.Random
    cases: dict[str, list[Entry]] = field(default_factory=dict)
    checkpoints: list[str] = field(default_factory=list)

    @classmethod
    def honest(cls, chance: random.Random) -> "Ledger":
        """One to three cases of three to forty entries; the last checkpoint attests all there is."""
        ledger = cls(chance, {f"{number:016x}": [] for number in range(chance.randint(1, 3))})
        for _ in range(chance.randint(1, 3)):
            for case in ledger.cases:
                ledger.grow(case, chance.randint(3, 14))
            ledger.attest()
        return ledger

    def grow(self, case: str, count: int) -> None:
        """Let a case go on as the product would."""
        entries = self.cases[case]
        for _ in range(count):
            prev = bytes.fromhex(entries[-1]["hash"]) if entries else history.GENESIS
            entries.append(sealed(case, len(entries) + 1, content(self.chance), prev))

    def attest(self) -> None:
        """Take a checkpoint of all cases as they are."""
        lines = [f"{case} {len(entries)} {entries[-1]['hash']}" for case, entries in self.cases.items()]
        head = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
        totals = f"{len(lines)} {sum(map(len, self.cases.values()))}"
        at = 1_770_000_000_000 + len(self.checkpoints) * 3_600_000
        block = ["rangyirang checkpoint", str(at), totals, head, *lines, "public key ab", "signature cd"]
        self.checkpoints.append("\n".join(block) + "\n")

    def lines(self) -> list[Entry]:
        """Every entry in the order of the export."""
        return [entry for entries in self.cases.values() for entry in entries]

    def line_of(self, case: str, place: int) -> int:
        """The line, from 1, at which a case's entry stands."""
        before = 0
        for name, entries in self.cases.items():
            if name == case:
                return before + place + 1
            before += len(entries)
        raise KeyError(case)

    def verify(self, folder: Path, *options: str, checkpoints: bool = True) -> "Verdict":
        """What the script says of it."""
        log, kept = folder / "history.jsonl", folder / "checkpoints.txt"
        log.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in self.lines()), "utf-8")
        kept.write_text("\n".join(self.checkpoints), "utf-8")
        return run(str(log), *([str(kept)] if checkpoints else []), *options)


@dataclass(frozen=True)
class Verdict:
    """How the script ended and what it said."""

    code: int
    text: str


def run(*arguments: str) -> Verdict:
    """The script in a Python of its own that sees neither this package nor its libraries."""
    ended = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    return Verdict(ended.returncode, ended.stdout + ended.stderr)


def content(chance: random.Random) -> dict[str, Any]:
    """What one entry says."""
    at = 1_760_000_000_000 + chance.randrange(10**9)
    return {
        "at": at, "recorded_at": at + chance.randrange(1000), "actor_id": chance.choice(["u_chen", "u_ran", "系统"]),
        "role": "group_mediator", "org_id": "O-G11", "action": chance.choice(["submitted", "event", "timer"]),
        "subject": chance.choice(["S1_read_calm", "withdrawn", "一社“院落”\n"]), "before": "T_assign", "after": "",
        "digest": chance.randbytes(32), "bundle": "ab12", "form": "",
    }  # fmt: skip


def sealed(case: str, seq: int, values: dict[str, Any], prev: bytes) -> Entry:
    """An entry as the product's own code hashes and exports it."""
    text = history.canonical(case, seq, values, prev)
    return {**json.loads(text), "hash": hashlib.sha256(text).hexdigest()}


def resealed(entry: Entry, prev: str, **changes: Any) -> Entry:
    """An entry that says something else, with the hash that fits it: what somebody with the database can do."""
    body = {**entry, **changes, "prev": prev}
    body.pop("hash")
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**body, "hash": hashlib.sha256(text.encode()).hexdigest()}
