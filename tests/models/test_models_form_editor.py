"""The form editor's server: what it hands to the browser, how a form would look, and who has the last word."""

import json

import pytest
from test_models_pages import browsers, draft_of, post  # noqa: F401

from mediation.config import shipped
from mediation.forms.rules import FACTS as ASKABLE
from mediation.forms.spec import SENSITIVITIES
from mediation.forms.vocabulary import KINDS
from mediation.forms.vocabulary import SENSITIVITIES as SENSITIVITY_WORDS
from mediation.services.form_workshop import FACTS
from mediation.services.judging import factory_forms

FACTORY = sorted(path.name for path in shipped("forms").glob("*.form"))


def written(name):
    return json.loads((shipped("forms") / name).read_text("utf-8"))


def preview(surfer, draft, name, form):
    text = form if isinstance(form, str) else json.dumps(form, ensure_ascii=False)
    answer = post(surfer, f"{draft}/forms/{name}/preview", text=text)
    assert answer.status_code == 200
    return answer.json


def test_the_words_cover_all_that_a_form_may_say():
    assert set(FACTS) == ASKABLE
    assert tuple(SENSITIVITY_WORDS) == SENSITIVITIES
    used = {spec.kind for form in factory_forms().values() for spec in form.paths.values()}
    assert used <= set(KINDS)


def test_the_editor_is_told_what_is_locked_and_by_which_article(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    page = one.get(f"{draft}/forms/T_consent.form")
    about = json.loads(page.tree.xpath("//*[@data-form-editor]")[0].get("data-about"))
    assert about["kept"]["parties"]["law"] == "人民调解法第十七条"
    assert about["kept"]["parties.consent"]["options"] == ["同意", "拒绝", "未表态"]
    assert about["edits"] and about["seq"] == 0
    assert list(about["sensitivities"]) == list(SENSITIVITIES)  # from open to closed: the editor goes by their order
    text = page.tree.xpath("//*[@data-text]")[0].text
    assert json.loads(text) == written("T_consent.form")


@pytest.mark.parametrize("name", FACTORY)
def test_every_shipped_form_can_be_looked_at(name, browsers):  # noqa: F811
    one, _ = browsers
    found = preview(one, draft_of(one), name, written(name))
    assert [each for each in found["findings"] if each["level"] == "error"] == []
    assert factory_forms()[name.removesuffix(".form")].title in found["html"]


def test_a_new_question_is_seen_and_nothing_is_kept(browsers):  # noqa: F811
    one, _ = browsers
    draft, form = draft_of(one), written("S2_lay_talk.form")
    form["components"][0]["components"].append(
        {"id": "New", "type": "textfield", "key": "item_1", "label": "有没有<旁人>看见?"}
    )
    found = preview(one, draft, "S2_lay_talk.form", form)
    assert "有没有&lt;旁人&gt;看见?" in found["html"] and "<script" not in found["html"]
    assert one.client.get(f"{draft}/raw/S2_lay_talk.form").headers["X-Seq"] == "0"


def test_what_is_wrong_is_named_at_its_field(browsers):  # noqa: F811
    one, _ = browsers
    form = written("T_consent.form")
    rows = next(each for group in form["components"] for each in group["components"] if each.get("path") == "parties")
    rows["components"] = [each for each in rows["components"] if each.get("key") != "consent"]
    found = preview(one, draft_of(one), "T_consent.form", form)
    said = next(each for each in found["findings"] if each["element"] == "parties.consent")
    assert "被删去了" in said["message"] and said["level"] == "error" and found["html"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"components": 7}', "x" * 300_000])
def test_what_is_no_form_is_said_and_not_drawn(text, browsers):  # noqa: F811
    one, _ = browsers
    found = preview(one, draft_of(one), "S2_lay_talk.form", text)
    assert found["html"] is None and found["findings"][0]["message"]


def test_no_diagram_is_opened_as_a_form(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    assert one.client.get(f"{draft}/forms/mediation.bpmn").status_code == 404
    assert one.client.get(f"{draft}/forms/none.form").status_code == 404
