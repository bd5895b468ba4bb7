"""One change of one case: load, act in memory, write it all in one short transaction or not at all.

The engine runs outside any lock. The write holds only where the case's version is still the one that was read; a
lost race is run again on what is there now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import orjson

from mediation import clock
from mediation.case import facts
from mediation.case.facts import Case, Clock
from mediation.case.routing import routing
from mediation.case.step import Actor
from mediation.engine.archives import join
from mediation.engine.failures import ModelFailed
from mediation.engine.instance import Instance, OpenTask
from mediation.engine.state import StateDump
from mediation.engine.timers import Timer
from mediation.errors import Busy, CaseStuck, CaseUnreadable, MediationError, ModelLoop, NotFound
from mediation.law import policy
from mediation.services import notify, timekeeping
from mediation.services.library import Models
from mediation.services.offers import with_due
from mediation.services.office import Office, milliseconds
from mediation.services.projections import reminded, told, write_projections
from mediation.services.snapshot import Snapshot, snapshot, summary_of
from mediation.store import cases, history, incidents, outbox, receipts, worklist
from mediation.store.cases import CaseRow
from mediation.store.db import Clash, Connection
from mediation.store.timers import TimerRow

T = TypeVar("T")
TRIES = 5
# bytes of a keyed digest that the history keeps: nobody can find two payloads with the same without the key
DIGEST = 16


class LostRace(Exception):
    """The case changed between reading and writing."""


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
    try:
        row = cases.find(connection, office.store.vault, public_id)
        if row is None:
            raise NotFound("没有找到这件纠纷。")
        models = office.library.models(row.bundle)
        case, instance = facts.load(row.facts), Instance.load(models.bundle, row.state)
    except (ValueError, KeyError, TypeError) as error:
        raise CaseUnreadable(f"案件 {public_id} 的数据读不出来({type(error).__name__}),请管理员从备份恢复。") from error
    return Work(office, row, models, case, instance, clock.now(), cases.parties_of(connection, row.id))


def open_to_change(office: Office, connection: Connection, public_id: str) -> Work:
    """Load a case for a change: what it offers and waits for now is kept, to be compared with what it will.

    Raises:
        NotFound, CaseUnreadable.
    """
    work = open_work(office, connection, public_id)
    work.before = snapshot(work)
    work.before.summary = summary_of(work.case)
    return work


def change(
    office: Office,
    public_id: str,
    act: Callable[[Work], T],
    write: Callable[[Connection, Work, T], None],
    press: Press | None = None,
    tell: Callable[[Work, T], None] | None = None,
) -> T:
    """Run `act` on a case and make it real, with what `write` adds, in one transaction.

    `act` may run again when somebody else was faster; when it raises, nothing is saved. `tell` looks at the case as
    it then stands, so that who pressed can be told what comes next without its being read again.

    Raises:
        AlreadyAnswered: this `press` was done before.
        NotFound, Busy, ModelLoop, ModelFailed, CaseStuck, and whatever `act` refuses with.
    """
    for _ in range(TRIES):
        with office.store.reading() as connection:
            if press is not None:
                refuse_repeated(connection, press)
            work = open_to_change(office, connection, public_id)
        try:
            result = act(work)
            commit(work, write, result)
            if tell is not None:
                tell(work, result)
            return result
        except (LostRace, Clash):
            continue
        except (ModelLoop, ModelFailed, CaseStuck) as trouble:
            report_incident(work, trouble)
            raise
        finally:
            work.instance.release()
    raise Busy("刚才有几个人同时在办这件纠纷。您填的内容还在,请再按一次。")


def refuse_repeated(connection: Connection, press: Press) -> None:
    """Let a new press pass.

    Raises:
        AlreadyAnswered: it was done before.
    """
    text = receipts.answer(connection, press.actor, press.key)
    if text is not None:
        raise AlreadyAnswered(text)


def begin(work: Work, connection: Connection) -> None:
    """Make room for a new case: its rows, empty until the same transaction fills them."""
    work.row.version = 0
    summary = {**summary_of(work.case), "registered_at": milliseconds(work.at)}
    cases.insert_case(connection, work.row, summary)


def commit(work: Work, write: Callable[[Connection, Work, T], None], result: T) -> None:
    """Write a change whole.

    Raises:
        LostRace: somebody else changed the case since it was loaded.
        CaseStuck: the model left nothing to do and nothing to wait for: a case never dies silently.
    """
    dump, after = ready(work)
    with work.office.store.writing() as connection:
        write_whole(connection, work, write, result, dump, after)


def ready(work: Work) -> tuple[StateDump, Snapshot]:
    """A change as it is to be written, before anything is locked.

    Raises:
        CaseStuck.
    """
    timekeeping.keep(work)
    dump = work.instance.dump()
    forget_closed_claims(work)
    after = snapshot(work)
    waits = any(row.moves_case for row in after.timers)
    if not (work.instance.completed or after.items or waits):
        raise CaseStuck("流程走到这里没有下一步:没有待办,也没有定时器。已记录异常,管理员会处理;您填的内容没有丢。")
    return dump, after


def write_whole(
    connection: Connection, work: Work, write: Callable[[Connection, Work, T], None], result: T, dump: StateDump,
    after: Snapshot,
) -> None:  # fmt: skip
    """The rows of one change, inside a transaction.

    Raises:
        LostRace.
    """
    write(connection, work, result)
    row = work.row
    row.state, row.facts, row.at_rest = dump.state, facts.dump(work.case), work.case.archived_at is not None
    seq, head = row.history_seq, row.history_head
    row.history_seq, row.history_head = history.append(connection, row.id, row.public_id, seq, head, work.entries)
    if not cases.save(connection, row):
        raise LostRace
    after.summary = summary_of(work.case)
    opened = worklist.opened(work.before.items, after.items)
    if opened:
        after.items = with_due(after.items, opened, work.case, work.models, work.office.settings(), work.at)
        outbox.put(connection, told(work, after.items, opened))
    if work.reminders:
        outbox.put(connection, reminded(work))
    write_projections(connection, work, after)
    if dump.archived:
        cases.save_archived(connection, row.id, dump.archived)
    if after.summary["status"] == "archived" != work.before.summary.get("status"):
        whole = join(cases.archived(connection, row.id), work.models.bundle.words)
        cases.replace_archived(connection, row.id, [whole])


def forget_closed_claims(work: Work) -> None:
    """A claim, a delegation and an urging end with their task, however that ended."""
    case = work.case
    if case.claims or case.urged:
        still = {task.key for task in work.tasks()}
        case.claims = {key: person for key, person in case.claims.items() if key in still}
        case.urged = {key: at for key, at in case.urged.items() if key in still}
        case.entrusted = [one for one in case.entrusted if one.task_key in still]


def report_incident(work: Work, trouble: MediationError) -> None:
    """Keep an incident in a transaction of its own: the change is gone, the trouble is not."""
    with work.office.store.writing() as connection:
        at = milliseconds(work.at)
        if not incidents.of_case(connection, work.row.id):
            incidents.add(connection, work.row.id, type(trouble).__name__, str(trouble), work.case.org, at)
            told = notify.of_incident(
                work.row.public_id, work.row.id, type(trouble).__name__, at, work.office.directory()
            )  # fmt: skip
            outbox.put(connection, told)


def canonical_json(values: Any) -> bytes:
    """The bytes a digest is made of."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
