from datetime import date, timedelta
from decimal import Decimal

import pytest
from engine_case import Case, case_of
from engine_diagrams import (
    boundary,
    call,
    catch,
    definitions,
    end,
    flow,
    gateway,
    message,
    path,
    process,
    script,
    start,
    timer,
    user,
)
from engine_models import FILES

from mediation.engine import Instance, digest_of
from mediation.errors import TaskNotOpen


@pytest.fixture
def case(bundle):
    return Case(bundle)


def test_a_bundle_tells_its_user_tasks_processes_and_sources(bundle):
    accept = bundle.user_tasks["accept"]
    assert (accept.form, accept.role, accept.process) == ("accept_form", "village_mediator", "mediation_case")
    assert bundle.user_tasks["listen"].form == "listen"
    assert set(bundle.processes) == {"mediation_case", "tier", "four_steps", "visit", "risk_report"}
    assert bundle.diagram("four_steps") == FILES["tier.bpmn"]
    assert bundle.digest == digest_of(FILES) != digest_of({**FILES, "visit.bpmn": b""})
    assert bundle.timer_names["mediation_case", "village_deadline"] == "deadline"


def test_a_dispute_settled_in_the_village_reaches_its_end(case, new_year):
    case.to_village()
    assert case.open() == ["assign"]
    assert [(task.tier, task.process) for task in case.instance.open_tasks()] == [("village", "tier")]
    case.do("assign", "listen", "analyse")
    case.do("negotiate", again=True)
    assert case.open() == ["analyse"]
    case.do("analyse")
    case.do("negotiate", again=False)
    case.do("conclude", outcome="settled")
    case.do("agreement")
    assert sorted(case.open()) == ["seal", "sign"]
    case.do("sign", signed=True)
    case.do("seal", sealed=True)
    for visit in range(1, 4):
        assert case.fire(new_year + timedelta(days=30 * visit)) == ["wait"]
        case.do("visit_form")
    case.do("closed")
    assert case.instance.completed and case.open() == [] and case.instance.timers() == []
    told = case.instance.variables
    assert (told["signed"], told["sealed"], told["visits"], told["outcome"]) == (True, True, 3, "settled")


def test_an_escalation_carries_what_the_tier_has_learnt(case):
    case.to_village()
    case.do("assign", mediator="M1")
    case.do("listen", "analyse")
    case.do("negotiate", again=False)
    case.do("conclude", outcome="escalate", reason="too_big")
    assert case.open() == ["assign"]
    assert case.instance.open_tasks()[0].tier == "township"
    told = case.instance.variables
    assert (told["mediator"], told["reason"], told["again"]) == ("M1", "too_big", False)


def test_a_deadline_carries_what_was_learnt_two_levels_down(case, new_year):
    case.to_village()
    case.do("assign")
    case.do("listen", heard=True)
    case.fire(new_year + timedelta(days=31))
    assert case.instance.open_tasks()[0].tier == "county"  # the deadline is past for the township as well
    assert case.instance.variables["heard"] is True


def test_a_task_is_done_once(case):
    key = case.key("register")
    case.do("register", amount=1, kind="x")
    with pytest.raises(TaskNotOpen):
        case.instance.complete(key, {})


@pytest.mark.parametrize("key", ["", "999", "1", "-1", "x", "１", "1.0"])
def test_a_key_that_is_no_open_task_is_refused(case, key):
    with pytest.raises(TaskNotOpen):
        case.instance.complete(key, {})


def test_a_message_interrupts_the_tier_and_brings_its_variables(case):
    assert not case.instance.can_receive("party_refused")
    case.to_village()
    case.do("assign", mediator="M1")
    assert case.instance.can_receive("party_refused") and not case.instance.can_receive("other")
    case.instance.receive("party_refused", {"refused_by": "respondent"})
    case.keep()
    assert case.open() == ["closed"]
    told = case.instance.variables
    assert (told["refused_by"], told["mediator"]) == ("respondent", "M1")
    with pytest.raises(TaskNotOpen):
        case.instance.receive("party_refused", {})


