"""Work among people: given for good, given to be given back, shared, shown, urged; and what the law keeps to."""

from datetime import timedelta
from typing import Any

import pytest
from house import WORKED_CASES, House, form_of, new_key, replay, when

from mediation import clock
from mediation.errors import NotAllowed, NotFound, TaskClaimed, TaskNotOpen
from mediation.services import ask_help, assign_task, copy_case, entrust_task, urge_task
from mediation.services.case_page import CaseView, view_case
from mediation.services.deliver import deliver
from mediation.services.doctor import examine
from mediation.services.drafts import find_draft, find_handed_in
from mediation.services.hand_in import hand_in
from mediation.services.handing import HandingRefused
from mediation.services.handing_sheet import handing_sheet
from mediation.services.notification_page import acknowledge, my_notifications, unread
from mediation.services.submit_task import Answer
from mediation.services.worklist_page import my_worklist
from mediation.store import history

C02, C05, C08 = WORKED_CASES["C02"], WORKED_CASES["C05"], WORKED_CASES["C08"]
BEFORE_TALK = [step["task"] for step in C02["steps"]].index("S1_read_calm")
BEFORE_CLOSING = [step["task"] for step in C02["steps"]].index("C_close")


@pytest.fixture
def fresh(house: House) -> tuple[House, str, str]:
    """A case that the village's two mediators could screen."""
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    return house, case, house.task_key(case, "T_screen")


@pytest.fixture
def talking(house: House) -> tuple[House, str, str]:
    """A case of which 向春梅 presides over the talk."""
    case = house.stage(C02, BEFORE_TALK)
    clock.move_to(when(C02, "S1_read_calm"))
    return house, case, house.task_key(case, "S1_read_calm")


def view(house: House, who: str, case: str) -> CaseView:
    return view_case(house.office, house.person(who), case)


def said(house: House, who: str, case: str) -> list[str]:
    return [entry.sentence for entry in view(house, who, case).timeline]


def tab(house: House, who: str, name: str) -> list[str]:
    return [line.case_id for line in my_worklist(house.office, house.person(who), name).lines]


def told(house: House, who: str) -> list[str]:
    while deliver(house.office):
        pass
    return [line.sentence for line in my_notifications(house.office, house.person(who)) if not line.over]


def sound(house: House, case: str) -> None:
    row = house.row(case)
    history.verify(house.history(case), case, row.history_seq, row.history_head)
    assert [found for _, found in examine(house.office) if found] == []


def entrust(house: House, case: str, key: str, by: str = "u_ran", to: str = "u_xiang") -> Answer:
    return entrust_task.entrust(house.office, house.person(by), case, key, to, "near", key=new_key())


def give_back(house: House, case: str, task: str, who: str, form: dict[str, Any]) -> Answer:
    page = house.page(case, task, who)
    filled = replay.as_filled(page.definition, page.context, form)
    return hand_in(
        house.office, house.person(who), case, page.task_key, filled, key=new_key(), shown=page.shown
    )  # fmt: skip


def test_what_was_copied_to_somebody_stands_in_a_tab_of_its_own_until_it_ends(talking) -> None:
    house, case, _ = talking

    def tab() -> list[str]:
        return [line.whom for line in my_worklist(house.office, house.person("u_deng"), "copied").lines]

    assert tab() == []
    copy_case.copy_case(house.office, house.person("u_xiang"), case, "u_deng", "inform", "", key=new_key())
    deliver(house.office)
    assert [line.split(",")[-1] for line in tab()] == ["还没看"]
    assert my_worklist(house.office, house.person("u_deng")).counts["copied"] == 1
    copy_case.acknowledge(house.office, house.person("u_deng"), case, key=new_key())
    assert [line.split(",")[-1] for line in tab()] == ["已阅"]
    copy_case.end_copy(house.office, house.person("u_xiang"), case, "u_deng", key=new_key())
    assert tab() == [] and my_worklist(house.office, house.person("u_deng")).counts["copied"] == 0


