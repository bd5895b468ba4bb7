"""Use case: examine the whole database: every case alive, every projection true, every history whole."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mediation.errors import HistoryBroken, MediationError
from mediation.services.keep_history import is_private, verify_case
from mediation.services.office import Office, milliseconds
from mediation.services.snapshot import calls_of, snapshot, summary_of
from mediation.services.work import Work, open_work
from mediation.store import call_orders, cases, files, incidents, schema, timers, worklist
from mediation.store.vault import CaseKey, VaultLocked

LATE_MS = 60_000


def size(office: Office) -> int:
    """How many cases there are to examine."""
    with office.store.reading() as connection:
        return cases.count(connection)


def examine(office: Office, whole_files: bool = False) -> Iterator[tuple[str, list[str]]]:
    """Each case's id with what ails it; nothing where it is well. `whole_files`: each photo is read through, too."""
    with office.store.reading() as connection:
        for head in cases.heads(connection):
            yield head.public_id, examine_case(office, head.public_id, whole_files)


def examine_case(office: Office, case_id: str, whole: bool = False) -> list[str]:
    """What ails one case; `whole` also reads its photos and papers to their ends."""
    try:
        with office.store.reading() as connection:
            work = open_work(office, connection, case_id)
    except MediationError as error:
        return [f"读不出来:{type(error).__name__} {error}"]
    try:
        return [
            *_alive(office, work),
            *_projections(office, work),
            *_history(office, work),
            *_files(office, work, whole),
            *_sealed(office, work),
        ]
    finally:
        work.instance.release()


def _alive(office: Office, work: Work) -> list[str]:
    with office.store.reading() as connection:
        troubled = bool(incidents.of_case(connection, work.row.id))
    waiting = [timer for timer in work.instance.timers() if milliseconds(timer.due) > 0]
    if work.instance.completed or work.instance.open_tasks() or waiting or troubled:
        return []
    return ["在办,却没有待办、没有定时器、也没有异常记录"]


def _projections(office: Office, work: Work) -> list[str]:
    now = snapshot(work)
    with office.store.reading() as connection:
        listed = worklist.of_case(connection, work.row.id)
        clocks = [row for row in timers.of_case(connection, work.row.id) if row.state == timers.WAITING]
        row = cases.summary(connection, work.row.public_id)
    found = []
    if {(i.task_key, i.org_id) for i in now.items} != {(i.task_key, i.org_id) for i in listed}:
        found.append("待办与流程状态不一致")
    if {(t.key, t.due_at) for t in now.timers} != {(t.timer_key, t.due_at) for t in clocks}:
        found.append("定时器与流程状态不一致")
    wrong = [key for key, value in summary_of(work.case).items() if getattr(row, key) != value]
    if wrong:
        found.append(f"案件概要与事实不一致:{'、'.join(wrong)}")
    if _calls(office, work) != list(now.calls):
        found.append("呼叫单与事实不一致")
    late = milliseconds(work.at) - LATE_MS
    if any(timer.due_at < late for timer in now.timers):
        found.append("有到期未触发的定时器(定时器没有运行?)")
    return found


def _calls(office: Office, work: Work) -> list[dict[str, Any]]:
    with office.store.reading() as connection:
        rows = call_orders.of_case(connection, work.row.id)
    return [{name: getattr(row, name) for name in now} for row, now in zip(rows, calls_of(work.case), strict=False)]


def _history(office: Office, work: Work) -> list[str]:
    try:
        verify_case(office, work.row)
    except HistoryBroken as broken:
        return [str(broken)]
    return []


def _files(office: Office, work: Work, whole: bool) -> list[str]:
    with office.store.reading() as connection:
        rows = files.of_case(connection, work.row.id)
    key, folder = work.row.key, office.files
    lost = [row.digest for row in rows if not files.is_there(folder, key, row.digest, row.size)]
    if whole:
        lost += [row.digest for row in rows if row.digest not in lost and not _is_whole(folder, key, row.digest)]
    return [f"照片或文件 {digest[:16]} 不在原处或不完整" for digest in lost]


def _sealed(office: Office, work: Work) -> list[str]:
    """What people wrote: as many steps as were taken, and all of it, and every party, opens."""
    with office.store.reading() as connection:
        steps = cases.submissions(connection, work.row.id)
        said = [row.sealed for row in cases.event_forms(connection, work.row.id)]
    found = []
    if [row.seq for row in steps] != list(range(1, len(work.case.done) + 1)):
        found.append("办过的步骤有的没有填写内容")
    sealed = [*(row.sealed for row in steps), *said, *(one for _, one in work.sealed_parties)]
    if not all(_opens(work.row.key, one) for one in sealed):
        found.append("有当事人或填写的内容打不开:被改动过")
    return found


def _opens(key: CaseKey, sealed: bytes) -> bool:
    try:
        key.open(bytes(sealed))
    except (VaultLocked, ValueError):
        return False
    return True


def _is_whole(folder: Path, key: CaseKey, digest: str) -> bool:
    found = hashlib.sha256()
    try:
        for piece in files.read(folder, key, digest):
            found.update(piece)
    except VaultLocked:
        return False
    return found.hexdigest() == digest


def examine_house(office: Office) -> list[str]:
    """What ails the office as a whole: schema, keys, database settings, open incidents."""
    found = []
    with office.store.reading() as connection:
        if not schema.is_current(connection):
            found.append("数据库结构不是最新的:请运行 mediation init")
        found += [
            f"{row.public_id} 有未处理的异常:{row.kind} {row.subject}" for row in incidents.unresolved(connection)
        ]
        found += [f"{case_id} 只剩下列表里的一行,案件本身不在了:请从备份恢复" for case_id in cases.lost(connection)]
    found += [f"数据库设置:{text}" for text in office.store.unsafe_settings()]
    found += [f"密钥文件 {path.name} 不应让别人读到" for path in _keys(office) if not is_private(path)]
    database, folder = office.files.parent / "mediation.db", office.files.parent
    if database.exists() and not (is_private(folder) or is_private(database)):
        found.append(f"数据库 {database.name} 让本机别的账号读得到:请运行 chmod 700 {folder}")
    return found


def _keys(office: Office) -> list[Any]:
    return sorted(office.store.vault.folder.glob("*.key"))
