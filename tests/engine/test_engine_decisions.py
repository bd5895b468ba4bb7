import pytest
from engine_case import case_of
from engine_diagrams import decide, definitions, end, path, process, start, table, user

from mediation.engine import read_decisions
from mediation.errors import ModelRefused
from mediation.expressions import ExpressionFailed

RULES = [(["> 10"], ['"big"'], "大"), (["> 5"], ['"middle"'], "中"), (["-"], ['"any"'], "")]


def decision(rules=RULES, policy="UNIQUE", aggregation=None, inputs=("n",), outputs=("size",)):
    return read_decisions(table("d", inputs, outputs, rules, policy, aggregation))[0]


def test_unique_is_really_checked():
    only = decision([(["> 10"], ['"big"'], ""), (["<= 10"], ['"small"'], "")])
    assert only.decide({"n": 11}) == {"size": "big"} and only.decide({"n": 3}) == {"size": "small"}
    with pytest.raises(ExpressionFailed, match="1、2、3"):
        decision().decide({"n": 11})


def test_first_takes_the_first():
    first = decision(policy="FIRST")
    assert [first.decide({"n": n})["size"] for n in (11, 6, 1)] == ["big", "middle", "any"]


def test_any_wants_equal_results():
    same = [(["> 5"], ["1"], ""), (["> 10"], ["1.0"], "")]
    assert decision(same, "ANY").decide({"n": 11}) == {"size": 1}
    with pytest.raises(ExpressionFailed):
        decision(policy="ANY").decide({"n": 11})


@pytest.mark.parametrize(
    ("aggregation", "result", "none"),
    [(None, [1, 2, 4], []), ("SUM", 7, None), ("MIN", 1, None), ("MAX", 4, None), ("COUNT", 3, 0)],
)
def test_collect_gathers_and_aggregates(aggregation, result, none):
    rules = [(["> 1"], ["1"], ""), (["> 2"], ["n - 8"], ""), (["> 3"], ["4"], "")]
    collected = decision(rules, "COLLECT", aggregation)
    assert collected.decide({"n": 10}) == {"size": result}
    assert collected.decide({"n": 0}) == {"size": none}


def test_rule_order_gives_all_in_order():
    assert decision(policy="RULE ORDER").decide({"n": 11}) == {"size": ["big", "middle", "any"]}


def test_no_rule_gives_null():
    assert decision([(["> 10"], ['"big"'], "")]).decide({"n": 1}) == {"size": None}


def test_a_decision_explains_itself_by_rule_and_annotation():
    assert decision(policy="RULE ORDER").explain({"n": 6}) == [(2, "中"), (3, "")]


def test_a_list_is_tested_with_the_question_mark():
    colours = decision([(['"red" in ?'], ['"now"'], ""), (['not("red" in ?)'], ['"later"'], "")], inputs=("signs",))
    assert colours.decide({"signs": ["red", "old"]}) == {"size": "now"}
    assert colours.decide({"signs": []}) == {"size": "later"}


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER", "BOGUS", "unique"])
def test_a_policy_that_cannot_be_obeyed_is_refused(policy):
    with pytest.raises(ModelRefused) as refused:
        decision(policy=policy)
    assert refused.value.findings[0].rule == "dmn-policy"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ((b"decisionTable", b"literalExpression"), "dmn-kind"),
        ((b'name="size"', b'name="a b"'), "dmn-output"),
        ((b'name="size"', b'name="__x"'), "dmn-output"),
        ((b"&gt; 10", b"&gt; __import__('os')"), "dmn-expression"),
        ((b"&gt; 10", b"10 .. 20"), "dmn-expression"),
        ((b"<text>n</text>", b"<text></text>"), "dmn-expression"),
        ((b'<inputEntry id="d_c0_0"><text>&gt; 10</text></inputEntry>', b""), "dmn-cells"),
        ((b"20191111", b"20991111"), "dmn-root"),
        ((b'<decision id="d"', b"<decision"), "dmn-id"),
        ((b'hitPolicy="UNIQUE"', b'hitPolicy="UNIQUE" aggregation="SUM"'), "dmn-policy"),
        ((b"<decisionTable id", b'<informationRequirement id="r"/><decisionTable id'), "dmn-requirement"),
    ],
)
def test_a_broken_table_is_refused_with_its_place(change, rule):
    data = table("d", ["n"], ["size"], RULES)
    assert change[0] in data
    with pytest.raises(ModelRefused) as refused:
        read_decisions(data.replace(*change), "d.dmn")
    assert rule in [finding.rule for finding in refused.value.findings]
    assert all(finding.file == "d.dmn" and finding.line for finding in refused.value.findings)


@pytest.mark.parametrize("camunda", [True, False])
def test_a_process_asks_a_decision_in_either_dialect(camunda):
    task = decide("ask", "d")
    if camunda:
        task = '<bpmn:businessRuleTask id="ask" camunda:decisionRef="d" camunda:resultVariable="answer"/>'
    diagram = definitions(
        process("mediation_case", start(), task, user("u"), end(), path("begin", "ask", "u", "finish"))
    )
    case = case_of(diagram, variables={"n": 11}, decisions=[table("d", ["n"], ["size"], RULES, "FIRST")])
    assert case.instance.variables["answer" if camunda else "size"] == "big"
