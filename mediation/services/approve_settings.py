"""Use case: a term, threshold or subsidy scheme that one person set holds once another administrator approves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound
from mediation.law import practice
from mediation.law.separation import SECURITY, SYSTEM
from mediation.services.administering import ActRefused, note, require
from mediation.services.office import Office, milliseconds, moment
from mediation.store import asked
from mediation.store.asked import APPROVED, REFUSED, SCHEME, SETTING, WITHDRAWN
from mediation.store.db import Connection, Row

MIN_WHY, MAX_WHY = 4, 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits for approval: what it is, from what to what, from which day, who asks and why."""

    kind: str
    number: int
    title: str
    before: str
    after: str
    effective_on: str
    who: str
    at: str
    why: str
    own: bool
    may_approve: bool


def waiting(office: Office, actor: Actor) -> list[Waiting]:
    """All that waits, settings first; `own` is what this person asked for and may take back."""
    with office.store.reading() as connection:
        return [*_settings(office, actor, connection), *_schemes(office, actor, connection)]


def _settings(office: Office, actor: Actor, connection: Connection) -> Iterator[Waiting]:
    now = office.settings()
    for row in asked.waiting(connection, SETTING):
        one = practice.PRACTICES.get(row.key)
        if one is not None:
            before = practice.said(one, practice.value_of(now, one.key))
            after = practice.said(one, orjson.loads(row.value))
            said = (row.effective_on, office.directory().name(row.by), _at(row.at), row.why)
            yield Waiting(SETTING, row.id, one.name, before, after, *said, *_may(actor, row.by))


def _schemes(office: Office, actor: Actor, connection: Connection) -> Iterator[Waiting]:
    directory = office.directory()
    for row in asked.waiting(connection, SCHEME):
        title = f"以案定补方案:{directory.org_name(row.org_id)} {row.year} 年"
        said = ("", directory.name(row.made_by), _at(row.made_at), "")
        yield Waiting(SCHEME, row.id, title, "", _scheme(orjson.loads(row.terms)), *said, *_may(actor, row.made_by))


def _scheme(terms: dict[str, Any]) -> str:
    written = "、".join(f"{amount}" for amount in terms["written"].values())
    caps = f";一案最多 {terms['case_cap']} 元" if terms.get("case_cap") else ""
    return f"口头 {terms['oral']} 元;书面按难度 {written} 元{caps}"


def _may(actor: Actor, asker: str) -> tuple[bool, bool]:
    own = actor.id == asker
    return own, bool({SYSTEM, SECURITY} & actor.roles) and not own


def _at(at: int) -> str:
    return f"{moment(at):%Y-%m-%d %H:%M}"


def approve(office: Office, actor: Actor, kind: str, number: int) -> None:
    """Let a change hold: from its day, from today where that has gone.

    Raises:
        NotAllowed: whoever asked for it, or no administrator who may.
        NotFound, ActRefused (decided already).
    """
    require(office, actor, f"{kind}_approved", SYSTEM, SECURITY)
    row = _asked(office, kind, number)
    if _asker(row) == actor.id:
        with office.store.writing() as connection:
            note(connection, actor.id, f"{kind}_approved", f"{number}", outcome="refused")
        raise NotAllowed("自己改的不能自己批准。请另一位管理员来看。")
    day = {"effective_on": max(row.effective_on, clock.today().isoformat())} if kind == SETTING else {}
    _decide(office, actor, kind, row, APPROVED, "", day)


def refuse(office: Office, actor: Actor, kind: str, number: int, answer: str) -> None:
    """Refuse a change with a reason; whoever asked for it takes it back in the same way.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, f"{kind}_refused", SYSTEM, SECURITY)
    row, answer = _asked(office, kind, number), answer.strip()
    own = _asker(row) == actor.id
    if not own and not MIN_WHY <= len(answer) <= MAX_WHY:
        raise ActRefused(f"不批准请写明为什么({MIN_WHY} 到 {MAX_WHY} 字)。")
    _decide(office, actor, kind, row, WITHDRAWN if own else REFUSED, answer[:MAX_WHY], {})


def _asked(office: Office, kind: str, number: int) -> Row[Any]:
    if kind not in (SETTING, SCHEME):
        raise NotFound("没有这次改动。")
    with office.store.reading() as connection:
        found = next((row for row in asked.waiting(connection, kind) if row.id == number), None)
    if found is None:
        raise ActRefused("这次改动已经有了结果。")
    return found


def _asker(row: Row[Any]) -> str:
    return str(row.by if hasattr(row, "by") else row.made_by)


def _decide(
    office: Office, actor: Actor, kind: str, row: Row[Any], state: str, answer: str, more: dict[str, str]
) -> None:  # fmt: skip
    values = {"state": state, "decided_by": actor.id, "decided_at": milliseconds(clock.now()), "answer": answer}
    with office.store.writing() as connection:
        if not asked.decide(connection, kind, row.id, {**values, **more}):
            raise ActRefused("这次改动已经有了结果。")
        note(connection, actor.id, f"{kind}_{state}", row.key if kind == SETTING else row.org_id)
    office.forget_settings()
