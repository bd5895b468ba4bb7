"""The diagrams of a case over HTTP: for those who may see the case, in its own bundle, and without anybody's data."""

import json

import pytest
from house import WORKED_CASES, House, steps_before, when
from surfer import SignIn

from mediation import clock

C01, C05 = WORKED_CASES["C01"], WORKED_CASES["C05"]
STRANGERS = ["u_mu", "u_tan", "u_luo", "u_admin"]


def staged(house: House, case: dict, task: str) -> str:
    clock.move_to(None)
    public_id = house.stage(case, steps_before(case, task))
    clock.move_to(when(case, task))
    return public_id


def marks(sign_in: SignIn, public_id: str, person: str) -> dict:
    answer = sign_in(person).get(f"/cases/{public_id}/diagram.json")
    assert answer.status == 200
    return json.loads(answer.response.text)


def test_the_marks_say_what_is_done_and_what_is_open(house: House, sign_in: SignIn) -> None:
    told = marks(sign_in, staged(house, C01, "S2_lay_talk"), "u_chen")
    by_process = {one["id"]: one["marks"] for one in told["processes"]}
    assert told["here"] == "tier_mediation"
    assert by_process["tier_mediation"]["current"] == ["S2_lay_talk"]
    assert {"Assignment", "S1_read_calm"} <= set(by_process["tier_mediation"]["done"])
    assert by_process["mediation"]["current"] == ["Group_tier"]
    assert "T_screen" in by_process["mediation_case"]["done"] and "Mediation" in by_process["mediation_case"]["current"]


def test_processes_that_have_ended_are_still_coloured(house: House, sign_in: SignIn) -> None:
    told = marks(sign_in, staged(house, C01, "F_visit"), "u_chen")
    by_process = {one["id"]: one["marks"] for one in told["processes"]}
    assert "S3_mediate_yield" in by_process["tier_mediation"]["done"]
    assert by_process["tier_mediation"]["current"] == []


def test_an_archived_case_looks_at_its_whole_life(house: House, sign_in: SignIn) -> None:
    clock.move_to(None)
    told = marks(sign_in, house.stage(C01, len(C01["steps"])), "u_chen")
    assert told["here"] == "mediation_case"
    assert not any(one["marks"]["current"] or one["marks"]["waiting"] for one in told["processes"])


def test_the_page_tells_the_diagram_in_words_at_the_tier_that_has_the_case(house: House, sign_in: SignIn) -> None:
    page = sign_in("u_chen").get(f"/cases/{staged(house, C01, 'S2_lay_talk')}/diagram")
    assert "现在在白石坝村一社(老槐大院)调解小组" in page.text
    assert "正在办:摆一摆,谈一谈" in page.text and "办过:选调解员、读一读,缓一缓" in page.text


def test_each_process_gives_the_diagram_of_the_cases_own_bundle(house: House, sign_in: SignIn) -> None:
    public_id = staged(house, C01, "S2_lay_talk")
    surfer, bundle = sign_in("u_chen"), house.office.library.models(house.row(public_id).bundle).bundle
    for one in marks(sign_in, public_id, "u_chen")["processes"]:
        answer = surfer.client.get(one["xml"])
        assert answer.data == bundle.diagram(one["id"]) and answer.mimetype == "application/xml"
    assert surfer.get(f"/cases/{public_id}/diagram/nothing.bpmn").status == 404


def test_nothing_of_any_person_is_in_the_marks(house: House, sign_in: SignIn) -> None:
    public_id = staged(house, C01, "S2_lay_talk")
    text = sign_in("u_chen").get(f"/cases/{public_id}/diagram.json").response.text
    for party in C01["parties"]:
        assert party["name"] not in text and party.get("phone", "无") not in text


@pytest.mark.parametrize("person", STRANGERS)
@pytest.mark.parametrize("address", ["diagram", "diagram.json", "diagram/mediation_case.bpmn"])
def test_out_of_scope_there_is_no_diagram(person: str, address: str, house: House, sign_in: SignIn) -> None:
    public_id = staged(house, C01, "T_consent")
    assert sign_in("u_chen").client.get(f"/cases/{public_id}/{address}").status_code == 200
    assert sign_in(person).get(f"/cases/{public_id}/{address}").status == 404


def test_a_restricted_case_draws_for_its_few_only(house: House, sign_in: SignIn) -> None:
    clock.move_to(None)
    public_id = house.stage(C05, 3)
    clock.move_to(when(C05, "E_report", minutes=5))
    assert sign_in("u_xiang").get(f"/cases/{public_id}/diagram.json").status == 200
    assert sign_in("u_chen").get(f"/cases/{public_id}/diagram.json").status == 404


def test_the_case_page_only_offers_the_diagram(house: House, sign_in: SignIn) -> None:
    public_id = staged(house, C01, "S2_lay_talk")
    page = sign_in("u_chen").get(f"/cases/{public_id}")
    assert page.links["看流程图"] == f"/cases/{public_id}/diagram"
    assert "vendor" not in page.response.text


def test_the_way_of_a_case_is_told_step_by_step_with_what_came_next(house: House, sign_in: SignIn) -> None:
    public_id = staged(house, C01, "S2_lay_talk")
    told = marks(sign_in, public_id, "u_chen")
    assert [one["task"] for one in told["steps"]] == [step["task"] for step in C01["steps"]][: len(told["steps"])]
    assert told["steps"][-1]["current"] == ["S2_lay_talk"] and told["homes"]["S1_read_calm"] == "tier_mediation"
    assert told["steps"][0]["sentence"] == "陈忠明 登记了纠纷"
    page = sign_in("u_chen").get(f"/cases/{public_id}/diagram")
    assert len(page.tree.xpath("//ol[@class='timeline']/li")) == len(told["steps"]) and "接着:" in page.text
