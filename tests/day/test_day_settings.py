"""What an office sets: from a day on, within the law's bounds, for a reason that is kept; what runs stays as it was."""

import copy
from datetime import date
from typing import Any

import pytest
from admins import SECURITY, appoint
from house import WORKED_CASES, House, at, steps_before
from sound import all_ailments
from surfer import SignIn

from mediation.errors import NotAllowed, NotFound
from mediation.law import practice
from mediation.services import replay
from mediation.services.administering import ActRefused
from mediation.services.approve_settings import approve, refuse, waiting
from mediation.services.manage_settings import change_setting, view_settings
from mediation.services.office import moment
from mediation.store.db import Store

C01, C02, C08 = (WORKED_CASES[name] for name in ("C01", "C02", "C08"))
BEFORE = "2026-03-01T08:00"


def put(house: House, key: str, value: str, day: str, why: str = "县局今年的要求", who: str = "u_admin") -> str:
    """A change as one administrator asks for it and another approves it."""
    said = change_setting(house.office, house.person(who), key, value, day, why)
    for one in waiting(house.office, house.person(SECURITY)):
        approve(house.office, house.person(SECURITY), one.kind, one.number)
    return said


@pytest.fixture(autouse=True)
def administrators(house: House) -> None:
    appoint(house)


def deadline(house: House, case: dict[str, Any]) -> str:
    played = replay.play(house.office, case, steps_before(case, "T_consent"))
    return str(house.case(played.public_id).screening.deadline_on)  # type: ignore[union-attr]


def test_a_term_is_another_one_from_its_day_only(house: House) -> None:
    with at(BEFORE):
        assert put(house, "deadline_days", "20", "2026-03-05") == "20 天"
    assert deadline(house, C01) == "2026-04-02"  # accepted on 3 March: thirty days
    assert deadline(house, C02) == "2026-03-25"  # accepted on 5 March: twenty


@pytest.mark.parametrize(("day", "passes"), [("2026-03-04", True), ("2026-03-03", False)])
def test_a_threshold_is_another_one_from_its_day_only(day: str, passes: bool, house: House) -> None:
    """C01 is agreed upon by word of mouth on 3 March."""
    with at(BEFORE):
        put(house, "oral_max_days", "1", day)
    played = replay.play(house.office, C01, steps_before(C01, "S4_smooth_praise"))
    assert (played.differences == []) is passes
    assert passes or "1天以后才履行的" in str(played.differences)


@pytest.mark.parametrize(("day", "passes"), [("2026-03-10", True), ("2026-03-11", False)])
def test_one_seal_suffices_for_what_was_mediated_jointly_where_the_office_says_so(
    day: str, passes: bool, house: House
) -> None:
    """C02 is signed on 10 March; by default both committees' seals are wanted."""
    case = copy.deepcopy(C02)
    next(step for step in case["steps"] if step["task"] == "T_assign")["form"]["co_mediators"] = ["O-V2"]
    with at(BEFORE):
        assert put(house, "joint_seals", "no", day) == "否"
    played = replay.play(house.office, case, steps_before(case, "S4_smooth_praise"))
    assert (played.differences == []) is passes
    assert passes or "还缺" in str(played.differences)


def test_a_term_that_runs_keeps_its_day(house: House) -> None:
    case = house.stage(C08, steps_before(C08, "X_accept"))
    with at("2026-08-10T09:00"):
        put(house, "return_down_workdays", "1", "2026-08-10")
        due = [row.due_at for row in house.waiting(case) if row.name == "return_down_2_workdays"]
        assert [f"{moment(one):%m-%d}" for one in due] == ["08-12"]
        assert all_ailments(house) == {}


def test_the_newest_whose_day_has_come_counts(house: House) -> None:
    with at(BEFORE):
        put(house, "consent_tries", "5", "2026-03-20")
        put(house, "consent_tries", "4", "2026-03-10")
        put(house, "consent_tries", "6", "2026-03-20")
        on = house.office.settings
        found = [on(date(2026, 3, day)).consent_tries for day in (9, 10, 19, 20, 31)]
    assert found == [3, 4, 4, 6, 6]


