"""An office in a folder of its own, with the village of the worked cases, as tests use it: by task id and form values.

What a test fills in goes through the same page, form, policy, guards, engine and store as a person's.
"""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.app import open_office
from mediation.case import facts
from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.config import Config
from mediation.errors import TaskNotOpen
from mediation.services import replay
from mediation.services.case_page import OpenCase, open_case
from mediation.services.fire_timers import fire_case
from mediation.services.office import Office, actor, moment
from mediation.services.raise_case_event import raise_case_event
from mediation.services.register_case import begin_registration, register_case
from mediation.services.set_up import load_village, set_up
from mediation.services.submit_task import Answer, submit_task
from mediation.services.task_page import TaskPage, open_task_page
from mediation.store import cases, history, timers, worklist
from mediation.store.db import Row

ROOT = Path(__file__).parents[2]
WORKED_FILE = ROOT / "tests/scenarios/worked_cases.json"
MORE_FILE = ROOT / "tests/scenarios/more_cases.json"
WORKED: dict[str, Any] = json.loads(WORKED_FILE.read_text("utf-8"))
WORKED_CASES: dict[str, dict[str, Any]] = {case["case_id"]: case for case in WORKED["cases"]}


def instant(text: str) -> datetime:
    """An instant in the village, from ISO text."""
    return clock.localize(datetime.fromisoformat(text))


def new_key() -> str:
    return uuid.uuid4().hex


