"""补录: what happened earlier is recorded later; both times are kept, and what follows is counted from when it was."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from house import WORKED_CASES, House, form_of, new_key, steps_before, when
from surfer import SignIn

from mediation import clock
from mediation.case import dossier
from mediation.errors import GuardRefused, MediationError
from mediation.services.case_page import view_case
from mediation.services.doctor import examine
from mediation.services.office import moment
from mediation.services.submit_task import Answer, submit_task
from mediation.store import history

C02, C09 = WORKED_CASES["C02"], WORKED_CASES["C09"]


def record(house: House, case: str, task: str, who: str, form: dict[str, Any], at: datetime | str, why: str) -> Answer:
    page = house.page(case, task, who)
    filled = house.filled(case, task, who, form)
    filled["_happened"], filled["_why"] = at if isinstance(at, str) else at.strftime("%Y-%m-%dT%H:%M"), why
    return submit_task(
        house.office, house.person(who), case, page.task_key, filled, key=new_key(), shown=page.shown
    )  # fmt: skip


@pytest.fixture
def days_later(house: House) -> tuple[House, str]:
    """A case that was registered on the fifth of March, and it is the eighth."""
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen") + timedelta(days=3))
    return house, case


def test_both_times_are_kept_and_the_term_runs_from_when_it_happened(days_later) -> None:
    house, case = days_later
    then, now = when(C02, "T_screen"), clock.now()
    record(house, case, "T_screen", "u_xiang", form_of(C02, "T_screen"), then, "offline")
    kept = house.case(case)
    assert kept.screening is not None and kept.screening.accepted_on == then.date().isoformat()
    assert kept.screening.deadline_on == C02["steps"][1]["form"].get("deadline_on", "2026-04-04")
    assert kept.done[-1].at == then.isoformat()
    late, entry = house.history(case)[-2:]
    assert (late.action, late.after) == ("recorded_later", "offline")
    assert (moment(entry.at), moment(entry.recorded_at)) == (then, now)
    said = view_case(house.office, house.person("u_xiang"), case).timeline
    assert [one.sentence for one in said[:2]] == ["向春梅 办理了“受理审查”", "向春梅 补录“受理审查”(当时没有网络)"]
    assert said[0].at == "3月5日 09:00 办,今天 09:00 补录"
    assert "卷宗情况说明" in dossier.papers(kept), "a late entry is explained in the file"
    row = house.row(case)
    history.verify(house.history(case), case, row.history_seq, row.history_head)
    assert [found for _, found in examine(house.office) if found] == []


def test_a_pause_that_is_over_by_now_is_over_at_once(house: House) -> None:
    case = house.stage(C09, steps_before(C09, "S1_read_calm"))
    then = when(C09, "S1_read_calm")
    clock.move_to(then + timedelta(days=4))
    record(house, case, "S1_read_calm", "u_luo", form_of(C09, "S1_read_calm"), then, "paper")
    house.let_pass(case, clock.now())
    assert "S2_lay_talk" in house.open_tasks(case)


@pytest.mark.parametrize(
    ("at", "why", "says"),
    [
        ("2026-03-09T09:00", "paper", "晚于现在"), ("2026-03-05T08:00", "paper", "早于上一步"),
        ("2026-03-05T09:00", "", "选一个原因"), ("2026-03-05T09:00", "dog", "选一个原因"),
        ("yesterday", "paper", "没有填对"),
        ("0001-01-01T00:00+23:00", "paper", "没有填对"),
        ("9999-12-31T23:59-23:00", "paper", "没有填对"),
    ],
)  # fmt: skip
def test_what_cannot_have_been_is_refused_and_nothing_is_saved(days_later, at: str, why: str, says: str) -> None:
    house, case = days_later
    with pytest.raises(MediationError, match=says):
        record(house, case, "T_screen", "u_xiang", form_of(C02, "T_screen"), at, why)
    assert house.open_tasks(case) == ["T_screen"] and len(house.history(case)) == 1


def test_not_more_than_a_month_back(house: House) -> None:
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen") + timedelta(days=40))
    with pytest.raises(GuardRefused, match="30 天"):
        record(house, case, "T_screen", "u_xiang", form_of(C02, "T_screen"), when(C02, "T_screen"), "told")


def test_recorded_at_once_it_is_no_late_entry(house: House) -> None:
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    record(house, case, "T_screen", "u_xiang", form_of(C02, "T_screen"), clock.now(), "")
    assert [row.action for row in house.history(case)] == ["registered", "submitted"]


def test_a_review_is_not_recorded_later(house: House) -> None:
    case = house.stage(C02, steps_before(C02, "C_close"))
    then = when(C02, "C_close")
    clock.move_to(then + timedelta(days=1))
    with pytest.raises(GuardRefused, match="不能补录"):
        record(house, case, "C_close", "u_xie", form_of(C02, "C_close"), then, "paper")


def test_on_the_page_what_was_chosen_is_kept_through_a_refusal(days_later, sign_in: SignIn) -> None:
    house, case = days_later
    key = house.task_key(case, "T_screen")
    xiang = sign_in("u_xiang")
    page = xiang.get(f"/tasks/{case}-{key}")
    assert "补录" in page.text
    sent = {**page.standing, "_happened": "2026-03-05T08:00", "_why": "paper"}
    refused = xiang.post(f"/tasks/{case}-{key}", sent)
    assert refused.status == 422
    assert refused.tree.xpath("//input[@name='_happened']")[0].get("value") == "2026-03-05T08:00"
    assert refused.tree.xpath("//input[@name='_why'][@checked]")[0].get("value") == "paper"