def test_rounds_are_set_tier_by_tier(house: House) -> None:
    with at(BEFORE):
        put(house, "max_rounds.village", "5", "2026-03-02")
        rounds = house.office.settings(date(2026, 3, 2)).max_rounds
    assert rounds["village"] == 5 and rounds["township"] == 3


@pytest.mark.parametrize(
    ("key", "value", "day", "why", "said"),
    [
        ("deadline_days", "45", "2026-03-05", "案子太多了", "人民调解工作若干规定第33条"),
        ("deadline_days", "3", "2026-03-05", "案子太多了", "7 到 30"),
        ("deadline_days", "一个月", "2026-03-05", "案子太多了", "整数"),
        ("oral_max_amount", "1e9999", "2026-03-05", "案子太多了", "之间"),
        ("oral_max_amount", "NaN", "2026-03-05", "案子太多了", "数字"),
        ("oral_max_amount", "9.999", "2026-03-05", "案子太多了", "写到分"),
        ("deadline_rolls", "maybe", "2026-03-05", "案子太多了", "是或否"),
        ("dispute_subtypes", "吵架:大吵", "2026-03-05", "案子太多了", "没有“吵架”这个大类"),
        ("deadline_days", "20", "2026-02-28", "案子太多了", "过去"),
        ("deadline_days", "20", "2028-03-05", "案子太多了", "一年"),
        ("deadline_days", "20", "下个月", "案子太多了", "哪一天"),
        ("deadline_days", "20", "2026-03-05", "", "为什么"),
        ("deadline_days", "30", "2026-03-05", "案子太多了", "没有什么要改"),
    ],
)
def test_what_may_not_be_is_refused_in_words(
    key: str, value: str, day: str, why: str, said: str, house: House
) -> None:  # fmt: skip
    with at(BEFORE), pytest.raises(ActRefused, match=said):
        put(house, key, value, day, why)


def test_only_the_system_administrator_sets_and_nobody_sets_what_the_law_sets(house: House) -> None:
    with at(BEFORE):
        for who in (SECURITY, "u_chen"):
            with pytest.raises(NotAllowed):
                put(house, "deadline_days", "20", "2026-03-05", who=who)
        with pytest.raises(NotFound):
            put(house, "judicial_confirm_days", "10", "2026-03-05")
        assert any(article == "人民调解法第33条" for *_, article in practice.FIXED)


def test_who_changed_what_when_and_why_stays(house: House) -> None:
    with at(BEFORE):
        put(house, "urge_hours", "48", "2026-03-01", "催得太勤,群众有意见")
        put(house, "urge_hours", "12", "2026-04-01", "农忙以后恢复勤催")
        view = view_settings(house.office, house.person("u_admin"))
    line = next(one for one in view.groups["期限"] if one.practice.key == "urge_hours")
    assert (line.value, line.since) == ("48 小时", "2026-03-01")
    assert [(one.value, one.effective_on, one.waits, one.why) for one in line.changes] == [
        ("12 小时", "2026-04-01", True, "农忙以后恢复勤催"),
        ("48 小时", "2026-03-01", False, "催得太勤,群众有意见"),
    ]
    assert {one.at for one in line.changes} == {"2026-03-01 08:00"} and line.changes[0].who != "u_admin"


def test_a_term_holds_only_once_somebody_else_has_approved_it(house: House) -> None:
    admin, other = house.person("u_admin"), house.person(SECURITY)
    with at(BEFORE):
        change_setting(house.office, admin, "consent_tries", "5", "2026-03-03", "山里电话难打通")
        (one,) = waiting(house.office, other)
        assert (one.title, one.before, one.after, one.may_approve) == (
            "找对方几次都没找到算找不到",
            "3 次",
            "5 次",
            True,
        )
        with pytest.raises(NotAllowed, match="自己改的"):
            approve(house.office, admin, one.kind, one.number)
        with pytest.raises(NotAllowed):
            approve(house.office, house.person("u_chen"), one.kind, one.number)
        with pytest.raises(ActRefused, match="等批准"):
            change_setting(house.office, admin, "consent_tries", "6", "2026-03-03", "再多打几次")
    with at("2026-03-10T08:00"):
        assert house.office.settings().consent_tries == 3
        approve(house.office, other, one.kind, one.number)
        with pytest.raises(ActRefused, match="已经有了结果"):
            approve(house.office, other, one.kind, one.number)
        found = [house.office.settings(date(2026, 3, day)).consent_tries for day in (3, 9, 10)]
    assert found == [3, 3, 5]  # what was done before it was approved stays as it was


