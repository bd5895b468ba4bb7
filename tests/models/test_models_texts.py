"""The editor of the texts beside the forms: what it writes, what the law keeps, and who has the last word."""

import json

import pytest
from lxml import html
from test_models_pages import browsers, draft_of, post  # noqa: F401

from mediation.config import shipped
from mediation.forms.side_document import read_texts
from mediation.forms.side_files import SIDE_FILES

SHIPPED = {name: (shipped("forms") / name).read_bytes() for name in SIDE_FILES}
JSON = {"Accept": "application/json"}


def typed(page):
    """All that a browser would send of the page's (first) form, but for its buttons."""
    found = {}
    form = next(one for one in page.tree.xpath("//main//form") if one.xpath(".//input[@name='seen']"))
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        name, kind = field.get("name"), field.get("type")
        if kind in ("checkbox", "radio") and (field.get("checked") is None or field.get("disabled") is not None):
            continue
        if field.tag == "select":
            value = next(iter(field.xpath(".//option[@selected]/@value") or field.xpath(".//option/@value")))
        else:
            value = field.get("value", "on") if field.tag == "input" else (field.text or "").removeprefix("\n")
        found.setdefault(name, []).append(value)
    return found


def stored(surfer, draft, name):
    return json.loads(surfer.client.get(f"{draft}/raw/{name}").data)


def findings(surfer, draft):
    return surfer.client.get(f"{draft}/findings.json").json["findings"]


def test_reading_and_writing_the_shipped_texts_changes_nothing():
    texts = read_texts(SHIPPED)
    for task in list(texts.words["steps"]):
        texts.set_entries(task, texts.entries(task))
        texts.set_phrases(task, texts.phrases_of(task))
    for name, article in texts.articles().items():
        texts.set_article(name, article)
    texts.set_customs(*texts.customs())
    assert texts.files() == SHIPPED


