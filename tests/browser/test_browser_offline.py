"""A dead network costs nobody a word, and nothing is done twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from device import all_sent, find, lose, press, ready, sign_in, to_field, words_on, write
from flask import Flask, request
from hand import Hand
from house import WORKED_CASES, House, form_of, registration, when
from line import Line
from playwright.sync_api import BrowserContext, Page, expect

from mediation import clock
from mediation.services import register_case, submit_task
from mediation.services.register_page import open_register_page

C01 = WORKED_CASES["C01"]
pytestmark = pytest.mark.browser


def staged(house: House, task: str) -> str:
    """The first worked case where a task waits; gives the task's address."""
    public_id = house.waiting_for(task)
    return f"/tasks/{public_id}-{house.task_key(public_id, task)}"


def case_of(address: str) -> str:
    return address.removeprefix("/tasks/").split("-")[0]


def fill(page: Page, house: House, address: str, task: str, **changes: object) -> None:
    """Open a task's form and fill it in as the worked case does."""
    page.goto(address)
    page.locator("form[data-ready]").wait_for()
    shown = house.page(case_of(address), task, "u_chen")
    Hand(page, shown.context).fill(shown.definition, form_of(C01, task, **changes))


def tell(page: Page, house: House) -> None:
    """Tell the first worked case."""
    page.goto("/cases/new")
    page.locator("form[data-ready]").wait_for()
    opened = open_register_page(house.office, house.person("u_chen"))
    Hand(page, opened.context).fill(opened.definition, registration(C01))


@pytest.fixture
def presses(app: Flask) -> list[str]:
    """Every press of a form that reached the office, by its address."""
    came: list[str] = []

    def note() -> None:
        if request.method == "POST" and request.form.get("form") and not request.path.endswith("/draft"):
            came.append(request.path)

    app.before_request_funcs.setdefault(None, []).insert(0, note)
    return came


def test_a_form_opens_without_a_network_and_what_is_typed_into_it_is_there_the_next_time(
    device: BrowserContext, line: Line
) -> None:
    page = device.new_page()
    sign_in(page, "u_chen")
    lose(device, line)
    page.goto("/cases/new")
    write(page, "#parties-0-name", "甲某")
    page.reload()
    expect(page.locator(".net")).to_have_text("没有网络,写的都存在手机里")
    expect(page.get_by_text("上次没写完的内容还在(今天")).to_be_visible()
    assert page.locator("#parties-0-name").input_value() == "甲某"


def test_rows_and_ticks_come_back_as_they_were(device: BrowserContext, line: Line) -> None:
    page = device.new_page()
    sign_in(page, "u_chen")
    lose(device, line)
    page.goto("/cases/new")
    page.locator("form[data-ready]").wait_for()
    page.locator("#parties input[type=radio]:visible").nth(1).check()
    page.locator("#parties > .add-row").click()
    write(page, "#parties-2-name", "丙某")
    before = words_on(page)
    page.reload()
    page.get_by_text("上次没写完的内容还在").wait_for()
    after = words_on(page)
    assert after == before and ["parties-2-name", "丙某"] in after


def test_what_is_typed_goes_to_the_office_once_the_network_is_back(
    device: BrowserContext, line: Line, house: House
) -> None:
    page = device.new_page()
    sign_in(page, "u_chen")
    page.goto("/cases/new")
    page.locator("form[data-ready]").wait_for()
    lose(device, line)
    write(page, "#parties-0-name", "甲某")
    assert house.ask("select count(*) from registration_draft") == [(0,)]
    find(device, line)
    page.locator("form[data-kept=office]").wait_for()
    assert house.ask("select count(*) from registration_draft") == [(1,)]
    left = "import('/static/js/device/store.js').then(async (m) => (await m.all('typed')).length)"
    assert page.evaluate(left) == 0


