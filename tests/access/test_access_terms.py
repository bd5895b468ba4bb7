"""Terms of office: told in time to who is appointed and who keeps the accounts; over, they bring nothing new."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from house import WORKED_CASES, House, form_of, instant, new_key, steps_before, when
from surfer import SignIn

from mediation import clock
from mediation.errors import NotAllowed
from mediation.law import policy
from mediation.law.separation import clash, misplaced
from mediation.services.assign_task import claim, reassign
from mediation.services.deliver import deliver
from mediation.services.manage_people import set_term
from mediation.services.register_case import begin_registration
from mediation.services.terms_of_office import warn_of_appointments

C01, C02 = WORKED_CASES["C01"], WORKED_CASES["C02"]
END = "2026-03-31"


@pytest.fixture(autouse=True)
def nine_o_clock() -> Iterator[None]:
    clock.move_to(instant("2026-01-05T09:00"))
    yield


def appoint(house: House, person: str, until: str = END) -> None:
    set_term(house.office, house.person("u_admin"), person, "2023-03-31", until)


def told(house: House, *days_before: int) -> dict[int, list[str]]:
    """Who was told how many days before the end; the ticker asks many times a day."""
    found = {}
    for days in days_before:
        clock.move_to(instant(f"{END}T09:00") - timedelta(days=days))
        before = house.ask("select count(*) from outbox")[0][0]
        for _ in range(3):
            warn_of_appointments(house.office)
        people = house.ask("select person_id from outbox where kind = 'appointment' order by id")[before:]
        found[days] = sorted(person for (person,) in people)
    return found


def test_the_end_of_a_term_is_told_at_sixty_thirty_and_seven_days_and_when_it_is_over(house: House) -> None:
    appoint(house, "u_chen")
    both = ["u_admin", "u_chen"]
    assert told(house, 61, 60, 45, 30, 29, 7, 1, 0, -1, -20) == {
        61: [], 60: both, 45: [], 30: both, 29: [], 7: both, 1: [], 0: [], -1: both, -20: [],
    }  # fmt: skip


def test_who_is_appointed_anew_is_told_no_more_and_who_has_no_term_never(house: House) -> None:
    appoint(house, "u_chen")
    assert told(house, 30)[30]
    appoint(house, "u_chen", "2029-03-31")
    assert told(house, 7, -1) == {7: [], -1: []}


def test_it_is_read_in_plain_words(house: House, sign_in: SignIn) -> None:
    appoint(house, "u_chen")
    told(house, 30)
    deliver(house.office)
    assert "您的聘期到 2026-03-31 为止,请提醒单位在这以前办续聘" in sign_in("u_chen").get("/notifications").text
    assert "陈忠明的聘期到 2026-03-31 为止" in sign_in("u_admin").get("/notifications").text


def test_whose_term_is_over_registers_and_claims_nothing_and_finishes_what_runs(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C01, steps_before(C01, "S1_read_calm"))
    appoint(house, "u_chen", "2026-03-02")
    clock.move_to(when(C01, "S1_read_calm"))
    chen = house.person("u_chen")
    with pytest.raises(NotAllowed, match="聘期到 2026-03-02 已满"):
        begin_registration(house.office, chen)
    page = sign_in("u_chen").get("/cases/new")
    assert page.status == 403 and "续聘请找系统管理员" in page.text
    key = house.task_key(public_id, "S1_read_calm")
    with pytest.raises(NotAllowed, match="已满"):
        claim(house.office, chen, public_id, key, key=new_key())
    house.do(public_id, "S1_read_calm", "u_chen", form_of(C01, "S1_read_calm"))
    appoint(house, "u_chen", "2029-03-31")
    begin_registration(house.office, chen).work.instance.release()


def test_nothing_new_is_given_to_whose_term_is_over(house: House) -> None:
    public_id = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    key = house.task_key(public_id, "T_screen")
    claim(house.office, house.person("u_ran"), public_id, key, key=new_key())
    appoint(house, "u_xiang", "2026-02-28")
    with pytest.raises(NotAllowed, match="不能办这一步"):
        reassign(house.office, house.person("u_ran"), public_id, key, "u_xiang", "busy", key=new_key())
    appoint(house, "u_xiang", "2029-02-28")
    assert reassign(house.office, house.person("u_ran"), public_id, key, "u_xiang", "busy", key=new_key()).case_id


# --- people of other bodies


def test_a_liaison_of_another_body_is_nothing_else_and_sits_at_township_or_county() -> None:
    for other in ("village_mediator", "reviewer", "auditor", "grid_worker"):
        assert "部门联络员是外单位的人" in str(clash({"dept_liaison", other}))
    assert clash({"dept_liaison"}) is None
    assert misplaced({"dept_liaison"}, "village") and misplaced({"dept_liaison"}, "township") is None


def test_who_became_a_liaison_elsewhere_sees_no_case_not_even_those_he_once_had(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C01, steps_before(C01, "S4_smooth_praise"))
    clock.move_to(when(C01, "S4_smooth_praise"))
    before = house.person("u_chen")
    assert policy.in_scope(before, house.case(public_id))
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("update person_role set role = 'dept_liaison' where person_id = 'u_chen'")
    house.office.forget_settings()
    chen = sign_in("u_chen")
    assert chen.get(f"/cases/{public_id}").status == 404
    assert public_id not in chen.get("/worklist?tab=handled").response.text
    assert public_id not in chen.get("/cases").response.text
