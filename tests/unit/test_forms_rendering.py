"""Every form is drawn by the macros, can be completed by doing what its errors say, and survives anything sent."""

from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict

from mediation.clock import SHANGHAI
from mediation.forms import (
    FieldSpec,
    FormContext,
    Option,
    PartyOption,
    bind_form,
    check_form,
    encode,
    load_forms,
    open_form,
)
from mediation.forms.build import every_answer
from mediation.web.field_words import PIECES

ROOT = Path(__file__).parents[2]
FORMS = load_forms({file.name: file.read_bytes() for file in (ROOT / "forms").glob("*.form")})
TEMPLATES = Environment(
    loader=FileSystemLoader(ROOT / "mediation/web/templates"), autoescape=True, undefined=StrictUndefined
)
TEMPLATES.globals.update(PIECES)
PAGE = TEMPLATES.from_string('{% import "_fields.html" as fields %}{{ fields.form_fields(form) }}')
CONTEXT = FormContext(
    now=datetime(2026, 3, 10, 9, 30, tzinfo=SHANGHAI),
    parties=[
        PartyOption("p1", "张德厚", "applicant"),
        PartyOption("p2", "李国富", "respondent"),
        PartyOption("p3", "<b>覃某</b>", "third", is_minor=True, guardian="冯丽"),
    ],
    people=[Option("u_chen", "陈忠明"), Option("u_ran", "冉启明")],
    orgs=[Option("O-V1", "白石坝村人民调解委员会")],
    tiers=[Option("township", "镇(青石镇人民调解委员会)")],
    agreements=[Option("1", "先谈成的一份"), Option("2", "后谈成的一份")],
    computed={"deadline_on": "2026-04-09", "total_amount": "0.00"},
    facts={"source_code": "5"},
)
KEYS = ["type", "key", "path", "components", "values", "properties", "validate", "conditional", "label"]
VOID = {"input", "br", "meta", "link"}


