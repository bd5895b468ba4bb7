"""The form editor of the workshop: the page, and how a form that is being written would look."""

import orjson
from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from mediation.forms.build import open_form
from mediation.services.administering import ActRefused
from mediation.services.begin_form import begin_form
from mediation.services.form_workshop import FormPreview, open_form_desk, preview_form
from mediation.services.model_drafts import EditClash
from mediation.web.actions import action
from mediation.web.aids import furnish
from mediation.web.folding import fold
from mediation.web.here import actor, office
from mediation.web.models import DRAFT, draw_draft

area = Blueprint("model_forms", __name__)


@area.get(f"{DRAFT}/forms/<name>")
@action("see_models")
def edit(draft: int, name: str) -> str:
    """The editor of one form."""
    desk = open_form_desk(office(), actor(), draft, name)
    about = {
        **desk.known, "seq": desk.seq, "edits": desk.edits, "title": desk.title,
        "save": url_for("model_drafts.save", draft=draft, name=name),
        "preview": url_for("model_forms.preview", draft=draft, name=name),
        "newer": url_for("models.file", draft=draft, name=name), "token": url_for("device.token"),
    }  # fmt: skip
    return render_template("form_editor.html", desk=desk, about=orjson.dumps(about).decode())


@area.post(f"{DRAFT}/forms")
@action("edit_models")
def begin(draft: int) -> AnyResponse | tuple[str, int]:
    """Begin a new form and go on to write it."""
    try:
        name = begin_form(office(), actor(), draft, request.form.get("form", ""))
    except (ActRefused, EditClash) as refused:
        return draw_draft(draft, refused=str(refused)), 422
    return redirect(url_for("model_forms.edit", draft=draft, name=name), 303)


@area.post(f"{DRAFT}/forms/<name>/preview")
@action("edit_models")
def preview(draft: int, name: str) -> Response:
    """`text` as people would meet it (`html`, None where it cannot be shown), and the findings; keeps nothing."""
    found = preview_form(office(), actor(), draft, name, request.form.get("text", "").encode())
    findings = [
        {"element": one.element, "level": one.level, "message": one.message, "remedy": one.remedy}
        for one in found.findings
    ]
    return jsonify(findings=findings, html=drawn(found))


def drawn(found: FormPreview) -> str | None:
    """The page for the frame in which a form is looked at; None where it cannot be shown."""
    if found.definition is None or found.context is None:
        return None
    form = open_form(found.definition, found.context)
    fold(form)
    furnish(form)
    return render_template("form_preview.html", form=form)
