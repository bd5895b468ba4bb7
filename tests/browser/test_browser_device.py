"""What lies on a phone: a dead phone loses no word, and nobody but its person reads one."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from device import all_sent, find, lose, press, ready, sign_in, stored, write
from hand import Hand
from house import WORKED_CASES, House, form_of, registration, steps_before, when
from line import Line
from playwright.sync_api import BrowserContext, Page, expect

from mediation import clock
from mediation.services.register_page import open_register_page

C01 = WORKED_CASES["C01"]
SECRET = "欧阳记号说的话"
pytestmark = pytest.mark.browser


def kill(folder: Path) -> None:
    """The battery dies: every process of the browser on this folder is gone at once."""
    mine = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (place / "cmdline").read_bytes():
                mine.append(int(place.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    assert mine
    for one in mine:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue


def holding(folder: Path, words: str) -> list[str]:
    """The files below a folder in which these words stand, in either of the ways browsers write text."""
    wanted = [words.encode(), words.encode("utf-16-le"), json.dumps(words)[1:-1].encode()]
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [str(path.relative_to(folder)) for path in files if any(one in path.read_bytes() for one in wanted)]


def test_a_dead_phone_on_a_dead_network_gives_every_word_back_and_shows_none_to_who_reads_its_disk(
    own_browser: Callable[[Path], BrowserContext], line: Line, tmp_path: Path
) -> None:
    context = own_browser(tmp_path / "phone")
    page = context.pages[0]
    sign_in(page, "u_chen")
    lose(context, line)
    page.goto("/cases/new")
    write(page, "#parties-0-name", SECRET)
    page.locator("#parties-0-name").press_sequentially("还没写完")
    kill(tmp_path / "phone")
    assert holding(tmp_path / "phone", SECRET) == []

    again = own_browser(tmp_path / "phone")
    page = again.pages[0]
    page.goto("/cases/new")
    expect(page.get_by_text("上次没写完的内容还在(今天")).to_be_visible()
    assert page.locator("#parties-0-name").input_value().startswith(SECRET)


@pytest.mark.slow
def test_control_words_that_are_not_sealed_are_found_on_the_disk(
    own_browser: Callable[[Path], BrowserContext], line: Line, tmp_path: Path
) -> None:
    context = own_browser(tmp_path / "phone")
    page = context.pages[0]
    sign_in(page, "u_chen")
    page.evaluate(
        "(words) => import('/static/js/device/store.js').then(({ put }) => put('typed', { id: 'open', words }))", SECRET
    )
    kill(tmp_path / "phone")
    assert any("IndexedDB" in name for name in holding(tmp_path / "phone", SECRET))


@pytest.fixture
def full(device: BrowserContext, line: Line, house: House) -> tuple[Page, str]:
    """A phone without a network that holds a form of a case, half a form's words, and a press that waits."""
    public_id = house.waiting_for("T_screen")
    address = f"/tasks/{public_id}-{house.task_key(public_id, 'T_screen')}"
    page = device.new_page()
    sign_in(page, "u_chen")
    page.goto(address)
    ready(page, address)
    lose(device, line)
    page.goto("/cases/new")
    page.locator("form[data-ready]").wait_for()
    opened = open_register_page(house.office, house.person("u_chen"))
    told = registration(C01)
    told["parties"] = [{**told["parties"][0], "name": SECRET}, *told["parties"][1:]]
    Hand(page, opened.context).fill(opened.definition, told)
    press(page)
    page.get_by_text("存好了。一有网络就会发出").wait_for()
    page.goto("/cases/new")
    write(page, "#parties-0-name", SECRET)
    return page, address


def test_nothing_of_anybody_can_be_read_in_the_browsers_stores(full: tuple[Page, str]) -> None:
    page, _ = full
    found = stored(page)
    assert [len(found[place]) for place in ("keys", "typed", "queue")] == [1, 1, 1] and len(found["forms"]) == 2
    assert found["keys"][0]["key"] == "a key"
    text = json.dumps(found, ensure_ascii=False)
    for name in (SECRET, "张德厚", "李国富", "陈忠明", "白石坝", "u_chen"):
        assert name not in text, name
    assert found["session"] == found["local"] == {}