class Markup(HTMLParser):
    """Collects what matters of a page and holds it to be well formed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.pointed: list[str] = []
        self.inputs: list[dict[str, str | None]] = []
        self.labels: list[str | None] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [attributes["id"]] if attributes.get("id") else []
        self.pointed += (attributes.get("aria-describedby") or "").split()
        self.pointed += [(attributes["href"] or "")[1:]] if (attributes.get("href") or "").startswith("#") else []
        self.scripts += [name for name in attributes if name.startswith("on") or name == "style"]
        if tag in ("input", "select", "textarea"):
            self.inputs.append(attributes)
        if tag == "label":
            self.labels.append(attributes.get("for"))
        if tag in ("script", "style"):
            self.scripts.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"


def draw(form: Any) -> Markup:
    markup = Markup(PAGE.render(form=form))
    assert markup.open == []
    return markup


def sample(spec: FieldSpec, at: int = 0) -> Any:
    """A good value for a field, the required ones inside it included."""
    options = [*CONTEXT.options(spec.source), *spec.options]
    makers = {
        "text": lambda: "已经当面说清楚了,各方都听懂。",
        "textarea": lambda: "已经当面说清楚了,各方都听懂。",
        "integer": lambda: max(spec.minimum or 0, 2),
        "money": lambda: "10.00",
        "date": lambda: "2026-03-10",
        "datetime": lambda: "2026-03-10T09:00",
        "choice": lambda: int(chosen) if spec.whole_number else chosen,
        "yes_no": lambda: False,
        "checkbox": lambda: True,
        "choices": lambda: [options[0].value] if options else ["自己写的"],
        "booleans": lambda: [True] * len(options),
        "group": lambda: inside(spec, at),
        "rows": lambda: [inside(spec, 0), inside(spec, 1)],
        "strings": lambda: [sample(spec.children[0])],
        "party_rows": lambda: [{"party_id": party.id, **inside(spec, 0)} for party in CONTEXT.parties[:2]],
        "party_map": lambda: {party.id: sample(spec.children[0]) for party in CONTEXT.parties[:2]},
    }
    chosen = options[min(at, len(options) - 1)].value if options else "自己写的"
    return makers[spec.kind]()


def inside(spec: FieldSpec, at: int) -> dict[str, Any]:
    return {c.key: sample(c, at) for c in spec.children if c.kind not in ("file", "static") and must(c)}


def must(spec: FieldSpec) -> bool:
    return (spec.required or spec.required_when is not None) and not spec.system


def completed(name: str) -> dict[str, Any]:
    """Values reached by doing what the errors say, starting with nothing."""
    form, values = FORMS[name], {}
    for _ in range(4):
        errors = bind_form(form, CONTEXT, encode(form, CONTEXT, values)).errors
        if not errors:
            return values
        values |= {path.split(".")[0]: sample(form.fields[path.split(".")[0]]) for path in errors}
    raise AssertionError(errors)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_can_be_completed_by_doing_what_its_errors_say(name):
    values = completed(name)
    bound = bind_form(FORMS[name], CONTEXT, encode(FORMS[name], CONTEXT, values))
    assert bound.ok
    assert bind_form(FORMS[name], CONTEXT, encode(FORMS[name], CONTEXT, bound.values)).values == bound.values


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("state", ["fresh", "refused", "filled"])
def test_a_form_is_drawn_accessibly(name, state):
    form = FORMS[name]
    forms = {
        "fresh": lambda: open_form(form, CONTEXT),
        "refused": lambda: bind_form(form, CONTEXT, MultiDict({"parties-0-name": "张三"})).form,
        "filled": lambda: open_form(form, CONTEXT, completed(name)),
    }
    markup = draw(forms[state]())
    assert len(markup.ids) == len(set(markup.ids)), "an id stands twice"
    assert set(markup.pointed) <= set(markup.ids), "something points nowhere"
    named = [one for one in markup.inputs if one.get("type") != "hidden"]
    assert [one["name"] for one in named if one.get("id") not in markup.labels] == [], "an input has no label"
    assert markup.scripts == []


@pytest.mark.parametrize("name", FORMS)
def test_what_is_drawn_is_what_is_read_back(name):
    """All inputs of the page, sent as a browser would send them, give the same values again."""
    form = FORMS[name]
    bound = bind_form(form, CONTEXT, encode(form, CONTEXT, completed(name)))
    assert bind_form(form, CONTEXT, sent_by_browser(PAGE.render(form=bound.form))).values == bound.values


def sent_by_browser(text: str) -> MultiDict:
    pairs: list[tuple[str, str]] = []

    class Browser(HTMLParser):
        name, area = "", ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            a = dict(attrs)
            typed = a.get("type") not in ("file", "radio", "checkbox") or "checked" in a
            if tag == "input" and typed:
                pairs.append((a["name"] or "", a.get("value") or ""))
            if tag == "select":
                self.name = a["name"] or ""
            if tag == "option" and "selected" in a:
                pairs.append((self.name, a.get("value") or ""))
            if tag == "textarea":
                self.area = a["name"] or ""
                pairs.append((self.area, ""))

        def handle_data(self, data: str) -> None:
            if self.area:
                pairs[-1] = (self.area, pairs[-1][1] + data)

        def handle_endtag(self, tag: str) -> None:
            self.area = "" if tag == "textarea" else self.area

    Browser().feed(text)
    return MultiDict(pairs)


def test_names_of_people_are_escaped_on_the_page():
    text = PAGE.render(form=open_form(FORMS["S2_lay_talk"], CONTEXT))
    assert "<b>覃某" not in text and "&lt;b&gt;覃某" in text


def test_a_conditional_field_carries_its_condition_and_only_the_facts_it_needs():
    form = open_form(FORMS["S4_smooth_praise"], CONTEXT)
    text = PAGE.render(form=form)
    assert "data-show-when=" in text and "police_joint_application" in text
    assert orjson.loads(form.facts_json) == {"source_code": "5"}


def test_a_list_offers_another_row_and_extras_are_folded_away_until_used():
    fresh = PAGE.render(form=open_form(FORMS["S2_lay_talk"], CONTEXT))
    assert 'name="_add" value="dispute_focus"' in fresh
    assert '<details class="more">' in fresh
    used = PAGE.render(form=open_form(FORMS["S2_lay_talk"], CONTEXT, {"site_visit": True}))
    assert '<details class="more" open>' in used


def input_names(name: str) -> list[str]:
    return [answer.name for answer in every_answer(open_form(FORMS[name], CONTEXT))]


words = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["true", "_own", "p1", "0", "²", "9" * 30, "2026-02-30", "３千", "-1", "\ud800", "a\x00b", "1" * 30_000]
    ),
    st.binary(max_size=20).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
)
odd_names = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "_add",
            "terms-²-amount",
            "terms-99999999999-no",
            "claims--1",
            "claims-",
            "parties-0",
            "parties-p1",
            "-",
            "a-own",
        ]
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@pytest.mark.parametrize("name", FORMS)
@given(data=st.data())
def test_whatever_is_sent_gives_values_and_errors_never_an_exception(name, data):
    form = FORMS[name]
    names = st.one_of(st.sampled_from(input_names(name)), odd_names)
    sent = MultiDict(data.draw(st.lists(st.tuples(names, words), max_size=25)))
    bound = bind_form(form, CONTEXT, sent)
    orjson.dumps(bound.values)
    assert set(bound.values) <= form.declared_keys - form.system_keys
    draw(bound.form)


@settings(max_examples=60, deadline=None)
@given(document=st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(KEYS),
        inner | st.sampled_from(["group", "dynamiclist", "radio", "textfield", "hide", "rows"]), max_size=5),
    max_leaves=30,
))  # fmt: skip
def test_whatever_stands_in_a_form_file_is_found_never_raised(document):
    check_form("t", orjson.dumps({"type": "default", "components": [document]}))
    check_form("t", orjson.dumps(document))


@pytest.mark.parametrize("name", FORMS)
def test_undeclared_names_are_ignored_whatever_they_are(name):
    form = FORMS[name]
    others = {key for other in FORMS.values() for key in other.declared_keys} - form.declared_keys
    strange = [*sorted(others), "__class__", "_fields", "meta", "errors", "data", "final_status", "role", "_role"]
    strange = [key for key in strange if key not in form.declared_keys]
    bound = bind_form(form, CONTEXT, MultiDict(dict.fromkeys(strange, "1")))
    assert set(bound.ignored) == set(strange)
    assert not set(bound.values) & set(strange)
