"""Two acts on one task at every point in which they can meet: one holds, the other is told; with controls."""

from collections.abc import Callable

import pytest
from house import WORKED_CASES, House, at, form_of, new_key, replay, when
from stops import POINTS, Player, lay_points

from mediation.errors import MediationError, NotAllowed, TaskClaimed, TaskNotOpen
from mediation.services import assign_task, case_work, entrust_task, hand_in, urge_task
from mediation.services.doctor import examine
from mediation.services.handing import HandingRefused
from mediation.services.submit_task import submit_task
from mediation.store import cases

C02 = WORKED_CASES["C02"]
Act = Callable[[], object]


@pytest.fixture(autouse=True)
def points(monkeypatch: pytest.MonkeyPatch) -> None:
    lay_points(monkeypatch)


@pytest.fixture
def entrusted(house: House) -> tuple[House, str]:
    """冉启明 has entrusted the screening to 向春梅."""
    case = house.stage(C02, 1)
    with at(when(C02, "T_screen")):
        key = house.task_key(case, "T_screen")
        entrust_task.entrust(house.office, house.person("u_ran"), case, key, "u_xiang", "near", key=new_key())
    return house, case


def meet(one: Act, other: Act, point: str) -> list[object]:
    """`one` is stopped at a point while `other` runs; what became of both."""
    first, second = Player(one), Player(other)
    first.stop_at(point)
    if point == "before_commit":
        second.let_go()  # it waits for the first one's transaction
        return [first.finish(), second.finish()]
    got = second.finish()
    return [first.finish(), got]


def giving_back(house: House, case: str) -> Act:
    page, person = house.page(case, "T_screen", "u_xiang"), house.person("u_xiang")
    filled = replay.as_filled(page.definition, page.context, form_of(C02, "T_screen"))
    return lambda: hand_in.hand_in(
        house.office, person, case, page.task_key, filled, key=new_key(), shown=page.shown
    )  # fmt: skip


def recalling(house: House, case: str) -> Act:
    key, person = house.task_key(case, "T_screen"), house.person("u_ran")
    return lambda: entrust_task.recall(house.office, person, case, key, key=new_key())


def taking_over(house: House, case: str, by: str, to: str) -> Act:
    key, person = house.task_key(case, "T_screen"), house.person(by)
    return lambda: assign_task.reassign(house.office, person, case, key, to, "busy", key=new_key())


def urging(house: House, case: str, by: str) -> Act:
    key, person = house.task_key(case, "T_screen"), house.person(by)
    return lambda: urge_task.urge(house.office, person, case, key, "party", key=new_key())


def lost(outcomes: list[object]) -> list[type]:
    return [type(one) for one in outcomes if isinstance(one, BaseException)]


def actions(house: House, case: str) -> list[str]:
    return [row.action for row in house.history(case)]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("back_first", [True, False])
def test_what_is_given_back_while_it_is_recalled_is_one_or_the_other(entrusted, point: str, back_first: bool) -> None:
    house, case = entrusted
    with at(when(C02, "T_screen", minutes=5)):
        acts = [giving_back(house, case), recalling(house, case)]
        refused = lost(meet(*(acts if back_first else acts[::-1]), point))
        kept, done = house.case(case), actions(house, case)
        # recalled after it came back: both hold, one after the other; recalled before: giving back comes too late
        assert refused in ([], [TaskNotOpen])
        assert done.count("handed_in") == (refused == []) and done.count("recalled") == 1
        assert (kept.entrusted, list(kept.claims.values())) == ([], ["u_ran"])
        assert [found for _, found in examine(house.office) if found] == []


@pytest.mark.parametrize("point", POINTS)
def test_of_two_who_take_a_task_over_at_once_one_has_it(house: House, point: str) -> None:
    case = house.stage(C02, 1)
    with at(when(C02, "T_screen")):
        key = house.task_key(case, "T_screen")
        assign_task.claim(house.office, house.person("u_ran"), case, key, key=new_key())
        outcomes = meet(
            taking_over(house, case, "u_ran", "u_xiang"), taking_over(house, case, "u_ran", "u_xiang"), point
        )  # fmt: skip
        assert not [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, MediationError)]
        [item] = house.listed(case)
        assert house.case(case).claims == {item.task_key: item.person_id} == {key: "u_xiang"}
        assert [found for _, found in examine(house.office) if found] == []


@pytest.mark.parametrize("point", POINTS)
def test_a_step_and_its_being_given_away_do_not_both_happen(house: House, point: str) -> None:
    case = house.stage(C02, 1)
    with at(when(C02, "T_screen")):
        key = house.task_key(case, "T_screen")
        assign_task.claim(house.office, house.person("u_ran"), case, key, key=new_key())
        page, ran = house.page(case, "T_screen", "u_ran"), house.person("u_ran")
        filled = replay.as_filled(page.definition, page.context, form_of(C02, "T_screen"))
        outcomes = meet(
            lambda: submit_task(house.office, ran, case, key, filled, key=new_key(), shown=page.shown),
            taking_over(house, case, "u_ran", "u_xiang"),
            point,
        )
        assert lost(outcomes) in ([TaskClaimed], [TaskNotOpen])
        given = actions(house, case).count("reassigned")
        assert ("T_screen" in house.open_tasks(case)) == (given == 1) == (lost(outcomes) == [TaskClaimed])


@pytest.mark.parametrize("point", POINTS)
def test_of_two_who_urge_at_once_one_is_heard(house: House, point: str) -> None:
    case = house.stage(C02, 1)
    with at(when(C02, "T_screen")):
        outcomes = meet(urging(house, case, "u_xiang"), urging(house, case, "u_deng"), point)
        assert lost(outcomes) == [HandingRefused] and actions(house, case).count("urged") == 1


def test_control_without_the_version_both_would_be_heard(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    case = house.stage(C02, 1)
    saved = cases.save

    def save_blindly(connection, row) -> bool:
        row.version = connection.exec_driver_sql(
            "select version from process_instance where case_id = ?", (row.id,)
        ).scalar()  # fmt: skip
        return saved(connection, row)

    monkeypatch.setattr(case_work.cases, "save", save_blindly)
    monkeypatch.setattr(case_work.history, "append", lambda *given: (given[3], given[4]))
    with at(when(C02, "T_screen")):
        outcomes = meet(urging(house, case, "u_xiang"), urging(house, case, "u_deng"), "before_write")
        assert lost(outcomes) == [], "the test above would not notice a lost race"


def test_control_without_the_check_a_recalled_task_would_still_be_given_back(
    entrusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, case = entrusted
    with at(when(C02, "T_screen", minutes=5)):
        back = giving_back(house, case)
        recalling(house, case)()
        kept = house.case(case)
        monkeypatch.setattr(hand_in.handing, "awaited", lambda *given: entrust_task.Entrusted("", "u_ran", "", ""))
        back()
        assert kept.entrusted == [] and actions(house, case).count("handed_in") == 1


def test_who_only_watches_can_do_none_of_it(entrusted) -> None:
    house, case = entrusted
    with at(when(C02, "T_screen", minutes=5)):
        key, deng = house.task_key(case, "T_screen"), house.person("u_deng")
        for act in (
            lambda: entrust_task.recall(house.office, deng, case, key, key=new_key()),
            lambda: entrust_task.send_again(house.office, deng, case, key, "wrong", key=new_key()),
            lambda: assign_task.put_back(house.office, deng, case, key, key=new_key()),
        ):
            with pytest.raises(NotAllowed):
                act()
