"""One quarrel from the yard to the township in two browsers: the village's phone and the township's laptop.

A whistle, a return, a term that runs out by the demo's clock, an agreement in instalments that is breached, changed and
kept. Long forms go through the services; the keys that matter are pressed on the pages.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hand import Hand
from house import WORKED_CASES, House, form_of, instant, new_key, registration
from playwright.sync_api import Browser, Page, expect
from sound import all_ailments
from test_browser_worked_case import picture, sign_in

from mediation import clock
from mediation.case import outcome
from mediation.services import call_department, demo_clock
from mediation.services.set_up import load_village
from mediation.store import people

pytestmark = pytest.mark.browser
C01 = WORKED_CASES["C01"]
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
POLICE = {
    "orgs": [{"org_id": "O-POLICE", "name": "青石派出所", "tier": "township", "seal": False}],
    "users": [{"user_id": "u_police", "name": "贺警官", "roles": ["dept_liaison"], "org": "O-POLICE"}],
    "config": {},
}
BOTH = {"p1": "到场", "p2": "到场"}
BEGIN = "2026-03-02T09:00"


@pytest.fixture
def village_and_town(chromium: Browser, address: str, house: House) -> Iterator[Callable[[str, dict], Page]]:
    """Opens a browser of its own for somebody; the village has a police station that can be called."""
    load_village(house.office, POLICE)
    opened = []

    def browser(person: str, size: dict) -> Page:
        context = chromium.new_context(viewport=size, locale="zh-CN", base_url=address, has_touch=size is PHONE)
        context.set_default_timeout(30_000)
        opened.append(context)
        page = context.new_page()
        sign_in(page, person)
        return page

    yield browser
    for context in opened:
        context.close()


class Journey:
    """The case as it goes: what is pressed in a browser, and what is typed through the services."""

    def __init__(self, house: House, output: Path) -> None:
        self.house, self.output, self.shots = house, output, 0
        self.case = ""

    def later(self, minutes: int) -> None:
        """Time passes for all; nobody's session is over by it."""
        clock.move_to(clock.now() + timedelta(minutes=minutes))
        with self.house.office.store.writing() as connection:
            people.shift_sessions(connection, minutes * 60_000)

    def do(self, task: str, who: str, **form: Any) -> None:
        """A step whose form is long, through the same page, policy and guards."""
        self.later(5)
        self.house.do(self.case, task, who, form)

    def press(self, page: Page, task: str, who: str, **form: Any) -> None:
        """A step as its person takes it: from the case's page, by the words on the form."""
        self.later(5)
        opened = self.house.page(self.case, task, who)
        page.goto(f"/cases/{self.case}")
        page.get_by_role("link", name=f"去办“{opened.name}”").click()
        expect(page.locator("form[data-sending]")).to_be_visible()
        page.wait_for_load_state()
        Hand(page, opened.context).fill(opened.definition, form)
        self.look(page, task)
        page.locator(".end .main:visible").click()
        expect(page.locator(".said.good")).to_contain_text("办好了")

    def button(self, page: Page, words: str) -> None:
        """A case event as it is raised: its button, then the one on its short form."""
        self.later(5)
        page.goto(f"/cases/{self.case}")
        page.get_by_role("link", name=words).click()
        self.look(page, "event")
        page.locator(".end .main:visible").click()
        expect(page.locator(".said.good")).to_be_visible()

    def pass_time(self, page: Page, until: str) -> None:
        """The demo's clock on its page, step by step, until a task is open."""
        page.goto("/demo/clock")
        for _ in range(12):
            if until in self.house.open_tasks(self.case):
                return
            page.get_by_role("button", name="走到下一个到期").click()
            expect(page.locator(".said.good")).to_contain_text("时间往前走了")
        raise AssertionError(f"{until} never came: {self.house.open_tasks(self.case)}")

    def look(self, page: Page, what: str) -> None:
        """A picture for people; on the phone nothing sticks out and nothing is too small."""
        self.shots += 1
        path = self.output / f"ladder-{self.shots:02d}-{what}"
        if page.viewport_size == PHONE:
            picture(page, path)
        else:
            page.screenshot(path=f"{path}.png", full_page=True)


def as_demo(house: House) -> None:
    """The office becomes a demo, whose clock can be moved."""
    with house.office.store.writing() as connection:
        people.set_settings(connection, {"demo": True})
    house.office.forget_settings()


