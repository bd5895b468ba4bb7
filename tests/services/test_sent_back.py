"""退回修改: a reviewer sends a case back; what was to be mended is mended, and what hangs on it is done anew."""

from datetime import timedelta

import pytest
from house import WORKED_CASES, House, at, form_of, new_key, steps_before, when
from sound import ailments

from mediation import clock
from mediation.case import dossier
from mediation.errors import GuardRefused, NotAllowed, TaskNotOpen
from mediation.law import confirmation
from mediation.services import assign_task
from mediation.services.case_page import view_case
from mediation.services.drafts import find_draft, keep_draft
from mediation.services.submit_task import submit_task
from mediation.services.worklist_page import my_worklist

C01, C02 = WORKED_CASES["C01"], WORKED_CASES["C02"]
PAPERS = {"mend": ["papers"], "guidance": "收条没有附上,请补拍。"}
MENDED = {"corrected": "收条已经补拍附上。"}


@pytest.fixture
def reviewed(house: House) -> str:
    """The yard's case, ready to be reviewed by 冉启明."""
    case = house.stage(C01, steps_before(C01, "C_close"))
    clock.move_to(when(C01, "C_close"))
    return case


def tab(house: House, who: str, name: str) -> list[str]:
    return [line.task_name for line in my_worklist(house.office, house.person(who), name).lines]


def test_sent_back_it_is_mended_and_comes_back_to_who_sent_it(house: House, reviewed: str) -> None:
    house.raise_event(reviewed, "sent_back", "u_ran", PAPERS)
    assert tab(house, "u_chen", "mine") == ["按审核意见补正"] and tab(house, "u_ran", "mine") == []
    steps = view_case(house.office, house.person("u_chen"), reviewed).next_steps
    assert [step.name for step in steps] == ["按审核意见补正"], "a review that rests is not shown as anybody's to do"
    with pytest.raises(NotAllowed):
        house.do(reviewed, "C_close", "u_ran", form_of(C01, "C_close"))
    house.do(reviewed, "C_correct", "u_chen", MENDED)
    assert house.open_tasks(reviewed) == ["C_close"] and tab(house, "u_ran", "mine") == ["结案审核"]
    house.do(reviewed, "C_close", "u_ran", form_of(C01, "C_close"))
    said = [entry.sentence for entry in view_case(house.office, house.person("u_ran"), reviewed).timeline]
    assert said[1:3] == ["陈忠明 办理了“按审核意见补正”", "冉启明 发起“退回修改”"]
    assert "卷宗情况说明" in dossier.papers(house.case(reviewed))
    assert ailments(house, reviewed) == []


def test_who_mends_is_told_what_in_the_reviewers_words(house: House, reviewed: str) -> None:
    house.raise_event(reviewed, "sent_back", "u_ran", PAPERS)
    page = house.page(reviewed, "C_correct", "u_chen")
    assert page.asked == "冉启明审核退回:材料、附件不全。收条没有附上,请补拍。"


def test_a_visit_that_was_not_made_well_is_made_anew_before_the_review(house: House, reviewed: str) -> None:
    house.raise_event(reviewed, "sent_back", "u_ran", {"mend": ["visit"], "guidance": "没见到人。"})
    with pytest.raises(GuardRefused, match="上门的日子"):
        house.do(reviewed, "C_correct", "u_chen", MENDED)
    day = clock.today() + timedelta(days=2)
    house.do(reviewed, "C_correct", "u_chen", {**MENDED, "visit_on": day.isoformat()})
    assert house.open_tasks(reviewed) == ["C_close"] and [row.task for row in house.listed(reviewed)] == []
    clock.move_to(clock.now() + timedelta(days=2))
    house.let_pass(reviewed, clock.now())
    house.do(reviewed, "F_visit", "u_chen", form_of(C01, "F_visit"))
    assert len(house.case(reviewed).visits) == 2 and tab(house, "u_ran", "mine") == ["结案审核"]
    assert ailments(house, reviewed) == []


