"""The workshop's editors as an administrator uses them on a desk: forms, tables, settings, a walk through the draft."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from admins import PASSWORD, SECURITY, appoint
from house import House, instant
from playwright.sync_api import Browser, Page, expect
from test_browser_access import faults

from mediation import clock
from mediation.engine.decision_reader import read_decisions
from mediation.services.approve_settings import approve
from mediation.services.model_drafts import begin_draft, file_of

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
DRAFT = "/admin/models/drafts/1"
ROUND_TRIP = """async (draft) => {
  const forms = await import("/static/js/workshop/form_document.js");
  const tables = await import("/static/js/workshop/table_document.js");
  const conditions = await import("/static/js/workshop/condition.js");
  const unary = await import("/static/js/workshop/unary.js");
  const { told } = await import("/static/js/workshop/condition_words.js");
  const { files } = await (await fetch(`${draft}/files.json`)).json();
  const changed = [];
  let seen = 0;
  const same = (place, one, other) => { seen += 1; if (one !== other) changed.push(place); };
  for (const { name, raw } of files.filter(({ name }) => /[.](form|dmn)$/.test(name))) {
    const text = await (await fetch(raw)).text();
    if (name.endsWith(".dmn")) {
      const xml = tables.parse(text);
      same(name, tables.write(xml, text), text);
      const tests = tables.tablesOf(xml).flatMap(({ rules }) => rules.flatMap((rule) => rule.tests));
      for (const test of tests) same(test, unary.write(unary.read(test)), test);
      continue;
    }
    const form = forms.parse(text);
    same(name, forms.write(form, text), text);
    for (const [{ properties = {}, conditional = {} }] of forms.walk(form)) {
      for (const words of [properties.required_when, properties.refuse_when, conditional.hide].filter(Boolean)) {
        const read = conditions.read(words);
        if (read) same(words, conditions.write(conditions.negated(conditions.negated(read))), words);
        else if (!told(words, [])) changed.push(words);
      }
    }
  }
  return { seen, changed };
}"""


@pytest.fixture
def desk(chromium: Browser, address: str, house: House) -> Iterator[Page]:
    """An administrator at a desk, with a draft begun; the console must stay silent."""
    appoint(house)
    clock.move_to(instant("2026-03-02T09:00"))
    begin_draft(house.office, house.person("u_admin"), "加一问")
    context = chromium.new_context(viewport=DESK, locale="zh-CN", base_url=address)
    page = context.new_page()
    page.set_default_timeout(30_000)
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
    page.goto("/login")
    page.get_by_label("账号").fill("u_admin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    yield page
    context.close()
    assert [words for words in trouble if "422" not in words and "409" not in words] == []


def stored(house: House, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file_of(house.office, house.person("u_admin"), 1, name).data)
    return found


def test_a_question_is_added_seen_and_kept(desk: Page, house: House, output: Path) -> None:
    desk.goto(f"{DRAFT}/forms/S2_lay_talk.form")
    told = desk.evaluate(ROUND_TRIP, DRAFT)
    assert told["changed"] == [] and told["seen"] > 200
    expect(desk.get_by_role("button", name="存下", exact=True)).to_be_disabled()
    desk.get_by_role("button", name="二、各人怎么说").click()
    desk.get_by_role("button", name="加一个问题").click()
    desk.get_by_label("问法", exact=True).fill("有没有旁人看见?")
    desk.get_by_label("怎么答", exact=True).select_option("yes_no")
    desk.get_by_label("要不要填").select_option("always")
    asked = desk.get_by_role("group", name="只在这些情况下才问")
    asked.get_by_role("button", name="加一条").click()
    asked.get_by_label("第 1 条:哪一项").select_option("decision")
    asked.get_by_label("第 1 条:比什么").select_option('"again"')
    seen = desk.frame_locator("[data-preview]")
    # the view that knows the condition, not one on its way
    expect(seen.locator('[data-show-when*="again"]', has_text="有没有旁人看见?")).to_be_attached()
    expect(seen.get_by_role("group", name="有没有旁人看见?")).to_be_hidden()
    seen.get_by_text("再补材料、再谈").click()
    expect(desk.locator(".entry[aria-current]")).to_contain_text("接下来")
    expect(seen.get_by_role("group", name="有没有旁人看见?")).to_be_visible()
    desk.screenshot(path=output / "desk-form-editor.png", full_page=True)
    desk.locator(".entry", has_text="有没有旁人看见?").click()
    desk.get_by_role("button", name="把“有没有旁人看见?”往上移").click()
    desk.get_by_role("button", name="撤销").click()
    desk.locator(".entry", has_text="接下来").drag_to(desk.locator(".entry", has_text="双方都认的事"))
    order = desk.locator(".of-page", has_text="二、各人怎么说").locator(".entry .words").all_inner_texts()
    assert order[1:4] == ["各人的话", "接下来", "双方都认的事"]
    desk.get_by_role("button", name="撤销").click()
    assert faults(desk) == []
    desk.get_by_role("button", name="存下", exact=True).click()
    expect(desk.get_by_text("已存下")).to_be_visible()
    added = stored(house, "S2_lay_talk.form")["components"][1]["components"][-1]
    assert (added["label"], added["key"], added["validate"]) == ("有没有旁人看见?", "item_1", {"required": True})
    assert added["conditional"] == {"hide": '=decision != "again"'}


def test_what_the_law_demands_is_locked_and_the_server_refuses_whoever_forces_it(desk: Page, house: House) -> None:
    desk.goto(f"{DRAFT}/forms/T_consent.form")
    desk.locator(".entry").filter(has_text="每位当事人").first.click()
    expect(desk.get_by_text("法定项目,锁住了。")).to_be_visible()
    expect(desk.get_by_role("button", name="不能删(人民调解法第十七条)")).to_be_disabled()
    expect(desk.get_by_label("要不要填").locator("option[value=no]")).to_be_disabled()
    desk.goto(f"{DRAFT}/forms/T_register.form")
    desk.locator(".entry", has_text="电话").first.click()
    barred = desk.get_by_label("多敏感").locator("option:disabled").all_inner_texts()
    assert barred == ["公开", "案情", "个人信息"][: ["公开", "案情", "个人信息", "敏感"].index(
        desk.get_by_label("多敏感").locator("option:checked").inner_text()
    )]  # fmt: skip
    desk.goto(f"{DRAFT}/forms/T_consent.form")
    desk.locator(".entry").filter(has_text="每位当事人").first.click()
    forced = stored(house, "T_consent.form")
    forced["components"] = []
    answer = desk.evaluate(
        """async ([draft, text]) => {
             const body = new FormData();
             const token = document.querySelector("[name=csrf_token]").value;
             for (const [name, value] of Object.entries({ text, seen: 0, csrf_token: token })) body.set(name, value);
             const headers = { Accept: "application/json" };
             await fetch(`${draft}/files/T_consent.form`, { method: "POST", body, headers });
             return (await fetch(`${draft}/findings.json`)).json();
           }""",
        [DRAFT, json.dumps(forced)],
    )
    assert not answer["fit"] and any("被删去了" in one["message"] for one in answer["findings"])
    desk.get_by_label("问法下面的一行说明").fill("一位一位地问")
    desk.get_by_role("button", name="存下", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("存过这个文件")
    expect(desk.get_by_label("问法下面的一行说明")).to_have_value("一位一位地问")
    desk.get_by_role("button", name="用我这份").click()
    expect(desk.get_by_text("已存下")).to_be_visible()
    assert stored(house, "T_consent.form")["components"]


def test_a_condition_of_many_parts_is_told_in_words(desk: Page, output: Path) -> None:
    desk.goto(f"{DRAFT}/forms/T_register.form")
    desk.locator(".entry", has_text="当事人").first.click()
    told = desk.locator(".told").first
    expect(told).to_contain_text("“当事人”的个数大于 0")
    expect(told).to_contain_text("下面有一条成立:")
    expect(told).to_contain_text("里没有申请人")
    expect(told).to_contain_text("不是 主动发现")
    assert "contains" not in told.inner_text() and faults(desk) == []
    desk.screenshot(path=output / "desk-condition-told.png")
    desk.goto(f"{DRAFT}/forms/J_confirm.form")
    desk.locator(".entry", has_text="哪天申请的").click()
    expect(desk.locator(".told").first).to_contain_text("“哪天申请的”晚于 “最迟哪天申请”")


def test_a_table_answers_what_holds_now(desk: Page, house: House, output: Path) -> None:
    desk.goto(f"{DRAFT}/tables/entry_tier.dmn")
    desk.get_by_label("登记在哪一级", exact=True).select_option("village")
    desk.get_by_role("textbox", name="涉及人数").fill("3")
    expect(desk.get_by_text("第 9 条成立")).to_be_visible()
    desk.get_by_role("button", name="第 4 条,涉及人数:不小于 5").click()
    desk.get_by_role("dialog").get_by_label("数").fill("3")
    assert faults(desk) == []
    desk.get_by_role("dialog").get_by_role("button", name="好", exact=True).click()
    expect(desk.get_by_text("第 4 条成立(五人以上,建议镇里办)。结果:建议层级 镇。")).to_be_visible()
    assert faults(desk) == []
    desk.screenshot(path=output / "desk-table-editor.png", full_page=True)
    desk.get_by_role("button", name="存下", exact=True).click()
    expect(desk.get_by_text("已存下")).to_be_visible()
    assert b"&gt;= 3<" in file_of(house.office, house.person("u_admin"), 1, "entry_tier.dmn").data


def test_a_column_is_chosen_by_its_name_tried_renamed_and_taken_out(desk: Page, house: House, output: Path) -> None:
    desk.goto(f"{DRAFT}/tables/entry_tier.dmn")
    desk.get_by_label("登记在哪一级", exact=True).select_option("village")
    desk.get_by_role("textbox", name="涉及人数").fill("3")
    desk.get_by_role("button", name="加一列条件").click()
    dialog = desk.get_by_role("dialog")
    assert "纠纷类型" not in dialog.get_by_label("问案件的什么").inner_text()  # that column is there
    dialog.get_by_label("问案件的什么").select_option(label="案件来源")
    assert faults(desk) == []
    dialog.get_by_role("button", name="好", exact=True).click()
    desk.get_by_role("button", name="第 1 条,案件来源:不限").click()
    dialog.get_by_label("这一格").select_option(label="是这些之一")
    dialog.get_by_label("公安机关委托移送").check()
    dialog.get_by_role("button", name="好", exact=True).click()
    expect(desk.get_by_role("textbox", name="涉及人数")).to_have_value("3")  # what was typed to try it stays
    expect(desk.get_by_text("第 9 条成立")).to_be_visible()
    desk.get_by_role("button", name=re.compile("^案件来源.*改这一列")).click()
    dialog.get_by_label("这一列叫什么").fill("从哪里来")
    dialog.get_by_role("button", name="好", exact=True).click()
    desk.screenshot(path=output / "desk-table-columns.png", full_page=True)
    desk.get_by_role("button", name=re.compile("^建议层级.*改这一列")).click()
    expect(dialog).to_contain_text("系统要用,不能删")
    dialog.get_by_role("button", name="不改了").click()
    desk.get_by_role("button", name=re.compile("^跨村跨镇.*改这一列")).click()
    dialog.get_by_role("button", name="删去这一列").click()
    expect(desk.get_by_role("button", name=re.compile("^跨村跨镇.*改这一列"))).to_have_count(0)
    desk.get_by_role("button", name="存下", exact=True).click()
    expect(desk.get_by_text("已存下")).to_be_visible()
    kept = file_of(house.office, house.person("u_admin"), 1, "entry_tier.dmn").data
    (table,) = read_decisions(kept)
    assert [sorted(column.names) for column in table.inputs][-1:] == [["source_code"]] and len(table.inputs) == 5
    assert "从哪里来".encode() in kept and b"is_cross_region" not in kept


def test_a_setting_changes_from_a_day(desk: Page, house: House, output: Path) -> None:
    desk.goto("/admin/settings")
    assert faults(desk) == []
    term = desk.locator("#s-deadline_days")
    term.locator("summary").first.click()
    term.get_by_label("改成").fill("60")
    term.get_by_label("为什么改").fill("县局要求快调快结")
    term.get_by_role("button", name="送审").click()
    expect(desk.get_by_role("alert")).to_contain_text("人民调解工作若干规定第33条")
    term.get_by_label("改成").fill("20")
    term.get_by_role("button", name="送审").click()
    expect(term).to_contain_text("起改为 20 天")
    expect(desk.get_by_role("region", name="等批准的改动")).to_contain_text("30 天 → 20 天")
    assert faults(desk) == []
    desk.screenshot(path=output / "desk-settings.png", full_page=True)
    assert house.office.settings().deadline_days == 30
    approve(house.office, house.person(SECURITY), "setting", 1)
    assert house.office.settings().deadline_days == 20


def test_the_draft_is_walked_and_one_step_goes_back(desk: Page, output: Path) -> None:
    desk.goto(f"{DRAFT}/walk")
    for task in ("登记", "受理审查"):
        desk.get_by_role("button", name="照填的走").click()
        expect(desk.locator(".timeline li").last).to_contain_text(task)
    expect(desk.locator(".frame .is-current").first).to_be_visible()
    assert faults(desk) == []
    desk.screenshot(path=output / "desk-walk.png", full_page=True)
    desk.get_by_role("button", name="退回一步").click()
    expect(desk.locator(".timeline li")).to_have_count(1)
