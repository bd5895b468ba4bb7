"""Fills a database with many cases at every stage of a life, so that a measurement meets what an office has.

One case is played to each stage through the real services; its rows are then copied under new ids.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from mediation import clock
from mediation.app import create_app, office_of
from mediation.case.step import Actor
from mediation.config import Config
from mediation.services.fire_timers import fire_case
from mediation.services.office import Office, actor
from mediation.services.replay import play
from mediation.services.set_up import load_village, set_up
from mediation.store import cases
from mediation.store.db import Connection
from mediation.store.tables import db

SCENARIO = Path(__file__).parents[1] / "tests" / "scenarios" / "worked_cases.json"
FIRST_COPY = 1_000_000
# without the answers to presses: the ticker forgets them after a week, and these cases are older
TABLES = (
    "process_instance", "archived_run", "party", "submission", "work_item", "timer", "history", "hand", "search_token",
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """A case after `steps` steps: what comes next, by whom, and its row id."""

    steps: int
    public_id: str
    row_id: int
    task_key: str
    task: str
    values: dict[str, Any]
    who: Actor
    at: datetime  # when the next step is taken: terms run, a later hour would find them over


def open_office(folder: Path, database: str = "") -> Office:
    """A fresh office with the village of the worked cases, on a database that is there or on a new file."""
    office = office_of(create_app(Config(folder, database or f"sqlite:///{folder / 'bench.db'}")))
    set_up(office)
    load_village(office, json.loads(SCENARIO.read_text(encoding="utf8")))
    return office


def life() -> dict[str, Any]:
    """A whole life of 16 steps: the dog's bite (C02) with its written agreement in instalments, three visits, a
    reminder and a fourth visit; without the judicial confirmation, and paid in the end."""
    book = json.loads(SCENARIO.read_text(encoding="utf8"))
    case: dict[str, Any] = next(case for case in book["cases"] if case["case_id"] == "C02")
    case["steps"] = [step for step in case["steps"] if step["task"] not in ("J_confirm", "H_handoff")]
    last_visit = [step for step in case["steps"] if step["task"] == "F_visit"][-1]
    last_visit["form"] |= {"performance_status": "全部履行", "action": "无", "performed_amount": "6800.00"}
    closing = next(step for step in case["steps"] if step["task"] == "C_close")
    closing["form"]["performance_code"] = "1"
    case["expected"] = {"final_status": "closed_performed"}
    return case


def play_stages(office: Office) -> list[Stage]:
    """Play the life once to every stage but the last; the clock stays at its last day."""
    scenario = life()
    whole = play(office, scenario)
    assert whole.ok, whole.differences
    with office.store.reading() as connection:
        row = cases.find(connection, office.store.vault, whole.public_id)
        assert row is not None
        entered = [row.key.open(item.sealed) for item in cases.submissions(connection, row.id)]
    last_day = datetime.fromisoformat(scenario["steps"][-1]["at"])
    clock.move_to(last_day)
    return [_stage(office, scenario, steps, entered[steps]) for steps in range(1, len(scenario["steps"]))]


def _stage(office: Office, scenario: dict[str, Any], steps: int, values: dict[str, Any]) -> Stage:
    last, step = clock.now(), scenario["steps"][steps]
    at = datetime.fromisoformat(step["at"])
    clock.move_to(None)
    played = play(office, scenario, steps)
    clock.move_to(at)
    fire_case(office, played.public_id)
    clock.move_to(last)
    with office.store.reading() as connection:
        row = cases.find(connection, office.store.vault, played.public_id)
        assert row is not None
        query = text("select task_key from work_item where case_id = :case_id and task = :task")
        key = connection.execute(query, {"case_id": row.id, "task": step["task"]}).scalars().all()[0]
        who = actor(connection, step["actor"])
    return Stage(steps, played.public_id, row.id, key, step["task"], values, who, at)


Copy = tuple[int, str, Stage]
"""A copied case: row id, public id, the stage it stands at."""


def let_cases_go(office: Office) -> None:
    """Take away what keeps a history from being removed, so that copies can be dropped again."""
    with office.store.writing() as connection:
        if connection.dialect.name == "sqlite":
            kept = "select name from sqlite_master where type = 'trigger' and tbl_name = 'history'"
            for name in connection.execute(text(kept)).scalars().all():
                connection.execute(text(f'drop trigger "{name}"'))
        else:
            connection.execute(text("alter table history disable trigger user"))


def drop_cases(office: Office, row_ids: list[int]) -> None:
    """Remove copies again; `let_cases_go` comes first."""
    with office.store.writing() as connection:
        for table, key in [*((table, "case_id") for table in (*TABLES, "receipt", "outbox")), ("mediation_case", "id")]:
            for row_id in row_ids:
                connection.execute(text(f"delete from {table} where {key} = :row_id"), {"row_id": row_id})


def copy_cases(office: Office, stages: list[Stage], number: int, first: int = FIRST_COPY) -> list[Copy]:
    """Copy the stages' cases `number` times in all."""
    copies = [(first + n, uuid.uuid4().hex[:16], stages[n % len(stages)]) for n in range(number)]
    with office.store.writing() as connection:
        connection.execute(text("create temporary table copied (id bigint primary key, public_id text, source bigint)"))
        rows = [{"id": row_id, "public": public, "source": stage.row_id} for row_id, public, stage in copies]
        connection.execute(text("insert into copied values (:id, :public, :source)"), rows)
        _copy_table(connection, "mediation_case", "id", {"public_id": "copied.public_id"})
        for table in TABLES:
            _copy_table(connection, table, "case_id", {})
        connection.execute(text("drop table copied"))
    return copies


def _copy_table(connection: Connection, table: str, key: str, changed: dict[str, str]) -> None:
    columns = [column.name for column in db.metadata.tables[table].columns]
    chosen = ["copied.id" if name == key else changed.get(name, f'{table}."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    source = f"copied join {table} on {table}.{key} = copied.source"
    connection.execute(text(f"insert into {table} ({names}) select {', '.join(chosen)} from {source}"))
