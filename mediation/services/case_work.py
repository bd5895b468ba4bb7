"""One change of one case: load, act in memory, write it all in one short transaction or not at all.

The engine runs outside any lock. The write holds only where the case's version is still the one that was read; a
lost race is run again on what is there now.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import orjson

from mediation.case import facts
from mediation.engine.archives import join
from mediation.engine.failures import ModelFailed
from mediation.engine.state import StateDump
from mediation.errors import Busy, CaseStuck, MediationError, ModelLoop
from mediation.services import notify, timekeeping
from mediation.services.offers import with_due
from mediation.services.office import Office, milliseconds
from mediation.services.projections import reminded, told, write_projections
from mediation.services.snapshot import Snapshot, snapshot, summary_of
from mediation.services.work import Press, Work, open_pressed
from mediation.store import cases, history, incidents, outbox, worklist
from mediation.store.db import Clash, Connection

T = TypeVar("T")
TRIES = 5


class LostRace(Exception):
    """The case changed between reading and writing."""


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
        work = open_pressed(office, public_id, press)
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
