"""What a form does not ask is not taken, whatever it is called (trust T12): every form, two hundred names."""

import pytest
from house import ROOT, instant
from werkzeug.datastructures import MultiDict

from mediation.forms import FormContext, Option, PartyOption, bind_form, load_forms
from mediation.forms.spec import FormDefinition

DEFINITIONS = load_forms({path.name: path.read_bytes() for path in (ROOT / "forms").glob("*.form")})
FORMS = sorted(DEFINITIONS)
OURS = ["approved", "admin", "actor", "role", "_role", "roles", "org", "org_id", "tier", "case_id", "id", "status",
        "final_status", "volume_no", "register_no", "version", "state", "facts", "key", "shown", "person_id",
        "confidential_level", "risk_color", "closed_at", "at", "recorded_at", "hash", "digest", "bundle"]  # fmt: skip
DUNDER = ["__class__", "__init__", "__dict__", "__globals__", "_", "__", "constructor", "prototype", "__proto__"]
NESTED = ["parties-0-__class__", "parties.0.role", "a[b]", "a[]", "$where", "parties-99999-name", "-", "--", ".", "%00"]


HERE = FormContext(
    now=instant("2026-03-10T09:30"),
    parties=[PartyOption("p1", "张德厚", "applicant"), PartyOption("p2", "李国富", "respondent")],
    people=[Option("u_chen", "陈忠明")],
    orgs=[Option("O-V1", "村")],
)
EVERY_FIELD = sorted({spec.key for form in DEFINITIONS.values() for page in form.pages for spec in page.fields})


def declared(form: FormDefinition) -> set[str]:
    return {spec.key for page in form.pages for spec in page.fields}


def computed(form: FormDefinition) -> set[str]:
    return {spec.key for page in form.pages for spec in page.fields if spec.system}


@pytest.mark.parametrize("name", FORMS)
def test_only_what_is_declared_passes(name: str) -> None:
    form = DEFINITIONS[name]
    known, system = declared(form), computed(form)
    foreign = {*OURS, *DUNDER, *NESTED, *EVERY_FIELD, *(f"field{number}" for number in range(60))} - (known - system)
    assert len(foreign) >= 200
    bound = bind_form(form, HERE, MultiDict([(one, "canary-7731") for one in foreign]))
    assert set(bound.values) <= known - system
    assert "canary-7731" not in repr(bound.values)


def test_control_a_declared_name_does_pass() -> None:
    form = DEFINITIONS["T_register"]
    bound = bind_form(form, HERE, MultiDict({"summary": "canary-7731 屋檐滴水"}))
    assert "canary-7731" in repr(bound.values)
