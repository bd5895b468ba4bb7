"""The elder: a small phone, big letters, a line that breaks in the middle of a step; agreement all the same."""

from pathlib import Path

import pytest
from device import find, lose, press, ready, sign_in, words_on
from hand import Hand
from house import WORKED_CASES, House, form_of, steps_before, when
from line import Line
from playwright.sync_api import BrowserContext, Page, expect

from mediation import clock

C01 = WORKED_CASES["C01"]
pytestmark = pytest.mark.browser


def write_step(page: Page, house: House, public_id: str, task: str) -> None:
    """Fill in the task's form, which is open."""
    page.locator("form[data-ready]").wait_for()
    shown = house.page(public_id, task, "u_chen")
    Hand(page, shown.context).fill(shown.definition, form_of(C01, task))


def test_an_elder_reaches_agreement_though_the_line_breaks_in_the_middle_of_a_step(
    device: BrowserContext, line: Line, house: House, output: Path
) -> None:
    public_id = house.stage(C01, steps_before(C01, "S2_lay_talk"))
    house.let_pass(public_id, when(C01, "S2_lay_talk"))
    clock.move_to(when(C01, "S2_lay_talk"))
    page = device.new_page()
    sign_in(page, "u_chen")
    page.get_by_role("button", name="大字").click()
    page.locator("html.big").wait_for()

    page.get_by_role("link", name="摆一摆").click()
    ready(page, f"/tasks/{public_id}-{house.task_key(public_id, 'S2_lay_talk')}")
    page.locator("form[data-ready]").wait_for()
    spoken = page.locator("[name=statements-p1]")
    while not spoken.is_visible():
        page.get_by_role("button", name="下一屏").click()
    spoken.fill("雨水滴到柴房")
    lose(device, line)
    spoken.press_sequentially(",墙要垮了。")
    page.locator("form[data-kept=device]").wait_for()
    expect(page.locator(".net")).to_contain_text("没有网络,写的都存在手机里")
    page.screenshot(path=f"{output}/elder-1-line-broken.png")
    page.reload()
    expect(page.get_by_text("上次没写完的内容还在")).to_be_visible()
    assert ["statements-p1", "雨水滴到柴房,墙要垮了。"] in words_on(page)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=f"{output}/elder-2-words-back.png")
    page.evaluate("location.hash = ''")
    write_step(page, house, public_id, "S2_lay_talk")
    press(page)
    expect(page.get_by_text("存好了。一有网络就会发出")).to_be_visible()
    page.screenshot(path=f"{output}/elder-3-waits.png")

    clock.move_to(when(C01, "S3_mediate_yield"))
    find(device, line)
    # more than half an hour without the office: who one is must be said again, and nothing is lost by it
    expect(page.locator(".net")).to_contain_text("有 1 件等着发,要先登录")
    sign_in(page, "u_chen")
    expect(page.locator(".net")).to_contain_text("已发出")
    page.screenshot(path=f"{output}/elder-4-sent.png")
    page.goto("/worklist")
    page.get_by_role("link", name="调一调").click()
    write_step(page, house, public_id, "S3_mediate_yield")
    press(page)
    expect(page.locator(".said.good")).to_contain_text("办好了")
    clock.move_to(when(C01, "A_oral"))
    write_step(page, house, public_id, "A_oral")
    press(page)
    expect(page.locator(".said.good")).to_contain_text("办好了")
    assert house.case(public_id).agreement is not None
    said = [one["statements"]["p1"] for one in house.entered(public_id) if "statements" in one]
    assert said == ["雨水滴到柴房,墙要垮了。"]
