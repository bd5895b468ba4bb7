"""Use case: an auditor says what is wrong with a case's file, its committee answers, the auditor closes it.

Each stands in the case's history; the words are sealed with the case's key.
"""

from dataclasses import dataclass
from typing import Any

from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound
from mediation.forms.words import clean
from mediation.law import auditing, policy
from mediation.services import sentences
from mediation.services.audit_sampling import AuditRefused
from mediation.services.case_context import party_names
from mediation.services.case_work import canonical_json, change
from mediation.services.office import Office, milliseconds
from mediation.services.submit_task import refuse
from mediation.services.work import AlreadyAnswered, Press, Work, open_work
from mediation.store import audits, outbox, receipts
from mediation.store.db import Connection, Row
from mediation.store.outbox import Matter

LONGEST = 1000
STATES = {"open": "等调委会答复", "answered": "已答复,等审计员看", "closed": "已销"}
# kind of remark → who may say it, from which states, to which, and how the history and the notification call it
MOVES = {
    "answered": (("open",), "answered", "finding_answered"),
    "back": (("answered",), "open", "finding_back"),
    "closed": (("open", "answered"), "closed", "finding_closed"),
}
SAID = {"raised": "提出", "answered": "答复", "back": "认为还不够", "closed": "销号"}


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said of a finding."""

    at: str
    who: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding with all that was said of it; `moves` are what this person may say now."""

    number: int
    about: str
    state: str
    open: bool
    remarks: list[Remark]
    moves: list[str]


@dataclass(frozen=True, slots=True)
class FindingsView:
    """The page of a case's findings."""

    case_id: str
    title: str
    findings: list[Finding]
    may_raise: bool