def test_a_case_told_without_a_network_waits_in_sight_and_is_sent_once_when_it_is_back(
    device: BrowserContext, line: Line, house: House, presses: list[str]
) -> None:
    clock.move_to(when(C01, "T_register"))
    page = device.new_page()
    sign_in(page, "u_chen")
    lose(device, line)
    tell(page, house)
    press(page)
    expect(page.get_by_text("存好了。一有网络就会发出")).to_be_visible()
    expect(page.locator(".net")).to_contain_text("没有网络,写的都存在手机里,有 1 件等着发")
    assert presses == [] and house.all_cases() == []
    other = device.new_page()
    other.goto("/offline")
    find(device, line)
    expect(page.locator(".net")).to_contain_text("已发出")
    expect(other.locator(".net")).to_contain_text("已发出")
    assert presses == ["/cases/new"] and len(house.all_cases()) == 1


def lost_answer(device: BrowserContext, line: Line, house: House) -> None:
    """The office has registered the case, and the line breaks before it could say so; later the line is mended."""
    clock.move_to(when(C01, "T_register"))
    page = device.new_page()
    sign_in(page, "u_chen")
    tell(page, house)
    page.locator("form[data-kept=office]").wait_for()
    line.swallows = True
    press(page)
    assert line.swallowed.wait(10)
    page.get_by_text("存好了。一有网络就会发出").wait_for()
    line.break_off()
    line.mend()
    page.goto("/worklist")
    all_sent(page)


def test_an_answer_lost_on_its_way_does_not_make_a_second_case(
    device: BrowserContext, line: Line, house: House, presses: list[str]
) -> None:
    lost_answer(device, line, house)
    assert len(presses) >= 2 and len(house.all_cases()) == 1


@pytest.mark.slow
def test_control_without_the_receipt_of_a_press_a_lost_answer_would_make_another(
    device: BrowserContext, line: Line, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_case, "refuse_repeated", lambda *_: None)
    monkeypatch.setattr(submit_task.receipts, "give_answer", lambda *_: None)
    lost_answer(device, line, house)
    assert len(house.all_cases()) > 1


@pytest.mark.slow
def test_a_step_is_taken_once_though_its_page_was_pressed_in_two_tabs(
    device: BrowserContext, line: Line, house: House, presses: list[str]
) -> None:
    address = staged(house, "T_screen")
    page, second = device.new_page(), device.new_page()
    sign_in(page, "u_chen")
    page.goto(address)
    ready(page, address)
    lose(device, line)
    for tab in (page, second):
        fill(tab, house, address, "T_screen")
        press(tab)
        tab.get_by_text("存好了。一有网络就会发出").wait_for()
    expect(page.locator(".net")).to_contain_text("有 1 件等着发")
    find(device, line)
    expect(page.locator(".net")).to_contain_text("已发出")
    assert presses == [address] and "T_screen" not in house.open_tasks(case_of(address))


@pytest.mark.slow
def test_the_forms_of_my_open_tasks_are_taken_along_with_one_press(
    device: BrowserContext, line: Line, house: House, output: Path
) -> None:
    address = staged(house, "T_screen")
    page = device.new_page()
    sign_in(page, "u_chen")
    page.get_by_role("button", name="带下乡").click()
    expect(page.get_by_text("2 张表已存在手机里")).to_be_visible()
    page.screenshot(path=f"{output}/offline-taken-along.png", full_page=True)
    lose(device, line)
    page.goto("/worklist")
    page.get_by_role("link", name="受理审查").click()
    expect(page.locator("form[data-ready]")).to_be_visible()
    assert page.url.endswith(address)


@pytest.fixture
def waiting(device: BrowserContext, line: Line, house: House) -> Callable[..., tuple[Page, str]]:
    """A screening that was pressed without a network; the office has not heard of it."""

    def make(**changes: object) -> tuple[Page, str]:
        address = staged(house, "T_screen")
        page = device.new_page()
        sign_in(page, "u_chen")
        page.goto(address)
        ready(page, address)
        lose(device, line)
        fill(page, house, address, "T_screen", reason="院子里当面说的", **changes)
        press(page)
        page.get_by_text("存好了。一有网络就会发出").wait_for()
        return page, address

    return make