def test_opening_a_step_and_saving_it_changes_nothing(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    for task in ("T_register", "T_consent", "S1_read_calm", "S3_mediate_yield", "A_written", "X_accept"):
        page = one.get(f"{draft}/texts/steps/{task}")
        assert post(one, f"{draft}/texts/steps/{task}", act="keep", **typed(page)).status_code == 303
    assert one.client.get(f"{draft}/files.json").json["digest"] == one.client.get(f"{draft}/files.json").json["base"]


def test_a_line_is_added_seen_and_released_with_the_rest(browsers):  # noqa: F811
    one, other = browsers
    draft = draft_of(one, "多念一句")
    address = f"{draft}/texts/steps/T_register"
    values = typed(one.get(address))
    values["fold-0-lines"] = [values["fold-0-lines"][0] + "\n您<慢慢>说,我记着。"]
    values["phrases-occurred_place"] = ["堰塘边\n晒坝"]
    assert post(one, address, act="keep", **values).status_code == 303
    page = one.get(address)
    assert "已存进草稿" in page.text
    assert stored(one, draft, "beside.json")["steps"]["T_register"][0]["lines"][-1] == "您<慢慢>说,我记着。"
    assert stored(one, draft, "phrases.json")["T_register"]["occurred_place"] == ["堰塘边", "晒坝"]
    assert findings(one, draft) == []
    told = one.get(draft).text
    assert "文字:登记" in told and "加上:您<慢慢>说,我记着。" in told and "去掉:本院" in told
    asked = post(one, f"{draft}/ask", why="群众听得更明白").headers["Location"]
    assert "您&lt;慢慢&gt;说" in other.get(asked).response.text
    assert post(other, f"{asked}/approve").status_code == 303


def test_the_buttons_of_a_step_work_without_scripts_and_keep_nothing_yet(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    address = f"{draft}/texts/steps/S2_lay_talk"

    def pressed(act, values):
        answer = post(one, address, act=act, **values)
        assert answer.status_code == 200 and "有改动还没有存" in answer.text
        return typed(_Page(answer))

    def titles(values):
        return [values[f"fold-{at}-title"][0] for at in range(int(values["folds"][0]))]

    first, second = titles(values := typed(one.get(address)))
    assert titles(values := pressed("down-0", values)) == [second, first]
    assert titles(values := pressed("add", values)) == [second, first, ""]
    assert titles(values := pressed("up-2", values)) == [second, "", first]
    values["fold-1-more"] = ["人民调解法第4条"]
    values = pressed("down-7", values)
    assert values["fold-1-article"] == ["人民调解法第4条"]
    assert titles(values := pressed("drop-0", values)) == ["", first]
    answer = post(one, address, act="keep", **values)
    assert answer.status_code == 422 and "第 1 块要有标题" in answer.text and "人民调解法第4条" in answer.text
    assert one.client.get(f"{draft}/raw/beside.json").headers["X-Seq"] == "0"
    values["fold-0-title"] = ["不收钱"]
    assert post(one, address, act="keep", **values).status_code == 303
    assert [entry["title"] for entry in stored(one, draft, "beside.json")["steps"]["S2_lay_talk"]] == ["不收钱", first]


class _Page:
    def __init__(self, answer):
        self.tree = html.fromstring(answer.text)


def test_what_must_be_told_can_be_moved_but_not_taken_away(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    address = f"{draft}/texts/steps/T_consent"
    page = one.get(address)
    assert page.text.count("不能去掉") >= 2 and "人民调解工作若干规定第30条" in page.text
    values = typed(page)
    values["fold-1-article"] = []
    assert post(one, address, act="keep", **values).status_code == 303  # half a thought may be kept, and is told
    assert "要念给当事人听的人民调解法第23条不在了" in one.get(address).text
    found = findings(one, draft)
    assert {each["rule"] for each in found} == {"side-untold"} and all(each["element"] == "T_consent" for each in found)
    answer = post(one, f"{draft}/ask", why="省事一点儿")
    assert answer.status_code == 422 and "人民调解法第23条不在了" in answer.text
    values = typed(one.get(address))
    values["fold-0-article"] = [*values["fold-0-article"], "人民调解法第23条", "人民调解法第24条"]
    assert post(one, address, act="keep", **values).status_code == 303
    assert findings(one, draft) == []


def test_a_fold_before_a_question_that_is_gone_is_named(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    words = json.loads(SHIPPED["beside.json"])
    words["steps"]["S2_lay_talk"][0]["at"] = "gone"
    post(one, f"{draft}/files/beside.json", JSON, text=json.dumps(words), seen=0)
    assert [each["rule"] for each in findings(one, draft)] == ["side-place"]
    assert "这个问题已经没有了" in one.get(f"{draft}/texts/steps/S2_lay_talk").text


@pytest.mark.parametrize(
    ("left_out", "said"),
    [("source", "请写明原文从哪里抄来"), ("compared", "没有逐字核对过的"), ("text", "逐字抄进来"), ("about", "一句话")],
)
def test_an_article_that_nobody_compared_is_not_taken_in(left_out, said, browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    values = {
        "name": "本省人民调解条例第9条", "about": "村里怎么调", "text": "第一款\n第二款",
        "source": "省人大网站,2026年3月1日", "compared": "on",
    }  # fmt: skip
    answer = post(one, f"{draft}/texts/new-article", **{key: one for key, one in values.items() if key != left_out})
    assert answer.status_code == 422 and said in answer.text and "本省人民调解条例第9条" in answer.text
    assert post(one, f"{draft}/texts/new-article", **values).status_code == 303
    assert stored(one, draft, "articles.json")["articles"][values["name"]]["text"] == ["第一款", "第二款"]
    assert findings(one, draft) == []


def test_an_article_in_use_stays_and_one_that_is_not_can_be_taken_out(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    address = f"{draft}/texts/articles/民法典第290条"
    values = typed(one.get(address))
    answer = post(one, address, act="remove", seen=values["seen"][0])
    assert answer.status_code == 422 and "处在用" in answer.text
    listed = f"{draft}/texts/lists/by_dispute/2"
    of_neighbours = typed(one.get(listed))
    of_neighbours["article"].remove("民法典第290条")
    assert post(one, listed, **of_neighbours).status_code == 303
    assert "“邻里纠纷”常用的法条" in one.get(draft).text
    assert post(one, address, act="remove", seen=values["seen"][0]).status_code == 303
    assert "民法典第290条" not in stored(one, draft, "articles.json")["articles"]


def test_the_text_of_an_article_is_locked_and_can_only_be_put_back(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    law = json.loads(SHIPPED["articles.json"])
    law["articles"]["人民调解法第4条"]["text"] = ["人民调解委员会可以收取费用。"]
    law["articles"]["某法第1条"] = {"about": "没人读过", "text": ["据说如此"]}
    post(one, f"{draft}/files/articles.json", JSON, text=json.dumps(law), seen=0)
    found = findings(one, draft)
    assert [(each["rule"], each["element"]) for each in found] == [
        ("side-article-changed", "人民调解法第4条"), ("side-article-unread", "某法第1条")
    ]  # fmt: skip
    address = f"{draft}/texts/articles/人民调解法第4条"
    page = one.get(address)
    assert "放回原文" in page.text
    assert post(one, address, **{**typed(page), "text": "还是收费"}).status_code == 303
    again = stored(one, draft, "articles.json")["articles"]["人民调解法第4条"]
    assert again["text"] == json.loads(SHIPPED["articles.json"])["articles"]["人民调解法第4条"]["text"]


def test_two_people_write_at_two_steps_and_are_told_at_the_same_one(browsers):  # noqa: F811
    one, other = browsers
    draft = draft_of(one)
    mine, theirs = (typed(surfer.get(f"{draft}/texts/steps/T_register")) for surfer in browsers)
    elsewhere = typed(other.get(f"{draft}/texts/steps/E_report"))
    mine["fold-0-title"], theirs["fold-0-title"], elsewhere["fold-0-title"] = ["甲"], ["乙"], ["丙"]
    assert post(one, f"{draft}/texts/steps/T_register", act="keep", **mine).status_code == 303
    assert post(other, f"{draft}/texts/steps/E_report", act="keep", **elsewhere).status_code == 303
    answer = post(other, f"{draft}/texts/steps/T_register", act="keep", **theirs)
    assert answer.status_code == 409 and "用我这份" in answer.text and 'value="乙"' in answer.text
    assert post(other, f"{draft}/texts/steps/T_register", act="keep", over="yes", **theirs).status_code == 303
    steps = stored(one, draft, "beside.json")["steps"]
    assert (steps["T_register"][0]["title"], steps["E_report"][0]["title"]) == ("乙", "丙")


def test_local_custom_is_written_and_shown_in_the_preview(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    values = typed(one.get(f"{draft}/texts/customs"))
    assert post(one, f"{draft}/texts/customs", **{**values, "lines": "堰水轮着放。"}).status_code == 303
    step = typed(one.get(f"{draft}/texts/steps/S1_read_calm"))
    found = post(one, f"{draft}/texts/steps/S1_read_calm/preview", **step).json
    assert "堰水轮着放。" in found["html"] and found["findings"] == [] and "<script" not in found["html"]


@pytest.mark.parametrize("address", ["steps/none", "lists/by_dispute/99", "lists/articles/x", "articles/无"])
def test_what_there_is_not_is_not_there(address, browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    assert one.client.get(f"{draft}/texts/{address}").status_code == 404
    assert post(one, f"{draft}/texts/{address}", act="keep").status_code == 404


def test_rubbish_in_the_files_leads_to_what_is_wrong_with_them(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    for text, status in (("<&", 422), ("[]", 422), ('{"steps": 7, "customs": [], "articles": {"a": 1}}', 200)):
        for name in SIDE_FILES:
            seq = one.client.get(f"{draft}/raw/{name}").headers["X-Seq"]
            assert post(one, f"{draft}/files/{name}", JSON, text=text, seen=seq).json["saved"]
        answers = [one.client.get(f"{draft}/texts{more}") for more in ("", "/steps/T_consent", "/customs")]
        assert {answer.status_code for answer in answers} == {status}


def test_nonsense_in_the_fields_is_refused_in_words(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    for body in ({}, {"folds": "9999999"}, {"folds": "-3"}, {"folds": "x", "act": "up-x"}, {"act": "drop-99"}):
        answer = post(one, f"{draft}/texts/steps/T_consent", **{"act": "keep", **body})
        assert answer.status_code in (200, 422)
    assert one.client.get(f"{draft}/raw/beside.json").headers["X-Seq"] == "0"


def test_a_released_draft_can_only_be_looked_at(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    address = f"{draft}/texts/steps/T_register"
    values = typed(one.get(address))
    values["fold-0-title"] = ["新的"]
    post(one, address, act="keep", **values)
    post(one, f"{draft}/ask", why="换个说法试试")
    page = one.get(address)
    assert "只能看" in page.text and 'value="keep"' not in page.response.text
    values = typed(page)
    values["fold-0-title"] = ["再改"]
    answer = post(one, address, act="keep", **values)
    assert answer.status_code == 422 and "不能再改" in answer.text
