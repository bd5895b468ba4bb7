"""Walking a draft by hand: the real forms, guards and engine on a case that nobody has; nothing is kept of it."""

import json

import pytest
from hostile import LAWLESS, added_question, added_step
from test_models_pages import browsers, change, draft_of  # noqa: F401

from mediation import clock
from mediation.engine.definition import digest_of
from mediation.services import walk_request
from mediation.services.library import read_models
from mediation.services.walk_stage import WAIT


@pytest.fixture(autouse=True)
def own_process(monkeypatch):
    """The walk sets the clock of its own process, which here is the test's; each bundle is parsed once."""
    read = {}

    def read_once(digest, files):
        key = digest_of(files)
        read[key] = read.get(key) or read_models(digest, files)
        return read[key]

    monkeypatch.setattr(walk_request, "read_models", read_once)
    yield
    clock.move_to(None)


def asked(files, steps, wanted="", template="C01"):
    return walk_request.walk(files, {"template": template, "steps": steps, "wanted": wanted, "settings": {}})


def one_more(files, steps, template="C01", **answers):
    """One step on, with the words that lie ready except `answers`."""
    found = asked(files, steps, template=template)
    if found["form"] is None:
        return [*steps, {"task": WAIT}]
    words = [[name, answers.get(name, word)] for name, word in found["form"]["words"]]
    return [*steps, {"task": found["form"]["task"], "words": words}]


def until(files, task, template="C01"):
    steps = []
    while task not in [one["task"] for one in asked(files, steps, template=template)["open"]]:
        steps = one_more(files, steps, template)
    return steps


def names(found):
    return [one["task"] for one in found["path"] if one["task"]]


def test_a_case_of_the_library_walks_to_its_end_with_the_words_that_lie_ready(method):
    steps = []
    while not (found := asked(method, steps))["completed"]:
        assert found["refused"] is None
        steps = one_more(method, steps)
    assert found["over"] == "closed_performed"
    assert names(found)[:6] == ["T_register", "T_screen", "T_consent", "T_assign", "S1_read_calm", "S2_lay_talk"]
    assert "回访日" in [one["name"] for one in found["path"]]


def test_it_says_where_the_case_stands_and_what_may_happen(method):
    found = asked(method, until(method, "S1_read_calm"))
    marks = {one["process"]: one["marks"]["current"] for one in found["drawings"]}
    assert marks["tier_mediation"] == ["S1_read_calm"] and found["here"] == "tier_mediation"
    assert "party_refused" in [one["event"] for one in found["events"]]
    assert found["timers"][0]["due"].startswith("2026-0")


def test_one_step_back_is_the_case_one_step_before(method):
    steps = until(method, "T_assign")
    before, after = asked(method, steps), asked(method, one_more(method, steps))
    assert asked(method, steps) == before != after


def test_a_refusal_ends_the_talk_as_it_would(method):
    steps = until(method, "S1_read_calm")
    form = asked(method, steps, wanted="party_refused")["form"]
    assert form["event"]
    found = asked(method, [*steps, {"task": "party_refused", "event": True, "words": form["words"]}])
    assert found["refused"] is None or found["refused"]["errors"]
    filled = [*form["words"], ["party", "p2"], ["refusal_text", "不想再谈了"], ["how", "当面"]]
    found = asked(method, [*steps, {"task": "party_refused", "event": True, "words": filled}])
    assert [one["task"] for one in found["open"]] == ["T_terminate"], found["refused"]


def test_what_the_law_refuses_is_refused_here_with_its_words_and_the_case_stays(method):
    steps = until(method, "T_consent")
    refused = asked(method, one_more(method, steps, **{"parties-p1-consent": "也许"}))
    assert refused["refused"]["errors"] and refused["taken"] == len(steps)
    assert [one["task"] for one in refused["open"]] == ["T_consent"]


def test_a_step_and_a_question_of_the_draft_are_met(method):
    files = dict(method)
    added_question(files)
    added_step(files)
    steps = until(files, "S3_mediate_yield")
    own = set(names(asked(files, steps))) - set(names(asked(method, until(method, "S3_mediate_yield"))))
    assert len(own) == 1
    assert any("有没有旁人看见" in json.dumps(step, ensure_ascii=False) or step["task"] in own for step in steps)


@pytest.mark.parametrize("what", sorted(LAWLESS)[::7])
def test_no_lawless_draft_makes_it_fail(what, method):
    files = dict(method)
    LAWLESS[what][1](files)
    steps = []
    for _ in range(5):
        found = asked(files, steps)
        if "open" not in found or found["refused"] or found["completed"]:
            break
        steps = one_more(files, steps)
    assert "open" in found or found["findings"] or found["refused"]["message"]


@pytest.mark.parametrize(
    "step", [{"task": "S3_mediate_yield", "words": []}, {"task": "none"}, {"task": WAIT}, {"task": "x", "event": True}]
)
def test_a_step_that_cannot_be_is_refused_in_words(step, method):
    found = asked(method, [step])
    assert found["refused"]["message"] and found["taken"] == 0


def test_the_page_walks_in_a_confined_process_and_keeps_nothing(browsers):  # noqa: F811
    one, _ = browsers
    draft = draft_of(one)
    change(one, draft, added_question)
    page = one.get(f"{draft}/walk")
    assert page.status == 200 and "还没有走" in page.text
    page = press(one, f"{draft}/walk", page)
    assert page.status == 200 and "登记" in page.text and "退回一步" in page.text
    refused = press(one, f"{draft}/walk", page, decision="也许")
    assert refused.status == 422 and "有 1 处要改" in refused.text
    back = press(one, f"{draft}/walk", refused, act="back")
    assert back.status == 200 and "还没有走" in back.text
    strange = {"csrf_token": page.token, "_walked": '[[{"task": 3}]', "_act": "step"}
    assert one.client.post(f"{draft}/walk", data=strange).status_code == 422


def press(surfer, address, page, act="", **answers):
    form = page.tree.xpath("//form[contains(@class, 'walk-form')]")[0]
    sent = [(name, answers.get(name, word)) for name, word in form.form_values()]
    if act:
        sent = [(name, word) for name, word in sent if name.startswith("_w") or name in ("_as", "csrf_token")]
        sent.append(("_act", act))
    data = {}
    for name, word in sent:
        data.setdefault(name, []).append(word)
    return type(page)(surfer.client.post(address, data=data))
