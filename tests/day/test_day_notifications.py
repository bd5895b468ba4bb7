"""What people are told: one person, one matter, once; gone when it is over; nothing where nobody need be told."""

import json
import os

import pytest
from house import WORKED_CASES, House, at, form_of, new_key, steps_before, when
from surfer import SignIn

from mediation import clock
from mediation.errors import NotFound
from mediation.services import assign_task, deliver, notification_page
from mediation.services.fire_timers import fire_timers
from mediation.store import outbox, people

C01, C02 = WORKED_CASES["C01"], WORKED_CASES["C02"]


def told(house: House, who: str) -> list[tuple[str, bool]]:
    deliver.deliver(house.office)
    lines = notification_page.my_notifications(house.office, house.person(who))
    return [(line.sentence, line.over) for line in lines]


def badge(house: House, who: str) -> int:
    deliver.deliver(house.office)
    return notification_page.unread(house.office, house.person(who))


@pytest.fixture
def screened(house: House) -> tuple[House, str, str]:
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    deliver.deliver(house.office)
    return house, case, house.task_key(case, "T_screen")


def give(house: House, case: str, key: str, to: str = "u_xiang") -> None:
    assign_task.reassign(house.office, house.person("u_ran"), case, key, to, "busy", key=new_key())


def test_who_is_given_a_task_is_told_once(screened) -> None:
    house, case, key = screened
    give(house, case, key)
    assert told(house, "u_xiang") == [("“受理审查”转给您办了", False)] == told(house, "u_xiang")
    assert told(house, "u_ran") == []


def test_given_away_and_back_again_it_is_a_new_matter(screened) -> None:
    house, case, key = screened
    give(house, case, key)
    give(house, case, key, "u_ran")
    give(house, case, key)
    assert told(house, "u_xiang") == [("“受理审查”转给您办了", False)] * 2


def test_who_claims_and_who_goes_on_alone_is_told_nothing(screened) -> None:
    house, case, key = screened
    assign_task.claim(house.office, house.person("u_xiang"), case, key, key=new_key())
    house.do(case, "T_screen", "u_xiang", form_of(C02, "T_screen"))
    assert told(house, "u_xiang") == told(house, "u_ran") == []


def test_who_alone_can_go_on_is_told_so(house: House) -> None:
    step = steps_before(C02, "T_assign")
    case = house.stage(C02, step)
    clock.move_to(when(C02, "T_assign"))
    other = "u_ran" if C02["steps"][step]["actor"] == "u_xiang" else "u_xiang"
    house.do(case, "T_assign", other, form_of(C02, "T_assign", mediators=[C02["steps"][step + 1]["actor"]]))
    assert told(house, C02["steps"][step + 1]["actor"]) == [("“读一读,缓一缓”等您来办", False)]


def test_a_visit_that_is_due_is_told_to_who_mediated(house: House) -> None:
    case = house.stage(C01, steps_before(C01, "F_visit"))
    house.let_pass(case, when(C01, "F_visit"))
    clock.move_to(when(C01, "F_visit"))
    assert told(house, "u_chen") == [("到了约好的回访日", False), ("到了约定的履行日", False)]
    assert told(house, "u_grid1") == []
    house.do(case, "F_visit", "u_chen", form_of(C01, "F_visit"))
    assert ("到了约好的回访日", True) in told(house, "u_chen")
    assert badge(house, "u_chen") == 0


def test_a_term_that_ends_is_told_a_week_and_two_days_before_and_not_every_hour(house: House) -> None:
    house.stage(C01, steps_before(C01, "S2_lay_talk"))
    days = ("2026-03-20", "2026-03-26", "2026-03-26", "2026-03-29", "2026-03-31", "2026-04-01")
    for day in days:
        with at(f"{day}T08:00"):
            fire_timers(house.office)
            deliver.deliver(house.office)
    rows = house.ask("select created_at from outbox where kind = 'deadline' order by created_at")
    assert len(rows) == 2
    with at("2026-03-31T09:00"):
        assert told(house, "u_chen")[0] == ("调解期限到 4月2日 24:00,还有 2 天", False)


def test_no_term_is_told_of_once_they_have_agreed(house: House) -> None:
    house.stage(C01, steps_before(C01, "F_visit"))
    with at("2026-03-31T08:00"):
        fire_timers(house.office)
    assert house.ask("select count(*) from outbox where kind = 'deadline'") == [(0,)]


def test_of_many_reminders_at_once_there_is_one(house: House) -> None:
    """After an outage a person with many cases is told once how many there are, and led to the page that lists them."""
    for _ in range(deliver.FEW + 2):
        house.stage(C01, steps_before(C01, "S2_lay_talk"))
    deliver.deliver(house.office)
    with at("2026-03-26T08:00"):
        fire_timers(house.office)
        deliver.deliver(house.office)
        lines = notification_page.my_notifications(house.office, house.person("u_chen"))
        assert lines[0].sentence == f"有 {deliver.FEW + 2} 件事到了日子或快到期,请看“这一周到期”"
        assert sum("调解期限" in line.sentence for line in lines) == 0
        where = notification_page.open_notification(house.office, house.person("u_chen"), lines[0].id)
        assert where.week and not where.case_id


