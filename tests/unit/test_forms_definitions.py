"""A form definition is read whole or refused with what to mend; the shipped ones keep what the law demands."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from mediation.errors import ModelRefused
from mediation.forms import check_form, load_forms, read_form
from mediation.web.press import OURS

FILES = {file.name: file.read_bytes() for file in (Path(__file__).parents[2] / "forms").glob("*.form")}
FORMS = load_forms(FILES)
TASKS = """T_register T_screen T_reject_notice T_consent T_assign S1_read_calm S2_lay_talk S3_mediate_yield A_oral
A_written S4_smooth_praise J_confirm X_escalate X_accept X_return D_extend T_terminate H_handoff E_report E_whistle
F_visit F_supervise A_amend C_close C_archive""".split()  # noqa: SIM905
EVENTS = ["party_refused", "withdrawn", "official_accepted", "party_changed"]

# What domain knowledge marks as always asked (●) and not computed; a dot leads into a row or a party's row.
REQUIRED = {
    "T_register": """apply_at source_code apply_mode parties parties.role parties.kind parties.name dispute_type
        occurred_on occurred_place region_code summary people_involved prior_handling is_cross_region publicity
        confidential_level privacy_notice_ack source_org source_doc_no prior_status parties.guardian.name
        parties.guardian.relation""",
    "T_screen": "in_scope exclusion_code forecast_code risk_color decision",
    "T_reject_notice": "informed_channels delivered",
    "T_consent": "parties parties.consent parties.method parties.at",
    "T_assign": "choice mediators disclosure invited.parties_agreed",
    "S1_read_calm": "read_items mode attendance emotion_before emotion_after cooling_needed weapon_observed alcohol"
    " risk_recheck decision",
    "S2_lay_talk": "place attendance decision evidence.title",
    "S3_mediate_yield": "law_basis plans outcome decision",
    "A_oral": "terms recorded_by party_ack seal_org",
    "A_written": """facts dispute_points responsibilities terms terms.obligor terms.obligee terms.way_code
        terms.content signatures mediator_signed recorder_signed seal_org delivered copies""",
    "S4_smooth_praise": "effect_explained publicity_consent followup_plan",
    "J_confirm": "both_want",
    "X_escalate": "to_tier trigger handover_docs lower_tier_role",
    "X_accept": "accepted",
    "X_return": "returned reason guidance",
    "D_extend": "requested_days agree",
    "T_terminate": "scope reason_code informed_channels delivered",
    "H_handoff": "kind target basis doc",
    "E_report": "forecast_code risk_color content reported_to reported_at measures",
    "E_whistle": "called called.dept called.called_at resolved_at",
    "F_visit": "performance_status new_risk action",
    "F_supervise": "debtor_reason",
    "A_amend": "basis consents terms signatures seal_org",
    "withdrawn": "reason_code",
}
CONDITIONAL = {
    "T_register": "claims read_aloud_to_illiterate",
    "T_screen": "three_conditions difficulty_code entry_tier reason status_quo_notice",
    "T_consent": "parties.rights_notice_ack parties.refusal_text parties.guardian_consent",
    "S1_read_calm": "cooling_hours",
    "S2_lay_talk": "statements undisputed_facts dispute_focus",
    "S3_mediate_yield": "agreed_items unresolved_items agreement_form reason_none",
    "A_written": "terms.due_on terms.first_due",
    "H_handoff": "receipt",
}
STATUTORY = {
    "T_register": "apply_at parties summary privacy_notice_ack parties.guardian",
    "T_screen": "in_scope exclusion_code decision status_quo_notice",
    "T_reject_notice": "informed_channels",
    "T_consent": "parties parties.consent parties.rights_notice_ack",
    "T_assign": "choice mediators recusal_requested invited.parties_agreed",
    "S3_mediate_yield": "agreement_form law_basis plans",
    "A_oral": "terms recorded_by party_ack",
    "A_written": "facts dispute_points responsibilities terms signatures mediator_signed seal_org seal_at copies"
    " delivered",
    "S4_smooth_praise": "effect_explained publicity_consent",
    "J_confirm": "both_want applied_on",
    "X_escalate": "parties_consent",
    "D_extend": "agree",
    "T_terminate": "informed_channels delivered",
    "E_report": "content reported_to reported_at measures",
    "F_visit": "performance_status",
    "F_supervise": "method",
    "A_amend": "consents terms signatures seal_org",
}
SYSTEM = {
    "T_screen": "accepted_on deadline_on labor_15day_notice_on",
    "T_reject_notice": "notice_no",
    "S1_read_calm": "no_show_count",
    "S2_lay_talk": "round no_show_count",
    "A_oral": "effective_on",
    "A_written": "agreement_no total_amount effective_on",
    "J_confirm": "eligible window_end",
    "X_escalate": "from_tier rounds",
    "X_return": "within_workdays",
    "D_extend": "result",
    "T_terminate": "notice_no triggered_by timer_fired_at",
    "E_whistle": "called.minutes",
    "F_visit": "visit_no planned_on",
    "A_amend": "agreement_no total_amount effective_on",
    "C_close": "result_code performance_code",
    "C_archive": "volume_no access",
}


def _asked(spec: Any) -> bool:
    return spec.required and not spec.hint_only


def document(*components: Any, **properties: Any) -> bytes:
    body = {"type": "default", "schemaVersion": 19, "id": "t", "properties": properties, "components": components}
    return orjson.dumps(body)


def field(**changes: Any) -> dict[str, Any]:
    return {"type": "textfield", "id": "x", "key": "x", "label": "内容", **changes}


def rules(data: bytes) -> list[str]:
    return [finding.rule for finding in check_form("t", data) if finding.level == "error"]


@pytest.mark.parametrize("name", [*TASKS, *EVENTS])
def test_every_task_and_event_has_a_form_without_findings(name):
    assert check_form(name, FILES[f"{name}.form"]) == []
    assert FORMS[name].title and FORMS[name].intro


@pytest.mark.parametrize("name", REQUIRED)
def test_what_must_always_be_told_is_required(name):
    paths = REQUIRED[name].split()
    assert [path for path in paths if not _asked(FORMS[name].paths[path])] == []


@pytest.mark.parametrize("name", CONDITIONAL)
def test_what_must_sometimes_be_told_has_its_condition(name):
    paths = CONDITIONAL[name].split()
    assert [path for path in paths if FORMS[name].paths[path].required_when is None] == []


@pytest.mark.parametrize("name", STATUTORY)
def test_what_the_law_demands_is_locked_and_says_which_law(name):
    assert set(STATUTORY[name].split()) <= FORMS[name].statutory_keys
    assert all(FORMS[name].paths[path].law for path in FORMS[name].statutory_keys)


@pytest.mark.parametrize("name", SYSTEM)
def test_what_the_system_computes_is_marked_so(name):
    assert set(SYSTEM[name].split()) <= FORMS[name].system_keys


def test_no_answer_about_results_will_or_satisfaction_is_ever_proposed():
    never = {
        "outcome",
        "satisfaction",
        "decision",
        "consent",
        "consents",
        "performance_status",
        "agree",
        "agreement_form",
    }
    proposed = {
        (form.name, path)
        for form in FORMS.values()
        for path, spec in form.paths.items()
        if path.split(".")[-1] in never and (spec.default or spec.suggest)
    }
    assert proposed == set()


def test_names_numbers_and_telephones_are_declared_personal():
    paths = FORMS["T_register"].paths
    assert {paths[f"parties.{key}"].sensitivity for key in ("name", "phone", "address", "birth")} == {"personal"}
    assert paths["parties.id_no"].sensitivity == paths["parties.guardian.id_no"].sensitivity == "sensitive"
    assert paths["summary"].sensitivity == "confidential"


def test_the_words_on_the_page_judge_and_order_nobody():
    for name, data in FILES.items():
        text = (
            data.decode()
            .replace("法院判决维持", "")
            .replace("裁定有效", "")
            .replace("不予处罚", "")
            .replace("判过", "")
        )
        for word in ("判决", "罚款", "责令", "必须接受", "裁决"):
            assert word not in text, (name, word)


def test_the_papers_that_one_entry_fills_are_known():
    assert {"D02", "D03", "D10"} <= FORMS["T_register"].papers
    assert "D10" in FORMS["A_written"].papers and "D13" in FORMS["F_visit"].papers


def test_a_definition_knows_its_fields_flat_and_nested():
    form = FORMS["A_written"]
    assert form.find("terms.0.amount") is form.paths["terms.amount"]
    assert form.find("nothing") is None
    assert {"terms", "total_amount"} <= form.declared_keys
    assert len(form.digest) == 64


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "form-file"),
        (b"[]", "form-file"),
        (b'{"components": 3}', "form-file"),
        (orjson.dumps({"schemaVersion": 99, "components": []}), "form-file"),
        (b" " * 1_000_001, "form-file"),
        (b"[" * 100_000, "form-file"),
        (document(field(type="iframe")), "form-type"),
        (document("x"), "form-component"),
        (document({"type": "group", "id": "g", "label": "页"}), "form-component"),
        (document(field(), field()), "form-key-twice"),
        (document(field(key="csrf_token")), "form-key-reserved"),
        (document(field(key="key")), "form-key-reserved"),
        (document(field(key="shown")), "form-key-reserved"),
        (document(field(key="form")), "form-key-reserved"),
        (document(field(key="_add")), "form-key"),
        (document(field(key="a-b")), "form-key"),
        (document(field(label="")), "form-label"),
        (document(field(conditional={"hide": "=a ="})), "form-condition"),
        (document(field(conditional={"hide": "=__import__('os')"})), "form-condition"),
        (document(field(conditional={"hide": "=now() = null"})), "form-condition"),
        (document(field(properties={"required_when": "=(("})), "form-condition"),
        (document(field(type="radio")), "form-options"),
        (document(field(type="radio", values=[3])), "form-options"),
        (document(field(type="select", properties={"from": "everybody"})), "form-source"),
        (document(field(key="outcome", defaultValue="full")), "form-default"),
        (document(field(properties={"sensitivity": "top secret"})), "form-sensitivity"),
        (document(field(properties={"locked": "statutory"})), "form-law"),
        (document({"type": "dynamiclist", "id": "l", "path": "rows", "label": "行", "components": []}), "form-row"),
        (document(*[field(key=f"k{n}", id=f"k{n}") for n in range(301)]), "form-size"),
    ],
)
def test_a_form_that_cannot_be_used_is_refused_with_a_remedy(data, rule):
    assert rule in rules(data)
    with pytest.raises(ModelRefused) as refused:
        read_form("t", data)
    assert all(finding.message and finding.remedy and finding.file == "t.form" for finding in refused.value.findings)


def test_the_finding_names_the_field_it_is_about():
    (finding,) = check_form("t", document(field(key="reason", type="iframe")))
    assert finding.element == "reason"


@pytest.mark.parametrize("key", sorted(name for name in OURS if not name.startswith("_")))
def test_a_field_named_like_something_the_page_itself_sends_is_refused_and_the_finding_says_why(key):
    (finding,) = check_form("t", document(field(key=key)))
    assert finding.element == key and finding.level == "error" and key in finding.message
    assert "隐藏字段" in finding.message and f"{key}_text" in finding.remedy


def test_a_crowded_page_is_a_warning_and_no_refusal():
    page = {
        "type": "group",
        "id": "g",
        "label": "页",
        "components": [field(key=f"k{n}", id=f"k{n}") for n in range(12)],
    }
    assert [(f.rule, f.level) for f in check_form("t", document(page))] == [("form-page", "warning")]
    assert read_form("t", document(page)).pages[0].title == "页"


def test_all_forms_of_a_bundle_are_refused_together():
    with pytest.raises(ModelRefused) as refused:
        load_forms({"forms/a.form": b"", "forms/b.form": document(field(type="iframe"))})
    assert {finding.file for finding in refused.value.findings} == {"a.form", "b.form"}