def talk(outcome_: str = "none", **more: Any) -> dict[str, Any]:
    said = {"law_basis": ["民法典第288条"], "plans": ["各让一半"], "outcome": outcome_, "decision": "again", **more}
    return said | ({"unresolved_items": ["怎么赔"], "reason_none": "都不让"} if outcome_ == "none" else {})


CALM = {
    "read_items": ["权利义务告知"], "mode": "面对面", "attendance": BOTH, "emotion_before": {"p1": 3, "p2": 3},
    "emotion_after": {"p1": 2, "p2": 2}, "cooling_needed": False, "weapon_observed": False, "alcohol": False,
    "risk_recheck": "blue", "decision": "continue",
}  # fmt: skip
LAY = {
    "place": "礼让堂", "attendance": BOTH, "statements": {"p1": "说了理。", "p2": "说了理。"},
    "undisputed_facts": "都认。", "dispute_focus": ["怎么赔"], "decision": "continue",
}  # fmt: skip
UP = {"handover_docs": ["登记表", "调解记录"], "lower_tier_role": "协办"}


def assign(*who: str) -> dict[str, Any]:
    return {"choice": "接受指定", "mediators": list(who), "recusal_requested": False, "disclosure": "无利害关系"}


def signed(terms: list[dict[str, Any]]) -> dict[str, Any]:
    """What an agreement's form asks besides its words."""
    day = clock.now().date().isoformat()
    names = [{"who": who, "mode": "签名" if who == "u_deng" else "按指印", "at": day} for who in ("p1", "p2", "u_deng")]
    return {
        "terms": terms, "copies": 4, "sign_medium": "paper", "signatures": names, "mediator_signed": True,
        "recorder_signed": True, "seal_org": ["O-TOWN"], "seal_at": day, "delivered": ["p1", "p2"],
    }  # fmt: skip


def instalments(*days: int) -> list[dict[str, Any]]:
    today = clock.now().date()
    return [
        {"no": no, "obligor": "p2", "obligee": "p1", "way_code": "11", "content": f"付第{no}期", "amount": "300.00",
         "due_on": (today + timedelta(days=day)).isoformat()}
        for no, day in enumerate(days, start=1)
    ]  # fmt: skip


