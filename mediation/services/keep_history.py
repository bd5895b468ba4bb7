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
from mediation.verify_history import Refuted, read_checkpoints


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The heads of all cases at an instant, signed; `lines` are those heads: case, number of entries, hash."""

    at: int
    cases: int
    entries: int
    head: bytes
    signature: bytes
    lines: tuple[str, ...] = ()


def verify_all(office: Office) -> tuple[int, int]:
    """Check every case's chain and every checkpoint's signature; gives how many cases and entries.

    Raises:
        HistoryBroken: names the first that does not fit.
    """
    number = entries = 0
    with office.store.reading() as connection:
        for row in cases.heads(connection):
            verify_case(office, row)
            number, entries = number + 1, entries + row.history_seq
        for kept in history.checkpoints(connection):
            _verify_signature(office, Checkpoint(kept.at, kept.cases, kept.entries, kept.head, kept.signature))
            if number < kept.cases or entries < kept.entries:
                raise HistoryBroken(
                    f"检查点有 {kept.cases} 件 {kept.entries} 条,现有 {number} 件 {entries} 条:有删除。"
                )
    return number, entries


def verify_case(office: Office, row: cases.Head | cases.CaseRow) -> None:
    """Check the chain of one case.

    Raises:
        HistoryBroken.
    """
    with office.store.reading() as connection:
        history.verify(history.of_case(connection, row.id), row.public_id, row.history_seq, row.history_head)


def checkpoint(office: Office) -> Checkpoint:
    """Sign the heads of all cases and keep the checkpoint."""
    lines, entries = [], 0
    with office.store.reading() as connection:
        for row in cases.heads(connection):
            lines.append(f"{row.public_id} {row.history_seq} {row.history_head.hex()}")
            entries += row.history_seq
    head = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()
    at, number = milliseconds(clock.now()), len(lines)
    signature = signing_key(office).sign(_signed(at, number, entries, head))
    made = Checkpoint(at, number, entries, head, signature, tuple(lines))
    with office.store.writing() as connection:
        history.add_checkpoint(connection, made.at, made.cases, made.entries, made.head, made.signature)
    return made


def attest(office: Office, row: cases.CaseRow) -> str:
    """A signed statement of where one case's history stands, in the form of a checkpoint; it is not kept here."""
    line = f"{row.public_id} {row.history_seq} {row.history_head.hex()}"
    head, at = hashlib.sha256(f"{line}\n".encode()).digest(), milliseconds(clock.now())
    signature = signing_key(office).sign(_signed(at, 1, row.history_seq, head))
    return as_text(office, Checkpoint(at, 1, row.history_seq, head, signature, (line,)))


def as_text(office: Office, made: Checkpoint) -> str:
    """A checkpoint as it is kept elsewhere: what `verify_history.py` reads."""
    proof = (f"public key {public_key(office)}", f"signature {made.signature.hex()}")
    signed = _signed(made.at, made.cases, made.entries, made.head).decode()
    return signed + "".join(f"{line}\n" for line in (*made.lines, *proof))


def verify_against(office: Office, text: str) -> int:
    """Check this office's histories against checkpoints kept elsewhere; gives how many there were.

    Raises:
        HistoryBroken: names the first that does not fit.
    """
    try:
        kept = read_checkpoints(text)
    except Refuted as refuted:
        raise HistoryBroken(f"检查点文件读不出来:{refuted}") from refuted
    key: Ed25519PublicKey = signing_key(office).public_key()
    for checkpoint in kept:
        try:
            key.verify(bytes.fromhex(checkpoint.signature.removeprefix("signature ")), checkpoint.signed)
        except (InvalidSignature, ValueError) as error:
            raise HistoryBroken(f"{checkpoint.day} 的检查点不是用本单位的密钥签的,或被改动过。") from error
        for case_id, (count, head) in checkpoint.attested.items():
            _verify_attested(office, case_id, count, head, f"{checkpoint.day}")
    return len(kept)


def _verify_attested(office: Office, case_id: str, count: int, head: str, day: str) -> None:
    with office.store.reading() as connection:
        entries = [entry for row in cases.heads(connection, case_id) for entry in history.of_case(connection, row.id)]
    if len(entries) < count:
        raise HistoryBroken(f"案件 {case_id} 在 {day} 的检查点有 {count} 条历程,现有 {len(entries)} 条:被截断过。")
    if count and bytes(entries[count - 1].hash).hex() != head:
        raise HistoryBroken(f"案件 {case_id} 的第 {count} 条与 {day} 的检查点不符:历程被改写过。")


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


def export_histories(office: Office, case_id: str | None = None) -> Iterator[str]:
    """The history of a case (of all cases, if none is named) as JSON lines: what `verify_history.py` reads.

    Raises:
        NotFound: there is no such case.
    """
    with office.store.reading() as connection:
        for row in cases.heads(connection) if case_id is None else [_named(office, case_id)]:
            for entry in history.as_exported(history.of_case(connection, row.id), row.public_id):
                yield json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _named(office: Office, case_id: str) -> cases.Head:
    with office.store.reading() as connection:
        row = next(cases.heads(connection, case_id), None)
    if row is None:
        raise NotFound(f"没有编号为 {case_id} 的案件。")
    return row


def is_private(path: Path) -> bool:
    """Whether only its owner can read a key file; always true where the system knows no such modes."""
    return os.name != "posix" or path.stat().st_mode & 0o077 == 0