@pytest.mark.slow
def test_control_the_look_into_the_stores_finds_what_is_not_sealed(full: tuple[Page, str]) -> None:
    page, _ = full
    page.evaluate(
        """async (words) => {
             const { put } = await import("/static/js/device/store.js");
             await put("forms", { id: "open", data: new TextEncoder().encode(words).buffer });
           }""",
        SECRET,
    )
    assert SECRET in json.dumps(stored(page), ensure_ascii=False)


def leave(page: Page, warned: bool) -> None:
    """Sign out; whether it was said that something still waits."""
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="退出")).to_have_count(0)
    assert ["还有 1 件没有发出" in words for words in asked] == ([True] if warned else [])


def test_after_signing_out_nothing_opens_any_more_and_what_waits_is_sent_when_its_person_is_back(
    full: tuple[Page, str], device: BrowserContext, line: Line, house: House
) -> None:
    page, address = full
    leave(page, warned=True)
    expect(page.get_by_text("手机里的已经锁上")).to_be_visible()
    found = stored(page)
    assert [one["id"] for one in found["keys"]] == ["leaving"] and found["forms"] == [] and len(found["queue"]) == 1
    page.goto(address)
    expect(page.get_by_text("没有登录,手机里存的内容打不开")).to_be_visible()

    find(device, line)
    page.goto("/worklist")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    sign_in(page, "u_ran")
    page.goto("/offline")
    expect(page.get_by_text("没有等着发的")).to_be_visible()
    assert SECRET not in page.content() and SECRET not in json.dumps(stored(page), ensure_ascii=False)
    assert len(house.all_cases()) == 1
    page.goto("/worklist")
    leave(page, warned=False)
    sign_in(page, "u_chen")
    all_sent(page)
    assert len(house.all_cases()) == 2


def test_who_signs_in_after_somebody_else_opens_nothing_of_theirs(
    full: tuple[Page, str], device: BrowserContext, line: Line
) -> None:
    page, address = full
    device.clear_cookies()
    find(device, line)
    page.goto("/login")
    sign_in(page, "u_xiang")
    lose(device, line)
    page.goto(address)
    expect(page.get_by_text("没有网络,要看的这一页打不开")).to_be_visible()
    page.goto("/cases/new")
    page.locator("form[data-ready]").wait_for()
    assert SECRET not in page.content() and page.locator("#parties-0-name").input_value() == ""


@pytest.mark.slow
def test_a_phone_that_has_not_seen_the_office_for_days_opens_nothing(full: tuple[Page, str]) -> None:
    page, address = full
    page.evaluate(
        """async () => {
             const { get, put } = await import("/static/js/device/store.js");
             await put("keys", { ...(await get("keys", "mine")), at: Date.now() - 73 * 3600 * 1000 });
           }"""
    )
    page.goto(address)
    expect(page.get_by_text("没有登录,手机里存的内容打不开")).to_be_visible()


def test_photos_taken_without_a_network_arrive_whole(
    device: BrowserContext, line: Line, house: House, tmp_path: Path
) -> None:
    public_id = house.stage(C01, steps_before(C01, "S2_lay_talk"))
    house.let_pass(public_id, when(C01, "S2_lay_talk"))
    clock.move_to(when(C01, "S2_lay_talk"))
    address = f"/tasks/{public_id}-{house.task_key(public_id, 'S2_lay_talk')}"
    paper = tmp_path / "收条.pdf"
    paper.write_bytes(b"%PDF-1.4\n" + SECRET.encode() * 50_000)
    page = device.new_page()
    sign_in(page, "u_chen")
    page.goto(address)
    ready(page, address)
    lose(device, line)
    page.goto(address)
    page.locator("form[data-ready]").wait_for()
    shown = house.page(public_id, "S2_lay_talk", "u_chen")
    Hand(page, shown.context).fill(shown.definition, form_of(C01, "S2_lay_talk"))
    page.locator("input[type=file]").first.set_input_files(paper)
    press(page)
    page.get_by_text("存好了。一有网络就会发出").wait_for()
    assert SECRET not in json.dumps(stored(page), ensure_ascii=False)
    find(device, line)
    expect(page.locator(".net")).to_contain_text("已发出")
    [(size,)] = house.ask("select size from stored_file")
    assert size == paper.stat().st_size
