"""双人审批: an auditor reads a record, or a restricted case, by another's approval only, so far and so long."""

import csv
import io

import pytest
from admins import SECURITY, appoint
from house import WORKED_CASES, House, at

from mediation.errors import FormInvalid, NotAllowed, NotFound
from mediation.services import access_report, export_cases, replay
from mediation.services.audit_sampling import AuditRefused
from mediation.services.case_page import view_case
from mediation.services.case_papers import view_papers
from mediation.services.deliver import deliver
from mediation.services.export_cases import Selection, asked_for
from mediation.services.issue_paper import add_signed_pages, issue_paper
from mediation.services.keep_history import verify_all
from mediation.services.notification_page import my_notifications, open_notification
from mediation.services.read_grants import Asked, ask_to_read, decide_reading, end_reading, view_reading
from mediation.services.reveal_parties import reveal

PHONE = WORKED_CASES["C01"]["parties"][0]["phone"]


@pytest.fixture
def full(house: House) -> dict[str, str]:
    """An ordinary case and one of violence at home, at their ends; a security administrator."""
    appoint(house)
    return {name: replay.play(house.office, WORKED_CASES[name]).public_id for name in ("C01", "C05")}


@pytest.fixture(autouse=True)
def late(full: dict[str, str]):
    with at("2026-12-01T10:00"):
        yield


def asked(house: House, case_id: str, extent: str = "record", days: str = "3", key: str = "ask-0001") -> None:
    wanted = Asked(case_id, "complaint", "来信说没有告知权利,核对告知书", extent, days)
    ask_to_read(house.office, house.person("u_audit"), wanted, key=key)


def decided(house: House, extent: str, key: str = "let-0001") -> None:
    (number,) = house.ask("select max(id) from read_grant")[0]
    decide_reading(house.office, house.person(SECURITY), number, extent, key=key)


def test_an_auditor_reads_the_record_only_after_another_let_and_only_till_the_day(house, full) -> None:
    case_id = full["C01"]
    with pytest.raises(NotAllowed):
        view_papers(house.office, house.person("u_audit"), case_id)
    asked(house, case_id)
    with pytest.raises(NotAllowed):
        view_papers(house.office, house.person("u_audit"), case_id)
    decided(house, "record")
    auditor = house.person("u_audit")
    seen = view_papers(house.office, auditor, case_id)
    assert seen.masked and seen.bound
    assert "张德厚" in view_case(house.office, auditor, case_id).title
    with at("2026-12-04T09:59"):
        view_papers(house.office, house.person("u_audit"), case_id)
    with at("2026-12-04T10:01"):
        with pytest.raises(NotAllowed):
            view_papers(house.office, house.person("u_audit"), case_id)
        assert "张*" in view_case(house.office, house.person("u_audit"), case_id).title


def test_the_record_alone_hides_identities_and_all_of_it_shows_them_for_a_reason(house, full) -> None:
    asked(house, full["C01"], "all")
    decided(house, "record")
    with pytest.raises(NotAllowed):
        reveal(house.office, house.person("u_audit"), full["C01"], "review")
    end_reading(house.office, house.person("u_audit"), 1, key="end-0001")
    asked(house, full["C01"], "all", key="ask-0002")
    decided(house, "all", "let-0002")
    found = reveal(house.office, house.person("u_audit"), full["C01"], "review")
    assert any(PHONE in value for party in found for _, value in party.values)
    assert not view_papers(house.office, house.person("u_audit"), full["C01"]).masked


def test_a_restricted_case_is_nowhere_until_two_want_it(house, full) -> None:
    with pytest.raises(NotFound):
        view_case(house.office, house.person("u_audit"), full["C05"])
    (number,) = house.ask(f"select register_no from mediation_case where public_id = '{full['C05']}'")[0]
    asked(house, number)
    decided(house, "record")
    assert view_case(house.office, house.person("u_audit"), full["C05"]).parties
    end_reading(house.office, house.person(SECURITY), 1, key="end-0001")
    with pytest.raises(NotFound):
        view_case(house.office, house.person("u_audit"), full["C05"])


