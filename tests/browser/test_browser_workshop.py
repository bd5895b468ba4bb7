"""The workshop as administrators use it: draw, be refused in words, mend, have it approved, put it to work, go back."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from admins import SECOND
from desks import DESK, NOW, Workshop, drawing, keep, pad, workshop
from drawing_scripts import CONDITIONS, OFFERED, ROUND
from house import WORKED_CASES, instant, steps_before
from lxml import etree
from playwright.sync_api import BrowserContext, Page, expect
from test_browser_access import faults

from mediation import clock
from mediation.config import shipped
from mediation.engine.lint import check_files

__all__ = ["workshop"]
pytestmark = pytest.mark.browser

# what the drawing program itself says in its console, and what a refused press leaves there
KNOWN = re.compile(r"ContextPad#getPad is deprecated|status of (409|422)|ERR_INTERNET_DISCONNECTED")
SOUND: dict[str, Any] = {"fit": True, "findings": []}
LATIN = re.compile(r"[A-Za-z]")


@pytest.fixture
def desk(workshop: Workshop) -> Iterator[Page]:
    """A page of the first administrator; nothing unknown may be said in its console."""
    clock.move_to(NOW)
    page = workshop.one.new_page()
    page.route("**/findings.json", lambda route: route.fulfill(json=SOUND))  # the real word takes its second each time
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
    yield page
    page.close()
    assert [words for words in trouble if not KNOWN.search(words)] == []


def meaning(data: bytes) -> Counter[tuple[Any, ...]]:
    """Everything a diagram says, its drawing included, whatever its order, its white space and its prefixes."""
    found: Counter[tuple[Any, ...]] = Counter()
    for one in etree.fromstring(data).iter(etree.Element):
        text = (one.text or "").strip()
        attributes = {name: value for name, value in one.attrib.items() if not name.endswith("}schemaLocation")}
        owner = one.getparent().get("id") if one.getparent() is not None else ""
        found[(one.tag, owner, text, tuple(sorted(attributes.items())))] += 1
    return found


def test_what_is_opened_and_saved_says_what_it_said(workshop: Workshop, desk: Page) -> None:
    drawing(desk, workshop.draft("原样"), "whistle.bpmn")
    files = {path.name: path.read_text("utf-8") for path in sorted(shipped("bpmn").glob("*.bpmn"))}
    program = desk.locator("[data-drawing]").get_attribute("data-program")
    saved = desk.evaluate(ROUND, {"program": program, "files": files})
    assert set(saved) == set(files) and len(files) > 15
    for name, text in files.items():
        assert meaning(saved[name].encode()) == meaning(text.encode()), name


def test_everything_offered_is_in_chinese_and_is_what_the_engine_carries_out(workshop: Workshop, desk: Page) -> None:
    draft = workshop.draft("看看有什么")
    drawing(desk, draft, "visit.bpmn")
    program = desk.locator("[data-drawing]").get_attribute("data-program")
    palette = desk.locator(".djs-palette .entry").evaluate_all("all => all.map((one) => one.ariaLabel)")
    assert len(palette) == 14
    said, entries = set(palette), set[str]()
    for name in ("visit.bpmn", "tier_mediation.bpmn"):
        xml = (shipped("bpmn") / name).read_text("utf-8")
        found = desk.evaluate(OFFERED, {"program": program, "xml": xml})
        said |= set(found["said"])
        entries |= set(found["entries"])
        for entry, text in found["drawn"]:
            rules = {one.rule for one in check_files({name: text.encode()})}
            assert not rules & {"unsupported-element", "event-kind", "boundary-once", "reserved-id"}, (entry, rules)
    named = {text for text in said if not text.startswith("Powered by")}
    assert [text for text in named if LATIN.search(text)] == []
    assert {"中间加一步", "后面加一步", "换一种", "查决策表", "等到某件事", "左边对齐", "在图里找"} <= named
    assert {"replace-with-user-task", "replace-with-parallel-gateway", "replace-with-terminate-end"} <= entries


QUESTION: dict[str, Any] = {
    "type": "default", "schemaVersion": 19, "id": "W_neighbours", "properties": {"title": "问问旁人", "intro": ""},
    "components": [{
        "id": "group", "type": "group", "label": "旁人怎么说", "components": [{
            "id": "seen", "type": "radio", "key": "witness_found", "label": "有没有旁人看见?",
            "values": [{"label": "有", "value": "yes"}, {"label": "没有", "value": "no"}],
            "validate": {"required": True}, "properties": {"sensitivity": "case"},
        }],
    }],
}  # fmt: skip


def choose(page: Page, element: str) -> None:
    """Come to a place of the drawing through the list of what is in it."""
    page.locator(".djs-container > svg").click(position={"x": 500, "y": 40})
    page.get_by_text(re.compile(r"图里的 \d+ 处")).click()
    page.locator("[data-panel] .ways").get_by_role("button", name=element, exact=True).click()


def test_an_administrator_adds_a_step_and_it_is_put_to_work(workshop: Workshop, desk: Page, output: Path) -> None:
    house = workshop.house
    desk.unroute("**/findings.json")
    before = house.office.library.in_force().digest
    draft = _begin(desk)
    workshop.write(draft, "W_neighbours.form", json.dumps(QUESTION, ensure_ascii=False).encode())
    _add_the_step(desk, draft, output)
    _break_the_law_and_mend(desk, draft, workshop.one, output)
    release = _ask_and_approve(desk, draft, workshop.other)
    assert house.office.library.in_force().digest != before
    _new_cases_only(workshop, before)
    _move_and_back(desk, workshop, before)
    _return(desk, workshop.other, release)
    assert house.office.library.in_force().digest == before


def _begin(page: Page) -> str:
    page.goto("/admin/models")
    page.get_by_text("起草新的").click()
    page.get_by_label("要改什么").fill("调一调以前,先问问旁人")
    page.get_by_role("button", name="开始起草").click()
    page.wait_for_url("**/drafts/*")
    return re.sub(r"^https?://[^/]+|\?.*$", "", page.url)


def _add_the_step(page: Page, draft: str, output: Path) -> None:
    page.locator("summary", has_text="有哪些步骤,先后怎么走").click()
    page.get_by_role("link", name="一级调解:让一让四步").first.click()
    page.locator("[data-drawing][data-ready]").wait_for()
    expect(page.locator("[data-findings]")).to_contain_text("没有错误,可以送审")
    choose(page, "怎么走?")
    page.locator("[data-panel] .ways").get_by_role("button", name="接着调").click()
    pad(page, "between.user-task")
    page.keyboard.press("Control+a")
    page.keyboard.type("问问旁人")
    page.keyboard.press("Enter")
    expect(page.locator("[data-findings]")).to_contain_text("“问问旁人”:还没选用哪张表")
    page.get_by_label("谁来办", exact=True).select_option(label="这件案子的调解员(指定的那几位)")
    page.get_by_label("用哪张表", exact=True).select_option(label="问问旁人")
    page.get_by_label("多久办完(不填就不限)", exact=True).fill("3")
    page.get_by_label("办的人会看到的提示").fill("问隔壁邻舍,当面问。")
    keep(page)
    expect(page.locator("[data-findings]")).to_contain_text("没有错误,可以送审")
    page.get_by_role("button", name="看改动").click()
    expect(page.locator(".djs-element.is-added:not(.djs-minimap *)")).to_have_count(2)
    page.screenshot(path=output / "workshop-drawing.png")


def _break_the_law_and_mend(page: Page, draft: str, desk: BrowserContext, output: Path) -> None:
    drawing(page, draft, "mediation_case.bpmn", "Refused")
    expect(page.locator("[data-panel]")).to_contain_text("法定,不能删")
    expect(page.locator(".djs-context-pad .entry[data-action=delete]")).to_have_count(0)
    page.locator(".djs-container svg").first.focus()
    page.keyboard.press("Delete")
    expect(page.locator("[data-said]")).to_contain_text("人民调解法第17条")
    drawing(page, draft, "mediation_case.bpmn", "Refused_to_After_talk")
    pad(page, "delete")
    choose(page, "拒绝")
    pad(page, "append.end-event")
    page.keyboard.press("Escape")
    keep(page)
    found = page.locator("[data-findings]")
    expect(found).to_contain_text("“一方拒绝或要求终止”之后走不到“终止调解告知”")
    expect(page.locator(".drawing-canvas .finding.error").first).to_be_visible()
    page.screenshot(path=output / "workshop-refused.png")
    sending = desk.new_page()
    sending.goto(draft)
    sending.get_by_label("为什么要改").fill("为了省事一点")
    sending.get_by_role("button", name="送审").click()
    expect(sending.locator("[data-error-summary]")).to_contain_text("还有错误没有改完,不能送审")
    sending.close()
    for _ in range(2):
        page.get_by_role("button", name="撤销").click()
    keep(page)
    expect(found).to_contain_text("没有错误,可以送审")


def _ask_and_approve(page: Page, draft: str, other: BrowserContext) -> str:
    page.goto(draft)
    page.get_by_label("为什么要改").fill("群众说,旁人看见的也要问")
    page.get_by_role("button", name="送审").click()
    page.wait_for_url("**/releases/*")
    expect(page.get_by_text("自己送审的,要另一位管理员批准")).to_be_visible()
    approving = other.new_page()
    approving.goto(page.url)
    approving.get_by_role("button", name="画在图上看").click()
    expect(approving.locator(".drawn .frame .djs-element.is-added").first).to_be_visible()
    approving.get_by_role("button", name="批准", exact=True).click()
    expect(approving.get_by_text("正在用")).to_be_visible()
    approving.close()
    return page.url


def _new_cases_only(workshop: Workshop, before: str) -> None:
    house = workshop.house
    later = next(
        case for case in WORKED_CASES.values()
        if {"S2_lay_talk", "S3_mediate_yield"} <= {step["task"] for step in case["steps"]}
        and instant(case["steps"][0]["at"]) > NOW
    )  # fmt: skip
    new_case = house.stage(later, steps_before(later, "S3_mediate_yield"))
    assert house.open_tasks(new_case) and all(task not in house.open_tasks(new_case) for task in ("S3_mediate_yield",))
    assert "问问旁人" in [task.name for task in house.opened(new_case).open_tasks]
    assert house.row(workshop.old_case).bundle == before != house.row(new_case).bundle
    clock.move_to(NOW)


def _move_and_back(page: Page, workshop: Workshop, before: str) -> None:
    house = workshop.house
    page.goto("/admin/models/move")
    expect(page.get_by_text("1 件能迁")).to_be_visible()
    page.locator("input[name=case]").check()
    page.get_by_role("button", name="迁移选中的").click()
    expect(page.get_by_text("迁了 1 件")).to_be_visible()
    assert house.row(workshop.old_case).bundle != before
    page.get_by_role("button", name="退回原样").click()
    expect(page.get_by_text("已退回")).to_be_visible()
    assert house.row(workshop.old_case).bundle == before


def _return(page: Page, other: BrowserContext, release: str) -> None:
    page.goto("/admin/models")
    page.get_by_text("换回这一套").click()
    page.get_by_label("为什么").fill("先退回去再想想")
    page.locator("form").filter(has=page.get_by_label("为什么")).get_by_role("button", name="送审").click()
    page.wait_for_url("**/releases/*")
    approving = other.new_page()
    approving.goto(page.url)
    approving.get_by_role("button", name="批准", exact=True).click()
    expect(approving.get_by_text("正在用")).to_be_visible()
    approving.close()


def test_nothing_drawn_is_lost_to_somebody_else_a_dead_line_or_a_closed_page(workshop: Workshop, desk: Page) -> None:
    draft = workshop.draft("两个人一起画")
    drawing(desk, draft, "whistle.bpmn", "E_whistle")
    desk.get_by_label("办的人会看到的提示").fill("我写的")
    desk.keyboard.press("Tab")
    expect(desk.locator("[data-state]")).to_have_text("改过,还没存")
    workshop.one.set_offline(True)
    desk.get_by_role("button", name="存下", exact=True).click()
    expect(desk.locator("[data-said]")).to_contain_text("画的都还在这一页")
    workshop.one.set_offline(False)
    workshop.write(draft, "whistle.bpmn", workshop.text(draft, "whistle.bpmn") + b"\n", who=SECOND)
    desk.get_by_role("button", name="存下", exact=True).click()
    expect(desk.locator("[data-said]")).to_contain_text("存过这个文件,您打开的是旧的")
    expect(desk.get_by_label("办的人会看到的提示")).to_have_value("我写的")
    desk.once("dialog", lambda dialog: dialog.accept())  # leaving with unsaved work is warned about
    desk.reload()
    drawing(desk, draft, "whistle.bpmn", "E_whistle")
    expect(desk.get_by_label("办的人会看到的提示")).not_to_have_value("我写的")
    desk.get_by_role("button", name="接着上次的画").click()
    choose(desk, "吹哨报到")
    expect(desk.get_by_label("办的人会看到的提示")).to_have_value("我写的")
    keep(desk)
    assert "我写的".encode() in workshop.text(draft, "whistle.bpmn")


# a busy machine draws late: what is pressed meanwhile is pressed on fields that are about to be drawn anew
LATE = """() => {
  const soon = window.requestAnimationFrame;
  window.requestAnimationFrame = (draw) => setTimeout(() => soon(draw), 600);
}"""


@pytest.mark.parametrize("late", [False, True], ids=["drawn at once", "drawn late"])
def test_a_condition_is_chosen_and_written_as_the_engine_reads_it(workshop: Workshop, desk: Page, late: bool) -> None:
    draft = workshop.draft(f"改条件 {late}")
    drawing(desk, draft, "tier_mediation.bpmn", "how_far_to_S2_lay_talk")
    if late:
        desk.evaluate(LATE)
    rows = desk.locator("[data-panel] .test")
    expect(rows).to_have_count(2)
    rows.nth(0).get_by_label("看什么").select_option(label="风险")
    rows.nth(0).get_by_label("怎样比").select_option(label="不是")
    rows.nth(0).get_by_label("和什么比").select_option(label="红(紧急)")
    rows.nth(1).get_by_label("和什么比").fill("2")
    desk.keyboard.press("Tab")
    desk.get_by_label("这几条").select_option(label="有一条成立就行")
    keep(desk)
    assert b'risk_color != "red" or rounds_left &gt; 2' in workshop.text(draft, "tier_mediation.bpmn")
    drawing(desk, draft, "tier_mediation.bpmn", "cooling")
    desk.get_by_label("等什么").select_option(label="过一段时间")
    desk.get_by_label("等多久", exact=True).fill("12")
    desk.get_by_label("等多久的单位").select_option(label="小时")
    keep(desk)
    assert b'"PT12H"</bpmn:timeDuration>' in workshop.text(draft, "tier_mediation.bpmn")


@pytest.mark.slow
def test_conditions_of_the_shipped_diagrams_come_back_as_they_were(workshop: Workshop, desk: Page) -> None:
    drawing(desk, workshop.draft("条件"), "whistle.bpmn")
    roots = [etree.fromstring(path.read_bytes()) for path in shipped("bpmn").glob("*.bpmn")]
    texts = sorted({one.text for root in roots for one in root.iter("{*}conditionExpression")})
    strange = ['outcome = "full" or (tier = "x")', "amount * 2 > 3", "rounds = ", 'nobody = "x"', "", "not unresolved"]
    found = desk.evaluate(CONDITIONS, texts + strange)
    told = dict(zip(texts, found, strict=False))
    assert {text: back for text, back in told.items() if back != text} == {}
    assert found[len(texts) :] == [None, None, None, None, "", "not unresolved"]


def test_a_walk_goes_by_conditions_in_words_and_into_called_diagrams(
    workshop: Workshop, desk: Page, output: Path
) -> None:
    draft = workshop.draft("按条件走")
    desk.goto(f"{draft}/drawing/mediation_case.bpmn#walk")
    desk.locator("[data-drawing][data-ready]").wait_for()
    ways = desk.locator("[data-ways]")
    fork = ways.get_by_label("怎么办?")
    expect(fork.locator("option:checked")).to_have_text("受理(别的都不成立时)")
    ways.get_by_text("按案件的情况来定").click()
    ways.get_by_label("受理审查的决定").select_option(label="不受理")
    expect(fork.locator("option:checked")).to_have_text("不予受理(受理审查的决定 是不受理)")
    onward = desk.locator(".bts-context-pad[title=走下去]:not(.hidden)")
    for place in ("case_told", "T_register", "T_screen"):
        desk.locator(f".djs-overlays[data-container-id={place}]").locator(onward).click()
    expect(desk.locator(".djs-overlays[data-container-id=T_reject_notice] .token")).to_have_count(1)
    desk.locator(".djs-overlays[data-container-id=how_screened] .bts-context-pad[title=换一条路]").click()
    expect(fork.locator("option:checked")).not_to_have_text("不予受理(受理审查的决定 是不受理)")  # whoever changed it
    assert faults(desk) == []
    desk.screenshot(path=output / "workshop-walk.png")
    ways.get_by_role("link", name="走进“激化报告”").click()
    desk.locator("[data-drawing][data-ready]").wait_for()
    expect(desk.get_by_role("button", name="看走法", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(desk.locator("[data-diagrams] option:checked")).to_contain_text("激化风险报告")


def onward(desk: Page, place: str) -> None:
    """Press the triangle at a place of the drawing."""
    desk.locator(f".djs-overlays[data-container-id={place}] .bts-context-pad[title=走下去]:not(.hidden)").click()


def test_a_walk_comes_back_behind_the_call_with_what_was_chosen(workshop: Workshop, desk: Page) -> None:
    draft = workshop.draft("走进去再回来")
    desk.goto(f"{draft}/drawing/follow_up.bpmn#walk")
    ways, shown = desk.locator("[data-ways]"), desk.locator("[data-diagrams] option:checked")
    desk.locator("[data-drawing][data-ready]").wait_for()
    fork = ways.get_by_label("还有回访?")
    there = fork.locator("option", has_text=re.compile("^有")).inner_text()
    fork.select_option(label=there)
    onward(desk, "visits_begin")
    token = desk.locator(".djs-overlays[data-container-id=Visit] .token")
    expect(token).to_have_count(1)
    ways.get_by_role("link", name="走进“一次回访”").click()
    expect(ways.get_by_text("是从“一次回访”走进来的,走完自己回去。")).to_be_visible()
    desk.locator("[data-drawing][data-ready]").wait_for()
    visited = shown.inner_text()
    onward(desk, "visit_planned")
    onward(desk, "visit_day")
    onward(desk, "F_visit")
    expect(shown).not_to_have_text(visited)
    expect(token).to_have_count(1)  # round again by the way that was chosen, not from the beginning
    expect(fork.locator("option:checked")).to_have_text(there)
    fork.select_option(label="没有了(别的都不成立时)")
    onward(desk, "Visit")
    expect(desk.get_by_text("走完了", exact=True)).to_be_visible()
    desk.get_by_role("button", name="看走法", exact=True).click()
    desk.get_by_role("button", name="看走法", exact=True).click()
    expect(desk.locator(".djs-overlay .token")).to_have_count(0)  # begun by hand: from the beginning


@pytest.mark.slow
def test_tokens_walk_through_a_diagram_to_its_end(workshop: Workshop, desk: Page) -> None:
    drawing(desk, workshop.draft("看走法"), "whistle.bpmn")
    desk.get_by_role("button", name="看走法", exact=True).click()
    onward = desk.locator(".bts-context-pad[title=走下去]:not(.hidden)")
    onward.first.click()
    expect(desk.locator(".djs-overlay .token")).to_have_count(1)
    desk.locator(".djs-overlays[data-container-id=E_whistle]").locator(onward).click()
    expect(desk.get_by_text("走完了")).to_be_visible()
    desk.get_by_role("button", name="看走法", exact=True).click()
    expect(desk.locator(".djs-palette")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, {"width": 360, "height": 740}], ids=["desk", "phone"])
def test_the_editor_has_no_access_fault(size: dict[str, Any], workshop: Workshop, desk: Page, output: Path) -> None:
    desk.set_viewport_size(size)
    drawing(desk, workshop.draft("看图"), "mediation_case.bpmn", "Refused")
    narrow = size["width"] < 1000
    expect(desk.get_by_text("画图要用宽一点的屏幕")).to_be_visible(visible=narrow)
    expect(desk.locator(".djs-palette")).to_have_count(0 if narrow else 1)
    expect(desk.locator(".bjs-powered-by")).to_be_visible()
    assert faults(desk) == []
    desk.screenshot(path=output / f"workshop-{size['width']}.png", full_page=True)
