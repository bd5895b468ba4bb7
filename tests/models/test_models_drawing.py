"""What the diagram editor is given: words for everything it lets one choose, of the draft as it stands."""

from diagrams import drop
from hostile import drawn
from house import WORKED_CASES, House, steps_before, when
from test_models_pages import JSON, browsers, change, draft_of, post, signed_in

from mediation.app import office_of
from mediation.case import routing
from mediation.law import method, policy
from mediation.law.codes import TALKS
from mediation.law.seats import MEDIATORS, seats
from mediation.services.drawing_words import FACTS, MESSAGES, SETTLED_ROLES, TIERS
from mediation.services.judging import factory_forms

__all__ = ["browsers"]


def test_every_fact_a_diagram_may_ask_for_has_words():
    assert set(FACTS) == routing.NAMES


def test_every_role_tier_and_event_of_the_law_has_words():
    assert set(SETTLED_ROLES) >= method.ROLES and set(TIERS) >= method.TIERS
    assert set(method.EVENTS) <= set(MESSAGES)


def test_every_message_of_the_shipped_diagrams_has_words(browsers):
    one, _ = browsers
    assert set(one.client.get(f"{draft_of(one)}/words.json").json["messages"]) == set(MESSAGES)


def test_the_choices_of_facts_are_those_of_the_forms_that_give_them():
    said = {key: set(options) for key, (_, _, options) in FACTS.items()}
    decisions = {o.value for name in TALKS for o in factory_forms()[name].fields["decision"].options}
    assert said["step_decision"] == decisions
    for name, form, key in (
        ("outcome", "S3_mediate_yield", "outcome"), ("agreement_form", "S3_mediate_yield", "agreement_form"),
        ("screened", "T_screen", "decision"), ("visit_action", "F_visit", "action"),
    ):  # fmt: skip
        assert said[name] == {option.value for option in factory_forms()[form].fields[key].options}, name


def test_the_editor_is_offered_what_the_draft_has(browsers):
    one, _ = browsers
    draft = draft_of(one)
    words = one.client.get(f"{draft}/words.json").json
    assert words["forms"]["S2_lay_talk"] == "摆一摆,谈一谈" and words["processes"]["agreement"]
    assert words["decisions"]["entry_tier"] and words["decision_files"]["entry_tier"] == "entry_tier.dmn"
    assert words["messages"]["party_refused"] == "一方拒绝或要求终止"
    asked = {(field["form"], field["name"]): field for field in words["asked"]}
    assert asked["", "outcome"]["options"]["full"] == "全部谈成"
    assert asked["S2_lay_talk", "site_visit"]["kind"] == "yes_no"
    assert "第17条" in words["locked"]["T_consent"] and set(words["shut"]) == set(method.EVENTS)


def test_files_that_cannot_be_read_are_not_offered_and_break_nothing(browsers):
    one, _ = browsers
    draft = draft_of(one)
    for name in ("S2_lay_talk.form", "agreement.bpmn", "entry_tier.dmn"):
        assert post(one, f"{draft}/files/{name}", JSON, text="<&", seen=0).json["saved"]
    words = one.client.get(f"{draft}/words.json").json
    assert "S2_lay_talk" not in words["forms"] and "agreement" not in words["processes"]
    assert "entry_tier" not in words["decisions"] and words["forms"]["T_consent"]


def test_the_page_of_a_drawing_is_there_for_diagrams_only(browsers):
    one, _ = browsers
    draft = draft_of(one)
    drawing = f"{draft}/drawing/tier_mediation.bpmn"
    assert "data-edits" in one.client.get(drawing).text and "一级调解" in one.get(drawing).text
    assert one.get(f"{draft}/drawing/S2_lay_talk.form").status == 404
    assert post(one, f"{draft}/files/whistle.bpmn", JSON, act="remove", seen=0).json["saved"]
    assert one.get(f"{draft}/drawing/whistle.bpmn").status == 404
    post(one, f"{draft}/drop")
    assert "data-edits" not in one.client.get(drawing).text


def test_a_change_is_drawn_on_both_sides_of_it(browsers):
    one, other = browsers
    draft = draft_of(one)
    change(one, draft, drawn("tier_mediation", lambda root: drop(root, "Regretted")))
    for address in (draft, post(one, f"{draft}/ask", why="不再需要").headers["Location"]):
        found = other.client.get(f"{address}/pictures.json").json["processes"]
        assert [(each["of"], each["name"]) for each in found] == [
            ("tier_mediation", "一级调解:让一让四步(改后)"), ("tier_mediation", "一级调解:让一让四步(原来)"),
        ]  # fmt: skip
        after, before = found
        assert after["marks"] == {} and "Regretted" in before["marks"]["removed"]
        texts = [other.client.get(side["xml"]).data for side in found]
        assert b'"Regretted"' not in texts[0] and b'"Regretted"' in texts[1]


def test_a_new_diagram_has_no_before_and_a_broken_one_no_after(browsers):
    one, _ = browsers
    draft = draft_of(one)
    text = one.client.get(f"{draft}/raw/whistle.bpmn").text
    new = text.replace("whistle", "bell")
    assert post(one, f"{draft}/files/bell.bpmn", JSON, text=new, seen=0).json["saved"]
    assert post(one, f"{draft}/files/whistle.bpmn", JSON, text="<&", seen=0).json["saved"]
    found = one.client.get(f"{draft}/pictures.json").json["processes"]
    assert [each["id"] for each in found] == ["bell after"]


def test_heat_is_drawn_with_figures(app, tmp_path):
    house = House(tmp_path / "house", office_of(app))
    case = WORKED_CASES["C01"]
    house.stage(case, steps_before(case, "S2_lay_talk"))
    one, _ = signed_in(app, house, when(case, "S2_lay_talk"))
    digest = house.office.library.in_force().digest
    (found,) = one.client.get(f"/admin/models/{digest}/pictures.json").json["processes"]
    assert found["of"] == "tier_mediation" and found["marks"] == {"warm": ["S2_lay_talk"]}
    assert found["notes"][0]["words"].startswith("1 件 · ")
    assert b"tier_mediation" in one.client.get(found["xml"]).data


def test_a_step_of_the_offices_own_is_done_at_the_tier_its_diagram_says(house):
    case_id = house.stage(WORKED_CASES["C01"], steps_before(WORKED_CASES["C01"], "S2_lay_talk"))
    case, models = house.case(case_id), house.office.library.in_force()
    assert models.role("E_whistle") == "whistle@township" and models.role("S2_lay_talk") == "assigned"
    assert seats("W_look", case, "mediator") == [(case.tier, case.org, MEDIATORS[case.tier])]
    above = [("township", case.orgs["township"], MEDIATORS["township"])]
    assert seats("W_look", case, "mediator@township") == above
    assert seats("W_look", case, "mediator@county") == seats("W_look", case, "mediator")
    assert policy.named_for("W_look", case, "assigned@township") == policy.named_for("W_look", case, "assigned")


def test_a_new_diagram_begins_sound_under_an_id_of_its_own(browsers):
    one, _ = browsers
    draft = draft_of(one)
    for number in (1, 2):
        answer = post(one, f"{draft}/drawings", drawing='问<旁人>"&"')
        assert answer.headers["Location"].endswith(f"/drawing/own_{number}.bpmn")
    assert '问<旁人>"&"' in one.client.get(f"{draft}/words.json").json["processes"].values()
    assert one.client.get(f"{draft}/findings.json").json["fit"]
    refused = post(one, f"{draft}/drawings", drawing=" ")
    assert refused.status_code == 422 and "请写明这张图叫什么" in refused.text
