"""Use case: a method is put in force by two people: one asks, another approves, from a moment on.

What is asked for is judged again, whole, and kept under its digest before anybody approves it: what was approved is
what runs. Going back is asking for an earlier bundle again.
"""

from datetime import datetime

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import ModelRefused, NotAllowed, NotFound
from mediation.law.separation import SECURITY, SYSTEM
from mediation.services.administering import ActRefused, note, require
from mediation.services.judging import Bench
from mediation.services.model_drafts import draft_row, files_of_draft, refuse_closed
from mediation.services.office import Office, milliseconds
from mediation.store import bundles, releases, workshop
from mediation.store.db import Connection, Row

MIN_WHY, MAX_WHY, MAX_TITLE = 4, 1000, 80
FACTORY, AGAIN = "随产品带来的办案流程", "换回:"
MAX_DAYS_AHEAD = 366


def ask_release(office: Office, actor: Actor, draft: int, why: str) -> int:
    """Ask that a draft be put in force; it is judged, kept, and closed to edits. Gives the release's number.

    Raises:
        NotAllowed, NotFound, ActRefused (closed, nothing changed, no reason given).
        ModelRefused: with every finding.
    """
    require(office, actor, "release_asked", SYSTEM)
    why = _reason(why)
    digest, files = files_of_draft(office, draft)
    with Bench() as bench:
        errors = [finding for finding in bench.judge(files) if finding.level == "error"]
    if errors:
        raise ModelRefused(errors)
    now = milliseconds(clock.now())
    with office.store.writing() as connection:
        row = draft_row(connection, draft)
        refuse_closed(row)
        if digest == row.base:
            raise ActRefused("草稿和原来的版本一样,没有什么要发布的。")
        bundles.keep(connection, digest, files, actor.id, now)
        workshop.set_state(connection, draft, workshop.ASKED)
        return _ask(connection, actor, digest, row.title, why, draft)


def ask_return(office: Office, actor: Actor, digest: str, why: str) -> int:
    """Ask that an earlier bundle be put in force again. Gives the release's number.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "release_asked", SYSTEM)
    why = _reason(why)
    if office.library.in_force().digest == digest:
        raise ActRefused("这个版本正在使用。")
    with office.store.writing() as connection:
        earlier = [row for row in releases.every(connection) if row.digest == digest and row.state == releases.APPROVED]
        if not earlier:
            raise NotFound("没有这个版本,或它从来没有批准过。")
        title = f"{AGAIN}{(earlier[0].title or FACTORY).removeprefix(AGAIN)}"
        return _ask(connection, actor, digest, title[:MAX_TITLE], why, None)


def _ask(connection: Connection, actor: Actor, digest: str, title: str, why: str, draft: int | None) -> int:
    values = {
        "digest": digest, "draft_id": draft, "title": title, "why": why, "state": releases.ASKED,
        "asked_by": actor.id, "asked_at": milliseconds(clock.now()),
    }  # fmt: skip
    number = releases.add(connection, values)
    note(connection, actor.id, "release_asked", f"{number}", digest[:16])
    return number


def approve(office: Office, actor: Actor, number: int, from_when: datetime | None, answer: str = "") -> None:
    """Approve a release, in force from an instant (None: from now).

    Raises:
        NotAllowed: whoever asked for it or worked on it, or no administrator who may.
        NotFound, ActRefused (decided already, an instant in the past).
    """
    require(office, actor, "release_approved", SYSTEM, SECURITY)
    now = clock.now()
    at = now if from_when is None else clock.localize(from_when)
    if not 0 <= (at - now).total_seconds() <= MAX_DAYS_AHEAD * 86_400:
        raise ActRefused("生效时间要在现在以后、一年以内。")
    with office.store.reading() as connection:
        row = _asked(connection, number)
        hands = _hands(connection, row)
    if actor.id in hands:
        with office.store.writing() as connection:
            note(connection, actor.id, "release_approved", f"{number}", outcome="refused")
        raise NotAllowed("自己改的、自己送审的,不能自己批准。请另一位管理员来看。")
    office.library.models(row.digest)
    with office.store.writing() as connection:
        _decide(connection, actor, number, releases.APPROVED, answer, {"effective_at": milliseconds(at)})
        if row.draft_id is not None:
            workshop.set_state(connection, row.draft_id, workshop.DONE)
        note(connection, actor.id, "release_approved", f"{number}", row.digest[:16])


def refuse(office: Office, actor: Actor, number: int, answer: str) -> None:
    """Refuse a release with a reason; whoever asked may take it back in the same way. Its draft is open again.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "release_refused", SYSTEM, SECURITY)
    answer = _reason(answer)
    with office.store.writing() as connection:
        row = _asked(connection, number)
        own = row.asked_by == actor.id
        _decide(connection, actor, number, releases.WITHDRAWN if own else releases.REFUSED, answer, {})
        if row.draft_id is not None:
            workshop.set_state(connection, row.draft_id, workshop.OPEN)
        note(connection, actor.id, "release_withdrawn" if own else "release_refused", f"{number}", row.digest[:16])


def _asked(connection: Connection, number: int) -> Row[object]:
    row = releases.find(connection, number)
    if row is None:
        raise NotFound("没有这份送审。")
    if row.state != releases.ASKED:
        raise ActRefused("这份送审已经有了结果。")
    return row


def _hands(connection: Connection, row: Row[object]) -> set[str]:
    """Who asked for it or worked on it: nobody of these may approve it."""
    edits = workshop.edits(connection, row.draft_id) if row.draft_id is not None else []
    return {row.asked_by, *(edit.by for edit in edits)}


def _decide(
    connection: Connection, actor: Actor, number: int, state: str, answer: str, more: dict[str, int]
) -> None:  # fmt: skip
    values = {"state": state, "decided_by": actor.id, "decided_at": milliseconds(clock.now()), "answer": answer}
    if not releases.decide(connection, number, {**values, **more}):
        raise ActRefused("这份送审已经有了结果。")


def _reason(why: str) -> str:
    why = why.strip()
    if not MIN_WHY <= len(why) <= MAX_WHY:
        raise ActRefused(f"请写明为什么({MIN_WHY} 到 {MAX_WHY} 字)。")
    return why