def test_who_is_entrusted_gives_it_back_and_the_owner_confirms(fresh) -> None:
    house, case, key = fresh
    entrust(house, case, key)
    assert (tab(house, "u_xiang", "mine"), tab(house, "u_ran", "mine"), tab(house, "u_ran", "waiting")) == (
        [case], [], [case],
    )  # fmt: skip
    assert told(house, "u_xiang") == ["请您代办“受理审查”,办完交回"]
    give_back(house, case, "T_screen", "u_xiang", form_of(C02, "T_screen"))
    assert house.open_tasks(case) == ["T_screen"], "the step is not taken before its owner confirms it"
    assert tab(house, "u_ran", "mine") == [case] and tab(house, "u_xiang", "mine") == []
    assert told(house, "u_ran") == ["“受理审查”代办好了,等您确认"]
    kept = find_handed_in(house.office, house.person("u_ran"), case, key, "u_xiang")
    assert kept is not None and kept.words["decision"] == "accept"
    house.do(case, "T_screen", "u_ran", form_of(C02, "T_screen"))
    assert house.case(case).done[-1].actor == "u_ran"
    assert said(house, "u_ran", case)[:3] == [
        "冉启明 办理了“受理审查”", "向春梅 把“受理审查”办好,交回冉启明确认",
        "冉启明 请向春梅(他离得近、方便)代办“受理审查”,办完交回",
    ]  # fmt: skip
    assert find_handed_in(house.office, house.person("u_ran"), case, key, "u_xiang") is None
    assert house.case(case).entrusted == []
    sound(house, case)


def test_who_is_entrusted_cannot_take_the_step_alone_nor_pass_it_on(fresh) -> None:
    house, case, key = fresh
    entrust(house, case, key)
    with pytest.raises(TaskClaimed, match="交回"):
        house.do(case, "T_screen", "u_xiang", form_of(C02, "T_screen"))
    with pytest.raises(NotAllowed, match="不能再往下派"):
        entrust(house, case, key, "u_xiang", "u_ran")


def test_what_came_back_can_be_sent_again_and_then_counts_no_more(fresh) -> None:
    house, case, key = fresh
    entrust(house, case, key)
    give_back(house, case, "T_screen", "u_xiang", form_of(C02, "T_screen"))
    entrust_task.send_again(house.office, house.person("u_ran"), case, key, "unclear", key=new_key())
    assert house.case(case).entrusted[0].answered is None and tab(house, "u_xiang", "mine") == [case]
    with pytest.raises(TaskClaimed):
        house.do(case, "T_screen", "u_ran", form_of(C02, "T_screen"))
    assert find_draft(house.office, house.person("u_xiang"), case, key) is not None, "what was typed is there to mend"
    assert said(house, "u_ran", case)[0] == "冉启明 把“受理审查”退给向春梅(没有说清楚)重办"


def test_who_cannot_do_it_after_all_gives_it_back_unfilled(fresh) -> None:
    house, case, key = fresh
    entrust(house, case, key)
    assign_task.put_back(house.office, house.person("u_xiang"), case, key, key=new_key())
    assert house.case(case).claims == {key: "u_ran"} and house.case(case).entrusted == []
    assert said(house, "u_ran", case)[0] == "向春梅 办不了“受理审查”,退还给冉启明"


def test_only_who_could_do_it_is_entrusted(fresh) -> None:
    house, case, key = fresh
    for stranger in ("u_luo", "u_deng", "u_admin", "u_nobody", "u_ran"):
        with pytest.raises(NotAllowed):
            entrust(house, case, key, to=stranger)
    with pytest.raises(NotFound):
        entrust(house, case, key, by="u_mu")


def test_a_talk_goes_to_another_mediator_only_once_the_parties_know(talking) -> None:
    house, case, key = talking
    xiang, press = house.person("u_xiang"), new_key()
    with pytest.raises(HandingRefused, match="双方"):
        assign_task.reassign(house.office, xiang, case, key, "u_ran", "busy", key=press)
    assign_task.reassign(house.office, xiang, case, key, "u_ran", "busy", key=press, told=True)
    kept = house.case(case)
    assert (kept.episode.mediators, kept.former, kept.episode.recused) == (["u_ran"], ["u_xiang"], [])
    assert said(house, "u_ran", case)[:2] == [
        "向春梅 换了主持的调解员:向春梅换成冉启明", "向春梅 把“读一读,缓一缓”转办给冉启明(手上的事太多)",
    ]  # fmt: skip
    house.do(case, "S1_read_calm", "u_ran", form_of(C02, "S1_read_calm"))
    sound(house, case)


def test_who_steps_back_never_has_the_case_again(talking) -> None:
    house, case, key = talking
    assign_task.reassign(
        house.office, house.person("u_xiang"), case, key, "u_ran", "recusal", key=new_key(), told=True
    )  # fmt: skip
    assert house.case(case).episode.recused == ["u_xiang"]
    ran = house.person("u_ran")
    with pytest.raises(NotAllowed, match="不能办这一步"):
        assign_task.reassign(house.office, ran, case, key, "u_xiang", "busy", key=new_key(), told=True)
    with pytest.raises(NotAllowed, match="不能一起办"):
        ask_help.ask_help(house.office, ran, case, "u_xiang", "hands", key=new_key(), told=True)


