"""案件历程: an append-only chain of entries per case, written in the transaction of what it records.

An entry holds ids, codes and keyed digests, never personal data. `mediation/verify_history.py` checks an export
of it with nothing but the standard library.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Row, bindparam, insert, select

from mediation.errors import HistoryBroken
from mediation.store.db import Statement
from mediation.store.tables import checkpoint, history

# Every action that may stand in a history, with its sentence for people: {who} and {what} are filled in.
ACTIONS = {
    "registered": "{who} 登记了纠纷",
    "submitted": "{who} 办理了“{what}”",
    "event": "{who} 发起“{what}”",
    "timer": "到期自动进行:{what}",
    "recomputed": "按现在的节假日表重算了:{what}",
    "incident": "系统记录异常:{what}",
    "claimed": "{who} 认领了“{what}”",
    "put_back": "{who} 放回了“{what}”",
    "reassigned": "{who} 把“{what}”转办给{whom}",
    "entrusted": "{who} 请{whom}代办“{what}”,办完交回",
    "recalled": "{who} 收回了委派的“{what}”",
    "declined": "{who} 办不了“{what}”,退还给{whom}",
    "handed_in": "{who} 把“{what}”办好,交回{whom}确认",
    "sent_again": "{who} 把“{what}”退给{whom}重办",
    "mediator_changed": "{who} 换了主持的调解员:{whom}",
    "helper_asked": "{who} 请{whom}一起办",
    "helper_left": "{who} 登记:{whom}不再一起办",
    "copied": "{who} 把这件纠纷抄送给{whom}",
    "copy_ended": "{who} 收回了给{whom}的抄送",
    "acknowledged": "{who} 已阅",
    "parties_told": "{who} 告诉了双方换调解员的事",
    "taken_over": "{who} 登记:{whom}",
    "recorded_later": "{who} 补录“{what}”({whom})",
    "stood_in": "{who} 代{whom}办“{what}”",
    "urged": "{who} 催办“{what}”({whom})",
    "dept_called": "{who} 吹哨,叫{whom}到场",
    "dept_arrived": "{who}({whom})到了",
    "dept_signed": "{who}({whom})签收了交办的事",
    "dept_answered": "{whom}答复了办理情况({who} 登记)",
    "dept_rated": "{who} 给{whom}评价",
    "revealed": "{who} 查看了当事人的完整信息({what})",
    "issued": "{who} 出具了《{what}》",
    "signed": "{who} 交回了《{what}》的签名页",
    "exported": "{who} 导出了卷宗({what})",
    "judged": "{who} 抽查了案卷:{what}",
    "finding": "{who} 提出审计意见({what})",
    "finding_answered": "{who} 答复了审计意见({what})",
    "finding_back": "{who} 认为审计意见的答复还不够({what})",
    "finding_closed": "{who} 销了审计意见({what})",
    "read_asked": "{who} 申请查阅正文({what})",
    "read_granted": "{who} 批准查阅:{what}",
    "read_refused": "{who} 没有批准查阅({what})",
    "read_ended": "{who} 提前结束了查阅({what})",
    "migrated": "{who} 将案件转到新流程版本",
    "moved_back": "{who} 将案件退回原来的流程版本",
}
GENESIS = bytes(32)


class Entry(NamedTuple):
    """One thing that happened: `at` when it did, `recorded_at` when it was written (both epoch ms)."""

    at: int
    recorded_at: int
    actor_id: str
    role: str
    org_id: str
    action: str
    subject: str
    before: str
    after: str
    digest: bytes
    bundle: str
    form: str


def canonical(case: str, seq: int, entry: dict[str, Any], prev: bytes) -> bytes:
    """The bytes that are hashed: sorted keys, UTF-8, no floats."""
    text = {**entry, "case": case, "seq": seq, "prev": prev.hex(), "digest": entry["digest"].hex()}
    return orjson.dumps(text, option=orjson.OPT_SORT_KEYS)


def append(
    connection: Connection, case_id: int, public_id: str, seq: int, head: bytes, entries: Sequence[Entry]
) -> tuple[int, bytes]:
    """Add entries after `seq`, whose hash is `head`; gives the new seq and head."""
    rows = []
    for entry in entries:
        if entry.action not in ACTIONS:
            raise KeyError(entry.action)
        seq += 1
        values = entry._asdict()
        head = hashlib.sha256(canonical(public_id, seq, values, head)).digest()
        short = {name: bytes.fromhex(values[name]) for name in ("bundle", "form")}
        rows.append({**values, **short, "case_id": case_id, "seq": seq, "hash": head})
    _APPEND.run_each(connection, rows)
    return seq, head


_APPEND = Statement(insert(history))
_OF_CASE = select(history).where(history.c.case_id == bindparam("wanted")).order_by(history.c.seq)


def of_case(connection: Connection, case_id: int) -> list[Row[Any]]:
    """The history of a case, oldest first."""
    return list(connection.execute(_OF_CASE, {"wanted": case_id}))


def as_exported(rows: Sequence[Row[Any]], public_id: str) -> list[dict[str, Any]]:
    """The entries as an auditor receives them: hexadecimal digests, the previous hash and the own one."""
    exported, prev = [], GENESIS
    for row in rows:
        values = {name: getattr(row, name) for name in Entry._fields}
        entry = orjson.loads(canonical(public_id, row.seq, values, prev))
        exported.append({**entry, "hash": row.hash.hex()})
        prev = row.hash
    return exported


def verify(rows: Sequence[Row[Any]], public_id: str, seq: int, head: bytes) -> None:
    """Check a case's chain against the seq and head that its hot row carries.

    Raises:
        HistoryBroken: names the first entry that does not fit.
    """
    prev = GENESIS
    for number, row in enumerate(rows, start=1):
        values = {name: getattr(row, name) for name in Entry._fields}
        values["digest"] = bytes(row.digest)
        expected = hashlib.sha256(canonical(public_id, number, values, prev)).digest()
        if row.seq != number or expected != row.hash:
            raise HistoryBroken(f"案件 {public_id} 的历程第 {number} 条对不上:内容被改动、删除或插入过。")
        prev = bytes(row.hash)
    if (len(rows), prev) != (seq, bytes(head)):
        raise HistoryBroken(f"案件 {public_id} 的历程应有 {seq} 条,现有 {len(rows)} 条,或末条被换过。")


def add_checkpoint(connection: Connection, at: int, cases: int, entries: int, head: bytes, signature: bytes) -> None:
    """Keep a signed checkpoint over all cases' heads."""
    values = {"at": at, "cases": cases, "entries": entries, "head": head, "signature": signature}
    connection.execute(insert(checkpoint), values)


def checkpoints(connection: Connection) -> list[Row[Any]]:
    """Every checkpoint, oldest first."""
    return list(connection.execute(select(checkpoint).order_by(checkpoint.c.id)))
