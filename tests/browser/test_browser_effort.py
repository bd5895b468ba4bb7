"""What every user task of the factory's method costs a person on a phone, with the shortest honest answer."""

import json
import os
import statistics
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import PHONE
from hand import starting
from house import ROOT, House, instant
from playwright.sync_api import Browser, Locator, Page
from test_browser_screens import CASES, MORE, OPENED_BY, places
from test_browser_two_minutes import SPOKEN, Effort, Thrifty
from test_browser_worked_case import PASSWORD, sign_in

from mediation import clock
from mediation.config import shipped
from mediation.forms.spec import FieldSpec
from mediation.services.register_page import open_register_page
from mediation.services.set_up import load_village

ONLY = os.environ.get("TASKS", "").split()
# what lies open on the screen at hand: the fields that want an answer, and the words one reads without opening any help
SEEN = """() => {
  const main = document.querySelector("main");
  const words = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  let read = 0;
  for (let text = words.nextNode(); text; text = words.nextNode()) {
    const holder = text.parentElement;
    if (holder.closest("option, textarea, .unsaid, script")) continue;
    if (!holder.checkVisibility({ visibilityProperty: true })) continue;
    read += (text.data.match(/\\p{Script=Han}/gu) ?? []).length;
  }
  const asks = (one) => one.querySelector("input:not([type=file]), select, textarea")?.checkVisibility();
  const single = (one) => one.dataset.kind !== "computed" && !one.querySelector("[data-field]");
  return [[...main.querySelectorAll("[data-field]")].filter((one) => single(one) && asks(one)).length, read];
}"""


COLUMNS = ("screens", "taps", "characters", "fields", "read")
TAPS, READ = 8, 345  # what the middle one may cost
A_GLANCE = 0.1  # seconds a character that lies there to be read
BRANCHES: Any = json.loads((ROOT / "tests/scenarios/branch_cases.json").read_text("utf-8"))


@dataclass
class Cost(Effort):
    """What a task costs: `fields` that lie open, `read` Chinese characters on all its screens."""

    screens: int = 1
    fields: int = 0
    read: int = 0

    def seconds(self, character: float) -> float:
        return super().seconds(character) + self.read * A_GLANCE


def least(specs: Iterable[FieldSpec], values: Mapping[str, Any], law: Collection[str] = ()) -> dict[str, Any]:
    """The answers that the form demands, or the law behind it (`law`), out of those a scenario gives."""
    demanded = [spec.key for spec in specs if spec.required or spec.required_when or spec.key in law]
    kept = {key: values[key] for key in demanded if values.get(key) is not None}
    if "party_id" in values:
        kept["party_id"] = values["party_id"]
    for spec in specs:
        if spec.key in kept and spec.children and isinstance(kept[spec.key], list):
            kept[spec.key] = [least(spec.children, row) if isinstance(row, dict) else row for row in kept[spec.key]]
    return kept


