"""What the cases worked out by hand forbid, tried in the middle of each: the right guard says no, the case goes on."""

import copy
import json
from typing import Any

import pytest
from house import ROOT, House

from mediation.services import replay
from mediation.services.set_up import load_village

COLD = json.loads((ROOT / "tests/scenarios/cold_cases.json").read_text("utf-8"))
CASES = {case["case_id"]: case for case in COLD["cases"]}


def before(case: str, task: str, nth: int = 1) -> tuple[str, int]:
    """The case, and which of its steps it is."""
    found = [at for at, step in enumerate(CASES[case]["steps"]) if step["task"] == task]
    return case, found[nth - 1]


def the_same(form: dict[str, Any]) -> dict[str, Any]:
    return form


def with_(**changes: Any):
    return lambda form: {**form, **changes}


def first_term(**changes: Any):
    return lambda form: {**form, "terms": [{**form["terms"][0], **changes}, *form["terms"][1:]]}


def unsigned_by(who: str):
    return lambda form: {**form, "signatures": [one for one in form["signatures"] if one["who"] != who]}


TERM = {"no": 1, "obligor": "p2", "obligee": "p1", "way_code": "5", "amount": "860.00", "due_on": "2026-05-10"}

# where it is tried · which task (None: the step itself, made wrong) · how · the guard
FORBIDDEN = {
    "red and not reported: no talk": (before("D01", "E_report"), ("S2_lay_talk", 3), the_same, "G3"),
    "the host who was objected to stays": (before("D01", "T_assign", 2), None, with_(mediators_after=["u_ran"]), "G21"),
    "a group seals": (before("D01", "A_written"), None, with_(seal_org="O-G12"), "G7"),
    "the land is declared somebody's": (
        before("D01", "A_written"),
        None,
        with_(scope_note=None, terms=[{**TERM, "content": "争议院坝归覃世文所有"}]),
        "G13",
    ),
    "part is ended and nobody told where to go": (
        before("D01", "T_terminate"),
        None,
        with_(informed_channels=[]),
        "G5",
    ),
    "a danger to life and not reported: no consent": (before("D02", "E_report"), ("T_consent", 1), the_same, "G3"),
    "one of three does not agree to the change": (before("D02", "A_amend"), None, with_(consents=["p1", "p2"]), "G6"),
    "fewer copies than parties and one": (before("D02", "A_written"), None, with_(copies=3), "G8"),
    "what was prevented has no report": (
        before("D02", "C_close"),
        None,
        with_(prevention=[{"kind": "fight", "cases": 1, "people": 9}]),
        "prevention",
    ),
    "who sent the case heard nothing": (before("D03", "C_close"), None, with_(feedback_to_source=None), "G24"),
    "enforcement without a ruling": (before("D03", "H_handoff"), None, with_(kind="enforce"), "G14"),
    "the company has not signed": (
        before("D03", "A_written"),
        None,
        lambda form: unsigned_by("p4")(unsigned_by("agent:钱勇")(form)),
        "G6",
    ),
    "sent back and nothing tried: not up again": (before("D04", "T_assign", 2), ("X_escalate", 1), the_same, "ladder"),
    "the guardian has not signed": (before("D05", "A_written"), None, unsigned_by("guardian:秦大海"), "G10"),
    "no criminal charges": (before("D05", "A_written"), None, first_term(content="对方不追究刑事责任"), "clauses"),
    "the window is over": (before("D06", "J_confirm"), None, with_(applied_on="2026-10-01"), "G12"),
    "one alone wants confirmation": (before("D06", "J_confirm"), None, with_(both_want=False), "G12"),
    "the ruling is on what was changed since": (before("D18", "H_handoff"), None, with_(kind="enforce"), "G14"),
    "asked for before it was agreed": (before("D19", "J_confirm", 3), None, with_(applied_on="2026-03-20"), "G12"),
    "more time a second time": (before("D08", "S2_lay_talk", 2), ("D_extend", 1), with_(result=None), "G18"),
    "violence and the police not told": (before("D12", "E_report"), None, with_(reported_to="区妇联"), "G4"),
    "by word of mouth, for too much": (before("D13", "A_oral"), None, first_term(amount="2001.00"), "oral"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_a_case_forbids_is_refused_by_its_guard(name: str, house: House) -> None:
    load_village(house.office, COLD)
    (which, place), other, change, guard = FORBIDDEN[name]
    case = copy.deepcopy(CASES[which])
    steps = case["steps"]
    wrong = copy.deepcopy(steps[place] if other is None else steps[before(which, *other)[1]])
    wrong |= {"at": steps[place]["at"], "form": change(wrong["form"]), "refused_by": guard}
    steps.insert(place, wrong)
    played = replay.play(house.office, case)
    assert played.differences == []
