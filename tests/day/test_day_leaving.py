"""离职转办: what is in somebody's hands goes to others in one act, or not at all; the account ends with it."""

import pytest
from house import WORKED_CASES, House, form_of, new_key, when
from stops import lay_points
from surfer import SignIn

from mediation import clock
from mediation.errors import GuardRefused, NotAllowed, NotFound
from mediation.forms.words import FormData
from mediation.services import assign_task, case_work, entrust_task
from mediation.services.case_page import view_case
from mediation.services.deliver import deliver
from mediation.services.doctor import examine
from mediation.services.drafts import find_draft, keep_draft
from mediation.services.hand_over_all import BACK, hand_over_all, leaving_page
from mediation.services.handing import HandingRefused
from mediation.services.notification_page import my_notifications
from mediation.services.tell_parties import tell_parties
from mediation.services.worklist_page import my_worklist
from mediation.store import history

C01, C02, C05, C09 = (WORKED_CASES[name] for name in ("C01", "C02", "C05", "C09"))
BEFORE_TALK = [step["task"] for step in C02["steps"]].index("S1_read_calm")


@pytest.fixture
def busy(house: House) -> tuple[House, list[str]]:
    """向春梅 presides over one talk, has claimed a screening, and has typed half of another."""
    talk, claimed, typed = house.stage(C02, BEFORE_TALK), house.stage(C02, 1), house.stage(C02, 1)
    clock.move_to(when(C02, "S1_read_calm"))
    xiang = house.person("u_xiang")
    assign_task.claim(house.office, xiang, claimed, house.task_key(claimed, "T_screen"), key=new_key())
    words: FormData = house.filled(typed, "T_screen", "u_xiang", form_of(C02, "T_screen"))
    keep_draft(house.office, xiang, typed, house.task_key(typed, "T_screen"), "T_screen", words)
    return house, [talk, claimed, typed]


def leave(house: House, by: str = "u_ran", to: str = "u_ran", **chosen: str) -> int:
    return hand_over_all(house.office, house.person(by), "u_xiang", to, chosen)


def tab(house: House, who: str, name: str) -> set[str]:
    return {line.case_id for line in my_worklist(house.office, house.person(who), name).lines}


def test_everything_goes_over_at_once_and_the_account_ends(busy) -> None:
    house, [talk, claimed, typed] = busy
    seen = leaving_page(house.office, house.person("u_ran"), "u_xiang")
    assert {one.case_id: (one.what, one.must) for one in seen.cases} == {
        talk: (["主持或一起调解"], True), claimed: (["“受理审查”"], False), typed: (["没写完的内容"], False),
    }  # fmt: skip
    assert leave(house) == 3
    assert tab(house, "u_ran", "mine") == {talk, claimed, typed}, "nobody else of the village is left"
    kept = house.case(talk)
    assert (kept.episode.mediators, kept.former) == (["u_ran"], ["u_xiang"])
    draft = find_draft(house.office, house.person("u_ran"), typed, house.task_key(typed, "T_screen"))
    assert draft is not None and draft.words["decision"] == "accept"
    said = view_case(house.office, house.person("u_ran"), talk).timeline[0].sentence
    assert said == "冉启明 登记:向春梅离任,手上的事转给冉启明"
    with pytest.raises(NotFound):
        house.person("u_xiang")
    for case in (talk, claimed, typed):
        row = house.row(case)
        history.verify(house.history(case), case, row.history_seq, row.history_head)
    assert [found for _, found in examine(house.office) if found] == []
    with pytest.raises(GuardRefused, match="还没有告诉双方"):
        house.do(talk, "S1_read_calm", "u_ran", form_of(C02, "S1_read_calm"))
    assert view_case(house.office, house.person("u_ran"), talk).team.to_tell
    with pytest.raises(NotAllowed):
        tell_parties(house.office, house.person("u_deng"), talk, key=new_key())
    for _ in range(2):
        tell_parties(house.office, house.person("u_ran"), talk, key="told-once")
    house.do(talk, "S1_read_calm", "u_ran", form_of(C02, "S1_read_calm"))


def test_who_takes_over_is_told_once_not_for_each_case(busy) -> None:
    house, _ = busy
    leave(house, by="u_xie")
    while deliver(house.office):
        pass
    told = [line.sentence for line in my_notifications(house.office, house.person("u_ran"))]
    assert told == ["有人离任,他手上的 3 件事转给您了,请到待办里看;您主持的,先告诉双方"]


def test_a_claimed_step_may_go_back_to_the_committee(busy) -> None:
    house, [talk, claimed, _] = busy
    hand_over_all(house.office, house.person("u_ran"), "u_xiang", "u_ran", {claimed: BACK})
    assert house.case(claimed).claims == {} and [row.person_id for row in house.listed(claimed)] == [""]


def test_what_was_entrusted_to_or_by_them_is_settled(house: House) -> None:
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    key = house.task_key(case, "T_screen")
    entrust_task.entrust(house.office, house.person("u_ran"), case, key, "u_xiang", "near", key=new_key())
    leave(house)
    assert house.case(case).claims == {key: "u_ran"} and house.case(case).entrusted == []