def test_a_process_beside_runs_on_its_own_and_may_begin_again(case, new_year):
    case.to_village()
    case.instance.begin_beside("risk_report", {"colour": "red"})
    case.instance.begin_beside("risk_report", {"colour": "yellow"})
    case.keep()
    assert case.open() == ["assign", "report", "report"]
    assert len({task.key for task in case.instance.open_tasks()}) == 3
    case.do("report", "report")
    assert [timer.name for timer in case.instance.timers()] == ["r_wait", "r_wait", "village_remind", "deadline"]
    assert case.fire(new_year + timedelta(days=1)) == ["r_wait", "r_wait"]
    case.do("assess", "assess")
    assert case.open() == ["assign"]
    assert [key for key, _ in case.archive] == ["run1", "run2"]
    assert "colour" not in case.instance.variables
    assert case.instance.elements()["risk_report"]["done"] == ["assess", "r_begin", "r_end", "r_wait", "report"]


def test_a_side_process_goes_on_after_the_main_one_has_ended(case):
    case.to_village()
    case.instance.begin_beside("risk_report", {})
    case.instance.receive("party_refused", {})
    case.do("closed")
    assert case.instance.completed and case.open() == ["report"]


def test_what_is_set_is_known_on_every_open_path_and_survives_waiting(case, new_year):
    case.to_village()
    case.do("assign")
    case.instance.set_variables({"risk": "red"})
    case.keep()
    assert case.instance.variables["risk"] == "red"
    case.fire(new_year + timedelta(days=40))
    assert case.instance.variables["risk"] == "red"


def test_finished_sub_processes_leave_the_state_and_colour_the_diagram(case):
    case.to_village()
    case.do("assign", "listen", "analyse")
    assert case.instance.elements()["four_steps"]["current"] == ["negotiate"]
    case.do("negotiate", again=False)
    assert len(case.archive) == 1
    elements = case.instance.elements()
    assert elements["four_steps"]["done"] == ["analyse", "listen", "negotiate", "s_begin", "s_end", "s_way"]
    assert elements["tier"]["current"] == ["conclude"]
    assert elements["mediation_case"]["waiting"] == [
        "village_deadline", "village_escalated", "village_refused", "village_remind",
    ]  # fmt: skip


def test_dates_exact_numbers_and_durations_survive_storing(bundle):
    values = {
        "day": date(2026, 2, 28),
        "sum": Decimal("12.50"),
        "span": timedelta(hours=3),
        "none": None,
        "list": ["a", 1],
    }
    case = Case(bundle, {"deadline": "2026-02-01", **values})
    told = case.instance.variables
    assert {name: told[name] for name in values} == values


def test_a_value_that_is_no_variable_cannot_be_stored(case):
    case.instance.set_variables({"thing": object()})
    with pytest.raises(TypeError):
        case.instance.dump()


def test_the_state_stays_small(bundle):
    case, sizes = Case(bundle), []
    case.to_village()
    for outcome in ("escalate", "settled"):
        sizes.append(len(case.do("assign", "listen", "analyse")))
        case.do("negotiate", again=False)
        sizes.append(len(case.do("conclude", outcome=outcome)))
    assert max(sizes) < 1_500


def test_other_bytes_are_no_state(bundle):
    for data in (b"", b"x" * 40, bytes(200)):
        with pytest.raises(ValueError):
            Instance.load(bundle, data)


def test_parallel_branches_keep_what_each_has_changed():
    diagram = definitions(process(
        "mediation_case", start(), script("init", 'state = "new"\nnames = ["a"]'), gateway("split", "parallel"),
        user("left"), user("right"), gateway("join", "parallel"), user("after"), end(),
        path("begin", "init", "split", "left", "join", "after", "finish"), path("split", "right", "join"),
    ))  # fmt: skip
    case = case_of(diagram)
    case.do("left", state="changed", names=["b", "c"])
    case.do("right", other=1)
    told = case.instance.variables
    assert (told["state"], told["names"], told["other"]) == ("changed", ["b", "c"], 1)