@pytest.mark.parametrize("to", ["u_deng", "u_luo", "u_mu", "u_grid1", "u_wen", "u_admin"])
def test_a_talk_stays_with_the_committee_that_has_it(talking, to: str) -> None:
    house, case, key = talking
    with pytest.raises(NotAllowed):
        assign_task.reassign(
            house.office, house.person("u_xiang"), case, key, to, "busy", key=new_key(), told=True
        )  # fmt: skip


def test_who_handed_a_talk_on_does_not_review_its_closing(house: House) -> None:
    case = house.stage(C08, 9)
    clock.move_to(when(C08, "S1_read_calm", 1))
    key = house.task_key(case, "S1_read_calm")
    deng = house.person("u_deng")
    assign_task.reassign(house.office, deng, case, key, "u_xie", "busy", key=new_key(), told=True)
    assign_task.reassign(house.office, house.person("u_xie"), case, key, "u_deng", "busy", key=new_key(), told=True)
    assert set(house.case(case).former) == {"u_deng", "u_xie"}
    from mediation.law import policy

    assert policy.conflicted(house.person("u_xie"), house.case(case))


def test_a_helper_mediates_too_and_is_told(talking) -> None:
    house, case, _ = talking
    xiang = house.person("u_xiang")
    with pytest.raises(HandingRefused, match="双方"):
        ask_help.ask_help(house.office, xiang, case, "u_chen", "fitting", key=new_key())
    ask_help.ask_help(house.office, xiang, case, "u_chen", "fitting", key=new_key(), told=True)
    assert told(house, "u_chen") == ["请您一起办一件纠纷"] and tab(house, "u_chen", "mine") == [case]
    assert "一起办:陈忠明" in view(house, "u_chen", case).team.lines
    house.do(case, "S1_read_calm", "u_chen", form_of(C02, "S1_read_calm"))
    ask_help.end_help(house.office, xiang, case, "u_chen", key=new_key())
    with pytest.raises(NotAllowed):
        house.do(case, "S2_lay_talk", "u_chen", form_of(C02, "S2_lay_talk"))
    assert said(house, "u_xiang", case)[0] == "向春梅 登记:陈忠明不再一起办"
    sound(house, case)


def test_help_comes_from_near_and_is_asked_for_by_who_mediates(talking) -> None:
    house, case, _ = talking
    for stranger in ("u_grid1", "u_wen", "u_admin", "u_audit", "u_nobody"):
        with pytest.raises(NotAllowed):
            ask_help.ask_help(
                house.office, house.person("u_xiang"), case, stranger, "hands", key=new_key(), told=True
            )  # fmt: skip
    with pytest.raises(NotAllowed):
        ask_help.ask_help(house.office, house.person("u_deng"), case, "u_luo", "hands", key=new_key(), told=True)


def test_a_case_is_copied_to_read_until_a_day(talking) -> None:
    house, case, _ = talking
    xiang, today = house.person("u_xiang"), clock.today()
    assert view(house, "u_deng", case).talks == [] and not view(house, "u_deng", case).team.to_read
    copy_case.copy_case(
        house.office, xiang, case, "u_deng", "advice", (today + timedelta(days=3)).isoformat(), key=new_key()
    )  # fmt: skip
    assert told(house, "u_deng") == ["抄送给您一件纠纷,请看看"]
    assert view(house, "u_deng", case).team.to_read and view(house, "u_deng", case).parties[0].details
    copy_case.acknowledge(house.office, house.person("u_deng"), case, key=new_key())
    assert said(house, "u_xiang", case)[:2] == ["邓凯 已阅", "向春梅 把这件纠纷抄送给邓凯(请他出出主意,看到3月12日)"]
    with pytest.raises(TaskNotOpen):
        copy_case.acknowledge(house.office, house.person("u_deng"), case, key=new_key())
    with pytest.raises(NotAllowed):
        house.do(case, "S1_read_calm", "u_deng", form_of(C02, "S1_read_calm"))
    clock.move_to(clock.now() + timedelta(days=4))
    assert not view(house, "u_deng", case).parties[0].details, "a copy ends by itself"
    sound(house, case)


@pytest.mark.parametrize("until", ["2026-03-08", "2026-04-09", "morgen"])
def test_a_copy_has_an_end_not_past_and_not_too_far(talking, until: str) -> None:
    house, case, _ = talking
    with pytest.raises(HandingRefused):
        copy_case.copy_case(house.office, house.person("u_xiang"), case, "u_deng", "advice", until, key=new_key())


