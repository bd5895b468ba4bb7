"""The office's table of risk: why a case has its colour, in words; stricter than the law's list, never milder."""

import re

import pytest
from house import WORKED_CASES, House, at, form_of, when
from negatives import refused

from mediation.config import shipped
from mediation.errors import GuardRefused
from mediation.law import risk
from mediation.services import risk_reasons
from mediation.services.case_page import view_case

C02 = WORKED_CASES["C02"]


@pytest.fixture
def office(tmp_path):
    """Builds an office whose table of risk is changed."""
    built = []

    def build(change):
        models = tmp_path / f"models{len(built)}"
        models.mkdir()
        for file in shipped("bpmn").iterdir():
            text = file.read_text("utf-8")
            if file.name == "risk_colour.dmn":
                text = change(text)
            if text:
                (models / file.name).write_text(text, "utf-8")
        built.append(House.build(tmp_path / f"house{len(built)}", models))
        return built[-1]

    yield build
    for house in built:
        house.office.store.engine.dispose()


def screen(house, case, **changes):
    with at(when(C02, "T_screen")):
        house.do(case, "T_screen", "u_xiang", form_of(C02, "T_screen", **changes))


def because(house, case, who="u_xiang"):
    return view_case(house.office, house.person(who), case).risk_because


def test_every_sign_the_law_knows_stands_in_the_shipped_table_with_its_colour(house):
    case = house.stage(C02, 1)
    opened = house.opened(case)
    for sign, (color, _) in {**risk.FLAGS, **{f"AJYC={k}": (v, "") for k, v in risk.FORECASTS.items()}}.items():
        found = risk_reasons._gravest_first(opened.models, opened.case, [sign])
        assert [reason.color for reason in found] == [color], sign
        assert found[0].why
    opened.work.instance.release()


def test_the_page_says_why_a_case_is_red_to_who_reads_the_record(house):
    case = house.stage(C02, 1)
    screen(house, case, risk_flags=["threat", "alcohol"], risk_color="red", forecast_code="3")
    assert because(house, case) == ["扬言报复、放火、投毒", "酒后", "估计可能变成刑事案件"]
    assert because(house, case, "u_deng") == []


def test_a_blue_case_needs_no_reason(house):
    case = house.stage(C02, 1)
    screen(house, case)
    assert because(house, case) == []


def test_money_and_people_are_a_hint_and_force_nothing(house):
    case = house.stage(C02, 1)
    opened = house.opened(case)
    opened.case.amount_claimed, opened.case.people_involved = "60000.00", 30
    found = risk_reasons._gravest_first(opened.models, opened.case, [risk_reasons.NUMBERS])
    opened.work.instance.release()
    assert [reason.why for reason in found] == ["涉及三十人以上", "金额五万元以上"]


def graver(text):
    """Drink is red in this office."""
    return re.sub(r'("alcohol".*?)"yellow"', r'\1"red"', text, count=1, flags=re.DOTALL)


def test_an_office_may_be_stricter(office):
    house = office(graver)
    case = house.stage(C02, 1)
    with refused(house, case, GuardRefused, "color", "risk_color") as caught:
        screen(house, case, risk_flags=["alcohol"], risk_color="yellow")
    assert "酒后" in str(caught.value)
    screen(house, case, risk_flags=["alcohol"], risk_color="red")


def test_control_the_shipped_table_lets_drink_be_yellow(house):
    case = house.stage(C02, 1)
    screen(house, case, risk_flags=["alcohol"], risk_color="yellow")


def milder(text):
    """Nothing is red in this office."""
    return text.replace('"red"', '"blue"')


@pytest.mark.parametrize("change", [milder, lambda text: ""], ids=["a milder table", "no table"])
def test_no_table_can_be_milder_than_the_law(office, change):
    house = office(change)
    case = house.stage(C02, 1)
    with refused(house, case, GuardRefused, "color", "risk_color"):
        screen(house, case, risk_flags=["threat"], risk_color="yellow")


def test_what_is_seen_at_the_talk_is_checked_anew(office):
    house = office(graver)
    case = house.stage(C02, 4)
    with at(when(C02, "S1_read_calm")):
        with refused(house, case, GuardRefused, "color", "risk_recheck"):
            house.do(case, "S1_read_calm", "u_xiang", form_of(C02, "S1_read_calm", alcohol=True, risk_recheck="yellow"))
        red = form_of(C02, "S1_read_calm", weapon_observed=True, risk_recheck="red", mode="背靠背")
        house.do(case, "S1_read_calm", "u_xiang", red)
        assert sorted(house.open_tasks(case)) == ["E_report", "S2_lay_talk"], "red asks for its report at once"
        with refused(house, case, GuardRefused, "G3"):
            house.do(case, "S2_lay_talk", "u_xiang", form_of(C02, "S2_lay_talk"))
