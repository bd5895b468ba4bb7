"""排查: rounds with zero reports, clues and what becomes of them, and how both feed the figures of any day."""

from decimal import Decimal

import pytest
from house import WORKED_CASES, House, at, registration

from mediation.errors import FormInvalid, NotAllowed, NotFound
from mediation.services import statistics
from mediation.services.answer_clue import answer_clue
from mediation.services.note_patrol import note_patrol, report_clue
from mediation.services.patrol_page import view_clue, view_patrols
from mediation.services.patrols import PatrolRefused
from mediation.services.periods import period
from mediation.services.register_case import register_case
from mediation.services.register_page import open_register_page, words_of_clue
from mediation.services.replay import as_filled
from mediation.services.statistics import Asked, every_value

ROUND = {"walked_on": "2026-03-02", "kind": "daily", "place": "一社", "walkers": "杨小兰", "found": "none"}
FOUND = {"what": "两家为屋檐滴水争起来了", "who": "张家、李家", "dispute_type": "2", "urgency": "yellow"}
OPEN = {"walked_on": "2026-03-02", "place": "老槐院", **FOUND}


@pytest.fixture(autouse=True)
def that_day():
    with at("2026-03-02T16:00"):
        yield


def told(house: House, on: str = "2026-12-31") -> dict[str, Decimal | None]:
    with at("2026-12-31T12:00"):
        return every_value(house.office, Asked("O-COUNTY", period("2026"), on))


def test_a_round_without_a_find_counts_as_a_zero_report_and_the_same_press_once(house: House) -> None:
    grid = house.person("u_grid1")
    assert note_patrol(house.office, grid, ROUND, key="k1") == note_patrol(house.office, grid, ROUND, key="k1")
    (line,) = view_patrols(house.office, grid, "2026-03").rounds
    assert (line.clues, line.words["place"], line.who) == (0, "一社", "杨小兰")
    figures = told(house)
    assert (figures["patrols"], figures["patrols_zero"], figures["clues"]) == (1, 1, 0)


def test_a_clue_is_settled_on_the_spot_once_and_every_past_day_keeps_its_figures(house: House) -> None:
    note_patrol(house.office, house.person("u_grid1"), {**ROUND, "found": "some", **FOUND}, key="k2")
    (clue,) = view_patrols(house.office, house.person("u_ran"), "2026-03").clues
    assert clue.answers and clue.words["what"] == FOUND["what"] and clue.color == "yellow"
    with pytest.raises(NotAllowed):
        answer_clue(house.office, house.person("u_grid1"), clue.number, "settled", "劝好了")
    with at("2026-03-05T10:00"):
        with pytest.raises(PatrolRefused, match="写一句"):
            answer_clue(house.office, house.person("u_ran"), clue.number, "settled", "")
        answer_clue(house.office, house.person("u_ran"), clue.number, "settled", "当场劝和,各退一步")
        with pytest.raises(PatrolRefused, match="已经有人"):
            answer_clue(house.office, house.person("u_xiang"), clue.number, "nothing", "没有这回事")
    assert (told(house)["prevented"], told(house)["patrols_zero"]) == (1, 0)
    assert (told(house, "2026-03-04")["prevented"], told(house, "2026-03-04")["clues"]) == (0, 1)
    assert told(house, "2026-03-01")["clues"] == 0


def test_a_clue_becomes_a_case_of_the_committees_own_initiative(house: House) -> None:
    number = report_clue(house.office, house.person("u_grid1"), OPEN, key="k3")
    ran = house.person("u_ran")
    page = open_register_page(house.office, ran)
    words = words_of_clue(house.office, ran, page, number)
    assert words["source_code"] == "2" and words["apply_mode"] == "主动发现" and words["summary"] == FOUND["what"]
    form = registration(WORKED_CASES["C01"], source_code="2", apply_mode="主动发现", apply_at="2026-03-02T15:00")
    filled = as_filled(page.definition, page.context, form)
    answer = register_case(house.office, ran, filled, key="press-of-clue", clue=number)
    seen = view_clue(house.office, ran, number)
    assert seen.case_id == answer.case_id and not seen.open
    with pytest.raises(FormInvalid):
        register_case(house.office, ran, filled, key="another-press", clue=number)
    assert house.ask("select count(*) from mediation_case") == [(1,)]
    assert register_case(house.office, ran, filled, key="press-of-clue", clue=number).case_id == answer.case_id
    figures = told(house)
    assert (figures["clues_case"], figures["investigation_found"]) == (1, 1)


def test_nobody_sees_beside_and_an_auditor_counts_without_reading(house: House) -> None:
    number = report_clue(house.office, house.person("u_grid1"), OPEN, key="k4")
    with pytest.raises(NotFound):
        view_clue(house.office, house.person("u_mu"), number)
    assert view_clue(house.office, house.person("u_audit"), number).words == {}
    assert view_clue(house.office, house.person("u_deng"), number).words["what"] == FOUND["what"]
    with pytest.raises(NotAllowed):
        view_patrols(house.office, house.person("u_admin"))
    (sealed,) = house.ask("select sealed from clue")
    assert "滴水".encode() not in sealed[0]
    villages = {org: words for org, _, words in _villages(house)}
    assert villages["O-V1"][0] == "0 件"


def _villages(house: House):
    from mediation.services.stats_page import view_stats

    return view_stats(house.office, house.person("u_deng"), code="2026").villages


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"walked_on": "2026-03-03"}, "过去"), ({"walked_on": ""}, "哪一天"), ({"place": ""}, "哪里"),
     ({"found": ""}, "零报告"), ({"found": "some"}, "什么事"), ({"place": "山" * 61}, "太长")],
)  # fmt: skip
def test_what_is_missing_is_said_in_words(house: House, changed: dict[str, str], says: str) -> None:
    with pytest.raises(PatrolRefused, match=says):
        note_patrol(house.office, house.person("u_grid1"), {**ROUND, **changed}, key="k5")
    assert house.ask("select count(*) from patrol") == [(0,)]
    assert statistics.of_place(house.office, "O-COUNTY") == []