def test_a_quarrel_goes_from_the_yard_to_the_township_and_is_kept_in_the_end(village_and_town, house, output) -> None:
    clock.move_to(instant(BEGIN))
    way = Journey(house, output)
    way.case = house.register("u_chen", registration(C01, apply_at=BEGIN)).case_id
    phone, laptop = village_and_town("u_xiang", PHONE), village_and_town("u_deng", LAPTOP)
    as_demo(house)

    # the yard tries, and asks the village
    way.do("T_screen", "u_chen", **form_of(C01, "T_screen"))
    said = {"consent": "同意", "method": "当面", "rights_notice_ack": True, "at": BEGIN}
    asked = [{"party_id": one, **said} for one in ("p1", "p2")]
    way.do("T_consent", "u_chen", parties=asked)
    way.do("T_assign", "u_chen", **assign("u_chen"))
    way.do("S1_read_calm", "u_chen", **CALM)
    way.do("S2_lay_talk", "u_chen", **LAY)
    way.do("S3_mediate_yield", "u_chen", **talk(decision="escalate"))
    way.do("X_escalate", "u_chen", to_tier="village", trigger="difficulty", parties_consent=["p1", "p2"], **UP)
    way.press(phone, "X_accept", "u_xiang", accepted=True)
    way.do("T_assign", "u_xiang", **assign("u_xiang"))
    way.do("S1_read_calm", "u_xiang", **CALM)

    # danger: reported, whistled for, the police come
    way.button(phone, "发现危险,要报告")
    at = clock.now().strftime("%Y-%m-%dT%H:%M")
    way.do("E_report", "u_xiang", content="扬言要动手", forecast_code="3", risk_color="red", reported_to=["青石派出所"],
           reported_at=at, measures=["把人分开"])  # fmt: skip
    way.button(phone, "求助:要部门到场")
    laptop.goto(f"/cases/{way.case}")
    laptop.get_by_role("link", name="叫部门到场").click()
    laptop.get_by_label("青石派出所").check()
    laptop.get_by_label("在哪里、出了什么事").fill("老槐大院,有人扬言动手")
    laptop.get_by_role("button", name="吹哨").click()
    expect(laptop.locator(".said.good")).to_contain_text("已叫青石派出所到场")
    way.look(laptop, "called")
    way.later(12)
    call_department.arrive(house.office, house.person("u_police"), way.case, 1, key=new_key())
    called = house.page(way.case, "E_whistle", "u_deng").context.computed["called"]
    way.later(30)
    way.do("E_whistle", "u_deng", called=called, resolved_at=clock.now().strftime("%Y-%m-%dT%H:%M"), result="已劝开")
    assert house.case(way.case).whistles[0].on_time == 1

    # up to the township: once without the other side's will, and sent back; then with it
    way.do("S2_lay_talk", "u_xiang", **LAY)
    way.do("S3_mediate_yield", "u_xiang", **talk(decision="escalate"))
    way.do("X_escalate", "u_xiang", to_tier="township", trigger="parties_request", parties_consent=["p1"], **UP)
    way.press(laptop, "X_return", "u_deng", returned=True, reason="对方还没有同意", guidance="先问清双方愿不愿意")
    phone.goto(f"/cases/{way.case}")
    way.look(phone, "returned")
    expect(phone.locator(".history")).to_contain_text("邓凯 办理了“退回”")
    way.do("T_assign", "u_xiang", **assign("u_xiang"))
    way.do("S1_read_calm", "u_xiang", **CALM | {"mode": "背靠背", "risk_recheck": "red"})
    way.do("S2_lay_talk", "u_xiang", **LAY)
    way.do("S3_mediate_yield", "u_xiang", **talk(decision="escalate"))
    way.do("X_escalate", "u_xiang", to_tier="township", trigger="risk_red", parties_consent=["p1", "p2"], **UP)
    way.press(laptop, "X_accept", "u_deng", accepted=True)
    way.do("T_assign", "u_deng", **assign("u_deng"))
    way.do("S1_read_calm", "u_deng", **CALM | {"mode": "背靠背", "risk_recheck": "red"})

    # the term runs out while one watches; both give it ten days more
    way.pass_time(laptop, "D_extend")
    way.look(laptop, "clock")
    assert clock.now().date().isoformat() == "2026-04-02", "thirty days after the first acceptance, whoever has it"
    way.press(laptop, "D_extend", "u_deng", requested_days=10, agree={"p1": True, "p2": True})

    # agreed in instalments, breached, changed, kept
    way.do("S2_lay_talk", "u_deng", **LAY)
    agreed = {"agreed_items": ["分三期赔"], "agreement_form": "written", "decision": "agree"}
    way.do("S3_mediate_yield", "u_deng", **talk("full", **agreed))
    way.do("A_written", "u_deng", facts="檐水毁墙", dispute_points=["怎么赔"], responsibilities="各担一半",
           **signed(instalments(5, 15, 25)))  # fmt: skip
    first = (clock.now().date() + timedelta(days=8)).isoformat()
    way.do("S4_smooth_praise", "u_deng", effect_explained=True, publicity_consent=False, followup_plan=[first])
    way.pass_time(laptop, "F_visit")
    visit = {"visit_kind": "履行", "method": "上门", "new_risk": False}
    way.press(phone, "F_visit", "u_xiang", **visit, performance_status="未履行", action="再次调解")
    way.do("A_amend", "u_deng", basis="特殊困难", consents=["p1", "p2"], **signed(instalments(4, 8, 12)))
    while (left := len(house.case(way.case).planned)) > 1:
        way.pass_time(laptop, "F_visit")
        way.do("F_visit", "u_xiang", **visit, performance_status="部分履行", action="无")
    assert left == 1
    way.pass_time(laptop, "F_visit")
    way.press(phone, "F_visit", "u_xiang", **visit, performance_status="全部履行", action="无")
    phone.goto(f"/cases/{way.case}")
    way.look(phone, "kept")
    expect(phone.locator(".standing")).to_contain_text(re.compile("结案审核"))
    case = house.case(way.case)
    assert (outcome.tiers_visited(case), outcome.standing(case)) == (
        ["group", "village", "township(退回)", "village", "township"], "closed_performed",
    )  # fmt: skip
    assert len(case.agreements) == 2 and case.returns == 1 and demo_clock.is_demo(house.office)
    assert all_ailments(house) == {}
