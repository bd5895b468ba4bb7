"""The facts of a case survive storing, and what was stored earlier can still be read."""

import orjson

from mediation.case import facts
from mediation.case.facts import Case, Done

STEP = {"task": "T_register", "tier": "village", "org": "O-V1", "actor": "u_1", "at": "2026-03-05T08:40:00+08:00"}


def a_case():
    place = {"tier": "village", "org": "O-V1", "registered_org": "O-V1", "registered_tier": "village"}
    return Case(id="c1", orgs={"village": "O-V1"}, done=[Done(**STEP)], **place)


def test_facts_survive_storing():
    case = a_case()
    assert facts.load(facts.dump(case)) == case


def test_steps_stored_by_name_can_still_be_read():
    raw = {**orjson.loads(facts.dump(a_case())), "done": [STEP]}
    assert facts.load(orjson.dumps(raw)) == a_case()


def test_a_fact_of_another_type_than_its_field_says_can_still_be_read():
    stored = facts.dump(a_case())
    odd = orjson.dumps({**orjson.loads(stored), "people_involved": "三", "screening": {"decision": 1}})
    case = facts.load(odd)
    assert (case.people_involved, case.screening.decision, case.done) == ("三", 1, a_case().done)
    assert facts.dump(case) == facts.dump(facts.load(facts.dump(case)))


def test_only_what_differs_from_an_empty_case_is_stored():
    kept = ["id", "tier", "org", "orgs", "registered_org", "registered_tier", "done"]
    assert list(orjson.loads(facts.dump(a_case()))) == kept
    refused = a_case()
    refused.extended = False  # asked and refused, which is not the same as never asked
    assert facts.load(facts.dump(refused)).extended is False
