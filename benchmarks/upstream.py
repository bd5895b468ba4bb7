"""The same life on SpiffWorkflow as it comes: its own parser, workflow and serializer, one JSON row, the same commit.

It gets our expressions (its own engine would evaluate the diagrams' text as Python) and nothing else of ours.
"""

import json
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from benchmarks.crowd import open_office, play_stages
from mediation.case import facts
from mediation.case.routing import routing
from mediation.config import shipped
from mediation.engine.definition import Bundle
from mediation.engine.instance import Instance
from mediation.expressions import compile_expression
from mediation.services.office import Office
from mediation.store import cases
from mediation.store.db import sqlite_module


class _OurWords(PythonScriptEngine):
    """Upstream's engine with our expression language, so that it understands the diagrams."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return compile_expression(expression).evaluate(task.data)


ENGINE = _OurWords()


@dataclass(frozen=True)
class Step:
    """One step of a life: its task, the routing variables after it, and our stored state and key before it."""

    task: str
    variables: dict[str, Any]
    state: bytes
    key: str


def _life(office: Office) -> tuple[list[Step], Bundle]:
    """The steps of a whole life, the first of which is registration, and the bundle they are taken on."""
    stages = play_stages(office)
    with office.store.reading() as connection:
        rows = [cases.find(connection, office.store.vault, stage.public_id) for stage in stages]
    assert rows[0] is not None
    models = office.library.models(rows[0].bundle)
    life, state, key = [], b"", ""
    for stage, row in zip(stages, rows, strict=True):
        assert row is not None
        case = facts.load(row.facts)
        life.append(Step(case.done[-1].task, routing(case, office.settings(), models.bundle.names), state, key))
        state, key = row.state, stage.task_key
    return life, models.bundle


@dataclass
class Beside:
    """Milliseconds of each step, taken in turns: upstream's engine and ours, each with one row and its commit."""

    upstream: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    longest: int = 0  # bytes of upstream's stored case


def upstream_lives(rounds: int) -> Beside:
    """Some lives on both engines."""
    found = Beside()
    with tempfile.TemporaryDirectory() as folder:
        life, bundle = _life(open_office(Path(folder)))
        database = sqlite_module().connect(f"{folder}/upstream.db", isolation_level=None)
        database.execute("pragma journal_mode=wal")
        database.execute("pragma synchronous=full")
        database.execute("create table instance (id integer primary key, state blob)")
        upstream = Upstream()
        for number in range(max(2, rounds // 4)):
            _write(database, number, upstream.begun())
            _write(database, -1, b"")
            for step in life:
                began = time.perf_counter()
                text = upstream.step(_stored(database, number), step)
                _write(database, number, text)
                found.upstream.append((time.perf_counter() - began) * 1000)
                found.longest = max(found.longest, len(text))
                if step.state:
                    _write(database, -1, step.state)
                    began = time.perf_counter()
                    _write(database, -1, _ours(bundle, _stored(database, -1), step))
                    found.ours.append((time.perf_counter() - began) * 1000)
    return found


def _stored(database: Any, number: int) -> Any:
    return database.execute("select state from instance where id = ?", (number,)).fetchone()[0]


def _write(database: Any, number: int, state: Any) -> None:
    database.execute("begin immediate")
    database.execute("insert or replace into instance values (?, ?)", (number, state))
    database.execute("commit")


def _ours(bundle: Bundle, stored: bytes, step: Step) -> bytes:
    instance = Instance.load(bundle, stored)
    instance.complete(step.key, step.variables)
    state = instance.dump().state
    instance.release()
    return state


class Upstream:
    """Parser, workflow and serializer as they come."""

    def __init__(self) -> None:
        parser = SpiffBpmnParser()
        for path in sorted(shipped("bpmn").glob("*.bpmn")):
            parser.add_bpmn_file(str(path))
        self._specs = parser.get_spec("mediation_case"), parser.get_subprocess_specs("mediation_case")
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))

    def begun(self) -> str:
        """A new case."""
        workflow = BpmnWorkflow(*self._specs, script_engine=ENGINE)
        workflow.do_engine_steps()
        return str(self._serializer.serialize_json(workflow))

    def step(self, stored: str, step: Step) -> str:
        """The case one task later."""
        workflow = self._serializer.deserialize_json(stored)
        workflow.script_engine = ENGINE
        workflow.refresh_waiting_tasks()
        workflow.do_engine_steps()
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        chosen = next(item for item in ready if item.task_spec.bpmn_id == step.task)
        chosen.data.update(json.loads(json.dumps(step.variables)))
        chosen.run()
        workflow.do_engine_steps()
        return str(self._serializer.serialize_json(workflow))
