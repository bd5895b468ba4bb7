"""The table editor's server: what a table that is being written says to values, through the real decision engine."""

import json

import pytest
from test_models_pages import browsers, draft_of, post  # noqa: F401

from mediation.case.facts import Case
from mediation.config import shipped
from mediation.services.proposals import retention_inputs
from mediation.services.table_facts import asked_of, common

ENTRY = {"tier": "village", "dispute_type": "2", "people_involved": 2, "amount": 0, "is_cross_region": False}
TABLES = sorted(path.name for path in shipped("bpmn").glob("*.dmn"))


def written(name="entry_tier.dmn"):
    return (shipped("bpmn") / name).read_text("utf-8")


def tried(surfer, draft, text, values, name="entry_tier.dmn"):
    said = values if isinstance(values, str) else json.dumps(values)
    answer = post(surfer, f"{draft}/tables/{name}/try", text=text, values=said)
    assert answer.status_code == 200
    return answer.json


@pytest.mark.parametrize(
    ("more", "hits", "result"),
    [({}, [9], "village"), ({"people_involved": 5}, [4], "township"), ({"tier": "group", "amount": 9.5}, [8], "group")],
)
def test_the_row_says_which_rule_holds_and_what_comes_out(more, hits, result, browsers):  # noqa: F811
    one, _ = browsers
    found = tried(one, draft_of(one), written(), ENTRY | more)["tables"]
    assert found == [{"decision": "entry_tier", "hits": hits, "failure": "", "outputs": {"entry_tier": [result]}}]


def test_a_changed_rule_answers_at_once_and_nothing_is_kept(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    found = tried(one, draft, written().replace("&gt;= 5<", "&gt;= 2<"), ENTRY)["tables"]
    assert found[0]["hits"] == [4]
    assert one.client.get(f"{draft}/raw/entry_tier.dmn").headers["X-Seq"] == "0"


def test_two_rules_where_one_may_hold_are_said_in_words(browsers):  # noqa: F811
    one, _ = browsers
    text = written().replace('hitPolicy="FIRST"', 'hitPolicy="UNIQUE"')
    found = tried(one, draft_of(one), text, ENTRY | {"people_involved": 9, "amount": 60000})["tables"][0]
    assert found["hits"] == [4, 5, 9] and "同时成立" in found["failure"] and found["outputs"] == {}


@pytest.mark.parametrize("values", ["", "[", "[1]", '{"tier": {"x": 1}}', '{"people_involved": "many"}'])
def test_values_that_are_missing_or_strange_are_said_in_words(values, browsers):  # noqa: F811
    one, _ = browsers
    assert tried(one, draft_of(one), written(), values)["tables"][0]["failure"]


@pytest.mark.parametrize(
    "text",
    ["", "<a/>", written().replace("&gt;= 5<", "&gt;= <"), '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
    ids=["nothing", "no table", "half a condition", "an entity"],
)  # fmt: skip
def test_what_is_no_table_is_named_with_what_to_do(text, browsers):  # noqa: F811
    one, _ = browsers
    found = tried(one, draft_of(one), text, ENTRY)
    assert found["tables"] == [] and all(each["message"] and each["remedy"] for each in found["findings"])
    assert found["findings"] and "root:" not in json.dumps(found)


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_table_opens_with_words_for_its_values(name, browsers):  # noqa: F811
    one, _ = browsers
    page = one.get(f"{draft_of(one)}/tables/{name}")
    about = json.loads(page.tree.xpath("//*[@data-table-editor]")[0].get("data-about"))
    assert page.status == 200 and about["edits"] and about["values"]["risk_sign"]["AJYC=2"]


def test_the_products_own_tables_may_ask_what_the_system_tells_them_and_nothing_else(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    page = one.get(f"{draft}/tables/entry_tier.dmn")
    about = json.loads(page.tree.xpath("//*[@data-table-editor]")[0].get("data-about"))
    offered = {fact["name"]: fact["label"] for fact in about["asked"]["entry_tier"]}
    assert offered["source_code"] == "案件来源" and "outcome" not in offered
    assert {"outcome", "risk_color"} <= {fact["name"] for fact in about["asked"][""]}
    for name, rules in (("source_code", set()), ("outcome", {"table-asks"})):
        text = written().replace("<text>dispute_type</text>", f"<text>{name}</text>", 1)
        seq = one.client.get(f"{draft}/raw/entry_tier.dmn").headers["X-Seq"]
        assert post(one, f"{draft}/files/entry_tier.dmn", {"Accept": "application/json"}, text=text, seq=seq, seen=seq)
        found = one.client.get(f"{draft}/findings.json").json["findings"]
        assert {each["rule"] for each in found} == rules


def test_every_fact_that_is_offered_is_told_by_the_system():
    case = Case("甲", "village", "O-V", {}, "O-V", "village")
    for decision in ("entry_tier", "retention", "risk_colour"):
        given = {"entry_tier": common, "retention": retention_inputs}.get(decision, common)(case)
        own = {"risk_sign"} if decision == "risk_colour" else set()
        assert {fact.name for fact in asked_of(decision)} <= set(given) | own


def test_no_form_is_opened_as_a_table(browsers):  # noqa: F811
    one, _ = browsers
    assert one.client.get(f"{draft_of(one)}/tables/T_screen.form").status_code == 404
