"""What is bound in a file, in which order, and what must not be missing."""

import pytest
from test_law_builders import a_case, agreed, done, parties, screened

from mediation.case import dossier
from mediation.case.facts import Case, Party, Termination, Visit

TALKED = ("T_register", "T_screen", "T_consent", "T_assign", "S1_read_calm", "S2_lay_talk", "S3_mediate_yield")


def listed(case: Case) -> list[str]:
    return dossier.as_listed(dossier.papers(case))


def test_a_small_case_settled_orally() -> None:
    case = a_case(
        done=done(*TALKED, "A_oral", "S4_smooth_praise", "F_visit"),
        papers={"evidence": 1, "mediation_record": 1},
        agreements=[agreed(form="oral")],
    )
    assert listed(case) == [
        "卷宗封面", "卷内目录", "人民调解受理登记表", "权利义务告知书", "证据材料", "人民调解记录",
        "人民调解口头协议登记表", "人民调解回访记录", "封底",
    ]  # fmt: skip
    assert dossier.missing(case) == []


def test_a_written_agreement_confirmed_and_broken() -> None:
    visits = ["F_visit", "J_confirm", "F_visit", "F_visit", "F_supervise", "F_visit", "H_handoff"]
    case = a_case(
        done=done(*TALKED, "A_written", *visits),
        papers={"application": 1, "evidence": 1, "mediation_record": 1, "supervision_notice": 1},
        agreements=[agreed()],
    )
    assert listed(case) == [
        "卷宗封面", "卷内目录", "人民调解申请书", "人民调解受理登记表", "权利义务告知书", "证据材料",
        "人民调解记录", "人民调解协议书", "督促履行通知", "人民调解回访记录x4", "司法确认有关材料",
        "卷宗情况说明", "封底",
    ]  # fmt: skip


def test_everything_there_can_be_in_its_order() -> None:
    case = a_case(
        done=done(*TALKED, "E_report", "X_escalate", "X_return", "A_written", "A_amend", "T_terminate")
        + done("F_visit", "J_confirm"),
        papers=dict.fromkeys(
            ("application", "identity", "authorization", "investigation", "evidence", "voucher", "statement"), 1
        ) | {"mediation_record": 2, "supervision_notice": 2},
        agreements=[agreed()],
    )  # fmt: skip
    assert listed(case) == [
        "卷宗封面", "卷内目录", "人民调解申请书", "人民调解受理登记表", "权利义务告知书", "当事人身份证明",
        "授权委托书", "风险报告单", "人民调解调查记录", "证据材料", "人民调解记录x2", "提级(移交)单", "退回单",
        "人民调解协议书x2",
        "终止调解通知书", "履行凭证", "督促履行通知x2", "人民调解回访记录", "司法确认有关材料", "卷宗情况说明", "封底",
    ]  # fmt: skip


def test_nothing_is_made_up() -> None:
    case = a_case(screening=screened("reject"), done=done("T_register", "T_screen", "T_reject_notice"))
    assert listed(case) == ["卷宗封面", "卷内目录", "人民调解受理登记表", "不予受理告知书", "封底"]


def test_a_talk_that_broke_off_is_recorded_too() -> None:
    case = a_case(done=done(*TALKED[:5], "T_terminate"))
    assert listed(case).count("人民调解记录") == 1


@pytest.mark.parametrize(
    ("case", "lacking"),
    [
        (a_case(done=done("T_screen")), ["人民调解受理登记表"]),
        (a_case(screening=screened("reject"), done=done("T_register", "T_screen")), ["不予受理告知书"]),
        (a_case(done=done("T_register", "T_consent")), ["终止调解通知书"]),
        (a_case(done=done(*TALKED, "A_written"), agreements=[agreed()]), ["人民调解回访记录"]),
        (a_case(done=done(*TALKED, "F_visit"), agreements=[agreed()]), ["人民调解协议书"]),
        (a_case(done=done(*TALKED, "F_visit"), agreements=[agreed(form="oral")]), ["人民调解口头协议登记表"]),
        (
            a_case(done=done(*TALKED), terminations=[Termination("full", "rounds_exhausted", "", "2026-03-08")]),
            ["终止调解通知书"],
        ),
    ],
)
def test_what_keeps_a_case_from_the_archive(case: Case, lacking: list[str]) -> None:
    assert dossier.missing(case) == lacking


def test_a_party_without_a_number_is_explained_in_the_file() -> None:
    old = a_case(parties=[*parties()[:1], Party("p2", "respondent")], done=done("T_register"))
    assert "卷宗情况说明" in listed(old)
    assert any("没有登记证件号码" in hint for hint in dossier.hints(old))


def test_hints_stop_nobody() -> None:
    paid = a_case(
        agreements=[agreed()],
        visits=[Visit(1, "2026-03-23", "2026-03-23T10:00:00+08:00", "履行", "全部履行", "无")],
        parties=[Party("p1", "applicant", has_id_no=True, has_agent=True), *parties()[1:]],
        done=done(*TALKED, "A_written", "F_visit"),
    )
    assert dossier.missing(paid) == []
    assert len(dossier.hints(paid)) == 3
    paid.papers = {"identity": 1, "authorization": 1, "voucher": 1}
    assert dossier.hints(paid) == []
