"""Use case: verify the histories, sign their heads, hand them out."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from mediation import clock
from mediation.errors import HistoryBroken, NotFound
from mediation.services.office import Office, milliseconds
from mediation.store import cases, history
from mediation.store.vault import write_once


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The heads of all cases at an instant, signed."""

    at: int
    cases: int
    entries: int
    head: bytes
    signature: bytes


def verify_all(office: Office) -> tuple[int, int]:
    """Check every case's chain and every checkpoint's signature; gives how many cases and entries.

    Raises:
        HistoryBroken: names the first that does not fit.
    """
    number = entries = 0
    with office.store.reading() as connection:
        for row in cases.every_case(connection, office.store.vault):
            verify_case(office, row)
            number, entries = number + 1, entries + row.history_seq
        for kept in history.checkpoints(connection):
            _verify_signature(office, Checkpoint(kept.at, kept.cases, kept.entries, kept.head, kept.signature))
    return number, entries


def verify_case(office: Office, row: cases.CaseRow) -> None:
    """Check the chain of one case.

    Raises:
        HistoryBroken.
    """
    with office.store.reading() as connection:
        history.verify(history.of_case(connection, row.id), row.public_id, row.history_seq, row.history_head)


def checkpoint(office: Office) -> Checkpoint:
    """Sign the heads of all cases and keep the checkpoint."""
    digest, number, entries = hashlib.sha256(), 0, 0
    with office.store.reading() as connection:
        for row in cases.every_case(connection, office.store.vault):
            digest.update(f"{row.public_id} {row.history_seq} {row.history_head.hex()}\n".encode())
            number, entries = number + 1, entries + row.history_seq
    at, head = milliseconds(clock.now()), digest.digest()
    made = Checkpoint(at, number, entries, head, signing_key(office).sign(_signed(at, number, entries, head)))
    with office.store.writing() as connection:
        history.add_checkpoint(connection, made.at, made.cases, made.entries, made.head, made.signature)
    return made


def _signed(at: int, number: int, entries: int, head: bytes) -> bytes:
    return f"rangyirang checkpoint\n{at}\n{number} {entries}\n{head.hex()}\n".encode()


def signing_key(office: Office) -> Ed25519PrivateKey:
    """The office's signing key, made beside its other keys where there is none yet."""
    path: Path = office.store.vault.folder / "signing.key"
    if not path.exists():
        fresh = Ed25519PrivateKey.generate()
        write_once(path, fresh.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def public_key(office: Office) -> str:
    """What others check checkpoints with, in hexadecimal."""
    return signing_key(office).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _verify_signature(office: Office, kept: Checkpoint) -> None:
    key: Ed25519PublicKey = signing_key(office).public_key()
    try:
        key.verify(kept.signature, _signed(kept.at, kept.cases, kept.entries, kept.head))
    except InvalidSignature as error:
        raise HistoryBroken(f"{kept.at} 的检查点签名对不上:检查点被改动过,或换了签名密钥。") from error


def export_case(office: Office, case_id: str) -> Iterator[str]:
    """The history of a case as JSON lines: what `verify_history.py` reads.

    Raises:
        NotFound: there is no such case.
    """
    with office.store.reading() as connection:
        row = cases.find(connection, office.store.vault, case_id)
        if row is None:
            raise NotFound(f"没有编号为 {case_id} 的案件。")
        entries = history.as_exported(history.of_case(connection, row.id), row.public_id)
    for entry in entries:
        yield json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def is_private(path: Path) -> bool:
    """Whether only its owner can read a key file; always true where the system knows no such modes."""
    return os.name != "posix" or path.stat().st_mode & 0o077 == 0
