"""A new township is set up from two tables, as its administrators do it, and its first mediator takes in a quarrel."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from hand import Hand
from house import WORKED_CASES, House, instant, registration
from playwright.sync_api import Browser, Page, expect

from mediation import clock
from mediation.app import create_app, office_of
from mediation.config import Config
from mediation.law.separation import AUDIT, SECURITY, SYSTEM
from mediation.services.first_administrators import begin
from mediation.services.register_page import open_register_page
from mediation.services.set_up import set_up

pytestmark = pytest.mark.browser
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
ORGS = (
    "编码,名称,层级,上级编码,简称,区划代码,类型代码,有无印章\r\n"
    "TOWN,青石镇人民调解委员会,镇,,青石,509901101000,03,有\r\n"
    + "".join(f"V0{n},{name}村人民调解委员会,村,TOWN,{name},50990110120{n},01,有\r\n"
              for n, name in enumerate(("白石坝", "向阳", "三河"), start=1))
    + "".join(f"G{v}{n},{name}村{place}社调解小组,组,V0{v},,,,无\r\n"
              for v, name in enumerate(("白石坝", "向阳", "三河"), start=1) for n, place in enumerate("一二", start=1))
)  # fmt: skip
PEOPLE = [
    ("chenzm", "陈忠明", "G11", "小组调解员", "院老"), ("ranqm", "冉启明", "V01", "村调解员、调委会主任", ""),
    ("xiangcm", "向春梅", "V01", "调解员", ""), ("luogy", "罗光玉", "G12", "小组调解员", ""),
    ("mudz", "牟德珍", "V02", "村调解员、主任", ""), ("dengk", "邓凯", "TOWN", "镇调解员", ""),
    ("wenj", "文静", "TOWN", "司法所审核员", ""), ("lisz", "李世珍", "V03", "网格员", ""),
]  # fmt: skip
HEAD = "账号,姓名,单位编码,角色,备注"
NEW = "Huaishu-yanzi7"
C01 = WORKED_CASES["C01"]


def people_table(*lines: tuple[str, ...]) -> str:
    return "\r\n".join((HEAD, *(",".join(line) for line in lines)))


@pytest.fixture
def slips(app: Flask) -> dict[str, str]:
    """The passwords for one time that `mediation people administrators` prints, by account."""
    names = {SYSTEM: "何技", SECURITY: "安静", AUDIT: "申记"}
    made = begin(office_of(app), names, "TOWN", "青石镇人民调解委员会")
    return {account.id: password for account, password in made}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An office with nobody in it, by the rules it is shipped with."""
    made = create_app(Config(tmp_path / "new", f"sqlite:///{tmp_path}/new/mediation.db"))
    set_up(office_of(made))
    yield made
    office_of(made).store.close()


@pytest.fixture
def browser(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A browser of somebody's own, whose console stays silent."""
    opened, trouble = [], list[str]()

    def fresh(size: dict[str, int] = LAPTOP) -> Page:
        context = chromium.new_context(viewport=size, locale="zh-CN", base_url=address)  # type: ignore[arg-type]
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        return page

    yield fresh
    for context in opened:
        context.close()
    assert trouble == []


@pytest.fixture
def look(output: Path) -> Callable[[Page, str], None]:
    """Keep a picture for people to look at; and nothing may stick out at the side."""

    def taken(page: Page, name: str) -> None:
        page.screenshot(path=output / f"township-{name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name

    return taken


def first_sign_in(page: Page, account: str, password: str, new: str = NEW) -> None:
    """The slip's password, and at once one's own."""
    page.goto("/login")
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="改密码")).to_be_visible()
    page.get_by_label("现在的密码").fill(password)
    page.get_by_label("新密码", exact=True).fill(new)
    page.get_by_label("新密码再写一遍").fill(new)
    page.get_by_role("button", name="改密码").click()


def set_up_code(page: Page, look: Callable[[Page, str], None], name: str) -> None:
    """What the page says, step by step: begin, type the secret into the telephone, give its number, copy the codes."""
    expect(page.get_by_text("您的岗位登录时要多一道动态码")).to_be_visible()
    page.get_by_role("button", name="开始").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    look(page, f"{name}-code")
    page.get_by_label("应用里现在显示的 6 位数字").fill(pyotp.TOTP(secret).at(clock.now()))
    page.get_by_role("button", name="开启").click()
    expect(page.locator("li.secret")).to_have_count(10)
    look(page, f"{name}-recovery")
    page.get_by_role("link", name=re.compile("抄好了")).click()
    expect(page.get_by_role("heading", name="单位和人员")).to_be_visible()


