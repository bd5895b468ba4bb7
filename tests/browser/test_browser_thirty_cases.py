"""A township mediator with thirty quarrels on the desk: leaf, narrow, find by whatever is known, in both sizes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import WORKED_CASES, House, at, form_of, instant, new_key, registration
from playwright.sync_api import Browser, Locator, Page, expect

from mediation import clock
from mediation.services import assign_task

pytestmark = pytest.mark.browser
SIZES = {"laptop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}
C01 = WORKED_CASES["C01"]
MORNING = "2026-03-04T09:00"
FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
NAMES = ["德厚", "国富", "光明", "春梅", "世珍", "启明"]
KINDS = [str(C01["steps"][0]["form"]["dispute_type"])]
THIRTY = 30


@pytest.fixture
def desk(house: House) -> list[str]:
    """Thirty quarrels taken in at the township, a third of them screened; each through the product's own services."""
    found = []
    for number in range(THIRTY):
        with at(instant("2026-03-03T09:30")):
            one = house.register("u_deng", quarrel(number))
        found.append(one.case_id)
        if number % 3 == 0:
            with at(instant("2026-03-03T10:00")):
                house.do(one.case_id, "T_screen", "u_deng", form_of(C01, "T_screen", entry_tier="township"))
    clock.move_to(instant(MORNING))
    return found


def quarrel(number: int) -> dict[str, Any]:
    """The registration of one of the thirty, about people of its own."""
    parties = [dict(party) for party in C01["parties"]]
    for place, party in enumerate(parties):
        family = FAMILIES[(number * 2 + place) % len(FAMILIES)]
        party["name"] = family + NAMES[(number + place) % len(NAMES)]
        party["phone"] = f"138{number:04d}{place:04d}"
    changes = {"dispute_type": KINDS[number % len(KINDS)], "occurred_place": f"青石街{number + 1}号"}
    return registration(C01, parties=parties, **changes)


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A laptop whose console stays silent."""
    context = chromium.new_context(viewport=SIZES["laptop"], locale="zh-CN", base_url=address)  # type: ignore[arg-type]
    made = context.new_page()
    made.set_default_timeout(30_000)
    trouble: list[str] = []
    made.on("pageerror", lambda error: trouble.append(str(error)))
    yield made
    context.close()
    assert trouble == []


def enter(page: Page, person: str) -> None:
    page.goto("/login")
    page.get_by_label("账号").fill(person)
    page.get_by_label("密码").fill("qingshi-2026")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible()


def look(page: Page, output: Path, name: str) -> None:
    """Keep a picture in both sizes; nothing sticks out at the side."""
    for size, view in SIZES.items():
        page.set_viewport_size(view)  # type: ignore[arg-type]
        page.screenshot(path=output / f"thirty-{name}-{size}.png")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, size)
    page.set_viewport_size(SIZES["laptop"])  # type: ignore[arg-type]


def cards(page: Page) -> Locator:
    return page.locator(".cards > li")


def tab(page: Page, name: str) -> Locator:
    return page.locator("nav.tabs a").filter(has_text=name)


def test_a_morning_with_thirty_quarrels(page: Page, house: House, desk: list[str], output: Path) -> None:
    enter(page, "u_deng")
    tab(page, "待认领").click()
    expect(tab(page, "待认领").locator("b")).to_have_text(str(THIRTY))
    expect(cards(page)).to_have_count(20)
    look(page, output, "free")
    page.get_by_role("link", name="下一页").click()
    expect(cards(page)).to_have_count(10)
    page.get_by_role("link", name="上一页").click()

    page.get_by_label("哪一步").select_option("T_screen")
    page.get_by_role("button", name="只看这些").click()
    expect(cards(page)).to_have_count(20)
    assert len(set(page.locator(".cards h2 a").all_inner_texts())) == 1
    look(page, output, "narrowed")


def test_one_of_thirty_is_found_by_whatever_is_known_of_it(
    page: Page, house: House, desk: list[str], output: Path
) -> None:
    number = 7
    name = quarrel(number)["parties"][0]["name"]
    enter(page, "u_deng")
    page.get_by_role("navigation", name="主要页面").get_by_role("link", name="纠纷").click()
    expect(cards(page)).to_have_count(20)
    look(page, output, "cases")
    for words in (name, f"138{number:04d}0000", f"青石街{number + 1}号", "gdh" if name == "高德厚" else name[1:]):
        page.locator("#q").fill(words)
        page.get_by_role("button", name="找", exact=True).click()
        links = page.locator(f".cards a[href='/cases/{desk[number]}']")
        expect(links).to_have_count(1)
    look(page, output, "found")
    page.locator("#q").fill("没有这个人")
    page.get_by_role("button", name="找", exact=True).click()
    expect(cards(page)).to_have_count(0)
    look(page, output, "not-found")
    page.goto(f"/cases/{desk[number]}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    look(page, output, "case")


def test_a_quarrel_is_taken_on_done_next_and_put_back(page: Page, house: House, desk: list[str], output: Path) -> None:
    enter(page, "u_deng")
    tab(page, "待认领").click()
    cards(page).first.get_by_role("button", name="认领").click()
    expect(page.locator(".said.good")).to_contain_text("您认领了这一步")
    expect(page.locator("form[data-sending]")).to_be_visible()
    look(page, output, "claimed")
    page.get_by_role("navigation", name="主要页面").get_by_role("link", name="待办").click()
    expect(tab(page, "我的待办").locator("b")).to_have_text("1")
    expect(tab(page, "待认领").locator("b")).to_have_text(str(THIRTY - 1))
    look(page, output, "mine")
    cards(page).get_by_role("link").first.click()
    expect(page.locator("form[data-sending]")).to_be_visible()
    page.goto("/worklist")
    page.get_by_role("button", name="放回").click()
    expect(page.locator(".said.good")).to_contain_text("已放回")
    expect(tab(page, "待认领").locator("b")).to_have_text(str(THIRTY))


def test_who_leaves_gives_everything_on_at_once(page: Page, house: House, desk: list[str], output: Path) -> None:
    for case in desk[1::3][:6]:  # those nobody has screened yet
        key = house.task_key(case, "T_screen")
        assign_task.claim(house.office, house.person("u_deng"), case, key, key=new_key())
    enter(page, "u_xie")
    page.goto("/colleagues")
    page.get_by_role("listitem").filter(has_text="邓凯").get_by_role("link", name="离职转办").click()
    expect(page.get_by_text("一共 6 件")).to_be_visible()
    look(page, output, "leaving")
    page.get_by_label("都看过了").check()
    page.get_by_role("button", name="全部转办,并停用账号").click()
    expect(page.locator(".said.good")).to_contain_text("6 件已转给别人")


def test_every_page_of_the_day_comes_at_once_with_thirty_on_the_desk(page: Page, desk: list[str]) -> None:
    enter(page, "u_deng")
    for address in ("/worklist?tab=free", "/worklist?tab=handled", "/cases", f"/cases/{desk[0]}"):
        page.goto(address)
        links = page.eval_on_selector_all("main a[href^='/']", "all => all.map((one) => one.getAttribute('href'))")
        assert links and not [one for one in links if re.search(r"None|undefined", one)]
        boxes = "all => all.filter((one) => one.offsetWidth && one.offsetHeight < 36).length"
        assert page.eval_on_selector_all("main a.main, main a.second, main button", boxes) == 0, address
