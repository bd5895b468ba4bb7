"""Work among people on a phone: given to be given back, urged, a deputy noted, everything of a leaver handed over."""

from datetime import timedelta
from pathlib import Path

import pytest
from hand import Hand
from house import WORKED_CASES, House, form_of, new_key, steps_before, when
from playwright.sync_api import Page, expect
from test_browser_worked_case import picture, sign_in

from mediation import clock
from mediation.services import assign_task

C02 = WORKED_CASES["C02"]
pytestmark = pytest.mark.browser


def test_a_step_is_entrusted_done_given_back_and_confirmed(phone: Page, house: House, output: Path) -> None:
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    sign_in(phone, "u_ran")
    phone.goto(f"/cases/{case}")
    picture(phone, output / "handing-1-case")
    phone.get_by_role("link", name="交给别人 / 请人帮忙").click()
    picture(phone, output / "handing-2-sheet")
    phone.get_by_role("link", name="请他代办,办完交回").click()
    phone.get_by_label("向春梅").check()
    phone.get_by_label("手上的事太多").check()
    picture(phone, output / "handing-3-entrust")
    phone.get_by_role("button", name="请他代办").click()
    expect(phone.locator(".said.good")).to_contain_text("已请向春梅代办")

    sign_in(phone, "u_xiang")
    phone.get_by_role("link", name="受理审查", exact=True).click()
    expect(phone.get_by_text("冉启明请您代办的")).to_be_visible()
    page = house.page(case, "T_screen", "u_xiang")
    Hand(phone, page.context).fill(page.definition, form_of(C02, "T_screen"))
    phone.get_by_role("button", name="办好,交回").locator("visible=true").click()
    expect(phone.locator(".said.good")).to_contain_text("已交回")

    sign_in(phone, "u_ran")
    phone.get_by_role("link", name="受理审查", exact=True).click()
    expect(phone.get_by_text("向春梅代您办好交回的")).to_be_visible()
    picture(phone, output / "handing-4-confirm")
    while phone.get_by_role("button", name="下一屏").is_visible():
        phone.get_by_role("button", name="下一屏").click()
    picture(phone, output / "handing-5-confirm-last")
    phone.locator(".end .main:visible").click()
    expect(phone.locator(".said.good")).to_contain_text("办好了")
    phone.goto(f"/cases/{case}")
    expect(phone.locator(".timeline")).to_contain_text("向春梅 把“受理审查”办好,交回冉启明确认")


def test_urged_it_is_heard_once(phone: Page, house: House, output: Path) -> None:
    case = house.stage(C02, 1)
    clock.move_to(when(C02, "T_screen"))
    key = house.task_key(case, "T_screen")
    assign_task.claim(house.office, house.person("u_ran"), case, key, key=new_key())
    sign_in(phone, "u_xiang")
    phone.goto(f"/tasks/{case}-{key}/hands")
    phone.get_by_label("当事人来催").check()
    picture(phone, output / "handing-6-urge")
    phone.get_by_role("button", name="催一催").click()
    expect(phone.locator(".said.good")).to_contain_text("已催办")
    phone.goto(f"/tasks/{case}-{key}/hands")
    expect(phone.get_by_text("已经催过了")).to_be_visible()
    picture(phone, output / "handing-7-urged")


def test_a_deputy_is_noted_and_who_leaves_is_followed(phone: Page, house: House, output: Path) -> None:
    talk = house.stage(C02, steps_before(C02, "S1_read_calm"))
    clock.move_to(when(C02, "S1_read_calm"))
    sign_in(phone, "u_xiang")
    phone.goto("/colleagues/u_xiang/absence")
    phone.get_by_label("到哪天").fill((clock.today() + timedelta(days=3)).isoformat())
    picture(phone, output / "handing-8-absence")
    phone.get_by_role("button", name="登记请假").click()
    expect(phone.get_by_text("由冉启明代办")).to_be_visible()
    sign_in(phone, "u_ran")
    expect(phone.get_by_text("代向春梅办")).to_be_visible()
    picture(phone, output / "handing-9-worklist")
    phone.goto("/colleagues")
    picture(phone, output / "handing-10-colleagues")
    phone.get_by_role("listitem").filter(has_text="向春梅").get_by_role("link", name="离职转办").click()
    picture(phone, output / "handing-11-leaving")
    phone.get_by_label("都看过了").check()
    phone.get_by_role("button", name="全部转办,并停用账号").click()
    expect(phone.locator(".said.good")).to_contain_text("1 件已转给别人")
    phone.goto(f"/cases/{talk}")
    picture(phone, output / "handing-12-case")
    expect(phone.get_by_text("主持:冉启明")).to_be_visible()
    phone.goto(f"/cases/{talk}/hands")
    phone.get_by_role("link", name="抄送他看").click()
    picture(phone, output / "handing-13-copy")


def test_a_review_sends_back_and_says_what_to_mend(phone: Page, house: House, output: Path) -> None:
    case = house.stage(C02, steps_before(C02, "C_close"))
    clock.move_to(when(C02, "C_close"))
    sign_in(phone, "u_wen")
    phone.goto(f"/cases/{case}")
    phone.get_by_role("link", name="退回修改").click()
    phone.get_by_label("材料、附件不全").check()
    phone.get_by_label("怎么改").fill("收条没有附上,请补拍。")
    picture(phone, output / "handing-14-send-back")
    phone.locator(".end .main:visible").click()
    sign_in(phone, "u_xiang")
    phone.get_by_role("link", name="按审核意见补正", exact=True).click()
    expect(phone.get_by_text("收条没有附上,请补拍。")).to_be_visible()
    phone.locator("summary", has_text="补录").click()
    picture(phone, output / "handing-15-correct")
    phone.set_viewport_size({"width": 1280, "height": 800})
    phone.goto(f"/cases/{case}")
    phone.screenshot(path=f"{output}/handing-16-wide.png", full_page=True)
