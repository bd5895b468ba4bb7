"""What people really type: understood where it can be, kept and explained where it cannot."""

from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from mediation.clock import SHANGHAI
from mediation.forms import FormContext, Option, PartyOption, bind_form, load_forms, open_form, read_form, reopen
from mediation.forms.identity import doubt_credit_code, doubt_id_card, doubt_phone

FORMS = load_forms({f.name: f.read_bytes() for f in (Path(__file__).parents[2] / "forms").glob("*.form")})
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=SHANGHAI)
P1, P2, P3 = (
    PartyOption("p1", "张德厚", "applicant"),
    PartyOption("p2", "李国富", "respondent"),
    PartyOption("p3", "覃某", "third", is_minor=True, capacity="限制", guardian="冯丽"),
)


def context(**changes: Any) -> FormContext:
    given = {"now": NOW, "parties": [P1, P2], "people": [Option("u_chen", "陈忠明")], "orgs": [Option("O-V1", "村")]}
    return FormContext(**{**given, **changes})


def small(*components: dict[str, Any], **document: Any) -> Any:
    body = {"type": "default", "schemaVersion": 19, "id": "t", "components": list(components), **document}
    return read_form("t", orjson.dumps(body))


def ask(kind: str, word: str, **more: Any) -> Any:
    """Bind one word to a form with one field `x`."""
    form = small({"type": kind, "id": "x", "key": "x", "label": "内容", **more})
    return bind_form(form, context(), MultiDict({"x": word}))


MONEY = {"kind": "number", "decimalDigits": 2, "validate": {"min": 0}}


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("3000", "3000.00"),
        ("3,000.5", "3000.50"),
        ("3000。0", None),
        ("３０００．２５", "3000.25"),
        ("¥12 元", "12.00"),
    ],
)
def test_amounts_are_understood_as_people_write_them(word, kept):
    assert ask(**MONEY, word=word).values.get("x") == kept


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("3千", "请用数字写金额"),
        ("-5", "金额不能小于 0"),
        ("1.234", "最多写到分"),
        ("1,23", "请用数字写金额"),
        ("1e9", "请用数字写金额"),
        ("²", "请用数字写金额"),
        ("9" * 400, "请用数字写金额"),
    ],
)
def test_an_amount_that_is_none_is_explained_and_kept_on_the_page(word, says):
    bound = ask(**MONEY, word=word)
    assert says in bound.errors["x"][0]
    assert bound.form.answers["x"].word == word


@pytest.mark.parametrize(
    "word", ["2026-3-5", "2026/3/5", "2026年3月5日", "2026.03.05", "20260305", "２０２６－０３－０５"]
)
def test_days_are_understood_as_people_write_them(word):
    assert ask("datetime", word, subtype="date").values == {"x": "2026-03-05"}


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("2026年2月30日", "2026 年 2 月没有 30 日"),
        ("2026-13-01", "没有 13 月"),
        ("0026-03-05", "年份 26 不对"),
        ("明天", "请写清年月日"),
        ("3月5日", "请写清年月日"),
    ],
)
def test_a_day_that_does_not_exist_is_explained(word, says):
    assert says in ask("datetime", word, subtype="date").errors["x"][0]


def test_a_day_that_cannot_be_read_stays_in_a_text_input_so_that_the_browser_keeps_it():
    answer = ask("datetime", "2026年2月30日", subtype="date").form.answers["x"]
    assert (answer.input_type, answer.shown_value) == ("text", "2026年2月30日")


def test_what_already_happened_cannot_lie_in_the_future():
    past = {"properties": {"past": "true"}}
    assert "不能晚于今天" in ask("datetime", "2026-03-11", subtype="date", **past).errors["x"][0]
    assert ask("datetime", "2026-03-10", subtype="date", **past).ok
    assert "不能晚于现在" in ask("datetime", "2026-03-10T09:31", subtype="datetime", **past).errors["x"][0]
    assert ask("datetime", "2026-03-10T09:30", subtype="datetime", **past).ok


@pytest.mark.parametrize("word", ["2026-03-05T15:30", "2026-3-5 15:30", "2026年3月5日15时30分", "2026/3/5 15:30:20"])
def test_moments_are_understood_as_people_write_them(word):
    assert ask("datetime", word, subtype="datetime").values == {"x": "2026-03-05T15:30"}


def test_a_moment_without_a_clock_time_is_taken_as_midnight_and_pointed_out():
    bound = ask("datetime", "2026-03-05", subtype="datetime")
    assert bound.values == {"x": "2026-03-05T00:00"}
    assert "没有写几点几分" in bound.warnings[0][1]


