"""The office's key is made once, with the office: never anew beside cases that another key has sealed."""

from pathlib import Path

from sqlalchemy import Engine, select

from mediation.store.db import Store
from mediation.store.tables import process_instance
from mediation.store.vault import Vault, VaultLocked

LOOKED_AT = 20


def store_at(engine: Engine, folder: Path) -> Store:
    """A store with the vault whose key is in `folder`; the key is made only where no case has been sealed yet.

    Raises:
        VaultLocked: the key is missing, or another one than the cases were sealed with.
    """
    path = folder / "master.key"
    if not path.exists():
        _refuse_sealed(Store.on(engine, Vault(b"", folder)), path)
    store = Store.on(engine, Vault.at(folder))
    wrapped = _some_case_keys(store)
    # one that was damaged is that case's trouble, which the doctor tells; none that opens is the office's
    if wrapped and not any(_opens(store.vault, one) for one in wrapped):
        raise VaultLocked("密钥文件与数据库不匹配,请恢复原来的 keys/master.key。什么都没有改。")
    return store


def _refuse_sealed(keyless: Store, path: Path) -> None:
    sealed = _some_case_keys(keyless)
    keyless.close()
    if sealed:
        raise VaultLocked(f"数据库里有案件,密钥 {path} 却不在:请把原来的 keys 放回去。没有做新密钥,什么都没有改。")


def _opens(vault: Vault, wrapped: bytes) -> bool:
    try:
        vault.unwrap(wrapped)
    except VaultLocked:
        return False
    return True


def _some_case_keys(store: Store) -> list[bytes]:
    """None where there is no database yet, or it cannot be opened: whoever asks it for something is told."""
    try:
        with store.reading() as connection:
            found = connection.execute(select(process_instance.c.wrapped_key).limit(LOOKED_AT)).scalars()
            return [bytes(one) for one in found if one is not None]
    except store.failures:
        return []