def test_a_few_reminders_stand_alone(house: House) -> None:
    for _ in range(deliver.FEW):
        house.stage(C01, steps_before(C01, "S2_lay_talk"))
    with at("2026-03-26T08:00"):
        fire_timers(house.office)
        deliver.deliver(house.office)
        lines = notification_page.my_notifications(house.office, house.person("u_chen"))
    assert sum("调解期限" in line.sentence for line in lines) == deliver.FEW


def test_administrators_are_told_of_an_incident_without_its_people(screened) -> None:
    from mediation.errors import CaseStuck
    from mediation.services.case_work import report_incident
    from mediation.services.work import open_work

    house, case, _ = screened
    with house.office.store.reading() as connection:
        work = open_work(house.office, connection, case)
    for _ in range(3):
        report_incident(work, CaseStuck("x"))
    assert told(house, "u_admin") == [(f"案件 {case} 在系统里走不下去了,请检查", False)]
    lines = notification_page.my_notifications(house.office, house.person("u_admin"))
    assert lines[0].title == ""
    assert notification_page.open_notification(house.office, house.person("u_admin"), lines[0].id).case_id == ""


def test_a_matter_is_written_with_what_it_tells_of_or_not_at_all(screened, monkeypatch: pytest.MonkeyPatch) -> None:
    from mediation.store import cases

    house, case, key = screened
    monkeypatch.setattr(cases, "save_summary", lambda *_: (_ for _ in ()).throw(KeyError("disk")))
    monkeypatch.setattr(cases, "save", lambda *_: (_ for _ in ()).throw(KeyError("disk")))
    with pytest.raises(KeyError):
        give(house, case, key)
    assert house.ask("select count(*) from outbox") == [(0,)]


def test_delivered_again_after_a_crash_it_is_one_notification(screened, monkeypatch: pytest.MonkeyPatch) -> None:
    house, case, key = screened
    give(house, case, key)

    def dying(*_: object) -> None:
        raise KeyError("killed before it was noted")

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "delivered", dying)
        with pytest.raises(KeyError):
            deliver.deliver(house.office)
    assert len(told(house, "u_xiang")) == 1
    assert deliver.deliver(house.office) == 0


def test_the_file_has_a_line_for_each_matter_and_no_name(screened) -> None:
    house, case, key = screened
    with house.office.store.writing() as connection:
        people.set_settings(connection, {"notify_through": ["in_app", "file"]})
    give(house, case, key)
    deliver.deliver(house.office)
    [file] = (house.folder / "outbox").iterdir()
    [line] = [json.loads(text) for text in file.read_text("utf-8").splitlines()]
    assert (line["person"], line["case"], line["kind"], line["subject"]) == ("u_xiang", case, "reassigned", "T_screen")
    assert "向春梅" not in file.read_text("utf-8") and os.stat(file).st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_is_tried_again(screened) -> None:
    house, case, key = screened
    with house.office.store.writing() as connection:
        people.set_settings(connection, {"notify_through": ["in_app", "file"]})
    (house.folder / "outbox").write_text("in the way")
    give(house, case, key)
    assert deliver.deliver(house.office) == 0
    (house.folder / "outbox").unlink()
    assert deliver.deliver(house.office) == 1
    assert len(told(house, "u_xiang")) == 1


def test_read_unread_and_the_number_in_the_head(screened, sign_in: SignIn) -> None:
    house, case, key = screened
    give(house, case, key)
    deliver.deliver(house.office)
    surfer = sign_in("u_xiang")
    head = surfer.get("/worklist").tree.xpath("//nav[@class='rooms']")[0].text_content()
    assert "提醒 1" in " ".join(head.split())
    page = surfer.get("/notifications")
    follow = page.links["“受理审查”转给您办了"]
    assert surfer.get(follow).response.location == f"/tasks/{case}-{key}"
    assert badge(house, "u_xiang") == 0
    surfer.post(follow + "/unread", {"csrf_token": page.token})
    assert badge(house, "u_xiang") == 1
    surfer.post("/notifications/read", {"csrf_token": page.token})
    assert badge(house, "u_xiang") == 0


def test_somebody_elses_notification_is_as_if_there_were_none(screened, sign_in: SignIn) -> None:
    house, case, key = screened
    give(house, case, key)
    deliver.deliver(house.office)
    [(number,)] = house.ask("select id from notification")
    assert sign_in("u_ran").get(f"/notifications/{number}").status == 404
    with pytest.raises(NotFound):
        notification_page.open_notification(house.office, house.person("u_ran"), number)
    assert badge(house, "u_xiang") == 1
    assert sign_in("u_xiang").get("/notifications/99999999999999999999").status == 404


def test_an_empty_list_says_what_will_be_there(sign_in: SignIn) -> None:
    assert "没有提醒" in sign_in("u_admin").get("/notifications").text