def test_a_talk_cannot_be_left_to_nobody_and_then_nothing_is_done(busy) -> None:
    house, [talk, claimed, _] = busy
    before = [house.row(case).version for case in busy[1]]
    with pytest.raises(HandingRefused, match="接手"):
        hand_over_all(house.office, house.person("u_ran"), "u_xiang", "u_ran", {talk: BACK})
    assert [house.row(case).version for case in busy[1]] == before and house.person("u_xiang")


def test_the_only_mediator_of_a_yard_is_followed_by_the_village(house: House) -> None:
    case = house.stage(C01, 4)
    clock.move_to(when(C01, "S1_read_calm"))
    hand_over_all(house.office, house.person("u_ran"), "u_chen", "u_xiang", {})
    assert house.case(case).episode.mediators == ["u_xiang"]
    tell_parties(house.office, house.person("u_xiang"), case, key=new_key())
    house.do(case, "S1_read_calm", "u_xiang", form_of(C01, "S1_read_calm"))


def test_a_restricted_case_goes_to_who_has_it_or_to_the_head_and_is_not_named_to_others(house: House) -> None:
    case = house.stage(C05, 3)
    clock.move_to(when(C05, "E_report", minutes=5))
    seen = leaving_page(house.office, house.person("u_ran"), "u_xiang")
    [one] = [item for item in seen.cases if item.case_id == case]
    assert {taker.id for taker in one.takers} == {"u_ran"} and one.must
    leave(house)
    [task] = house.open_tasks(case)
    assert house.page(case, task, "u_ran") and house.case(case).named == ["u_ran"]
    assert [found for _, found in examine(house.office) if found] == []


@pytest.mark.parametrize("by", ["u_xiang", "u_chen", "u_mu", "u_deng", "u_admin", "u_grid1", "u_audit"])
def test_only_the_heads_above_do_it_never_for_themselves(house: House, by: str) -> None:
    clock.move_to(when(C02, "T_screen"))
    with pytest.raises(NotAllowed):
        leave(house, by=by)
    with pytest.raises(NotAllowed):
        hand_over_all(house.office, house.person("u_ran"), "u_ran", "u_xiang", {})


def test_the_township_does_it_for_a_director(house: House) -> None:
    clock.move_to(when(C02, "T_screen"))
    assert hand_over_all(house.office, house.person("u_wen"), "u_ran", "u_xiang", {}) == 0
    with pytest.raises(NotFound):
        house.person("u_ran")


@pytest.mark.parametrize("whole", [True, False])
def test_a_failure_in_the_middle_leaves_everything_as_it_was(busy, monkeypatch, whole: bool) -> None:
    house, cases = busy
    before = [house.row(case).version for case in cases]
    written, count = case_work.write_projections, []

    def fail(*given: object) -> None:
        written(*given)  # type: ignore[arg-type]
        count.append(1)
        if len(count) == 2 and whole:
            raise RuntimeError("power")

    monkeypatch.setattr(case_work, "write_projections", fail)
    if whole:
        with pytest.raises(RuntimeError):
            leave(house)
    else:
        leave(house)
    assert ([house.row(case).version for case in cases] == before) == whole
    assert len(count) == (2 if whole else 3)


def test_what_comes_to_their_hands_while_it_is_done_is_not_left_behind(busy, monkeypatch) -> None:
    house, _ = busy
    late = house.stage(C09, 1)
    clock.move_to(when(C02, "S1_read_calm"))
    lay_points(monkeypatch)
    from mediation.services import case_work_many

    ready, done = case_work_many.ready, []

    def meanwhile(work):  # somebody gives them one more, once all are read
        if not done:
            done.append(1)
            fresh = house.stage(C02, 1)
            clock.move_to(when(C02, "S1_read_calm"))
            assign_task.claim(
                house.office, house.person("u_xiang"), fresh, house.task_key(fresh, "T_screen"), key=new_key()
            )
        return ready(work)

    monkeypatch.setattr(case_work_many, "ready", meanwhile)
    with pytest.raises(HandingRefused, match="再看一遍"):
        leave(house)
    assert house.person("u_xiang") and house.open_tasks(late)
    assert leave(house) == 4


def test_on_the_page_it_is_looked_at_before_it_is_done(busy, sign_in: SignIn) -> None:
    house, _ = busy
    ran = sign_in("u_ran")
    page = ran.get("/colleagues/u_xiang/leaving")
    assert "一共 3 件" in page.text and "没写完的内容" in page.text
    data = {"csrf_token": page.token, "to": "u_ran"}
    assert ran.post("/colleagues/u_xiang/leaving", data).status == 422
    assert ran.post("/colleagues/u_xiang/leaving", {**data, "sure": "1"}).status == 303
    assert "向春梅" not in ran.get("/colleagues").text.split("一社")[0]


def test_an_administrator_is_told_how_much_there_is_to_hand_over_but_not_what(busy, sign_in: SignIn) -> None:
    _, cases = busy
    page = sign_in("u_admin").get("/admin/people/u_xiang")
    assert "他手上还有 3 件在办的纠纷" in page.text and not [case for case in cases if case in page.response.text]