def view_findings(office: Office, actor: Actor, case_id: str) -> FindingsView:
    """What auditors said of a case.

    Raises:
        NotFound: no such case for this person.
        NotAllowed: it is not for this person.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
        work.instance.release()
        if not policy.in_scope(actor, work.case):
            raise NotFound("没有找到这件纠纷。")
        if auditing.sees_findings(actor, work.case):
            rows = audits.findings(connection, work.row.id)
            said = audits.remarks(connection, [row.id for row in rows])
            found = [_finding(office, actor, work, row, said.get(row.id, [])) for row in rows]
            names = party_names(work)
            sides = [(party.role, str(names.get(party.id, {}).get("name", ""))) for party in work.case.parties]
            whole = auditing.answers(actor, work.case)
            named = sentences.title(sides if whole else [], work.case.dispute_type)
            title = " · ".join(one for one in (named, work.case.volume_no or work.case.register_no) if one)
            return FindingsView(case_id, title, found, auditing.audits(actor))
    refuse(office, actor, "see_findings", case_id)
    raise NotAllowed("审计意见给审计员和经办的调委会看。")


def _finding(office: Office, actor: Actor, work: Work, row: Row[Any], said: list[Row[Any]]) -> Finding:
    remarks = [
        Remark(
            sentences.at_time(one.at), office.directory().name(one.actor_id), SAID[one.kind],
            str(work.row.key.open(one.sealed)),
        )
        for one in said
    ]  # fmt: skip
    mine = ["answered"] if auditing.answers(actor, work.case) else []
    mine += ["back", "closed"] if auditing.audits(actor) else []
    moves = [kind for kind in mine if row.state in MOVES[kind][0]]
    return Finding(row.id, auditing.ABOUT[row.about], STATES[row.state], row.state != "closed", remarks, moves)


def raise_finding(office: Office, actor: Actor, case_id: str, about: str, words: str, *, key: str) -> None:
    """Say what is wrong with a case's file, once for each press.

    Raises:
        NotFound, NotAllowed, Busy.
        AuditRefused: nothing chosen, or nothing written.
    """

    def act(work: Work) -> str:
        _may(work, actor, auditing.audits(actor), "审计意见由审计员提。")
        if about not in auditing.ABOUT:
            raise AuditRefused("请选是哪方面的问题。")
        return _words(words)

    def write(connection: Connection, work: Work, said: str) -> None:
        at = milliseconds(work.at)
        values = {"case_id": work.row.id, "about": about, "state": "open", "made_by": actor.id, "made_at": at}
        number = audits.add_finding(connection, values)
        _say(connection, work, actor, number, "raised", said)
        _note(connection, work, actor, "finding", about, said, key)
        _tell(connection, work, actor, "finding", _committee(office, work), number)

    _once(office, actor, case_id, key, act, write)


def say_of_finding(
    office: Office, actor: Actor, case_id: str, number: int, kind: str, words: str, *, key: str
) -> None:  # fmt: skip
    """Answer a finding, send the answer back, or close it, once for each press.

    Raises:
        NotFound, NotAllowed, Busy.
        AuditRefused: nothing written, or it does not stand where this could be said.
    """

    def act(work: Work) -> str:
        who = auditing.answers(actor, work.case) if kind == "answered" else auditing.audits(actor)
        _may(work, actor, who, "答复由经办的调委会写,退回和销号由审计员办。")
        if kind not in MOVES:
            raise AuditRefused("请选怎么办。")
        return _words(words)

    def write(connection: Connection, work: Work, said: str) -> None:
        row = next((one for one in audits.findings(connection, work.row.id) if one.id == number), None)
        if row is None:
            raise NotFound("没有找到这条意见。")
        before, after, name = MOVES[kind]
        if not audits.move(connection, number, before, after):
            raise AuditRefused(f"这条意见现在是“{STATES[row.state]}”,请刷新后再看。")
        _say(connection, work, actor, number, kind, said)
        _note(connection, work, actor, name, row.about, said, key)
        to = {row.made_by} if kind == "answered" else _committee(office, work)
        _tell(connection, work, actor, name, to, number)

    _once(office, actor, case_id, key, act, write)


def _once(office: Office, actor: Actor, case_id: str, key: str, act: Any, write: Any) -> None:
    try:
        change(office, case_id, act, write, Press(actor.id, key))
    except AlreadyAnswered:
        return
    except NotAllowed:
        refuse(office, actor, "answer_finding", case_id)
        raise


def _may(work: Work, actor: Actor, allowed: bool, whose: str) -> None:
    if not policy.in_scope(actor, work.case):
        raise NotFound("没有找到这件纠纷。")
    if not allowed:
        raise NotAllowed(whose)


def _words(words: str) -> str:
    said = clean(words).strip()
    if not 2 <= len(said) <= LONGEST:
        raise AuditRefused(f"请写清楚,2 到 {LONGEST} 个字。")
    return said


def _say(connection: Connection, work: Work, actor: Actor, number: int, kind: str, said: str) -> None:
    values = {"kind": kind, "actor_id": actor.id, "at": milliseconds(work.at), "sealed": work.row.key.seal(said)}
    audits.add_remark(connection, number, values)


def _note(connection: Connection, work: Work, actor: Actor, action: str, about: str, said: str, key: str) -> None:
    work.note(actor, action, about, work.open_tasks(), canonical_json({"about": about, "said": said}))
    text = f"{work.row.public_id} {action}"
    receipts.give_answer(connection, actor.id, key, work.row.id, text, milliseconds(work.at))


def _tell(connection: Connection, work: Work, actor: Actor, kind: str, to: set[str], number: int) -> None:
    at = milliseconds(work.at)
    outbox.put(connection, [
        Matter(f"{kind}:{number}:{who}:{work.row.version}", kind, work.row.id, who, "", "", at)
        for who in sorted(to - {actor.id})
    ])  # fmt: skip


def _committee(office: Office, work: Work) -> set[str]:
    """Who is told: the mediators of the last turn, and the head of the committee whose seal the case bears."""
    last = work.case.episodes[-1] if work.case.episodes else None
    heads = {
        one.id
        for one in office.directory().staff.get(work.case.seal_org, ())
        if one.roles & {"committee_director", "township_mediator"}
    }
    return heads | set([*last.mediators, *last.co_mediators] if last else [])