def test_nobody_lets_themselves_and_nobody_lets_more_than_was_asked(house, full) -> None:
    asked(house, full["C01"])
    for person in ("u_audit", "u_ran", "u_deng"):
        with pytest.raises(NotAllowed):
            decide_reading(house.office, house.person(person), 1, "record", key="let-0009")
    with pytest.raises(AuditRefused, match="不能比申请的多"):
        decided(house, "all")
    decided(house, "")
    with pytest.raises(AuditRefused, match="批过"):
        decided(house, "record", "let-0003")
    with pytest.raises(NotAllowed):
        view_papers(house.office, house.person("u_audit"), full["C01"])
    with pytest.raises(NotAllowed):
        wanted = Asked("x", "sample", "看一看正文", "record", "")
        ask_to_read(house.office, house.person("u_ran"), wanted, key="ask-0007")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [(Asked("没有这号", "sample", "核对告知书", "record", "3"), "没有这个编号"),
     (Asked("", "idle", "核对告知书", "record", "3"), "请选"), (Asked("", "sample", "看", "record", "3"), "写明"),
     (Asked("", "sample", "核对告知书", "record", "31"), "1 到 30"),
     (Asked("", "sample", "核对告知书", "record", "一"), "整数")],
)  # fmt: skip
def test_what_is_missing_is_told(wanted: Asked, said: str, house: House) -> None:
    with pytest.raises(AuditRefused, match=said):
        ask_to_read(house.office, house.person("u_audit"), wanted, key="ask-0009")


def test_the_same_press_asks_once_and_a_second_wish_waits_for_the_first(house, full) -> None:
    asked(house, full["C01"])
    asked(house, full["C01"])
    assert house.ask("select count(*) from read_grant") == [(1,)]
    with pytest.raises(AuditRefused, match="已经申请过"):
        asked(house, full["C01"], key="ask-0002")


def test_all_of_it_stands_in_the_history_and_who_opened_what_is_kept(house, full) -> None:
    asked(house, full["C01"])
    decided(house, "record")
    auditor = house.person("u_audit")
    view_case(house.office, auditor, full["C01"])
    view_papers(house.office, auditor, full["C01"])
    issue_paper(house.office, auditor, full["C01"], "D04", 1, "pdf")
    end_reading(house.office, auditor, 1, key="end-0001")
    done = [entry.action for entry in house.history(full["C01"])][-4:]
    assert done == ["read_asked", "read_granted", "issued", "read_ended"]
    sentences = [one.sentence for one in view_case(house.office, house.person("u_chen"), full["C01"]).timeline[:4]]
    assert "申请查阅正文(有人投诉、信访)" in sentences[3] and "批准查阅:正文" in sentences[2]
    told = [look.what for look in access_report.of_case(house.office, house.person("u_chen"), full["C01"]).looks]
    for words in ("打开案件页", "打开文书目录", "申请看正文(有人投诉、信访)", "打印《权利义务告知书》"):
        assert words in told, told
    verify_all(house.office)


def test_who_lets_and_who_asked_are_told_and_the_one_who_lets_sees_no_name(house, full) -> None:
    asked(house, full["C01"])
    deliver(house.office)
    security = house.person(SECURITY)
    (line,) = [one for one in my_notifications(house.office, security) if "查阅" in one.sentence]
    assert line.title == "" and open_notification(house.office, security, line.id).reading
    view = view_reading(house.office, security)
    assert not view.asks and view.lines[0].decides and view.lines[0].case_id == ""
    assert "张德厚" not in repr(view)
    decided(house, "record")
    deliver(house.office)
    assert any("批过了" in one.sentence for one in my_notifications(house.office, house.person("u_audit")))
    assert view_reading(house.office, house.person("u_audit")).lines[0].case_id == full["C01"]


def test_an_auditor_who_reads_still_changes_nothing_and_lists_stay_outlines(house, full) -> None:
    asked(house, full["C01"], "all")
    decided(house, "all")
    auditor = house.person("u_audit")
    assert not view_papers(house.office, auditor, full["C01"]).keeps
    number = issue_paper(house.office, auditor, full["C01"], "D04", 1, "pdf")
    with pytest.raises((NotAllowed, FormInvalid)) as refused:
        add_signed_pages(house.office, auditor, full["C01"], number, ["photo"])
    assert refused.type is NotAllowed
    wanted = Selection(asked_for(house.office, auditor, "", "2026"))
    taken = b"".join(export_cases.export_cases(house.office, auditor, "csv", wanted, "audit")).decode("utf-8-sig")
    (row,) = list(csv.DictReader(io.StringIO(taken)))
    assert "张*" in row["当事人"] and not row["简要情况"]


def test_an_auditor_of_another_place_has_nothing_of_it(house, full) -> None:
    asked(house, full["C01"])
    decided(house, "record")
    with house.office.store.writing() as connection:
        connection.exec_driver_sql("update person set org_id = 'O-V2' where id = 'u_audit'")
    with pytest.raises(NotFound):
        view_case(house.office, house.person("u_audit"), full["C01"])
