"""The same life on SpiffWorkflow as it comes: its own parser, workflow and serializer, one JSON row, the same commit.

It gets our expressions (its own engine would evaluate the diagrams' text as Python) and nothing else of ours.
"""

import json
import tempfile
import time
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
from mediation.expressions import compile_expression
from mediation.services.office import Office
from mediation.store import cases
from mediation.store.db import sqlite_module


class _OurWords(PythonScriptEngine):
    """Upstream's engine with our expression language, so that it understands the diagrams."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return compile_expression(expression).evaluate(task.data)


ENGINE = _OurWords()


def _life(office: Office) -> list[tuple[str, dict[str, Any]]]:
    """The tasks of a whole life, each with the routing variables after it."""
    stages = play_stages(office)
    life = []
    for stage in stages:
        with office.store.reading() as connection:
            row = cases.find(connection, office.store.vault, stage.public_id)
            assert row is not None
        case = facts.load(row.facts)
        life.append((case.done[-1].task, routing(case, office.settings())))
    return life


def _spec() -> tuple[Any, Any]:
    parser = SpiffBpmnParser()
    for path in sorted(shipped("bpmn").glob("*.bpmn")):
        parser.add_bpmn_file(str(path))
    return parser.get_spec("mediation_case"), parser.get_subprocess_specs("mediation_case")


def upstream_lives(rounds: int) -> tuple[list[float], int]:
    """Milliseconds of each step over some lives, and the bytes of the stored case at its longest."""
    with tempfile.TemporaryDirectory() as folder:
        life = _life(open_office(Path(folder)))
        spec, subspecs = _spec()
        database = sqlite_module().connect(f"{folder}/upstream.db", isolation_level=None)
        database.execute("pragma journal_mode=wal")
        database.execute("pragma synchronous=full")
        database.execute("create table instance (id integer primary key, state text)")
        serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
        taken: list[float] = []
        longest = 0
        for number in range(max(2, rounds // 8)):
            workflow = BpmnWorkflow(spec, subspecs, script_engine=ENGINE)
            workflow.do_engine_steps()
            database.execute("insert into instance values (?, ?)", (number, serializer.serialize_json(workflow)))
            for task, variables in life:
                began = time.perf_counter()
                longest = max(longest, _step(database, serializer, number, task, variables))
                taken.append((time.perf_counter() - began) * 1000)
    return taken, longest


def _step(database: Any, serializer: Any, number: int, task: str, variables: dict[str, Any]) -> int:
    stored = database.execute("select state from instance where id = ?", (number,)).fetchone()[0]
    workflow = serializer.deserialize_json(stored)
    workflow.script_engine = ENGINE
    workflow.refresh_waiting_tasks()
    workflow.do_engine_steps()
    ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    chosen = next(item for item in ready if item.task_spec.bpmn_id == task)
    chosen.data.update(json.loads(json.dumps(variables)))
    chosen.run()
    workflow.do_engine_steps()
    text = serializer.serialize_json(workflow)
    database.execute("begin immediate")
    database.execute("update instance set state = ? where id = ?", (text, number))
    database.execute("commit")
    return len(text)