def test_an_hour_that_does_not_exist_is_an_error():
    assert "没有这个钟点" in ask("datetime", "2026-03-05 25:00", subtype="datetime").errors["x"][0]


@pytest.mark.parametrize(("word", "says"), [("一百", "请填整数"), ("1.5", "请填整数"), ("169", "应在 1 到 168 之间")])
def test_a_number_outside_its_bounds_is_explained(word, says):
    assert says in ask("number", word, validate={"min": 1, "max": 168}).errors["x"][0]


def test_full_width_digits_are_numbers():
    assert ask("number", "１２").values == {"x": 12}


def test_a_text_is_trimmed_and_freed_of_what_nobody_typed():
    assert ask("textfield", "  张\x00三\u202e \r\n").values == {"x": "张三"}


@pytest.mark.parametrize(("word", "says"), [("太短了", "现在只有 3 个字"), ("长" * 601, "现在有 601 个字")])
def test_a_summary_outside_its_length_is_told_its_length(word, says):
    assert says in ask("textarea", word, validate={"minLength": 10, "maxLength": 600}).errors["x"][0]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("509901195804110235", None),
        ("50990119580411０２３５", None),
        ("509901195804110236", "最后一位对不上"),
        ("509901195813110235", "不是真实的出生日期"),
        ("509901202704110235", "晚于今天"),
        ("5099011958041102", "现在是 16 位"),
        ("509901580411023", None),
    ],
)
def test_a_mistyped_identity_number_is_pointed_out_and_an_old_card_is_not(number, says):
    doubt = doubt_id_card(number, NOW.date())
    assert doubt is None if says is None else says in (doubt or "")


def test_credit_codes_and_telephones_are_only_doubted():
    assert doubt_credit_code("91110000600037341L") is None
    assert "最后一位" in (doubt_credit_code("911100006000373411") or "")
    assert "18 位" in (doubt_credit_code("9111") or "")
    assert [doubt_phone(n) for n in ("13800138000", "023-7770 0000", "77700000")] == [None, None, None]
    assert "不对" in (doubt_phone("1234") or "")


def test_a_doubtful_identity_number_warns_at_its_row_and_stops_nobody():
    number = {"type": "textfield", "id": "i", "key": "id_no", "label": "证号", "properties": {"check": "id_card"}}
    form = small({"type": "dynamiclist", "id": "l", "path": "people", "label": "人", "components": [number]})
    bound = bind_form(form, context(), MultiDict({"people-0-id_no": "509901195804110236"}))
    assert bound.ok
    assert [path for path, _ in bound.warnings] == ["people.0.id_no"]


def test_what_must_be_filled_says_what_to_do():
    errors = bind_form(FORMS["T_screen"], context(), MultiDict()).errors
    assert errors["decision"] == ["请选择“处理意见”。"]
    assert bind_form(FORMS["X_accept"], context(), MultiDict()).errors["accepted"][0].startswith("请确认并勾选")
    assert bind_form(FORMS["S3_mediate_yield"], context(), MultiDict()).errors["plans"][0].startswith("请至少写一条")


def test_a_closed_choice_takes_nothing_else_and_a_free_one_takes_an_own_entry():
    closed = bind_form(FORMS["F_visit"], context(), MultiDict({"method": "托梦"}))
    assert closed.errors["method"] == ["请从列出的选项里选一个。"]
    free = bind_form(FORMS["F_supervise"], context(), MultiDict({"debtor_reason": "_own", "debtor_reason-own": "没钱"}))
    assert free.values["debtor_reason"] == "没钱"


def test_an_own_entry_beside_a_chosen_option_is_not_lost_silently():
    data = MultiDict({"debtor_reason": "拒绝", "debtor_reason-own": "没钱"})
    bound = bind_form(FORMS["F_supervise"], context(), data)
    assert bound.values["debtor_reason"] == "拒绝"
    assert any("没钱" in text for _, text in bound.warnings)


def test_several_choices_keep_their_order_and_own_entries():
    data = MultiDict([("read_items", "民法典第290条"), ("read_items", "三让口号"), ("read_items", "")])
    assert bind_form(FORMS["S1_read_calm"], context(), data).values["read_items"] == ["民法典第290条", "三让口号"]


def test_conditions_in_order_are_true_and_false_and_empty_when_nothing_is_ticked():
    data = MultiDict([("three_conditions", "0"), ("three_conditions", "2")])
    assert bind_form(FORMS["T_screen"], context(), data).values["three_conditions"] == [True, False, True]
    assert bind_form(FORMS["T_screen"], context(), MultiDict()).values["three_conditions"] == []


