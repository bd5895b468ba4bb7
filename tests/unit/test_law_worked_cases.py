"""The worked cases, step by step: the law lets every lawful step pass, to the right people, and comes out the same."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from test_law_builders import at

from mediation import clock
from mediation.case import dossier, outcome
from mediation.case.computed import computed
from mediation.case.facts import Case
from mediation.case.record import record
from mediation.case.step import Actor, Step
from mediation.law import guards, policy

BOOK = json.loads((Path(__file__).parents[1] / "scenarios" / "worked_cases.json").read_text("utf-8"))
ORGS = {org["org_id"]: org for org in BOOK["orgs"]}
PEOPLE = {
    user["user_id"]: Actor(
        user["user_id"], user["name"], frozenset(user["roles"]), user["org"], ORGS[user["org"]]["tier"]
    )
    for user in BOOK["users"]
}


def place(org: str | None) -> dict[str, str]:
    found = {"county": "O-COUNTY"}
    while org:
        found[ORGS[org]["tier"]] = org
        org = ORGS[org].get("parent")
    return found


def begin(book: dict[str, Any]) -> Case:
    first = book["steps"][0]
    org = PEOPLE[first["actor"]].org
    return Case(book["case_id"], first["tier"], org, place(org), org, first["tier"])


def step_of(case: Case, book: dict[str, Any], row: dict[str, Any]) -> Step:
    values = dict(row["form"])
    if row["task"] == "T_register":
        values["parties"] = book["parties"]
    moment = clock.localize(datetime.fromisoformat(row["at"]))
    plain = Step(row["task"], PEOPLE[row["actor"]], case.tier, case.org, moment, values)
    return Step(plain.task, plain.actor, plain.tier, plain.org, moment, {**values, **computed(case, plain)})


def play(book: dict[str, Any], until: int | None = None) -> Case:
    case = begin(book)
    for row in book["steps"][:until]:
        step = step_of(case, book, row)
        assert row["task"] == "T_register" or policy.in_scope(step.actor, case), row["task"]
        assert policy.may(step.actor, row["task"], case), row["task"]
        assert row["task"] == "T_register" or row["tier"] in policy.tiers_for(row["task"], case), row["task"]
        assert [str(problem) for problem in guards.problems(case, step)] == [], row["task"]
        record(case, step)
    return case


def worked(name: str) -> dict[str, Any]:
    return next(book for book in BOOK["cases"] if book["case_id"] == name)


@pytest.mark.parametrize("book", BOOK["cases"], ids=lambda book: book["case_id"])
def test_every_step_is_lawful_and_the_end_is_as_written(book: dict[str, Any]) -> None:
    case, expected = play(book), book["expected"]
    assert outcome.final_status(case) == expected["final_status"]
    codes, figures = outcome.national_codes(case), outcome.stats(case)
    assert {code: codes.get(code) for code in expected["national"]} == expected["national"]
    assert {name: figures[name] for name in expected["stats"]} == expected["stats"]
    assert outcome.tiers_visited(case) == expected["tiers_visited"]
    assert outcome.escalations(case) == expected["escalations"]
    assert outcome.risk_color_final(case) == expected.get("risk_color_final", case.risk_color)
    if "documents" in expected:
        assert sorted(dossier.as_listed(dossier.papers(case))) == sorted(expected["documents"])


@pytest.mark.parametrize(
    ("name", "place", "task", "values", "guard"),
    [
        ("C01", 7, "A_oral", {"seal_org": "O-G11"}, "G7"),
        ("C02", 10, "J_confirm", {"both_want": True, "applied_on": "2026-04-10"}, "G12"),
        ("C02", 7, "A_written", {"total_amount": "6900.00"}, "G9"),
        ("C05", 2, "T_consent", {}, "G4"),
        ("C05", 2, "S1_read_calm", {}, "G4"),
        ("C06", 3, "S1_read_calm", {}, "G2"),
        ("C06", 3, "X_escalate", {"to_tier": "township", "trigger": "parties_request"}, "G2"),
        ("C06", 3, "T_terminate", {"informed_channels": []}, "G5"),
        ("C08", 14, "D_extend", {"agree": {"p1": False, "p2": True}, "result": "延至2026-09-15"}, "G18"),
        ("C08", 15, "T_terminate", {"informed_channels": []}, "G5"),
        ("C09", 5, "S2_lay_talk", {}, "cooling"),
        ("C09", 5, "T_terminate", {"reason_code": "withdrawn_self_settled", "withdrawn_by": "p2"}, "withdrawal"),
        ("C11", 2, "T_reject_notice", {"informed_channels": [], "delivered": ["p1"]}, "G5"),
    ],
)  # fmt: skip
def test_what_the_worked_cases_say_must_not_pass(
    name: str, place: int, task: str, values: dict[str, Any], guard: str
) -> None:
    book = worked(name)
    case, row = play(book, place), book["steps"][place]
    same = row["form"] if row["task"] == task else {}
    moment = at("2026-04-20T09:00") if task == "J_confirm" else at(row["at"])
    step = Step(task, PEOPLE[row["actor"]], case.tier, case.org, moment, {**same, **values})
    assert guard in {problem.guard for problem in guards.problems(case, step)}


def test_the_hour_of_application_stays() -> None:
    book = worked("C06")
    case = play(book, 1)
    again = step_of(
        case, book, {**book["steps"][0], "form": {**book["steps"][0]["form"], "apply_at": "2026-06-01T10:00"}}
    )
    assert "G15" in {problem.guard for problem in guards.problems(case, again)}


def test_a_court_s_case_without_a_letter_is_not_accepted() -> None:
    book = worked("C11")
    case = play(book, 1)
    row = {**book["steps"][1], "form": {**book["steps"][1]["form"], "decision": "accept"}}
    assert "G17" in {problem.guard for problem in guards.problems(case, step_of(case, book, row))}


def test_below_a_restricted_case_nobody_sees_it() -> None:
    case = play(worked("C05"))
    seeing = {who.id for who in PEOPLE.values() if policy.in_scope(who, case)}
    assert seeing == {"u_xiang", "u_ran", "u_xie", "u_wen"}