@pytest.mark.parametrize("reader", ["u_mu", "u_grid1", "u_admin", "u_audit", "u_luo"])
def test_a_case_is_copied_only_where_it_is_in_sight_anyway(talking, reader: str) -> None:
    house, case, _ = talking
    with pytest.raises(NotAllowed, match="不能抄送"):
        copy_case.copy_case(house.office, house.person("u_xiang"), case, reader, "inform", "", key=new_key())


def test_a_restricted_case_is_neither_shown_nor_shared_beyond_those_named(house: House) -> None:
    case = house.stage(C05, 3)
    clock.move_to(when(C05, "E_report", minutes=5))
    for reader in ("u_ran", "u_deng", "u_grid1"):
        seen = reader in {"u_ran"}  # the village's director reviews the closing
        if not seen:
            with pytest.raises(NotAllowed):
                copy_case.copy_case(house.office, house.person("u_xiang"), case, reader, "inform", "", key=new_key())
    with pytest.raises(NotAllowed):
        copy_case.copy_case(house.office, house.person("u_ran"), case, "u_wen", "inform", "", key=new_key())


def test_a_task_is_urged_once_a_day_however_many_press(fresh) -> None:
    house, case, key = fresh
    assign_task.claim(house.office, house.person("u_ran"), case, key, key=new_key())
    urge_task.urge(house.office, house.person("u_xiang"), case, key, "party", key=new_key())
    assert told(house, "u_ran") == ["有人催办“受理审查”,请抓紧"]
    with pytest.raises(HandingRefused, match="刚催过"):
        urge_task.urge(house.office, house.person("u_deng"), case, key, "superior", key=new_key())
    clock.move_to(clock.now() + timedelta(hours=24))
    urge_task.urge(house.office, house.person("u_deng"), case, key, "superior", key=new_key())
    assert said(house, "u_ran", case)[:2] == ["邓凯 催办“受理审查”(上级过问)", "向春梅 催办“受理审查”(当事人来催)"]
    assert len(told(house, "u_ran")) == 2
    house.do(case, "T_screen", "u_ran", form_of(C02, "T_screen"))
    assert house.case(case).urged == {} and told(house, "u_ran") == []
    sound(house, case)


def test_nobody_urges_what_is_none_of_their_business_or_their_own(fresh) -> None:
    house, case, key = fresh
    with pytest.raises(NotFound):
        urge_task.urge(house.office, house.person("u_mu"), case, key, "party", key=new_key())
    with pytest.raises(NotAllowed):
        urge_task.urge(house.office, house.person("u_grid1"), case, key, "party", key=new_key())
    assign_task.claim(house.office, house.person("u_xiang"), case, key, key=new_key())
    with pytest.raises(HandingRefused, match="就是您办的"):
        urge_task.urge(house.office, house.person("u_xiang"), case, key, "party", key=new_key())


def test_the_sheet_offers_only_what_its_reader_may_do(talking) -> None:
    house, case, key = talking
    mine = handing_sheet(house.office, house.person("u_xiang"), case, key)
    assert mine.ways == ["transfer", "help", "copy"]
    assert [person.id for person in mine.people["transfer"]] == ["u_ran"] and mine.at_table == {"u_ran"}
    boss = handing_sheet(house.office, house.person("u_ran"), case, key)
    assert boss.ways == ["transfer", "help", "copy", "urge"]
    upper = handing_sheet(house.office, house.person("u_deng"), case, key)
    assert upper.ways == ["urge"]
    with pytest.raises(NotAllowed):
        handing_sheet(house.office, house.person("u_grid1"), case, key)
    with pytest.raises(NotFound):
        handing_sheet(house.office, house.person("u_mu"), case, key)


def test_a_claimed_visit_stands_once_in_the_list(house: House) -> None:
    case = house.stage(C02, 9)
    clock.move_to(when(C02, "F_visit"))
    house.let_pass(case, clock.now())
    key = house.task_key(case, "F_visit")
    assign_task.claim(house.office, house.person("u_xiang"), case, key, key=new_key())
    assert tab(house, "u_xiang", "mine") == [case]


def test_read_in_the_list_of_reminders_stands_in_the_case_too(talking) -> None:
    house, case, _ = talking
    copy_case.copy_case(house.office, house.person("u_xiang"), case, "u_deng", "inform", "", key=new_key())
    assert told(house, "u_deng")
    deng = house.person("u_deng")
    [line] = my_notifications(house.office, deng)
    for _ in range(2):
        acknowledge(house.office, deng, line.id, key=new_key())
    assert unread(house.office, deng) == 0 and house.case(case).copies[0].seen
    assert [row.action for row in house.history(case)].count("acknowledged") == 1
    with pytest.raises(NotFound):
        acknowledge(house.office, house.person("u_ran"), line.id, key=new_key())
