"""The editor of decision tables in the workshop: the page, and what a table that is being written says to values."""

import json
from typing import Any

import orjson
from flask import Blueprint, Response, jsonify, render_template, request, url_for

from mediation.services.table_workshop import open_table_desk, try_table
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.models import DRAFT

area = Blueprint("model_tables", __name__)
MOST_VALUES = 40


@area.get(f"{DRAFT}/tables/<name>")
@action("see_models")
def edit(draft: int, name: str) -> str:
    """The editor of one file of tables."""
    desk = open_table_desk(office(), actor(), draft, name)
    about = {
        **desk.known, "seq": desk.seq, "edits": desk.edits,
        "save": url_for("model_drafts.save", draft=draft, name=name),
        "try": url_for("model_tables.try_out", draft=draft, name=name),
        "newer": url_for("models.file", draft=draft, name=name), "token": url_for("device.token"),
    }  # fmt: skip
    return render_template("table_editor.html", desk=desk, about=orjson.dumps(about).decode())


@area.post(f"{DRAFT}/tables/<name>/try")
@action("edit_models")
def try_out(draft: int, name: str) -> Response:
    """What the tables in `text` say to `values` (JSON, by name): rules that hold, outputs, errors in words."""
    text = request.form.get("text", "").encode()
    found = try_table(office(), actor(), draft, name, text, _plain(request.form.get("values", "")))
    findings = [
        {"element": one.element, "line": one.line, "message": one.message, "remedy": one.remedy}
        for one in found.findings
    ]
    tables = [
        {"decision": one.decision, "hits": one.hits, "failure": one.failure,
         "outputs": {label: _said(value) for label, value in one.outputs.items()}}
        for one in found.tables
    ]  # fmt: skip
    return jsonify(findings=findings, tables=tables)


def _plain(text: str) -> dict[str, Any]:
    """Texts, numbers, yes and no, nothing, by name; what is anything else is left aside."""
    try:
        given = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(given, dict):
        return {}
    plain = {key: one for key, one in given.items() if one is None or isinstance(one, str | int | float | bool)}
    return dict(list(plain.items())[:MOST_VALUES])


def _said(value: Any) -> list[str]:
    """A result as the codes in it; a table that collects gives several."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [("true" if one else "false") if isinstance(one, bool) else str(one) for one in values]
