"""Every step of the worked cases goes through its form unchanged: what a person typed is what is kept."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mediation.clock import localize
from mediation.forms import FormContext, Option, PartyOption, bind_form, encode, ignored_keys, load_forms, open_form

HERE = Path(__file__).parent
BOOK = json.loads((HERE.parent / "scenarios/worked_cases.json").read_text("utf-8"))
FORMS = load_forms({file.name: file.read_bytes() for file in (HERE.parents[1] / "forms").glob("*.form")})


def context_of(case: dict[str, Any], step: dict[str, Any], facts: dict[str, Any]) -> FormContext:
    return FormContext(
        now=localize(datetime.fromisoformat(step["at"])),
        parties=[
            PartyOption(
                party["party_id"],
                party["name"],
                party["role"],
                bool(party.get("is_minor")),
                party.get("capacity") or "完全",
                (party.get("guardian") or {}).get("name", ""),
            )
            for party in case["parties"]
        ],
        people=[Option(user["user_id"], user["name"]) for user in BOOK["users"]],
        orgs=[Option(org["org_id"], org["name"]) for org in BOOK["orgs"] if org["seal"]],
        tiers=[Option("village", "村"), Option("township", "镇"), Option("group", "组")],
        facts=dict(facts),
    )


def steps() -> list[Any]:
    found = []
    for case in BOOK["cases"]:
        facts: dict[str, Any] = {}
        for number, step in enumerate(case["steps"], start=1):
            values = dict(step["form"])
            if step["task"] == "T_register":
                values["parties"] = [{k: v for k, v in party.items() if k != "party_id"} for party in case["parties"]]
                facts["source_code"] = values["source_code"]
            found.append(pytest.param(case, step, values, facts, id=f"{case['case_id']}-{number}-{step['task']}"))
    return found


def expected(kind: str, value: Any) -> Any:
    """A text given for a list is one item of it; null is not filled."""
    return [value] if kind in ("choices", "strings") and isinstance(value, str) else value


def same(given: Any, kept: Any) -> bool:
    """Equal, if unfilled things (null, an empty list, an unticked box) are not told apart."""
    if given in (None, [], {}, False) or kept in (None, [], {}, False):
        return not given and not kept
    if isinstance(given, dict) and isinstance(kept, dict):
        return all(same(given.get(key), kept.get(key)) for key in given.keys() | kept.keys())
    if isinstance(given, list) and isinstance(kept, list):
        return len(given) == len(kept) and all(map(same, given, kept))
    return type(given) is type(kept) and given == kept


@pytest.mark.parametrize(("case", "step", "values", "facts"), steps())
def test_a_step_of_a_worked_case_comes_back_exactly_as_it_was_given(case, step, values, facts):
    form, context = FORMS[step["task"]], context_of(case, step, facts)
    bound = bind_form(form, context, encode(form, context, values))
    assert bound.errors == {}
    assert bound.ignored == []
    given = {
        key: expected(form.fields[key].kind, value)
        for key, value in values.items()
        if key in form.fields and key not in form.system_keys
    }
    assert {k: (v, bound.values.get(k)) for k, v in given.items() if not same(v, bound.values.get(k))} == {}
    invented = {key: value for key, value in bound.values.items() if key not in given and value not in (False, [])}
    assert invented == {}


@pytest.mark.parametrize(("case", "step", "values", "facts"), steps())
def test_a_worked_step_opens_as_a_draft_and_binds_to_the_same_values(case, step, values, facts):
    form, context = FORMS[step["task"]], context_of(case, step, facts)
    bound = bind_form(form, context, encode(form, context, values))
    again = bind_form(form, context, encode(form, context, bound.values))
    assert again.values == bound.values
    assert open_form(form, context, bound.values).raw_values() == bound.form.raw_values()


def test_every_key_of_the_worked_cases_is_declared_by_its_form():
    unknown = {
        (step["task"], key)
        for case in BOOK["cases"]
        for step in case["steps"]
        for key in ignored_keys(FORMS[step["task"]], step["form"])
    }
    assert unknown == set()


def test_a_key_that_no_form_declares_is_skipped_and_listed():
    case, step, values, facts = steps()[0].values
    form, context = FORMS["T_register"], context_of(case, step, facts)
    assert ignored_keys(form, {**values, "approved": 1, "note_x": "y"}) == ["approved", "note_x"]
    assert encode(form, context, {"approved": 1}) == {}


@pytest.mark.parametrize(
    ("task", "given", "kept"),
    [
        ("T_terminate", {"delivered": [{"party_id": "p1", "at": "2026-03-10T09:00", "method": "当面"}]}, ["p1"]),
        ("T_terminate", {"delivered": {"p1": {"method": "当面"}, "p2": {"method": "邮寄"}}}, ["p1", "p2"]),
        ("X_escalate", {"parties_consent": {"p1": "同意", "p2": "拒绝"}}, ["p1"]),
        (
            "A_amend",
            {"consents": [{"party_id": "p1", "consent": "同意"}, {"party_id": "p2", "consent": "拒绝"}]},
            ["p1"],
        ),
        ("T_assign", {"mediators": "u_chen"}, ["u_chen"]),
        ("F_visit", {"satisfaction": {"p1": "满意"}}, [{"party_id": "p1", "satisfaction": "满意"}]),
        ("D_extend", {"agree": {"p1": "同意", "p2": False}}, {"p1": True, "p2": False}),
        ("S2_lay_talk", {"measure": True}, "是"),
        ("S2_lay_talk", {"evidence": ["合同"]}, [{"title": "合同"}]),
        ("A_written", {"responsibilities": ["各担一半", "互不追究"]}, "各担一半、互不追究"),
        ("F_visit", {"performed_amount": 1200.5}, "1200.50"),
        ("E_report", {"police_no": None, "measures": "报警"}, ["报警"]),
    ],
)
def test_other_shapes_of_the_same_answer_are_taken_with_good_will(task, given, kept):
    case, step, _, facts = steps()[0].values
    form, context = FORMS[task], context_of(case, step, facts)
    values = bind_form(form, context, encode(form, context, given)).values
    assert values[list(given)[-1]] == kept