def test_a_step_that_somebody_else_took_meanwhile_is_shown_on_both_sides(
    waiting: Callable[..., tuple[Page, str]], device: BrowserContext, line: Line, house: House, output: Path
) -> None:
    page, address = waiting()
    house.do(case_of(address), "T_screen", "u_chen", form_of(C01, "T_screen", reason="电脑上写的"))
    find(device, line)
    expect(page.locator(".net")).to_contain_text("有 1 件没发成")
    expect(page.get_by_text("这一步的情况变了,要您看一看再决定")).to_be_visible()
    page.screenshot(path=f"{output}/offline-conflict-waits.png", full_page=True)
    page.get_by_role("button", name="两边对着看").click()
    pair = page.locator(".pairs > li").first
    expect(pair).to_contain_text("院子里当面说的")
    expect(pair).to_contain_text("电脑上写的")
    page.screenshot(path=f"{output}/offline-conflict.png", full_page=True)
    page.get_by_role("button", name="不要我写的了").click()
    page.wait_for_url("**/cases/*")
    expect(page.locator(".net:visible")).to_have_count(0)


def test_what_is_to_be_mended_opens_again_with_every_word_and_goes_through(
    waiting: Callable[..., tuple[Page, str]], device: BrowserContext, line: Line, house: House
) -> None:
    page, address = waiting(decision=None)
    find(device, line)
    page.get_by_role("button", name="打开改").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert page.locator("[name=reason]").input_value() == "院子里当面说的"
    to_field(page, f"[name=decision][value={form_of(C01, 'T_screen')['decision']}]").check()
    press(page)
    expect(page.locator(".said.good")).to_contain_text("办好了")
    expect(page.locator(".net:visible")).to_have_count(0)
    assert "T_screen" not in house.open_tasks(case_of(address))


def test_who_was_signed_out_meanwhile_signs_in_again_and_it_is_sent(
    waiting: Callable[..., tuple[Page, str]], device: BrowserContext, line: Line, house: House
) -> None:
    page, address = waiting()
    device.clear_cookies()
    find(device, line)
    expect(page.locator(".net")).to_contain_text("有 1 件等着发,要先登录")
    assert "T_screen" in house.open_tasks(case_of(address))
    sign_in(page, "u_chen")
    expect(page.locator(".net")).to_contain_text("已发出")
    assert "T_screen" not in house.open_tasks(case_of(address))


def test_who_must_sign_in_is_told_so_also_where_the_office_was_reached_only_at_the_second_try(
    waiting: Callable[..., tuple[Page, str]], device: BrowserContext, line: Line
) -> None:
    page, _ = waiting()
    device.clear_cookies()
    page.evaluate(
        """() => {
             const news = new BroadcastChannel("rangyirang");
             window.failed = new Promise((told) => (news.onmessage = ({ data }) => data.offline && told()));
           }"""
    )
    device.set_offline(False)
    page.evaluate("window.failed")
    line.mend()
    expect(page.locator(".net")).to_contain_text("有 1 件等着发,要先登录")


def test_a_form_that_was_kept_does_not_say_again_what_was_said_once(
    device: BrowserContext, line: Line, house: House
) -> None:
    address = staged(house, "T_screen")
    page = device.new_page()
    sign_in(page, "u_chen")
    fill(page, house, address, "T_screen")
    press(page)
    expect(page.locator(".said.good")).to_contain_text("办好了")
    ready(page, page.url.removeprefix(line.address))
    lose(device, line)
    page.reload()
    page.locator("html[data-kept] form[data-ready]").wait_for()
    expect(page.locator(".said.good:visible")).to_have_count(0)


@pytest.mark.slow
def test_what_waits_can_be_written_again_before_it_is_sent(
    waiting: Callable[..., tuple[Page, str]], device: BrowserContext, line: Line, house: House
) -> None:
    page, address = waiting()
    page.goto(address)
    expect(page.get_by_text("这一步已经写好,等着发")).to_be_visible()
    assert page.locator("[name=reason]").input_value() == "院子里当面说的"
    to_field(page, "[name=reason]").fill("后来改过的")
    press(page)
    page.get_by_text("存好了。一有网络就会发出").wait_for()
    find(device, line)
    expect(page.locator(".net")).to_contain_text("已发出")
    assert [one["reason"] for one in house.entered(case_of(address)) if "reason" in one][-1] == "后来改过的"
