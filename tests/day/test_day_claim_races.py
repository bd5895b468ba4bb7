"""Two who claim at once, and a claim that runs into a submission, at every point in which they can meet."""

import pytest
from house import WORKED_CASES, House, at, form_of, new_key, replay, when
from stops import POINTS, Player, lay_points

from mediation.errors import TaskClaimed, TaskNotOpen
from mediation.services import assign_task
from mediation.services.doctor import examine
from mediation.services.submit_task import submit_task

C02 = WORKED_CASES["C02"]


@pytest.fixture(autouse=True)
def points(monkeypatch: pytest.MonkeyPatch) -> None:
    lay_points(monkeypatch)


def meet(one, other, point: str) -> list[object]:
    """`one` is stopped at a point while `other` runs; what became of both."""
    first, second = Player(one), Player(other)
    first.stop_at(point)
    if point == "before_commit":
        second.let_go()  # it waits for the first one's transaction
        return [first.finish(), second.finish()]
    got = second.finish()
    return [first.finish(), got]


def claiming(house: House, who: str, case: str):
    key, person = house.task_key(case, "T_screen"), house.person(who)
    return lambda: assign_task.claim(house.office, person, case, key, key=new_key())


def pressing(house: House, who: str, case: str):
    page, person = house.page(case, "T_screen", who), house.person(who)
    filled = replay.as_filled(page.definition, page.context, form_of(C02, "T_screen"))
    return lambda: submit_task(house.office, person, case, page.task_key, filled, key=new_key(), shown=page.shown)


def refusals(outcomes: list[object]) -> list[type]:
    return [type(one) for one in outcomes if isinstance(one, BaseException)]


@pytest.mark.parametrize("point", POINTS)
def test_of_two_who_claim_at_once_one_has_it(house: House, point: str) -> None:
    case = house.stage(C02, 1)
    with at(when(C02, "T_screen")):
        outcomes = meet(claiming(house, "u_xiang", case), claiming(house, "u_ran", case), point)
        assert refusals(outcomes) == [TaskClaimed]
        [item] = house.listed(case)
        assert house.case(case).claims == {item.task_key: item.person_id}
        assert [one.action for one in house.history(case)].count("claimed") == 1
        assert [found for _, found in examine(house.office) if found] == []


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("claim_first", [True, False])
def test_a_claim_that_meets_a_submission_either_holds_or_comes_too_late(
    house: House, point: str, claim_first: bool
) -> None:
    case = house.stage(C02, 1)
    with at(when(C02, "T_screen")):
        acts = [claiming(house, "u_xiang", case), pressing(house, "u_ran", case)]
        outcomes = meet(*(acts if claim_first else acts[::-1]), point)
        lost = refusals(outcomes)
        claimed = [one.action for one in house.history(case)].count("claimed")
        # either the claim was first and the submission is refused, or the other way round; never both, never neither
        assert lost in ([TaskClaimed], [TaskNotOpen])
        assert claimed == (lost == [TaskClaimed])
        assert ("T_screen" in house.open_tasks(case)) == (lost == [TaskClaimed])
        assert [found for _, found in examine(house.office) if found] == []
