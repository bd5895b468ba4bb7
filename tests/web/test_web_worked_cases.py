"""The worked cases over HTTP: their people sign in, find the step in 待办, fill in the page, press its button."""

import pytest
from house import WORKED_CASES, House, instant
from surfer import Page, SignIn
from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.services import comparison, replay
from mediation.services.case_page import open_case
from mediation.services.register_page import open_register_page
from mediation.services.replay import Played, as_filled

CASES = ("C01", "C06", "C09", "C11")


@pytest.mark.parametrize("case_id", CASES)
def test_a_worked_case_comes_out_to_the_letter(case_id: str, house: House, sign_in: SignIn) -> None:
    case, played = WORKED_CASES[case_id], Played(case_id)
    for step in case["steps"]:
        at = instant(step["at"])
        if played.public_id:
            house.let_pass(played.public_id, at)
        clock.move_to(at)
        page = _take(step, case, played, house, sign_in)
        assert page.status == 303, (step["task"], page.text)
        assert page.response.location.startswith(("/tasks/", "/cases/", "/worklist"))
        played.public_id = played.public_id or house.all_cases()[0].public_id
    comparison.compare(house.office, case, played)
    assert played.differences == []


def _take(step: dict, case: dict, played: Played, house: House, sign_in: SignIn) -> Page:
    surfer = sign_in(step["actor"])
    if step["task"] == "T_register":
        page = open_register_page(house.office, house.person(step["actor"]))
        return surfer.press(
            "/cases/new", as_filled(page.definition, page.context, {**step["form"], "parties": case["parties"]})
        )
    if step["task"] not in house.open_tasks(played.public_id):
        _raise(step, played, house, surfer)
    address = f"/tasks/{played.public_id}-{house.task_key(played.public_id, step['task'])}"
    assert address in surfer.get("/worklist").links.values()
    return surfer.press(address, house.filled(played.public_id, step["task"], step["actor"], step["form"]))


def _raise(step: dict, played: Played, house: House, surfer) -> None:
    event = replay._implied(step)
    address = f"/cases/{played.public_id}/events/{event}"
    assert address in surfer.get(f"/cases/{played.public_id}").links.values()
    opened = open_case(house.office, played.public_id)
    definition = opened.models.forms.get(event)
    context = opened.context(house.person(step["actor"]), event)
    filled = as_filled(definition, context, step["form"]) if definition else MultiDict()
    page = surfer.press(address, filled)
    assert page.status == 303 and page.response.location.startswith("/tasks/"), page.text
