"""What case events leave behind: words that were said, a party's place taken by another, an answer to the police."""

import pytest
from house import WORKED_CASES, form_of, registration, when
from negatives import refused
from sound import ailments

from mediation import clock
from mediation.errors import FormInvalid, GuardRefused
from mediation.services.case_page import view_case
from mediation.services.find_cases import find_cases
from mediation.store import cases

C01, C02 = WORKED_CASES["C01"], WORKED_CASES["C02"]


@pytest.fixture
def talking(house):
    """A case of the yard in the middle of its talk: S2 is open, and it is an hour later."""
    case = house.stage(C01, 5)
    clock.move_to(when(C01, "S1_read_calm", minutes=60))
    return case


def said(house, case, who):
    """Everything that the case page tells this person of what was said."""
    view = view_case(house.office, house.person(who), case)
    return {line.words for talk in view.talks for line in talk.said}


def test_the_words_of_an_event_are_kept_sealed_and_shown_to_who_reads_the_record(house, talking):
    words = {"refused_by": "p2", "refusal_text": "我不谈了,法院见"}
    house.raise_event(talking, "party_refused", "u_chen", words)
    row = house.row(talking)
    with house.office.store.reading() as connection:
        (kept,) = cases.event_forms(connection, row.id)
    assert row.key.open(kept.sealed) == words
    assert "我不谈了,法院见" in said(house, talking, "u_chen")
    assert "我不谈了,法院见" not in said(house, talking, "u_deng")
    assert "我不谈了".encode() not in house.database.read_bytes()


HEIR = {"party": "p2", "change": "去世", "successor": True, "successor_name": "李小满"}


def test_an_heir_stands_in_the_place_of_a_party_and_is_asked_anew(house, talking):
    deadline = house.case(talking).screening.deadline_on
    house.raise_event(talking, "party_changed", "u_chen", HEIR)
    assert house.open_tasks(talking) == ["T_consent"]
    assert house.case(talking).consents == {"p1": "同意"} and house.case(talking).screening.deadline_on == deadline
    names = [line.name for line in view_case(house.office, house.person("u_chen"), talking).parties]
    assert names == ["张德厚", "李小满"]
    house.do(talking, "T_consent", "u_chen", form_of(C01, "T_consent"))
    house.do(talking, "T_assign", "u_chen", form_of(C01, "T_assign"))
    assert house.open_tasks(talking) == ["S1_read_calm"]
    assert ailments(house, talking) == []


@pytest.mark.parametrize("field", ["party", "successor_name"])
def test_who_takes_whose_place_must_be_said(house, talking, field):
    with refused(house, talking, FormInvalid, "", field):
        house.raise_event(talking, "party_changed", "u_chen", {**HEIR, field: None})


def test_a_case_is_found_by_the_heir_and_no_longer_by_who_stood_there(house, talking):
    house.raise_event(talking, "party_changed", "u_chen", HEIR)
    found = {name: len(find_cases(house.office, house.person("u_chen"), name).lines) for name in ("李小满", "李国富")}
    assert found == {"李小满": 1, "李国富": 0}


def test_who_can_no_longer_decide_stays_a_party_with_a_guardian(house, talking):
    house.raise_event(talking, "party_changed", "u_chen", {**HEIR, "change": "丧失行为能力"})
    party = house.case(talking).parties[1]
    assert (party.capacity, party.has_guardian, house.open_tasks(talking)) == ("无", True, ["T_consent"])
    names = [line.name for line in view_case(house.office, house.person("u_chen"), talking).parties]
    assert names == ["张德厚", "李国富"]


def test_an_asking_up_is_taken_back_when_a_party_changes(house, talking):
    house.raise_event(talking, "escalation_requested", "u_chen")
    asked = {"to_tier": "village", "trigger": "difficulty", "handover_docs": ["登记表"], "lower_tier_role": "协办"}
    house.do(talking, "X_escalate", "u_chen", {**asked, "parties_consent": ["p1", "p2"]})
    house.raise_event(talking, "party_changed", "u_chen", HEIR)
    assert house.open_tasks(talking) == ["T_consent"] and house.case(talking).escalations == []


def test_nobody_goes_on_for_the_dead_and_the_talk_ends(house, talking):
    house.raise_event(talking, "party_changed", "u_chen", {"party": "p2", "change": "去世", "successor": False})
    assert house.open_tasks(talking) == ["T_terminate"]
    page = house.page(talking, "T_terminate", "u_chen")
    assert page.context.computed["reason_code"] == "party_dead"


def test_what_is_confided_above_stays_there_and_what_was_confided_below_goes_up(house, talking):
    below = form_of(C01, "S2_lay_talk", private_statements={"p1": "下面说的私话"}, decision="escalate")
    house.do(talking, "S2_lay_talk", "u_chen", below)
    asked = {"to_tier": "village", "trigger": "difficulty", "handover_docs": ["登记表"], "lower_tier_role": "协办"}
    house.do(talking, "X_escalate", "u_chen", {**asked, "parties_consent": ["p1", "p2"]})
    house.do(talking, "X_accept", "u_xiang", {"accepted": True})
    house.do(talking, "T_assign", "u_xiang", form_of(C01, "T_assign", mediators=["u_xiang"]))
    house.do(talking, "S1_read_calm", "u_xiang", form_of(C01, "S1_read_calm"))
    above = form_of(C01, "S2_lay_talk", private_statements={"p2": "上面说的私话"})
    house.do(talking, "S2_lay_talk", "u_xiang", above)
    assert {"下面说的私话", "上面说的私话"} <= said(house, talking, "u_xiang")
    assert "下面说的私话" in said(house, talking, "u_chen") and "上面说的私话" not in said(house, talking, "u_chen")


# 警调对接

TO_POLICE = {"kind": "police_feedback", "target": ["公安机关"], "basis": ["治安管理处罚法第9条"], "doc": ["协议书"]}


@pytest.fixture
def agreed(house):
    """The village's case as the police had sent it, agreed in two instalments; it is time to praise."""
    sent = {"source_code": "5", "source_org": "青石派出所", "source_doc_no": "青公调〔2026〕1号"}
    clock.move_to(when(C02, "T_register"))
    case = house.register("u_xiang", registration(C02, **sent)).case_id
    for step in C02["steps"][1:8]:
        clock.move_to(when(C02, step["task"]))
        house.do(case, step["task"], "u_xiang", step["form"])
    clock.move_to(when(C02, "S4_smooth_praise"))
    return case


def test_the_answer_to_the_police_runs_beside_the_visits_and_waits_for_performance(house, agreed):
    house.do(agreed, "S4_smooth_praise", "u_xiang", form_of(C02, "S4_smooth_praise", police_joint_application=True))
    assert house.open_tasks(agreed) == ["H_handoff"]
    with refused(house, agreed, GuardRefused, "police"):
        house.do(agreed, "H_handoff", "u_xiang", TO_POLICE)
    house.let_pass(agreed, when(C02, "F_visit"))
    clock.move_to(when(C02, "F_visit"))
    house.do(agreed, "F_visit", "u_xiang", form_of(C02, "F_visit", performance_status="全部履行", action="无"))
    house.do(agreed, "H_handoff", "u_xiang", {**TO_POLICE, "police_no_penalty": True})
    assert house.case(agreed).handoffs[-1].no_penalty and house.case(agreed).planned
    assert ailments(house, agreed) == []


def test_without_the_parties_asking_together_the_police_get_no_such_answer(house, agreed):
    house.do(agreed, "S4_smooth_praise", "u_xiang", form_of(C02, "S4_smooth_praise"))
    assert house.open_tasks(agreed) == []
