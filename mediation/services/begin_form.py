"""Use case: an administrator begins a new form in a draft: a title and one group, under a name of its own."""

import json

from mediation.case.step import Actor
from mediation.forms.definition import SCHEMA_VERSION
from mediation.services.begin_file import begin_file
from mediation.services.office import Office


def begin_form(office: Office, actor: Actor, draft: int, title: str) -> str:
    """Put a new form into a draft; gives its file's name.

    Raises:
        NotAllowed: not the system administrator.
        NotFound, ActRefused, EditClash.
    """
    return begin_file(office, actor, draft, title, ("表", ".form"), _form)


def _form(own: str, title: str) -> bytes:
    note = {"id": "Note", "type": "textarea", "key": "note", "label": "情况", "properties": {"sensitivity": "case"}}
    form = {
        "type": "default", "schemaVersion": SCHEMA_VERSION, "id": own,
        "properties": {"title": title, "intro": ""},
        "components": [{"id": "Page_1", "type": "group", "label": title, "components": [note]}],
    }  # fmt: skip
    return (json.dumps(form, ensure_ascii=False, indent=1) + "\n").encode()