def test_a_hidden_field_is_neither_asked_nor_kept():
    data = MultiDict({"outcome": "full", "agreement_form": "oral", "reason_none": "吵架"})
    bound = bind_form(FORMS["S3_mediate_yield"], context(), data)
    assert "reason_none" not in bound.values and "reason_none" not in bound.errors
    none = bind_form(FORMS["S3_mediate_yield"], context(), MultiDict({"outcome": "none"}))
    assert "reason_none" in none.errors and "agreement_form" not in none.errors


def test_what_is_not_settled_cannot_be_called_fully_agreed():
    data = MultiDict({"outcome": "full", "unresolved_items-0": "抵扣数额"})
    assert "全部谈成" in bind_form(FORMS["S3_mediate_yield"], context(), data).errors["unresolved_items"][0]


def test_what_the_system_computes_is_never_taken_from_the_client():
    data = MultiDict({"deadline_on": "2099-01-01", "accepted_on": "2026-03-10", "approved": "1", "_role": "x"})
    bound = bind_form(FORMS["T_screen"], context(computed={"deadline_on": "2026-04-09"}), data)
    assert "deadline_on" not in bound.values
    assert set(bound.ignored) == {"deadline_on", "accepted_on", "approved", "_role"}
    assert bound.form.answers["deadline_on"].shown_value == "2026-04-09"


def test_empty_rows_are_no_rows_and_an_unfinished_row_is_told_what_is_missing():
    data = MultiDict({"called-0-dept": "", "called-3-dept": "派出所", "resolved_at": "2026-03-10 09:00"})
    bound = bind_form(FORMS["E_whistle"], context(), data)
    assert bound.values["called"] == [{"dept": "派出所"}]
    assert bound.errors == {"called.3.called_at": ["请填写“几点叫的”。"]}


def test_another_row_is_offered_when_asked_and_nothing_typed_is_lost():
    data = MultiDict(
        {"called-0-dept": "派出所", "called-1-dept": "卫生院", "called-1-called_at": "乱", "_add": "called"}
    )
    form = reopen(FORMS["E_whistle"], context(), data)
    assert list(form.answers["called"].sections) == ["0", "1", "2"]
    assert form.answers["called"].sections["1"].answers["called_at"].word == "乱"
    assert form.error_summary == []


def test_too_many_rows_are_refused():
    data = MultiDict({f"claims-{n}": "钱" for n in range(61)})
    assert "最多 60 行" in bind_form(FORMS["T_register"], context(), data).errors["claims"][0]


def test_terms_are_numbered_by_their_order_unless_a_number_is_written():
    data = MultiDict({"terms-0-content": "加装檐沟", "terms-1-content": "拴养犬只", "terms-1-no": "7"})
    assert [row["no"] for row in bind_form(FORMS["A_oral"], context(), data).values["terms"]] == [1, 7]


def test_only_applicants_and_respondents_who_came_are_asked_for_their_mood():
    data = MultiDict({"attendance-p1": "到场", "attendance-p2": "缺席", "emotion_before-p1": "3"})
    errors = bind_form(FORMS["S1_read_calm"], context(parties=[P1, P2, P3]), data).errors
    assert [path for path in errors if "." in path] == ["emotion_after.p1"]


def test_each_party_must_be_asked_and_a_refusal_needs_its_words():
    data = MultiDict({"parties-p1-consent": "拒绝", "parties-p1-method": "电话", "parties-p1-at": "2026-03-10 09:00"})
    errors = bind_form(FORMS["T_consent"], context(), data).errors
    assert "拒绝时的原话" in errors["parties.p1.refusal_text"][0]
    assert {path for path in errors if ".p2." in path} >= {"parties.p2.consent", "parties.p2.method"}


def test_a_minor_agrees_through_the_guardian():
    row = {"consent": "同意", "method": "当面", "at": "2026-03-10 09:00", "rights_notice_ack": "true"}
    data = MultiDict({f"parties-p3-{key}": word for key, word in row.items()})
    errors = bind_form(FORMS["T_consent"], context(parties=[P1, P2, P3]), data).errors
    assert "监护人" in errors["parties.p3.guardian_consent"][0]


def test_a_minor_party_needs_a_guardian_with_name_and_relation():
    row = {"role": "third", "kind": "1", "name": "覃某", "is_minor": "true"}
    bare = MultiDict({f"parties-0-{key}": word for key, word in row.items()})
    assert "parties.0.guardian" in bind_form(FORMS["T_register"], context(), bare).errors
    named = MultiDict({**bare, "parties-0-guardian-name": "冯丽"})
    assert "parties.0.guardian.relation" in bind_form(FORMS["T_register"], context(), named).errors


