"""What we rely on in SpiffWorkflow 3.2.0, and the bugs that our subclasses and the one patch are there for."""

import subprocess
import sys

import pytest
from engine_diagrams import definitions, end, flow, gateway, path, process, script, start, user
from engine_models import FILES
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskFilter, TaskIterator, TaskState

from mediation.engine import Instance, speed
from mediation.engine.lint import check_files


def stock(data, process_id="mediation_case"):
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(data)
    workflow = BpmnWorkflow(parser.get_spec(process_id), parser.get_subprocess_specs(process_id))
    workflow.do_engine_steps()
    return workflow


BRANCHES = definitions(process(
    "mediation_case", start(), gateway("s", "parallel"), user("a"), user("b"), gateway("x", default="back"), user("c"),
    gateway("j", "parallel"), end(), path("begin", "s", "a", "x"), path("s", "b", "j", "finish"),
    flow("x", "j", "done == True"), flow("x", "c", flow_id="back"), path("c", "a"),
))  # fmt: skip


def test_any_other_version_is_refused(monkeypatch):
    monkeypatch.setattr(speed, "version", lambda name: "3.2.1")
    with pytest.raises(RuntimeError, match="3.2.0"):
        speed.install()


@pytest.mark.parametrize(
    "mask", [TaskState.ANY_MASK, TaskState.READY, TaskState.COMPLETED, TaskState.NOT_FINISHED_MASK]
)
@pytest.mark.parametrize("name", [None, "a"])
def test_the_patched_walk_gives_upstreams_tasks_in_upstreams_order(mask, name):
    workflow = stock(BRANCHES)
    wanted = TaskFilter(state=mask, spec_name=name)

    def upstream():
        iterator = TaskIterator(workflow.task_tree, task_filter=wanted)
        while True:
            try:
                yield next(iterator)
            except StopIteration:
                return

    assert list(TaskIterator(workflow.task_tree, task_filter=wanted)) == list(upstream())


def test_a_limited_or_broad_walk_is_upstreams_own():
    workflow = stock(BRANCHES)
    shallow = TaskIterator(workflow.task_tree, max_depth=2)
    assert iter(shallow) is shallow


def test_the_walk_goes_deeper_than_a_thousand():
    class Deep:
        def __init__(self, depth):
            self._state, self.task_spec = TaskState.COMPLETED, type("Spec", (), {"name": "n", "manual": False})
            self.last_state_change, self._children, self.children = 0, [], []
            self.depth = depth

        def has_state(self, state):
            return bool(self._state & state)

    top = below = Deep(0)
    for depth in range(1, 3000):
        deeper = Deep(depth)
        below._children, below.children, below = [depth], [deeper], deeper
    assert len(list(TaskIterator(top))) == 3000


def test_other_workflows_in_the_process_keep_upstreams_tasks():
    workflow = stock(BRANCHES)
    assert all(type(task) is Task for task in workflow.tasks.values())
    ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    assert [task.task_spec.name for task in ready] == ["a", "b"]


def test_a_step_leads_where_upstream_leads(bundle):
    """The same answers, step by step, on a diagram that needs none of our repairs."""
    from engine_case import case_of

    ours, theirs = case_of(BRANCHES), stock(BRANCHES)
    for answer in ({"done": False}, {}, {"done": True}, {}):
        ready = theirs.get_tasks(state=TaskState.READY, manual=True)
        assert sorted(task.task_spec.name for task in ready) == sorted(ours.open())
        name = ready[0].task_spec.name
        ready[0].data.update(answer)
        ready[0].run()
        theirs.do_engine_steps()
        ours.do(name, **answer)
    assert theirs.is_completed() and ours.instance.completed


def test_upstream_still_executes_scripts_as_python():
    """Why the script engine is ours; should this fail, upstream has changed."""
    data = definitions(process("mediation_case", start(), script("s", "x = __import__('os').getpid()"), end(),
                               path("begin", "s", "finish")))  # fmt: skip
    assert isinstance(stock(data).last_task.data["x"], int)
    assert check_files({"a.bpmn": data})[0].rule == "expression"


def test_nothing_of_ours_runs_before_the_gate():
    code = "import sys, mediation.expressions; sys.exit('SpiffWorkflow' in sys.modules or 'lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_same_life_gives_the_same_bytes(bundle):
    lives = [Instance.start(bundle, {"deadline": "2026-02-01"}) for _ in range(2)]
    for instance in lives:
        instance.complete(instance.open_tasks()[0].key, {"amount": 1, "kind": "x"})
    assert lives[0].dump() == lives[1].dump()
    assert FILES
