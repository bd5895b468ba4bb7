"""A case opened for a change, and how one is opened: nothing of it is real until it is committed (`case_work`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mediation import clock
from mediation.case import facts
from mediation.case.facts import Case, Clock
from mediation.case.routing import routing
from mediation.case.step import Actor
from mediation.engine.instance import Instance, OpenTask
from mediation.engine.timers import Timer
from mediation.errors import CaseUnreadable, NotFound
from mediation.law import policy
from mediation.services import timekeeping
from mediation.services.library import Models
from mediation.services.office import Office, milliseconds
from mediation.services.snapshot import Snapshot, snapshot, summary_of
from mediation.store import cases, history, receipts, whole_case
from mediation.store.cases import CaseRow
from mediation.store.db import Connection
from mediation.store.timers import TimerRow

# bytes of a keyed digest that the history keeps: nobody can find two payloads with the same without the key
DIGEST = 16


class AlreadyAnswered(Exception):
    """This press was answered before; `text` is what it was told."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button: the same person with the same key is the same press."""

    actor: str
    key: str


@dataclass(slots=True)
class Work:
    """A case opened for a change at `at`; nothing of it is real until `commit`.

    `happened`: the change took place earlier and is only recorded now (补录). `before` is there only where the case was
    opened to be changed.
    """

    office: Office
    row: CaseRow
    models: Models
    case: Case
    instance: Instance
    at: datetime
    sealed_parties: Sequence[tuple[str, bytes]] = ()
    before: Snapshot = field(init=False)
    fired: list[TimerRow] = field(default_factory=list)
    entries: list[history.Entry] = field(default_factory=list)
    cause: str = ""
    reminders: list[Clock] = field(default_factory=list)
    happened: datetime | None = None

    @property
    def then(self) -> datetime:
        """When what is recorded now took place."""
        return self.happened or self.at

    def routing(self) -> dict[str, Any]:
        """The routing variables as the facts now stand: those that the case's diagrams ask for."""
        return routing(self.case, self.office.settings(), self.models.bundle.names)

    def tasks(self) -> list[OpenTask]:
        """What people can do now; nothing once the case's own process has ended, whatever was begun beside it."""
        return [] if self.instance.completed else self.instance.open_tasks()

    def timers(self) -> list[Timer]:
        """What the case waits for."""
        return timekeeping.timers(self)

    def doable(self) -> list[OpenTask]:
        """The open tasks, without a review that rests while what it sent back is mended."""
        return [task for task in self.tasks() if not (task.task_id == "C_close" and self.case.mending)]

    def open_tasks(self) -> str:
        """The open tasks' ids, for the history's from → to."""
        return " ".join(sorted({task.task_id for task in self.tasks()}))

    def fire_due(self, now: datetime) -> None:
        """Let everything that is due happen first: an expired deadline beats a late hand."""
        timekeeping.fire_due(self, now)

    def note(
        self, actor: Actor | None, action: str, subject: str, was: str, payload: bytes, form: str = "",
        at: datetime | None = None, after: str | None = None,
    ) -> None:  # fmt: skip
        """Add an entry to the history of this change."""
        role = policy.acting_role(actor, subject, self.case) if actor else ""
        self.entries.append(
            history.Entry(
                at=milliseconds(at or self.at), recorded_at=milliseconds(self.at),
                actor_id=actor.id if actor else "system", role=role, org_id=actor.org if actor else self.case.org,
                action=action, subject=subject, before=was, after=self.open_tasks() if after is None else after,
                digest=self.row.key.digest(payload)[:DIGEST], bundle=self.models.digest[:16], form=form[:16],
            )
        )  # fmt: skip


def open_work(office: Office, connection: Connection, public_id: str) -> Work:
    """Load a case.

    Raises:
        NotFound: there is no such case.
        CaseUnreadable: what is stored of it was damaged.
    """

    def find() -> tuple[CaseRow, Sequence[tuple[str, bytes]]] | None:
        row = cases.find(connection, office.store.vault, public_id)
        return None if row is None else (row, cases.parties_of(connection, row.id))

    return _opened(office, public_id, find)


def open_pressed(office: Office, public_id: str, press: Press | None) -> Work:
    """Load a case for the change that a press asks for, at one moment with what that press was told before.

    Raises:
        AlreadyAnswered, NotFound, CaseUnreadable.
    """

    def find() -> tuple[CaseRow, Sequence[tuple[str, bytes]]] | None:
        actor, key = (press.actor, press.key) if press is not None else ("", "")
        whole = whole_case.find(office.store, public_id, actor, key)
        if whole is None:
            return None
        if whole.answer is not None:
            raise AlreadyAnswered(whole.answer)
        return whole.row, whole.parties

    return _with_before(_opened(office, public_id, find))


def _opened(
    office: Office, public_id: str, find: Callable[[], tuple[CaseRow, Sequence[tuple[str, bytes]]] | None]
) -> Work:
    try:
        found = find()
        if found is None:
            raise NotFound("没有找到这件纠纷。")
        row, parties = found
        models = office.library.models(row.bundle)
        case, instance = facts.load(row.facts), Instance.load(models.bundle, row.state)
    except (ValueError, KeyError, TypeError) as error:
        raise CaseUnreadable(f"案件 {public_id} 的数据读不出来({type(error).__name__}),请管理员从备份恢复。") from error
    return Work(office, row, models, case, instance, clock.now(), parties)


def open_to_change(office: Office, connection: Connection, public_id: str) -> Work:
    """Load a case for a change: what it offers and waits for now is kept, to be compared with what it will.

    Raises:
        NotFound, CaseUnreadable.
    """
    return _with_before(open_work(office, connection, public_id))


def _with_before(work: Work) -> Work:
    work.before = snapshot(work)
    work.before.summary = summary_of(work.case)
    return work


def refuse_repeated(connection: Connection, press: Press) -> None:
    """Let a new press pass.

    Raises:
        AlreadyAnswered: it was done before.
    """
    text = receipts.answer(connection, press.actor, press.key)
    if text is not None:
        raise AlreadyAnswered(text)