def test_a_changed_agreement_voids_what_rested_on_the_old_one(house: House) -> None:
    case = house.stage(C02, steps_before(C02, "C_close"))
    clock.move_to(when(C02, "C_close"))
    before = house.case(case)
    assert confirmation.asked(before, 1) and len(before.agreements) == 1
    house.raise_event(case, "sent_back", "u_wen", {"mend": ["agreement"], "guidance": "金额写错了。"})
    house.do(case, "C_correct", "u_xiang", {**MENDED, "visit_on": clock.today().isoformat()})
    house.let_pass(case, clock.now())
    visit = form_of(C02, "F_visit", 1)
    with pytest.raises(GuardRefused, match="改协议"):
        house.do(case, "F_visit", "u_xiang", {**visit, "action": "督促"})
    house.do(case, "F_visit", "u_xiang", {**visit, "performance_status": "部分履行", "action": "再次调解"})
    signed = form_of(C02, "A_written")
    terms = [{**term, "due_on": (clock.today() + timedelta(days=5)).isoformat()} for term in signed["terms"]]
    now = clock.now().replace(tzinfo=None).isoformat(timespec="minutes")
    signatures = [{**one, "at": now} for one in signed["signatures"]]
    consents = [one["who"] for one in signatures if one["who"].startswith("p")]
    house.do(case, "A_amend", "u_xiang", {**signed, "terms": terms, "signatures": signatures, "seal_at": now,
             "consents": consents, "basis": "协商变更", "supersedes": before.agreements[0].no})  # fmt: skip
    after = house.case(case)
    assert len(after.agreements) == 2 and not confirmation.asked(after, 2), "the court confirmed the old agreement"
    assert after.mending == ["visit"] and after.planned, "the new agreement is visited before it is reviewed"
    with pytest.raises(NotAllowed):
        house.do(case, "C_close", "u_wen", form_of(C02, "C_close"))
    assert ailments(house, case) == []


def test_only_who_reviews_sends_back_and_only_what_waits_for_review(house: House, reviewed: str) -> None:
    for stranger in ("u_chen", "u_deng", "u_grid1"):
        with pytest.raises(NotAllowed):
            house.raise_event(reviewed, "sent_back", stranger, PAPERS)
    fresh = house.stage(C02, 2)
    clock.move_to(when(C02, "T_screen", minutes=30))
    with pytest.raises(TaskNotOpen):
        house.raise_event(fresh, "sent_back", "u_wen", PAPERS)


def test_twice_in_a_row_there_is_one_correction(house: House, reviewed: str) -> None:
    house.raise_event(reviewed, "sent_back", "u_ran", PAPERS)
    with pytest.raises((TaskNotOpen, NotAllowed)):
        house.raise_event(reviewed, "sent_back", "u_wen", PAPERS)
    house.do(reviewed, "C_correct", "u_chen", MENDED)
    house.raise_event(reviewed, "sent_back", "u_ran", PAPERS)
    assert "C_correct" in house.open_tasks(reviewed)


def test_a_half_typed_review_and_a_page_left_open_count_no_more(house: House, reviewed: str) -> None:
    ran, key = house.person("u_ran"), house.task_key(reviewed, "C_close")
    filled = house.filled(reviewed, "C_close", "u_ran", form_of(C01, "C_close"))
    page = house.page(reviewed, "C_close", "u_ran")
    keep_draft(house.office, ran, reviewed, key, "C_close", filled)
    house.raise_event(reviewed, "sent_back", "u_ran", PAPERS)
    assert find_draft(house.office, ran, reviewed, key) is None
    house.do(reviewed, "C_correct", "u_chen", MENDED)
    from mediation.errors import StaleTask

    with pytest.raises(StaleTask, match="退回修改的内容"):
        submit_task(house.office, ran, reviewed, key, filled, key=new_key(), shown=page.shown)


def test_who_mended_does_not_review(house: House, reviewed: str) -> None:
    with at(when(C01, "C_close", minutes=1)):
        house.raise_event(reviewed, "sent_back", "u_wen", PAPERS)
        house.do(reviewed, "C_correct", "u_chen", MENDED)
        key = house.task_key(reviewed, "C_close")
        with pytest.raises(NotAllowed):
            assign_task.reassign(
                house.office, house.person("u_wen"), reviewed, key, "u_chen", "busy", key=new_key()
            )  # fmt: skip