def test_guardians_and_mediators_may_sign_and_strangers_may_not():
    def sign(who: str) -> Any:
        data = MultiDict({"signatures-0-who": who, "signatures-0-mode": "签名", "signatures-0-at": "2026-03-10"})
        return bind_form(FORMS["A_written"], context(parties=[P1, P2, P3]), data)

    for who in ("p1", "guardian:冯丽", "agent:王律师", "u_chen"):
        assert sign(who).values["signatures"][0]["who"] == who
    assert "signatures.0.who" in sign("路人").errors


def test_a_term_that_waives_criminal_liability_cannot_be_saved_and_a_vague_one_is_pointed_out():
    bound = bind_form(
        FORMS["A_written"],
        context(),
        MultiDict({"terms-0-content": "赔钱后不追究刑事责任", "terms-1-content": "尽快付款"}),
    )
    assert "不追究刑事责任" in bound.errors["terms.0.content"][0]
    assert any(path == "terms.1.content" and "尽快" in text for path, text in bound.warnings)


def test_files_are_handed_over_by_path_and_never_stand_in_values():
    upload = FileStorage(stream=None, filename="收条.jpg", name="voucher")
    bound = bind_form(FORMS["F_visit"], context(), MultiDict([("voucher", upload)]))
    assert [file.filename for file in bound.files["voucher"]] == ["收条.jpg"]
    assert "voucher" not in bound.values
    photo = MultiDict([("evidence-4-title", "照片"), ("evidence-4-file", upload)])
    assert list(bind_form(FORMS["S2_lay_talk"], context(), photo).files) == ["evidence.0.file"]


def test_a_fresh_form_shows_proposals_but_never_an_answer():
    form = open_form(FORMS["T_screen"], context(computed={"risk_color": "yellow", "decision": "accept"}))
    assert form.answers["risk_color"].value == "yellow"
    assert form.answers["decision"].value is None
    assert not form.answers["decision"].word


def test_every_word_is_kept_on_the_page_that_comes_back():
    data = MultiDict({"occurred_on": "前天", "people_involved": "好多", "summary": "短", "parties-0-name": "张三"})
    form = bind_form(FORMS["T_register"], context(), data).form
    assert [form.answers[key].word for key in ("occurred_on", "people_involved", "summary")] == ["前天", "好多", "短"]
    assert form.answers["parties"].sections["0"].answers["name"].word == "张三"
    assert {"occurred_on", "summary"} <= {id for id, _, _ in form.error_summary}


def said_of(name: str, data: MultiDict, **more: Any) -> list[str]:
    return [text for _, _, text in bind_form(FORMS[name], context(**more), data).form.error_summary]


def test_the_summary_says_in_which_row_something_is_to_be_mended():
    typed = {"parties-0-name": "张三", "parties-4-name": "李四", "parties-4-age": "老", "parties-4-is_minor": "true"}
    said = said_of("T_register", MultiDict({**typed, "parties-4-guardian-phone": "1"}))
    assert "第 1 位当事人:请选择“是哪一方”。" in said
    assert any(text.startswith("第 2 位当事人的年龄:") for text in said)
    assert "第 2 位当事人:请填写“监护人姓名”。" in said
    assert "请填写“所在村的编码”。" in said


def test_the_summary_names_the_party_whose_answer_is_missing():
    row = {"parties-p1-consent": "拒绝", "parties-p1-method": "电话", "parties-p1-at": "2026-03-10 09:00"}
    assert f"{P1.name}:请填写“拒绝时的原话”。" in said_of("T_consent", MultiDict(row))
    assert f"请选择“谁到了({P2.name})”。" in " ".join(said_of("S1_read_calm", MultiDict()))


def test_a_hint_names_its_row_too():
    bound = bind_form(FORMS["A_oral"], context(), MultiDict({"terms-3-content": "尽快付款"}))
    assert bound.form.label_of("terms.3.content") == "第 1 件事的做什么"
    assert "terms.3.content" in dict(bound.warnings)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202e倒\u2066过\u200f来", "倒过来"),
        ("零\u200b宽\u2060的\ufeff字\u00ad", "零宽的字"),
        ("前\x00后\x0b\ufffe\uffff\ufffc", "前后"),
        ("👨\u200d👩\ufe0f", "👨👩"),
        ("上\u2028下\r\n末", "上\n下\n末"),
        ("𠮷野家 〇\ue000", "𠮷野家 〇\ue000"),
    ],
)
def test_what_is_not_seen_is_not_kept_and_every_letter_is(typed, kept):
    assert ask("textarea", typed).values["x"] == kept
