import gc
import threading
import weakref

import pytest
from engine_case import VARIABLES, Case, case_of
from engine_diagrams import call, catch, definitions, end, flow, gateway, path, process, script, start, timer, user
from engine_models import FILES

from mediation.engine import Instance, ModelFailed, limits, load_bundle
from mediation.errors import ModelLoop


def looping(times, first=""):
    return definitions(process(
        "mediation_case", start(), user("work"), script("count", "n = n + 1"), gateway("more", default="leave"), end(),
        path("begin", "work", "count", "more"), flow("more", "finish", flow_id="leave"),
        flow("more", "work", f"n < {times}"),
    ))  # fmt: skip


def spinning():
    """A loop with a timer in it whose moment is always past: the gate cannot see it, the limit must."""
    return definitions(process(
        "mediation_case", start(), user("work"), catch("wait", timer("timeDate", '"2020-01-01"')),
        gateway("more", default="leave"), end(), path("begin", "work", "wait", "more"),
        flow("more", "finish", flow_id="leave"), flow("more", "wait", "go"),
    ))  # fmt: skip


def test_a_loop_without_a_stop_ends_with_an_error_not_with_a_dead_case():
    case = case_of(spinning(), variables={"go": False})
    state = case.keep()
    with pytest.raises(ModelLoop, match="mediation_case"):
        case.do("work", go=True)
    assert [task.task_id for task in Instance.load(case.bundle, state).open_tasks()] == ["work"]


def test_a_run_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(limits, "MAX_SECONDS", -1.0)
    with pytest.raises(ModelLoop):
        case_of(looping(3), variables={"n": 0})


def test_a_case_may_go_round_more_often_than_upstream_can_walk():
    case = case_of(looping(600), variables={"n": 0}, reload=False)
    for _ in range(600):
        case.instance.complete(case.key("work"), {})
    assert case.instance.completed and case.instance.variables["n"] == 600


@pytest.mark.parametrize(
    "text",
    ["x = missing", "x = 1 / 0", 'x = "a" + 1', "x = today() > 5", 'x = number("z")', "x = [1][4]", "x = n.field"],
)
def test_a_script_that_cannot_be_computed_names_its_place(text):
    with pytest.raises(ModelFailed) as failed:
        case_of(definitions(process("mediation_case", start(), script("s", text), end(), path("begin", "s", "finish"))),
                variables={"n": 1})  # fmt: skip
    assert (failed.value.process, failed.value.element) == ("mediation_case", "s")


@pytest.mark.parametrize("count", [201, -1, "3", None, True, 2.5])
def test_the_number_of_instances_is_limited(count):
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>n</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    diagram = definitions(process("mediation_case", start(), user("u", loop), end(), path("begin", "u", "finish")))
    with pytest.raises(ModelFailed, match="200"):
        case_of(diagram, variables={"n": count})


def test_growing_text_is_stopped():
    case = case_of(definitions(process(
        "mediation_case", start(), user("u"), script("grow", "text = text + text"), gateway("more", default="again"),
        end(), path("begin", "u", "grow", "more"), flow("more", "u", flow_id="again"), flow("more", "finish", "false"),
    )), variables={"text": "x" * 100})  # fmt: skip
    with pytest.raises(ModelFailed):
        for _ in range(20):
            case.do("u")


def test_one_bundle_serves_many_threads_at_once():
    bundle = load_bundle(FILES)
    before = {name: [(t._inputs, t._outputs) for t in spec.task_specs.values()] for name, spec in bundle.specs.items()}
    failures, states = [], []

    def life():
        try:
            for _ in range(5):
                case = Case(bundle).to_village()
                case.do("assign", "listen", "analyse")
                case.do("negotiate", again=False)
                states.append(case.do("conclude", outcome="escalate"))
        except BaseException as error:  # noqa: BLE001 - whatever happens in a thread must fail the test
            failures.append(error)

    threads = [threading.Thread(target=life) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == [] and len(set(states)) == 1
    after = {name: [(t._inputs, t._outputs) for t in spec.task_specs.values()] for name, spec in bundle.specs.items()}
    assert before == after and all(isinstance(i, tuple) for spec in after.values() for i, _ in spec)


def test_a_frozen_specification_cannot_be_joined_further(bundle):
    nodes = bundle.specs["tier"].task_specs
    with pytest.raises(AttributeError):
        nodes["assign"].connect(nodes["conclude"])


def test_a_bundle_cannot_be_changed(bundle):
    with pytest.raises(TypeError):
        bundle.user_tasks["x"] = None
    with pytest.raises(AttributeError):
        bundle.main = "x"


def test_a_released_case_is_free_without_the_collector(bundle):
    case = Case(bundle, VARIABLES, reload=False).to_village()
    watched = weakref.ref(case.instance._runs[0])
    gc.disable()
    try:
        case.instance.release()
        assert watched() is None
    finally:
        gc.enable()


def test_a_called_process_may_fail_and_says_which():
    inner = process("inner", start("ib"), script("is", "x = nothing"), end("ie"), path("ib", "is", "ie"))
    outer = process("mediation_case", start(), call("c", "inner"), end(), path("begin", "c", "finish"))
    with pytest.raises(ModelFailed) as failed:
        case_of(definitions(outer, inner))
    assert (failed.value.process, failed.value.element) == ("inner", "is")
