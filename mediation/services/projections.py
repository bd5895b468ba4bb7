"""What a change of a case writes besides the case: the worklist, the clock's table, the listed row, and what people
are told. All of it in the change's own transaction."""

from typing import TYPE_CHECKING

from mediation.services import notify, reminders
from mediation.services.offers import urgency
from mediation.services.office import milliseconds
from mediation.services.search_tokens import tokens_of_numbers
from mediation.services.snapshot import Snapshot
from mediation.store import call_orders, cases, hands, search, timers, worklist
from mediation.store.db import Connection
from mediation.store.outbox import Matter
from mediation.store.worklist import WorkItem

if TYPE_CHECKING:
    from mediation.services.work import Work

NUMBERS = ("register_no", "volume_no")


def write_projections(connection: Connection, work: "Work", after: Snapshot) -> None:
    """Bring the worklist, the clock's table and the listed row up to date."""
    before, case_id = work.before, work.row.id
    worklist.replace(connection, case_id, before.items, after.items)
    hands.replace(connection, case_id, before.hands, after.hands)
    timers.replace(connection, case_id, before.timers, after.timers, work.fired, milliseconds(work.at), work.cause)
    timers.forget(connection, case_id, before.rung - after.rung)
    if after.calls != before.calls:
        call_orders.keep(connection, case_id, after.calls)
    changed = {key: value for key, value in after.summary.items() if before.summary.get(key) != value}
    if changed:
        cases.save_summary(connection, case_id, changed)
        numbers = [before.summary.get(name) for name in NUMBERS], [after.summary[name] for name in NUMBERS]
        if "deadline_on" in changed:
            press_anew(connection, work)
        if numbers[0] != numbers[1]:
            had, has = (tokens_of_numbers(work.office.store.vault, work.case, each) for each in numbers)
            search.replace(connection, case_id, had, has)


def told(work: "Work", after: list[WorkItem], opened: list[WorkItem]) -> list[Matter]:
    """What people are told because of newly offered tasks; who takes over all of somebody's is told once for all."""
    if work.cause == "taken_over":
        return []
    actor, at = work.entries[-1].actor_id if work.entries else "", milliseconds(work.at)
    directory = work.office.directory()
    return notify.of_new_tasks(work.case, work.row.id, after, opened, actor, work.row.version, at, directory)


def reminded(work: "Work") -> list[Matter]:
    """What people are told because of clocks that acted."""
    directory = work.office.directory()
    return reminders.of_clocks(work.case, work.row.id, work.reminders, work.at, directory, work.row.public_id)


def press_anew(connection: Connection, work: "Work") -> None:
    """The term has moved: what is open under it presses at another time."""
    rows = worklist.terms_of_case(connection, work.row.id)
    urgent = {key: urgency(work.case, task, due_at, opened_at) for key, task, due_at, opened_at in rows}
    worklist.press(connection, work.row.id, urgent)