def test_a_change_that_is_refused_or_taken_back_leaves_all_as_it_was(house: House) -> None:
    admin, other = house.person("u_admin"), house.person(SECURITY)
    with at(BEFORE):
        change_setting(house.office, admin, "consent_tries", "5", "2026-03-03", "山里电话难打通")
        with pytest.raises(ActRefused, match="为什么"):
            refuse(house.office, other, "setting", 1, " ")
        refuse(house.office, other, "setting", 1, "三次已经够了")
        change_setting(house.office, admin, "consent_tries", "4", "2026-03-03", "那就四次吧")
        refuse(house.office, admin, "setting", 2, "")
        assert waiting(house.office, other) == [] and house.office.settings(date(2026, 3, 9)).consent_tries == 3
        line = view_settings(house.office, admin).groups["门槛"]
        states = [change.state for one in line for change in one.changes]
    assert states == ["withdrawn", "refused"]


def test_a_local_word_needs_no_second_person(house: House) -> None:
    with at(BEFORE):
        change_setting(
            house.office, house.person("u_admin"), "dispute_subtypes", "邻里纠纷:排水", "2026-03-01", "常见的几种"
        )
        assert house.office.settings().dispute_subtypes == {"2": ["排水"]}


@pytest.fixture
def opened(house: House, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the store was opened for reading."""
    count, reading = [0], Store.reading

    def counted(store: Store) -> Any:
        count[0] += 1
        return reading(store)

    monkeypatch.setattr(Store, "reading", counted)
    return count


def test_asking_for_settings_of_any_day_costs_no_statement_once_they_are_known(house: House, opened: list[int]) -> None:
    house.office.settings()
    assert opened == [1]  # the control: somebody does look
    for day in range(1, 29):
        house.office.settings(date(2026, 3, day))
    assert opened == [1]
    house.office.forget_settings()
    house.office.settings()
    assert opened == [2]


def test_the_page_sets_and_keeps_what_was_typed_where_it_refuses(house: House, sign_in: SignIn) -> None:
    with at(BEFORE):
        page = sign_in("u_admin")
        sent = {"setting": "deadline_days", "value": "60", "from": "2026-03-05", "why": "案子实在太多了"}
        token = page.get("/admin/settings").token
        refused = page.client.post("/admin/settings", data={"csrf_token": token, **sent})
        assert refused.status_code == 422
        assert all(word in refused.text for word in ("第33条", 'value="60"', "案子实在太多了", 'value="2026-03-05"'))
        done = page.client.post("/admin/settings", data={"csrf_token": token, **sent, "value": "25"})
        assert done.status_code == 303
        told = page.get("/admin/settings").text
        assert "等批准:2026-03-05 起改为 25 天" in told and "案子实在太多了" in told and "自己改的不能自己批准" in told
        other, address = sign_in(SECURITY), "/admin/settings/setting/1"
        assert page.client.post(address, data={"csrf_token": token, "verdict": "approve"}).status_code == 403
        assert house.office.settings(date(2026, 3, 9)).deadline_days == 30
        token = other.get("/admin/settings").token
        assert other.client.post(address, data={"csrf_token": token, "verdict": "approve"}).status_code == 303
        assert house.office.settings(date(2026, 3, 9)).deadline_days == 25
        told = page.get("/admin/settings").text
        assert "2026-03-05 起改为 25 天" in told and "等批准" not in told


def test_the_office_s_own_kinds_of_dispute_lie_ready_at_the_registration(house: House, sign_in: SignIn) -> None:
    with at(BEFORE):
        put(house, "dispute_subtypes", "邻里纠纷:排水、滴水\n山林土地\uff1a争柴山", "2026-03-02", "村里常见的几种")
    with at("2026-03-02T09:00"):
        page = sign_in("u_chen").get("/cases/new")
        found = page.tree.xpath("//*[@data-phrases='dispute_subtype']//button[@data-phrase]/text()")
    assert found == ["排水", "滴水", "争柴山"]
