"""Use case: an administrator begins a new form in a draft: a title and one group, under a name of its own."""

import json
from itertools import count

from mediation.case.step import Actor
from mediation.forms.definition import SCHEMA_VERSION
from mediation.law.separation import SYSTEM
from mediation.services.administering import ActRefused, require
from mediation.services.model_drafts import MAX_TITLE, files_of_draft, save_file
from mediation.services.office import Office


def begin_form(office: Office, actor: Actor, draft: int, title: str) -> str:
    """Put a new form into a draft; gives its file's name.

    Raises:
        NotAllowed: not the system administrator.
        NotFound, ActRefused, EditClash.
    """
    require(office, actor, "draft_edited", SYSTEM)
    title = title.strip()
    if not 1 <= len(title) <= MAX_TITLE:
        raise ActRefused(f"请写明这张表叫什么(不超过 {MAX_TITLE} 字)。")
    _, files = files_of_draft(office, draft)
    name = next(f"own_{number}.form" for number in count(1) if f"own_{number}.form" not in files)
    note = {"id": "Note", "type": "textarea", "key": "note", "label": "情况", "properties": {"sensitivity": "case"}}
    form = {
        "type": "default", "schemaVersion": SCHEMA_VERSION, "id": name.removesuffix(".form"),
        "properties": {"title": title, "intro": ""},
        "components": [{"id": "Page_1", "type": "group", "label": title, "components": [note]}],
    }  # fmt: skip
    save_file(office, actor, draft, name, (json.dumps(form, ensure_ascii=False, indent=1) + "\n").encode(), 0)
    return name
