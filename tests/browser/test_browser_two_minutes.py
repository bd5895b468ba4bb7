"""From the first word to an oral agreement on a phone: how many taps, how many characters, how long.

A tap and a character are reckoned at fixed times, written below; the pages' own times are measured.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hand import Hand, shown, starting
from house import House
from playwright.sync_api import Locator, Page, expect
from test_browser_worked_case import sign_in

from mediation import clock
from mediation.forms.spec import FieldSpec, FormDefinition
from mediation.services.register_page import open_register_page

TAP = 1.0  # seconds: look, reach, tap
SPOKEN, TYPED = 0.35, 1.0  # seconds a character: said to the phone's own dictation, typed in pinyin
LAW = "民法典第290条"
SUMMARY = "李家新屋檐滴水到张家柴房,墙脚湿了,吵过两次。"
AGREED = "李家三天内装好檐沟"


def steps(today: str) -> dict[str, dict[str, Any]]:
    """What an elder fills in on an evening in the yard: only what must be asked."""
    parties = [{"role": "applicant", "kind": 1, "name": "张德厚"}, {"role": "respondent", "kind": 1, "name": "李国富"}]
    came, both = {"p1": "到场", "p2": "到场"}, ("p1", "p2")
    asked = [{"party_id": one, "consent": "同意", "method": "当面", "rights_notice_ack": True} for one in both]
    term = {"obligor": "p2", "obligee": "p1", "way_code": "2", "content": AGREED, "due_on": today}
    return {
        "T_register": {
            "parties": parties, "dispute_type": "2", "occurred_on": today, "occurred_place": "本院", "summary": SUMMARY,
            "claims": ["修好、疏通"], "source_code": "1", "apply_mode": "口头申请", "prior_handling": "无",
            "people_involved": 2, "is_cross_region": False, "publicity": "不公开", "confidential_level": "normal",
            "privacy_notice_ack": True,
        },
        "T_screen": {
            "in_scope": True, "exclusion_code": "none", "three_conditions": [True] * 3, "forecast_code": "1",
            "risk_color": "blue", "difficulty_code": "1", "decision": "accept", "entry_tier": "group",
        },
        "T_consent": {"parties": asked},
        "T_assign": {"choice": "接受指定", "mediators": ["u_chen"], "disclosure": "无利害关系"},
        "S1_read_calm": {
            "read_items": ["权利义务告知", "三让口号"], "mode": "面对面", "attendance": came,
            "emotion_before": {"p1": 3, "p2": 2}, "emotion_after": {"p1": 1, "p2": 1}, "weapon_observed": False,
            "alcohol": False, "risk_recheck": "blue", "cooling_needed": False, "decision": "continue",
        },
        "S2_lay_talk": {
            "place": "礼让堂", "attendance": came, "statements": {"p1": "墙要垮了。", "p2": "修房没注意。"},
            "undisputed_facts": "滴水是真的。", "dispute_focus": ["谁来做"], "decision": "continue",
        },
        "S3_mediate_yield": {
            "law_basis": [LAW], "plans": ["一方出工,一方出料。"], "outcome": "full", "agreed_items": [AGREED],
            "agreement_form": "oral", "decision": "agree",
        },
        "A_oral": {"facts": SUMMARY, "terms": [term], "party_ack": ["p1", "p2"], "recorded_by": "u_chen"},
    }  # fmt: skip


@dataclass
class Effort:
    """What a step cost."""

    taps: int = 0
    characters: int = 0
    pages: float = 0.0

    def seconds(self, character: float) -> float:
        return self.taps * TAP + self.characters * character + self.pages


class Thrifty(Hand):
    """Does what a person must and no more: leaves what stands there already, taps a phrase or 今天 where it can."""

    def __init__(self, page: Page, context: Any, effort: Effort) -> None:
        super().__init__(page, context)
        self.effort = effort

    def fill(self, definition: FormDefinition, values: Mapping[str, Any]) -> None:
        form = self.page.locator("form[data-sending]")
        for spec in (spec for screen in definition.pages for spec in screen.fields):
            if values.get(spec.key) is not None and not spec.system and spec.kind != "file":
                self._to_screen_of(form, spec)
                self._answer(form, spec, values[spec.key])

    def _to_screen_of(self, form: Locator, spec: FieldSpec) -> None:
        following = form.get_by_role("button", name="下一屏")
        while not form.locator(f"[data-field='{spec.key}']").is_visible() and following.is_visible():
            self._tap(following)

    def _tap(self, target: Locator) -> None:
        target.click()
        self.effort.taps += 1

    def _shown(self, found: Locator) -> Locator:
        first = found.first
        first.wait_for(state="attached")
        self.effort.taps += first.locator("xpath=ancestor::details[not(@open)]").count()
        return shown(found)

    def _write(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        self._put(self._shown(place.get_by_label(starting(label))), str(value))

    def _put(self, target: Locator, value: str) -> None:
        if target.input_value() == value:
            return
        around = target.locator("xpath=ancestor::*[@data-field][1]")
        day = around.locator("> .tap.now")
        if day.count():
            self._tap(day)
            assert target.input_value()[: len(value)] == value
            return
        outer = target.locator("xpath=ancestor::*[@data-field][descendant::*[@data-phrases]][1]")
        phrase = outer.locator("> details.phrases, > fieldset > details.phrases")
        ready = phrase.locator("[data-phrase]").get_by_text(value, exact=True)
        if phrase.count() and ready.count():
            self._tap(phrase.first.locator("> summary"))
            self._tap(ready.first)
            assert target.input_value() == value
            return
        self._tap(target)
        target.fill(value)
        self.effort.characters += len(value)

    def _choose(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        said = str(value).lower() if isinstance(value, bool) else str(value)
        words = self._words(spec, said)
        if spec.dropdown:
            self._pick(self._shown(place.get_by_label(starting(label))), said, words)
            return
        target = place.get_by_role("group", name=starting(label), include_hidden=True).first
        option = target.get_by_label(words, exact=True)
        if not option.is_checked():
            self._tap(self._shown(option))

    def _pick(self, select: Locator, value: str, words: str) -> None:
        if select.input_value() != value:
            select.select_option(label=words)
            self.effort.taps += 2

    def _tick(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        group = self._shown(place.get_by_role("group", name=starting(label), include_hidden=True))
        for one in value:
            self._tap(group.get_by_label(self._words(spec, str(one)), exact=True))

    def _tick_by_place(self, place: Locator, spec: FieldSpec, value: Sequence[bool], label: str) -> None:
        group = self._shown(place.get_by_role("group", name=starting(label), include_hidden=True))
        for option in spec.options:
            self._tap(group.get_by_label(option.label, exact=True))

    def _check(self, place: Locator, spec: FieldSpec, value: Any, label: str) -> None:
        self._tap(self._shown(place.get_by_label(starting(label))))

    def _strings(self, place: Locator, spec: FieldSpec, value: Sequence[str], label: str) -> None:
        group = place.get_by_role("group", name=starting(label), include_hidden=True)
        for at, words in enumerate(value):
            row, one = self._row(group, at), spec.children[0]
            if one.kind == "choice":
                self._pick(row.get_by_role("combobox"), words, self._words(one, words))
            else:
                self._put(row.get_by_role("textbox"), words)


@pytest.mark.slow
@pytest.mark.browser
def test_an_oral_agreement_takes_about_two_minutes_on_a_phone(phone: Page, house: House) -> None:
    clock.move_to(None)
    today = clock.now().date().isoformat()
    sign_in(phone, "u_chen")
    phone.get_by_role("navigation").get_by_role("link", name="登记").click()
    table: dict[str, Effort] = {}
    for task, values in steps(today).items():
        effort = table[task] = Effort()
        if task == "T_register":
            opened: Any = open_register_page(house.office, house.person("u_chen"))
        else:
            opened = house.page(house.all_cases()[0].public_id, task, "u_chen")
        hand = Thrifty(phone, opened.context, effort)
        hand.fill(opened.definition, values)
        form = phone.locator("form[data-sending]")
        while form.get_by_role("button", name="下一屏").is_visible():
            hand._tap(form.get_by_role("button", name="下一屏"))
        began = time.monotonic()
        hand._tap(form.locator(".end .main:visible"))
        expect(phone.locator(".said.good")).to_contain_text("办好了")
        effort.pages = time.monotonic() - began
    print_table(table)
    whole = together(table)
    assert "S4_smooth_praise" in house.open_tasks(house.all_cases()[0].public_id)
    assert whole.taps <= 95 and whole.characters <= 90
    assert whole.seconds(SPOKEN) - whole.pages <= 130


def together(table: Mapping[str, Effort]) -> Effort:
    return Effort(*(sum(getattr(one, name) for one in table.values()) for name in ("taps", "characters", "pages")))


def print_table(table: Mapping[str, Effort]) -> None:
    print(f"\n{'step':<18}{'taps':>6}{'chars':>7}{'page s':>8}{'spoken s':>10}{'typed s':>9}")
    for task, one in {**table, "together": together(table)}.items():
        spoken, typed = one.seconds(SPOKEN), one.seconds(TYPED)
        print(f"{task:<18}{one.taps:>6}{one.characters:>7}{one.pages:>8.1f}{spoken:>10.0f}{typed:>9.0f}")