class Counting(Thrifty):
    """Does what a person must, and counts what each screen shows before it is left."""

    effort: Cost

    def look(self) -> None:
        fields, read = self.page.evaluate(SEEN)
        self.effort.fields += fields
        self.effort.read += read

    def _tap(self, target: Any) -> None:
        if target.get_attribute("class") == "main next":
            self.look()
            self.effort.screens += 1
        super()._tap(target)

    def _put(self, target: Locator, value: str) -> None:
        kind = target.get_attribute("type")
        if kind not in ("date", "datetime-local") or target.input_value() == value:
            super()._put(target, value)
            return
        # today and now are one tap; another day: the field, the day in its calendar, 设置
        self.effort.taps += 1 if value[:10] == clock.today().isoformat() else 3
        target.fill(value)

    def _choose(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        if isinstance(value, bool) or spec.dropdown or self._words(spec, str(value)):
            super()._choose(place, spec, value, label)
            return
        target = place.get_by_role("group", name=starting(label), include_hidden=True).first
        self._tap(self._shown(target.get_by_label("别的", exact=True)))
        self._put(target.get_by_label("是什么"), str(value))

    def _tick(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        known = [one for one in value if self._words(spec, str(one))]
        super()._tick(place, spec, known, label)
        group = place.get_by_role("group", name=starting(label), include_hidden=True).first
        # one line for one's own word; where none can be written, what the page has ticked already is meant
        for one in [one for one in value if one not in known][:1]:
            if group.get_by_label("自己写").count():
                self._put(group.get_by_label("自己写").last, str(one))


def place_of(task: str) -> tuple[dict[str, Any], int]:
    """The case in which a task comes first, and its place there."""
    if task == "T_register":
        return CASES["C01"], 0
    if task not in places():
        case = next(case for case in BRANCHES["cases"] if any(step["task"] == task for step in case["steps"]))
        taken = (at for at, step in enumerate(case["steps"]) if step["task"] == task and "refused_by" not in step)
        return case, next(taken)
    name, number = places()[task]
    return CASES[name], number


def opened(task: str, phone: Page, house: House) -> tuple[Any, dict[str, Any]]:
    """The form of a task, open on the phone, and what a scenario answers."""
    case, number = place_of(task)
    step = case["steps"][number]
    who, at = step["actor"], instant(step["at"])
    clock.move_to(None)
    if number == 0:
        clock.move_to(at)
        sign_in(phone, who)
        phone.goto("/cases/new")
        return open_register_page(house.office, house.person(who)), {"parties": case["parties"], **step["form"]}
    public_id = house.stage(case, number)
    clock.move_to(at)
    house.let_pass(public_id, at)
    if task in OPENED_BY and task not in house.open_tasks(public_id):
        house.raise_event(public_id, OPENED_BY[task], who)
    sign_in(phone, who)
    phone.goto(f"/tasks/{public_id}-{house.task_key(public_id, task)}")
    return house.page(public_id, task, who), step["form"]


def cost_of(task: str, phone: Page, house: House, law: Collection[str] = ()) -> Cost | list[str]:
    """Do a task and count; where it was refused, the fields that are wanting."""
    page, values = opened(task, phone, house)
    phone.locator("form[data-ready]").wait_for()
    hand = Counting(phone, page.context, Cost())
    specs = [spec for screen in page.definition.pages for spec in screen.fields]
    hand.fill(page.definition, least(specs, values, law))
    form = phone.locator("form[data-sending]")
    while form.get_by_role("button", name="下一屏").is_visible():
        hand._tap(form.get_by_role("button", name="下一屏"))
    hand.look()
    hand._tap(form.locator(".end .main:visible"))
    phone.locator(".said.good, [data-error-summary]").first.wait_for()
    wanting = phone.locator("[data-error-summary] a")
    return [one.get_attribute("href").split("-")[0][1:] for one in wanting.all()] or hand.effort


@pytest.mark.slow
@pytest.mark.browser
def test_what_every_step_costs_a_thumb(
    chromium: Browser, address: str, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in (MORE, BRANCHES):
        load_village(house.office, more, PASSWORD)
    table: dict[str, Cost] = {}
    tasks = sorted(path.stem for path in shipped("forms").glob("[A-Z]*_*.form"))
    for task in ONLY or tasks:
        wanting: list[str] = []
        while True:
            context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=address, has_touch=True)
            found = cost_of(task, context.new_page(), house, wanting)
            context.close()
            if isinstance(found, Cost):
                break
            assert not set(found) <= set(wanting), f"{task} wants {found}, which its scenario does not answer"
            wanting += found
        table[task] = found
    with capsys.disabled():
        print_costs(table)
    if ONLY:
        return  # TASKS="H_handoff T_screen": a look at some, which have no middle
    assert len(tasks) == 26
    assert max(one.screens for one in table.values()) <= 4
    assert statistics.median(one.taps for one in table.values()) <= TAPS
    assert statistics.median(one.read for one in table.values()) <= READ


def print_costs(table: Mapping[str, Cost]) -> None:
    """As a table, the dearest first; then what lies in the middle."""
    print(f"\n{'task':<18}" + "".join(f"{name:>12}" for name in COLUMNS))
    for task, one in sorted(table.items(), key=lambda pair: -pair[1].seconds(SPOKEN)):
        print(f"{task:<18}" + "".join(f"{getattr(one, name):>12}" for name in COLUMNS))
    middle = [statistics.median(getattr(one, name) for one in table.values()) for name in COLUMNS]
    print(f"{'median':<18}" + "".join(f"{value:>12.0f}" for value in middle))
