"""The office's key is made once, with the office: never anew beside cases that another key has sealed."""

from pathlib import Path

from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import DBAPIError

from mediation.store.tables import process_instance
from mediation.store.vault import Vault, VaultLocked

LOOKED_AT = 20


def vault_for(engine: Engine, folder: Path) -> Vault:
    """The vault whose key is in `folder`; the key is made only where no case has been sealed yet.

    Raises:
        VaultLocked: the key is missing or another one than the cases were sealed with.
    """
    path = folder / "master.key"
    try:
        wrapped = _some_case_keys(engine)
    except DBAPIError:
        return Vault.at(folder)  # whoever asks the database for something is told that it cannot be opened
    if not wrapped:
        return Vault.at(folder)
    if not path.exists():
        raise VaultLocked(f"数据库里有案件,密钥 {path} 却不在:请把原来的 keys 放回去。没有做新密钥,什么都没有改。")
    vault = Vault.at(folder)
    # one that was damaged is that case's trouble, which the doctor tells; none that opens is the office's
    if not any(_opens(vault, one) for one in wrapped):
        raise VaultLocked("密钥文件与数据库不匹配,请恢复原来的 keys/master.key。什么都没有改。")
    return vault


def _opens(vault: Vault, wrapped: bytes) -> bool:
    try:
        vault.unwrap(wrapped)
    except VaultLocked:
        return False
    return True


def _some_case_keys(engine: Engine) -> list[bytes]:
    with engine.connect() as connection:
        if not inspect(connection).has_table(process_instance.name):
            return []
        found = connection.execute(select(process_instance.c.wrapped_key).limit(LOOKED_AT)).scalars()
        return [bytes(one) for one in found if one is not None]
