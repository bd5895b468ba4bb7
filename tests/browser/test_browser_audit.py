"""An auditor's day in a browser: last quarter's cases as a table, from a figure to its cases, a sample, a finding."""

from pathlib import Path

import pytest
from house import WORKED_CASES, House, instant
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from test_browser_worked_case import picture, sign_in

from mediation import clock
from mediation.services import replay

pytestmark = pytest.mark.browser


def test_an_auditor_exports_drills_samples_and_finds_and_the_committee_answers(
    phone: Page, house: House, output: Path, tmp_path: Path
) -> None:
    played = replay.play(house.office, WORKED_CASES["C01"])
    assert played.differences == []
    clock.move_to(instant("2026-04-20T09:00"))

    sign_in(phone, "u_audit", "审计")
    phone.get_by_role("link", name="导出案件").click()
    phone.get_by_label("登记期间").select_option("2026Q1")
    phone.get_by_label("审计抽查").check()
    with phone.expect_download() as taken:
        phone.get_by_role("button", name="导出").click()
    taken.value.save_as(tmp_path / "quarter.xlsx")
    expect(phone.get_by_text("已导出 1 件")).to_be_visible()
    head, row = load_workbook(tmp_path / "quarter.xlsx")["案件"].iter_rows(values_only=True)
    table = dict(zip(head, row, strict=True))
    assert table["调解结果"] == "调解成功" and "张*" in table["当事人"] and table["案件标识"] == played.public_id

    phone.get_by_role("link", name="统计", exact=True).click()
    phone.get_by_label("期间").select_option("2026Q1")
    phone.get_by_role("button", name="看", exact=True).click()
    picture(phone, output / "audit-1-figures")
    phone.locator(".heads li", has_text="调解成功").get_by_role("link").click()
    expect(phone.get_by_text("1 件案件")).to_be_visible()
    phone.get_by_role("link", name="张* 与 李*").click()
    phone.get_by_role("link", name="看流程图").click()
    slider = phone.get_by_label("一步一步看")
    expect(slider).to_be_visible()
    slider.press("Home")
    expect(phone.locator("[data-replay] output")).to_contain_text("还没有开始")
    slider.press("ArrowRight")
    expect(phone.locator("[data-replay] output")).to_contain_text("陈忠明 登记了纠纷")
    picture(phone, output / "audit-2-replay")

    phone.goto(f"/cases/{played.public_id}")
    phone.get_by_role("link", name="申请看正文").click()
    expect(phone.get_by_label("登记号或卷号")).to_have_value(played.public_id)
    phone.get_by_label("有人投诉、信访").check()
    phone.get_by_label("要核对什么").fill("来信说没有告知权利")
    phone.get_by_label("正文(证件、电话、住址遮住)").check()
    phone.get_by_role("button", name="送批").click()
    expect(phone.get_by_text("等安全管理员批")).to_be_visible()
    picture(phone, output / "audit-2-reading")

    phone.get_by_role("link", name="审计", exact=True).click()
    phone.get_by_label("登记期间").select_option("2026Q1")
    phone.get_by_label("随机抽百分之几").fill("100")
    phone.get_by_role("button", name="抽", exact=True).click()
    expect(phone.get_by_text("抽到 1 件")).to_be_visible()
    phone.get_by_role("button", name="不合格").click()
    expect(phone.get_by_text("看了 1 件,合格 0 件")).to_be_visible()
    picture(phone, output / "audit-3-sample")
    phone.get_by_role("link", name="提意见").click()
    phone.get_by_label("签名、指印、印章").check()
    phone.get_by_label("写清楚").fill("登记表上少一个指印")
    phone.get_by_role("button", name="提出").click()
    expect(phone.locator(".said.good")).to_contain_text("意见已提出")

    sign_in(phone, "u_ran")
    phone.goto(f"/cases/{played.public_id}")
    phone.get_by_role("link", name="审计意见(1 条,1 条没销)").click()
    phone.get_by_role("textbox", name="答复").fill("已补按,照片在附件")
    picture(phone, output / "audit-4-answer")
    phone.get_by_role("button", name="答复").click()
    expect(phone.get_by_text("已答复,等审计员看")).to_be_visible()
    phone.goto(f"/cases/{played.public_id}")
    expect(phone.locator(".timeline").last).to_contain_text("冉启明 答复了审计意见(签名、指印、印章)")