def upload(page: Page, kind: str, text: str) -> None:
    page.get_by_role("link", name="导入", exact=True).click()
    page.get_by_label(kind, exact=True).check()
    file = {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": text.encode("gbk")}
    page.get_by_label("CSV 文件").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="先看一遍").click()


def test_a_new_township_from_two_tables_to_its_first_case(
    app: Flask, slips: dict[str, str], browser: Callable[..., Page], look: Callable[[Page, str], None]
) -> None:
    clock.move_to(instant(C01["steps"][0]["at"]))
    system = browser()
    first_sign_in(system, "sysadmin", slips["sysadmin"])
    set_up_code(system, look, "system")
    look(system, "empty")

    expect(system.get_by_role("heading", name="给一个镇开张")).to_be_visible()
    upload(system, "单位", ORGS.replace(",V03,,,,无", ",V09,,,,有"))
    expect(system.get_by_text("2 行有错,什么都没有导入")).to_be_visible()
    expect(system.get_by_text("没有编码为 V09 的上级单位").first).to_be_visible()
    look(system, "orgs-wrong")
    upload(system, "单位", ORGS)
    expect(system.get_by_text("可以导入")).to_be_visible()
    look(system, "orgs-fit")
    system.get_by_role("button", name="全部导入").click()
    expect(system.get_by_role("link", name="白石坝村一社调解小组")).to_be_visible()
    look(system, "orgs-in")

    wrong = ("zhaoyq", "赵有权", "V09", "村长", "")
    upload(system, "人员", people_table(*PEOPLE, wrong))
    expect(system.get_by_text("1 行有错,什么都没有导入")).to_be_visible()
    expect(system.get_by_text("没有编码为“V09”的单位")).to_be_visible()
    look(system, "people-wrong")
    upload(system, "人员", people_table(*PEOPLE))
    look(system, "people-fit")
    system.get_by_role("button", name="全部导入").click()
    handed = slips_on(system)
    assert set(handed) == {line[0] for line in PEOPLE}
    expect(system.locator(".slips li").first).to_contain_text("白石坝村一社调解小组")
    look(system, "slips")
    system.emulate_media(media="print")
    assert not [one for one in system.locator("main a.main, nav.rooms").all() if one.is_visible()]
    system.emulate_media(media="screen")
    system.get_by_role("link", name=re.compile("抄好了")).click()
    assert not any(password in system.content() for password in handed.values())
    look(system, "waiting-system")

    security = browser()
    first_sign_in(security, "secadmin", slips["secadmin"])
    set_up_code(security, look, "security")
    look(security, "waiting-security")
    security.get_by_label("全部勾上(8 人)").check()
    security.get_by_label("李世珍").uncheck()
    security.get_by_role("button", name="授权勾上的人").click()
    expect(security.get_by_text("已授权 7 人")).to_be_visible()
    look(security, "granted")

    phone = browser(PHONE)
    first_sign_in(phone, "chenzm", handed["chenzm"])
    expect(phone.get_by_role("heading", name="待办", exact=True)).to_be_visible()
    look(phone, "first-worklist")
    phone.get_by_role("link", name="登记", exact=True).first.click()
    look(phone, "first-form")
    register(app, phone)
    look(phone, "first-case")
    with office_of(app).store.reading() as connection:
        assert connection.exec_driver_sql("select count(*), min(org_id) from mediation_case").all() == [(1, "G11")]

    late = browser(PHONE)
    late.goto("/login")
    late.get_by_label("账号").fill("lisz")
    late.get_by_label("密码").fill(handed["lisz"])
    late.get_by_role("button", name="登录").click()
    expect(late.get_by_text("账号建好了,还没有授权")).to_be_visible()


def slips_on(page: Page) -> dict[str, str]:
    """Account and password of every slip on the page."""
    expect(page.get_by_role("heading", name="一次性密码")).to_be_visible()
    rows = page.locator(".slips li")
    found = {}
    for row in rows.all():
        account = row.locator("dd").nth(0).inner_text()
        found[account] = row.locator("dd.secret").inner_text()
    return found


def register(app: Flask, page: Page) -> None:
    """Fill in the registration as a person does."""
    office = office_of(app)
    opened = open_register_page(office, House(Path("/"), office).person("chenzm"))
    page.wait_for_load_state()
    Hand(page, opened.context).fill(opened.definition, registration(C01))
    page.locator(".end .main:visible").click()
    expect(page.locator(".said.good")).to_contain_text("办好了")