def test_a_join_that_waits_goes_on_when_the_other_branch_ends_elsewhere():
    diagram = definitions(process(
        "mediation_case", start(), gateway("split", "inclusive", default="none"), user("left"),
        user("right"), gateway("x", default="joins"), gateway("join", "inclusive"), user("after"), end(),
        end("elsewhere"), path("begin", "split"), flow("split", "left", "1 == 1"), flow("split", "right", "1 == 1"),
        flow("split", "join", flow_id="none"), path("left", "join", "after", "finish"), path("right", "x"),
        flow("x", "elsewhere", "stop == True"), flow("x", "join", flow_id="joins"),
    ))  # fmt: skip
    case = case_of(diagram)
    case.do("left")
    assert case.open() == ["right"]
    case.do("right", stop=True)
    assert case.open() == ["after"]


def test_parallel_ends_keep_what_each_has_changed():
    inner = process(
        "inner", start("ib"), gateway("is", "parallel"), user("il"), user("ir"), end("ie"), end("if"),
        path("ib", "is", "il", "ie"), path("is", "ir", "if"),
    )  # fmt: skip
    outer = process(
        "mediation_case", start(), call("run", "inner"), user("after"), end(), path("begin", "run", "after", "finish")
    )
    case = case_of(definitions(outer, inner), variables={"x": 0})
    case.do("il", x=1)
    case.do("ir")
    assert case.open() == ["after"] and case.instance.variables["x"] == 1


def test_a_called_process_can_follow_another_at_once():
    inner = [
        process(n, start(f"{n}b"), user(f"{n}u"), end(f"{n}e"), path(f"{n}b", f"{n}u", f"{n}e")) for n in ("one", "two")
    ]
    outer = process(
        "mediation_case", start(), call("c1", "one"), call("c2", "two"), end(), path("begin", "c1", "c2", "finish")
    )
    case = case_of(definitions(outer, *inner))
    case.do("oneu", "twou")
    assert case.instance.completed


def test_an_event_gateway_takes_what_comes_first(new_year):
    def fresh():
        return case_of(definitions(
            '<bpmn:message id="M" name="answer"/>',
            process(
                "mediation_case", start(), gateway("first", "eventBased"),
                catch("late", timer("timeDuration", '"P3D"')),
                catch("came", message("M")), user("remind"), user("thank"), end(), end("e2"),
                path("begin", "first", "late", "remind", "finish"), path("first", "came", "thank", "e2"),
            ),
        ))  # fmt: skip

    case = fresh()
    assert [timer.element for timer in case.instance.timers()] == ["late"]
    case.instance.set_variables({"told": 1})
    case.fire(new_year + timedelta(days=3))
    assert case.open() == ["remind"] and case.instance.variables["told"] == 1
    case = fresh()
    case.instance.receive("answer", {"yes": True})
    assert case.open() == ["thank"] and case.instance.timers() == [] and case.instance.variables["yes"] is True


def test_each_of_several_instances_is_a_task_of_its_own():
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>parties</bpmn:loopDataInputRef>"
        '<bpmn:inputDataItem id="party"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    diagram = definitions(
        process(
            "mediation_case", start(), user("ask", loop), user("after"), end(), path("begin", "ask", "after", "finish")
        )
    )
    case = case_of(diagram, variables={"parties": ["A", "B", "C"]})
    assert [task.item for task in case.instance.open_tasks()] == [0, 1, 2]
    assert len({task.key for task in case.instance.open_tasks()}) == 3
    case.do("ask", "ask", "ask")
    assert case.open() == ["after"]


def test_a_boundary_timer_on_several_instances_carries_what_they_learnt(new_year):
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    inner = process("inner", start("ib"), user("iu"), user("iv"), end("ie"), path("ib", "iu", "iv", "ie"))
    outer = process(
        "mediation_case", start(), call("run", "inner", loop), boundary("late", "run", timer("timeDuration", '"P1D"')),
        user("after"), end(), path("begin", "run", "after", "finish"), flow("late", "after"),
    )  # fmt: skip
    case = case_of(definitions(outer, inner))
    case.do("iu", told=7)
    case.fire(new_year + timedelta(days=1))
    assert case.open() == ["after"] and case.instance.variables["told"] == 7
