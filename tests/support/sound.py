"""Whether a case in the database is what it promises to be. Looks for itself: the doctor is asked as one witness."""

from collections import Counter
from typing import Any

from house import House
from msgspec import ValidationError, json

from mediation.case import facts
from mediation.engine.instance import Instance
from mediation.law import policy
from mediation.services.doctor import examine_case, examine_house
from mediation.services.fire_timers import fire_timers
from mediation.services.keep_history import export_histories
from mediation.services.office import milliseconds
from mediation.store import cases, incidents
from mediation.verify_history import Refuted, walk


def ailments(house: House, case_id: str) -> list[str]:
    """Everything that is not as it should be; empty for a sound case."""
    row = house.row(case_id)
    models = house.office.library.models(row.bundle)
    instance = Instance.load(models.bundle, row.state)
    try:
        found = [*_alive(house, row, instance), *_rows(house, row, instance), *_round_trips(row, instance, models)]
    finally:
        instance.release()
    return [*found, *_counted(house, row), *examine_case(house.office, case_id)]


def _alive(house: House, row: cases.CaseRow, instance: Instance) -> list[str]:
    with house.office.store.reading() as connection:
        troubled = incidents.of_case(connection, row.id)
    if instance.completed or instance.open_tasks() or instance.timers() or troubled:
        return []
    return ["an open case with no task, no timer and no incident"]


def _rows(house: House, row: cases.CaseRow, instance: Instance) -> list[str]:
    """The worklist and the clock's table say what the engine says."""
    case, models = facts.load(row.facts), house.office.library.models(row.bundle)
    if instance.completed:  # nothing is left to do, whatever was begun beside it, but to hear from a body outside
        clocks = [row for row in house.waiting(row.public_id) if row.name != "handoff_feedback"]
        left = [*house.listed(row.public_id), *clocks]
        return [f"an archived case offers {left}"] if left else []
    listed = {(item.task_key, item.task, item.org_id) for item in house.listed(row.public_id)}
    offered = {
        # what is claimed is one person's, under the roof of the committee that has the case
        (task.key, task.task_id, case.org if task.key in case.claims else offer.org)
        for task in instance.open_tasks()
        for offer in policy.candidates(task.task_id, case, models.role(task.task_id))
    }
    waiting = Counter((one.timer_key, one.due_at) for one in house.waiting(row.public_id))
    running = Counter((timer.key, milliseconds(timer.due)) for timer in instance.timers())
    running += Counter((clock.key, milliseconds(facts.instant(clock.due))) for clock in case.clocks if not clock.rung)
    found = [] if listed == offered else [f"worklist {listed} is not {offered}"]
    return found if waiting == running else [*found, f"timers {waiting} are not {running}"]


def _round_trips(row: cases.CaseRow, instance: Instance, models: Any) -> list[str]:
    """What is stored comes back as it was."""
    found = []
    dump = instance.dump()
    if dump.state != row.state or dump.archived:
        found.append("the state does not come back as it was")
    if facts.dump(facts.load(row.facts)) != row.facts:
        found.append("the facts do not come back as they were")
    try:
        json.decode(row.facts, type=facts.Case)
    except ValidationError as error:
        found.append(f"a fact is of another type than its field says: {error}")
    again = Instance.load(models.bundle, dump.state)
    if again.open_tasks() != instance.open_tasks() or again.timers() != instance.timers():
        found.append("a reloaded case is another one")
    again.release()
    return found


def _counted(house: House, row: cases.CaseRow) -> list[str]:
    """No gap in the submissions, none in the history, and the history verifies as an auditor receives it."""
    case, found = facts.load(row.facts), []
    numbers = [one for (one,) in house.ask("select seq from submission where case_id = ? order by seq", row.id)]
    if numbers != list(range(1, len(case.done) + 1)):
        found.append(f"submissions {numbers} for {len(case.done)} steps")
    entries = house.history(row.public_id)
    acted = [entry for entry in entries if entry.action in ("registered", "submitted")]
    if [entry.subject for entry in acted] != [step.task for step in case.done]:
        found.append("the history tells another path than the facts")
    try:
        heads, _, count = walk(export_histories(house.office, row.public_id), set())
    except Refuted as refuted:
        return [*found, str(refuted)]
    if heads != {row.public_id: (row.history_seq, row.history_head.hex())} or count != len(entries):
        found.append("the history's head is not the one of the case")
    changes = row.version
    if not 0 < changes <= len(entries):
        found.append(f"{changes} changes, but {len(entries)} entries of history")
    return found


def ailments_later(house: House) -> dict[str, list[str]]:
    """What ails an office of replayed cases today: the ticker has caught up with what archived ones still awaited."""
    while fire_timers(house.office):
        pass
    return all_ailments(house)


def all_ailments(house: House) -> dict[str, list[str]]:
    """What ails every case of an office, and the office itself."""
    found = {row.public_id: ailments(house, row.public_id) for row in house.all_cases()}
    found["house"] = examine_house(house.office)
    return {name: texts for name, texts in found.items() if texts}
