"""Form definitions as data (form-js JSON), rendered and judged as WTForms.

What a person is asked, in which words, and whether the answer can be read; never whether the law allows it.
"""

from mediation.forms.build import BoundForm, MediationForm, bind_form, open_form, proposals, reopen
from mediation.forms.context import FormContext, PartyOption
from mediation.forms.definition import check_form, load_forms, read_form
from mediation.forms.encode import encode, ignored_keys
from mediation.forms.spec import FieldSpec, FormDefinition, Option, Page

__all__ = [
    "BoundForm",
    "FieldSpec",
    "FormContext",
    "FormDefinition",
    "MediationForm",
    "Option",
    "Page",
    "PartyOption",
    "bind_form",
    "check_form",
    "encode",
    "ignored_keys",
    "load_forms",
    "open_form",
    "proposals",
    "read_form",
    "reopen",
]