@dataclass
class House:
    """One office; every method acts at the present of `clock` unless a time is given."""

    folder: Path
    office: Office = field(repr=False)

    @classmethod
    def build(
        cls,
        folder: Path,
        models: Path | None = None,
        forms: Path | None = None,
        scenario: Mapping[str, Any] = WORKED,
        database: str = "",
    ) -> "House":
        """A new office with these models and the people of a scenario file."""
        house = cls.at(folder, database)
        set_up(house.office, models, forms)
        load_village(house.office, scenario)
        return house

    @classmethod
    def at(cls, folder: Path, database: str = "") -> "House":
        """The office whose data are in a folder (and in another database than the one there)."""
        return cls(folder, open_office(Config(folder, database or f"sqlite:///{folder}/mediation.db")))

    @property
    def database(self) -> Path:
        return self.folder / "mediation.db"

    def person(self, person_id: str) -> Actor:
        with self.office.store.reading() as connection:
            return actor(connection, person_id)

    def stage(self, case: Mapping[str, Any], steps: int) -> str:
        """Play the first steps of a scenario's case and give its public id."""
        played = replay.play(self.office, case, steps)
        assert played.differences == []
        return played.public_id

    def waiting_for(self, task: str) -> str:
        """The first worked case where a task waits, in the hour in which it is done; gives its public id."""
        case = WORKED_CASES["C01"]
        clock.move_to(None)
        public_id = self.stage(case, steps_before(case, task))
        clock.move_to(when(case, task))
        return public_id

    def register(self, who: str, form: Mapping[str, Any], key: str = "") -> Answer:
        opened = begin_registration(self.office, self.person(who))
        filled = replay.as_filled(opened.definition, opened.context, form)
        opened.work.instance.release()
        return register_case(self.office, self.person(who), filled, key=key or new_key())

    def opened(self, case_id: str) -> OpenCase:
        """A case as its page reads it; to be released by who asked."""
        return open_case(self.office, case_id)

    def open_tasks(self, case_id: str) -> list[str]:
        return [task.task_id for task in open_case(self.office, case_id).open_tasks]

    def task_key(self, case_id: str, task: str) -> str:
        """The key of an open task.

        Raises:
            TaskNotOpen.
        """
        for found in open_case(self.office, case_id).open_tasks:
            if found.task_id == task:
                return found.key
        raise TaskNotOpen(task)

    def page(self, case_id: str, task: str, who: str) -> TaskPage:
        return open_task_page(self.office, self.person(who), case_id, self.task_key(case_id, task))

    def filled(self, case_id: str, task: str, who: str, form: Mapping[str, Any]) -> MultiDict[str, str]:
        """What a browser would send: the page's proposals, overwritten by what is filled in."""
        page = self.page(case_id, task, who)
        return replay.as_filled(page.definition, page.context, form)

    def do(self, case_id: str, task: str, who: str, form: Mapping[str, Any], key: str = "") -> Answer:
        """Complete an open task.

        Raises:
            What `submit_task` raises, and TaskNotOpen where no such task is open.
        """
        page = self.page(case_id, task, who)
        filled = replay.as_filled(page.definition, page.context, form)
        person, press = self.person(who), key or new_key()
        return submit_task(self.office, person, case_id, page.task_key, filled, key=press, shown=page.shown)

    def raise_event(
        self, case_id: str, event: str, who: str, form: Mapping[str, Any] | None = None, key: str = ""
    ) -> Answer:
        """Press the button of a case event."""
        opened = open_case(self.office, case_id)
        definition = opened.models.forms.get(event)
        person = self.person(who)
        filled: MultiDict[str, str] = MultiDict()
        if definition is not None:
            filled = replay.as_filled(definition, opened.context(person, event), form or {})
        opened.work.instance.release()
        return raise_case_event(self.office, person, case_id, event, filled, key=key or new_key())

    def let_pass(self, case_id: str, until: datetime) -> None:
        """Fire what falls due before an instant, each at its own time, as the ticker would have."""
        while True:
            due = min((row.due_at for row in self.waiting(case_id)), default=None)
            if due is None or moment(due) > until:
                return
            with clock.set_to(moment(due)):
                assert fire_case(self.office, case_id)

    def row(self, case_id: str) -> cases.CaseRow:
        with self.office.store.reading() as connection:
            row = cases.find(connection, self.office.store.vault, case_id)
        assert row is not None
        return row

    def case(self, case_id: str) -> Case:
        return facts.load(self.row(case_id).facts)

    def waiting(self, case_id: str) -> list[Row[Any]]:
        with self.office.store.reading() as connection:
            return timers.waiting(connection, case_id)

    def clocks(self, case_id: str) -> list[Row[Any]]:
        with self.office.store.reading() as connection:
            return timers.of_case(connection, self.row(case_id).id)

    def listed(self, case_id: str) -> list[Row[Any]]:
        with self.office.store.reading() as connection:
            return worklist.of_case(connection, self.row(case_id).id)

    def history(self, case_id: str) -> list[Row[Any]]:
        with self.office.store.reading() as connection:
            return history.of_case(connection, self.row(case_id).id)

    def entered(self, case_id: str) -> list[dict[str, Any]]:
        """Everything people entered in a case, opened, in order."""
        row = self.row(case_id)
        with self.office.store.reading() as connection:
            return [row.key.open(item.sealed) for item in cases.submissions(connection, row.id)]

    def all_cases(self) -> list[cases.CaseRow]:
        with self.office.store.reading() as connection:
            return list(cases.every_case(connection, self.office.store.vault))

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says to a question in SQL."""
        with self.office.store.reading() as connection:
            marked = statement if connection.dialect.name == "sqlite" else statement.replace("?", "%s")
            return [tuple(row) for row in connection.exec_driver_sql(marked, values)]

    def forge(self, *statements: str) -> None:
        """What somebody with the database, a shell and no scruples does: first of all away with the triggers."""
        with self.office.store.writing() as connection:
            rows = connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'")
            for statement in (*[f"drop trigger {name}" for (name,) in rows.all()], *statements):
                connection.exec_driver_sql(statement)


def registration(case: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """The registration form of a scenario's case, with its parties."""
    return {**case["steps"][0]["form"], "parties": case["parties"], **changes}


def form_of(case: Mapping[str, Any], task: str, nth: int = 0, **changes: Any) -> dict[str, Any]:
    """What a scenario's case fills in at the nth time it does a task, with changes."""
    return {**[step for step in case["steps"] if step["task"] == task][nth]["form"], **changes}


def when(case: Mapping[str, Any], task: str, nth: int = 0, minutes: int = 0) -> datetime:
    """When a scenario's case does a task."""
    at = instant([step for step in case["steps"] if step["task"] == task][nth]["at"])
    return at + timedelta(minutes=minutes)


@contextmanager
def at(text: str | datetime) -> Iterator[None]:
    """Hold the clock at an instant."""
    with clock.set_to(instant(text) if isinstance(text, str) else text):
        yield


def steps_before(case: Mapping[str, Any], task: str, nth: int = 0) -> int:
    """How many steps a scenario's case takes before the nth time it does a task."""
    places = [number for number, step in enumerate(case["steps"]) if step["task"] == task]
    return places[nth]


def names(found: Sequence[Any]) -> list[str]:
    return [row.name for row in found]
