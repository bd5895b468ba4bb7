"""Use case: an auditor asks to read the record of a case, or a restricted one; the security administrator lets or not.

双人审批: who asks and who lets are two, who lets reads nothing; for some days, all of it in the case's history.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound
from mediation.forms.words import clean
from mediation.law import auditing
from mediation.services import sentences
from mediation.services.audit_sampling import AuditRefused
from mediation.services.case_work import canonical_json, change
from mediation.services.office import Office, milliseconds, moment
from mediation.services.submit_task import refuse
from mediation.services.work import AlreadyAnswered, Press, Work, open_work
from mediation.store import grants, outbox, receipts
from mediation.store.db import Connection, Row
from mediation.store.grants import ASKED, ENDED, GRANTED, REFUSED
from mediation.store.outbox import Matter

MOST = 100
SHORTEST_WORDS, LONGEST_WORDS = 4, 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What an auditor asks for: of which case, why, how much of it, for how many days."""

    number: str
    reason: str
    words: str
    extent: str
    days: str


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One request; `case_id` where this person may open the case now, `decides` and `ends` what this person may do."""

    number: int
    about: str
    restricted: bool
    who: str
    why: str
    words: str
    extent: str
    extent_code: str
    days: int
    state: str
    at: str
    case_id: str
    decides: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class ReadingView:
    """The page: requests, newest first."""

    lines: list[GrantLine]
    asks: bool


def view_reading(office: Office, actor: Actor) -> ReadingView:
    """An auditor's own requests; all of them for who decides.

    Raises:
        NotAllowed.
    """
    asks, decides = auditing.audits(actor), auditing.approves_reading(actor)
    if not asks and not decides:
        refuse(office, actor, "see_reading", "")
        raise NotAllowed("查阅申请由审计员提,安全管理员批。")
    with office.store.reading() as connection:
        rows = grants.listed(connection, MOST, "" if decides else actor.id)
        lines = [_line(office, connection, actor, row) for row in rows]
    return ReadingView(lines, asks)


def _line(office: Office, connection: Connection, actor: Actor, row: Row[Any]) -> GrantLine:
    work = open_work(office, connection, row.public_id)
    work.instance.release()
    running = row.state == GRANTED and row.until > milliseconds(clock.now())
    directory = office.directory()
    return GrantLine(
        row.id, row.volume_no or row.register_no or row.public_id, row.confidential_level != "normal",
        f"{directory.name(row.asked_by)}({directory.org_of(row.asked_by)})", auditing.READ_REASONS[row.reason],
        str(work.row.key.open(row.sealed)), auditing.EXTENTS[row.extent], row.extent, row.days,
        _state(office, row, running), sentences.at_time(row.asked_at),
        row.public_id if running and row.public_id in actor.reads else "",
        row.state == ASKED and auditing.approves_reading(actor) and row.asked_by != actor.id,
        running and (row.asked_by == actor.id or auditing.approves_reading(actor)),
    )  # fmt: skip


def _state(office: Office, row: Row[Any], running: bool) -> str:
    by = office.directory().name(row.decided_by) if row.decided_by else ""
    if row.state == ASKED:
        return "等安全管理员批"
    if row.state == REFUSED:
        return f"{by} 没有批准"
    until = sentences.day(moment(row.until))
    if running:
        return f"{by} 批准,可以看到 {until}"
    return f"{by} 批准过,{until} 已到期" if row.state == GRANTED else "已结束"


def ask_to_read(office: Office, actor: Actor, asked: Asked, *, key: str) -> None:
    """Ask to read a case of the jurisdiction, once for each press.

    Raises:
        NotAllowed: only auditors ask.
        AuditRefused: no such case here, something was not said, or it was asked for already.
    """
    if not auditing.audits(actor):
        refuse(office, actor, "ask_reading", asked.number[:30])
        raise NotAllowed("查阅申请由审计员提。")
    words, days = clean(asked.words).strip(), _days(asked.days)
    if asked.reason not in auditing.READ_REASONS or asked.extent not in auditing.EXTENTS:
        raise AuditRefused("请选为什么要看、看到哪里。")
    if not SHORTEST_WORDS <= len(words) <= LONGEST_WORDS:
        raise AuditRefused(f"请写明要核对什么,{SHORTEST_WORDS} 到 {LONGEST_WORDS} 个字。")
    with office.store.reading() as connection:
        case_id = grants.numbered(connection, asked.number.strip(), [actor.org, *sorted(actor.jurisdiction)])
    if case_id is None:
        raise AuditRefused("辖区里没有这个编号的案件。请照登记号或卷号写,例如 (2026)白石坝登字第001号。")

    def write(connection: Connection, work: Work, _: None) -> None:
        at = milliseconds(work.at)
        if grants.waiting_for(connection, actor.id, work.row.id, at):
            raise AuditRefused("这件您已经申请过:还没批,或者现在就可以看。")
        number = grants.add(connection, {
            "case_id": work.row.id, "asked_by": actor.id, "asked_at": at, "reason": asked.reason, "days": days,
            "sealed": work.row.key.seal(words), "extent": asked.extent, "state": ASKED,
        })  # fmt: skip
        _note(connection, work, actor, "read_asked", asked.reason, [asked.extent, str(days), words], key)
        _tell(connection, work, "read_asked", _approvers(office) - {actor.id}, number)

    _once(office, actor, case_id, key, write)


def _days(typed: str) -> int:
    text = typed.strip() or str(auditing.USUAL_READING)
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= auditing.LONGEST_READING:
        raise AuditRefused(f"看几天,请写 1 到 {auditing.LONGEST_READING} 的整数。")
    return int(text)


def decide_reading(office: Office, actor: Actor, number: int, extent: str, *, key: str) -> None:
    """Let somebody read, as far as `extent`, never further than was asked; an empty one refuses. Once for each press.

    Raises:
        NotAllowed: it is the security administrator's to decide, and nobody's own.
        NotFound.
        AuditRefused: it was decided already, or more would be let than was asked for.
    """
    row = _found(office, actor, number, auditing.approves_reading(actor), "查阅申请由安全管理员批。")
    if row.asked_by == actor.id:
        raise NotAllowed("自己的申请要由另一个人批。")
    if extent and (extent not in auditing.EXTENTS or (extent == "all" and row.extent != "all")):
        raise AuditRefused("批的不能比申请的多。")

    def write(connection: Connection, work: Work, _: None) -> None:
        until = milliseconds(work.at + timedelta(days=row.days)) if extent else None
        values = {"state": GRANTED if extent else REFUSED, "decided_by": actor.id, "decided_at": milliseconds(work.at),
                  "until": until, "extent": extent or row.extent}  # fmt: skip
        if not grants.move(connection, number, ASKED, values):
            raise AuditRefused("这份申请已经批过了,请刷新后再看。")
        action, said = ("read_granted", extent) if extent else ("read_refused", row.reason)
        _note(connection, work, actor, action, said, [row.asked_by, str(row.days)], key)
        _tell(connection, work, "read_decided", {row.asked_by}, number)

    _once(office, actor, row.public_id, key, write)


def end_reading(office: Office, actor: Actor, number: int, *, key: str) -> None:
    """End what may be read before its day: by who asked, or by who decides. Once for each press.

    Raises:
        NotAllowed, NotFound.
        AuditRefused: it is at its end already.
    """
    may = auditing.audits(actor) or auditing.approves_reading(actor)
    row = _found(office, actor, number, may, "查阅由审计员申请。")
    if row.asked_by != actor.id and not auditing.approves_reading(actor):
        raise NotFound("没有找到这份申请。")

    def write(connection: Connection, work: Work, _: None) -> None:
        if not grants.move(connection, number, GRANTED, {"state": ENDED, "until": milliseconds(work.at)}):
            raise AuditRefused("这次查阅已经结束了。")
        _note(connection, work, actor, "read_ended", row.extent, [row.asked_by], key)

    _once(office, actor, row.public_id, key, write)


def _found(office: Office, actor: Actor, number: int, allowed: bool, whose: str) -> Row[Any]:
    if not allowed:
        refuse(office, actor, "decide_reading", str(number))
        raise NotAllowed(whose)
    with office.store.reading() as connection:
        row = grants.find(connection, number)
    if row is None:
        raise NotFound("没有找到这份申请。")
    return row


def _once(office: Office, actor: Actor, case_id: str, key: str, write: Any) -> None:
    try:
        change(office, case_id, lambda _: None, write, Press(actor.id, key))
    except AlreadyAnswered:
        return


def _note(
    connection: Connection, work: Work, actor: Actor, action: str, subject: str, said: list[str], key: str
) -> None:  # fmt: skip
    work.note(actor, action, subject, work.open_tasks(), canonical_json({"said": said}))
    text = f"{work.row.public_id} {action}"
    receipts.give_answer(connection, actor.id, key, work.row.id, text, milliseconds(work.at))


def _tell(connection: Connection, work: Work, kind: str, to: set[str], number: int) -> None:
    at = milliseconds(work.at)
    outbox.put(connection, [Matter(f"{kind}:{number}:{who}", kind, work.row.id, who, "", "", at) for who in sorted(to)])


def _approvers(office: Office) -> set[str]:
    return {one.id for one in office.directory().people.values() if auditing.SECURITY in one.roles}
