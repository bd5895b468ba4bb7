"""Sealing of personal data: a key per case, wrapped by the office's key, which lives outside the database.

AES-256-GCM; destroying a case's wrapped key erases what its sealed values meant, and its history still verifies.
"""

import hashlib
import hmac
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mediation.errors import MediationError
from mediation.store.packing import pack, unpack

KEY_BYTES = 32
_NONCE = 12


class VaultLocked(MediationError):
    """A sealed value cannot be opened: the office's key is missing, or the value was altered."""


def write_once(path: Path, secret: bytes) -> None:
    """Keep a secret in a file of its own (mode 0600); whoever comes second keeps the first one's."""
    # written whole beside it, then linked: two processes starting together end up with one key, never with half of one
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(beside, path)
    os.unlink(beside)


class CaseKey:
    """Seals and opens what belongs to one case."""

    __slots__ = ("_cipher", "_secret")

    def __init__(self, secret: bytes) -> None:
        self._cipher, self._secret = AESGCM(secret), secret

    def seal(self, value: Any) -> bytes:
        """A JSON value as sealed bytes."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, pack(orjson.dumps(value)), None)

    def open(self, sealed: bytes) -> Any:
        """The JSON value that `seal` took.

        Raises:
            VaultLocked: it was altered, or sealed with another key.
        """
        try:
            return orjson.loads(unpack(self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)))
        except InvalidTag as error:
            raise VaultLocked("加密内容无法打开:密钥不对,或内容被改动过。") from error

    def derived(self, purpose: str) -> bytes:
        """32 bytes for one purpose, which tell nothing about the key or about those for any other."""
        return hmac.new(self._secret, b"for " + purpose.encode(), hashlib.sha256).digest()

    def digest(self, payload: bytes) -> bytes:
        """HMAC-SHA-256 of a payload with this case's key: says nothing to who lacks the key."""
        return hmac.new(self._secret, payload, hashlib.sha256).digest()


class Vault:
    """The office's key: wraps case keys, and makes blind indexes for search by exact value."""

    def __init__(self, master: bytes, folder: Path) -> None:
        self.folder = folder
        self._master = AESGCM(hashlib.sha256(b"wrap" + master).digest())
        self._device = hashlib.sha256(b"device" + master).digest()
        self._blind = hashlib.sha256(b"blind" + master).digest()

    @classmethod
    def at(cls, folder: Path) -> "Vault":
        """The vault whose key is in `folder/master.key`; the key is made (mode 0600) where there is none."""
        path = folder / "master.key"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            write_once(path, os.urandom(KEY_BYTES))
        return cls(path.read_bytes(), folder)

    def new_key(self) -> tuple[CaseKey, bytes]:
        """A fresh key for a case, and the wrapped form to store."""
        secret, nonce = os.urandom(KEY_BYTES), os.urandom(_NONCE)
        return CaseKey(secret), nonce + self._master.encrypt(nonce, secret, None)

    def unwrap(self, wrapped: bytes) -> CaseKey:
        """The case's key.

        Raises:
            VaultLocked: the office's key is not the one that wrapped it.
        """
        try:
            return CaseKey(self._master.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], None))
        except (InvalidTag, ValueError) as error:  # altered, or cut too short to be one
            raise VaultLocked("密钥文件与数据库不匹配,请恢复原来的 keys/master.key。") from error

    def device_key(self, person: str) -> bytes:
        """The key that seals what a person's own devices keep."""
        return hmac.new(self._device, person.encode(), hashlib.sha256).digest()

    def blind_index(self, value: str) -> bytes:
        """What stands in an index for a value that must not be read there."""
        return hmac.new(self._blind, value.encode(), hashlib.sha256).digest()[:16]
