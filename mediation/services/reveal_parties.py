"""Use case: look at the parties' full identity, telephone and address, once and for a reason.

It stands in the case's history and in the access log; pages show these values masked otherwise.
"""

from dataclasses import dataclass, field
from typing import Any

from mediation.case.step import Actor
from mediation.errors import FormInvalid, NotAllowed, NotFound
from mediation.law import codes, visibility
from mediation.law.policy import in_scope
from mediation.services.administering import note
from mediation.services.case_context import party_names
from mediation.services.case_page import open_case
from mediation.services.case_work import canonical_json, change
from mediation.services.office import Office
from mediation.services.sentences import title
from mediation.services.submit_task import refuse
from mediation.services.work import Work
from mediation.store.db import Connection

ACTION = "revealed"
_FIELDS = (("id_no", "证件号"), ("uscc", "统一社会信用代码"), ("phone", "电话"), ("address", "地址"),
           ("birth", "出生日期"), ("ethnicity", "民族"), ("occupation", "职业"))  # fmt: skip
_NEAR = (("guardian", "监护人"), ("agent", "代理人"))


@dataclass(frozen=True, slots=True)
class FullParty:
    """A party with every value whole."""

    name: str = field(repr=False)
    role: str
    values: list[tuple[str, str]] = field(repr=False)


def ask(office: Office, actor: Actor, case_id: str) -> str:
    """The case's title, for the page that asks for the reason.

    Raises:
        NotFound: no such case for this person.
        NotAllowed: its full values are not for this person.
    """
    opened = open_case(office, case_id)
    try:
        _check(opened.work, actor)
        rows = party_names(opened.work)
        parties = [(party.role, str(rows.get(party.id, {}).get("name", ""))) for party in opened.case.parties]
        return title(parties, opened.case.dispute_type)
    except NotAllowed:
        refuse(office, actor, ACTION, case_id)
        raise
    finally:
        opened.work.instance.release()


def reveal(office: Office, actor: Actor, case_id: str, reason: str) -> list[FullParty]:
    """The full values; who looked, when and why is kept in the same transaction.

    Raises:
        NotFound, NotAllowed, Busy.
        FormInvalid: no reason of the list was given.
    """
    if reason not in visibility.REASONS:
        raise FormInvalid({"reason": ["请选一个查看的原因。"]})

    def act(work: Work) -> list[FullParty]:
        _check(work, actor)
        return _parties(work)

    def write(connection: Connection, work: Work, _: list[FullParty]) -> None:
        work.note(actor, ACTION, reason, work.open_tasks(), canonical_json({"reason": reason}))
        note(connection, actor.id, ACTION, case_id, reason)

    try:
        return change(office, case_id, act, write)
    except NotAllowed:
        refuse(office, actor, ACTION, case_id)
        raise


def _check(work: Work, actor: Actor) -> None:
    if not in_scope(actor, work.case):
        raise NotFound("没有找到这件纠纷。")
    if not visibility.reveals(actor, work.case):
        raise NotAllowed("证件号、电话和住址只给经办人看。要联系当事人,请找经办人。")


def _parties(work: Work) -> list[FullParty]:
    rows = party_names(work)
    return [
        FullParty(str(row.get("name") or ""), codes.PARTY_ROLES.get(party.role, "当事人"), _values(row))
        for party in work.case.parties
        for row in (rows.get(party.id, {}),)
    ]


def _values(row: dict[str, Any]) -> list[tuple[str, str]]:
    found = [(words, str(row[key])) for key, words in _FIELDS if row.get(key)]
    for key, words in _NEAR:
        near = row.get(key) or {}
        told = " ".join(str(near[part]) for part in ("name", "relation", "phone", "id_no") if near.get(part))
        if told:
            found.append((words, told))
    return found
